"""Parses pages into body, metadata and dates, in a sandboxed process."""
