"""The halves of the gold data: models are fitted on one to see what they are worth on the other."""

import hashlib


def half(article_id: str) -> str:
    """The half, 'a' or 'b', that an article belongs to, by its id in the data."""
    return "ab"[hashlib.sha1(article_id.encode(), usedforsecurity=False).digest()[0] % 2]


def part(article_id: str) -> int:
    """One of two parts, 0 or 1, within each half."""
    return hashlib.sha1(article_id.encode(), usedforsecurity=False).digest()[1] % 2
