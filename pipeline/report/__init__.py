"""Rows for people to read: phrases that reports share, pages."""
