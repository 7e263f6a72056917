"""Names: where they stand, what type of thing they name, which of them name the same one."""
