"""Whom pronouns and noun phrases mean."""
