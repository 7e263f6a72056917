"""LINK of a stream."""
