"""Text folded for comparison."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, without accents and full stops, curly apostrophes made straight."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return text.lower().replace("’", "'").replace(".", "")
