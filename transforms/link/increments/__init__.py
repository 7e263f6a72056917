"""LINK of a run with what earlier runs left: what may change, and how clusters grow."""
