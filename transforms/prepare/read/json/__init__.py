"""JSON: JSON Lines, ninjs, JSON Feed."""
