"""Parsed pages to articles: text, title, authors, dates."""
