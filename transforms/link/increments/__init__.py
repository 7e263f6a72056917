"""LINK of a run with what earlier runs left: what of it may change."""
