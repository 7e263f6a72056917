"""Copies of articles: which article stands for the others that have its text, or nearly."""
