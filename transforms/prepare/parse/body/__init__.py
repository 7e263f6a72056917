"""Finds the article on a page: its frame, its paragraphs, and whether they are all of it."""
