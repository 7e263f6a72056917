"""Text: its encoding, normal form, paragraphs and dates."""
