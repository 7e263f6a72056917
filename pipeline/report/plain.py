"""Text of articles in a terminal: nothing in it is obeyed."""

import re
import unicodedata

# Everything that is not printable, as `str.isprintable` defines it (categories C and Z of Unicode, but for the space):
# escapes and other control characters, marks that change the direction of what follows, line separators, surrogates.
_MAY_NOT_PRINT = re.compile(r"[^ -~\w]")


def visible(text: str, *, keep: str = "") -> str:
    """A text whose characters all print, so that a terminal shows what it says.

    Spaces of any width are spaces; characters that only shape their neighbours, such as joiners, are dropped; all
    other characters that do not print are named by their number: `<U+202E>`.

    Args:
        text: Of any origin.
        keep: Characters to keep, such as newlines.
    """
    return _MAY_NOT_PRINT.sub(lambda match: match[0] if match[0] in keep else _visible(match[0]), text)


_SHAPING = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    if unicodedata.category(character) == "Zs":
        return " "
    return "" if character in _SHAPING else f"<U+{ord(character):04X}>"
