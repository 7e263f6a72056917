"""Claims: who says that an event happened, and whether it did."""
