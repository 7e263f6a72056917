"""Datelines: 'ALEPPO, Syria (AP) —' at the start of a body."""


def body_start(text: str) -> int:
    """Offset where the body's first sentence starts, behind any dateline."""
    return len(text) - len(text.lstrip())
