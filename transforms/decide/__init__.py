"""Decisions over all articles of a run, made on keys alone."""
