"""Failures taken again: records that failed are read once more, and those that succeed go to the tables."""
