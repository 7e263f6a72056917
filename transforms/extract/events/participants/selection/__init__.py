"""Learned selection: which of the people and bodies around a trigger take part in its event, and in which role."""
