"""Claims: the source of an event, and whether it happened."""
