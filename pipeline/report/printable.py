"""Text that is safe to print, whatever wrote it."""

import re

_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and those that change the direction of text."""


def printable(text: str) -> str:
    r"""A text with what could change how a terminal shows it as escapes, such as \u001b, which are JSON's too."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
