"""Rows and texts in a terminal, in colour where it has colours; nothing in them is obeyed."""
