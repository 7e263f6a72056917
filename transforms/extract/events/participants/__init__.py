"""Participants: who did it, and to whom."""
