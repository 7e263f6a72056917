"""Names: where they are in the text, what type of entity each refers to, and which refer to the same one."""
