"""The one pass of the language model."""
