"""Incidents: events of all articles that are one happening."""
