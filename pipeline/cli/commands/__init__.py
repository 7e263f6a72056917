"""One command a file: it takes the options and calls what does the work."""
