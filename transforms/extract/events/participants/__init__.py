"""Participants: actors, recipients and instruments of events."""
