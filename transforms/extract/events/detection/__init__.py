"""Learned detection: which words of an article tell events, of which types, and how likely."""
