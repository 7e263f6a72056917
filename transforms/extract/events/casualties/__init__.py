"""Casualties: how many were killed, injured or otherwise harmed."""
