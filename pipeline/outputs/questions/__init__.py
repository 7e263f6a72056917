"""Queries that are ready to be asked."""
