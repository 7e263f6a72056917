"""Triggers: the words that tell an event, and of which type."""
