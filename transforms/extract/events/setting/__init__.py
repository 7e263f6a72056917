"""Setting: where and when an event happened."""
