"""Readers of JSON: JSON Lines, JSON documents, ninjs, JSON Feed."""
