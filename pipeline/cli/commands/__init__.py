"""The commands, one per file: each parses its options and calls the code that does the work."""
