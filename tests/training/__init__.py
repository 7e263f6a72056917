"""Fitting of the learned parts of event extraction: `python -m tests.training`."""
