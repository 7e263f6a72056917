"""Parsed records to articles: choose among candidate values, and keep only the article's own text."""
