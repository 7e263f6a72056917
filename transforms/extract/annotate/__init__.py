"""Annotation: the language model and its pass over each article."""
