"""Triggers: the words that report events, and the type and mode of each."""
