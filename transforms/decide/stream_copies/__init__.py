"""Copies of articles in a stream: an article that arrives is a copy of one that came before, if it resembles it."""
