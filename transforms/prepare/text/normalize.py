"""Normalizes text: NFC, single spaces, no control characters, entities resolved, double encoding undone."""

import html
import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_CHARACTER_REFERENCE = re.compile(
    r"&(?:amp;)?(?:#\d{2,7}|#x[0-9a-f]{2,6}|amp|quot|apos|nbsp|lt|gt|[lr][sd]quo|[mn]dash|hellip|rsaquo|laquo|raquo|eacute|pound|euro);",
    re.I,
)
# UTF-8 decoded as windows-1252: the character of a lead byte and those of its continuation bytes.
_DOUBLE_ENCODED = re.compile("[ÂÃâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")


def normalize(text: str) -> str:
    """Normalize a passage to one line in NFC with single spaces.

    Lone surrogates become U+FFFD; control characters, byte order marks and directional marks are removed; HTML
    character references are resolved; UTF-8 that was decoded as windows-1252 is decoded correctly.
    """
    if text.isascii() and text.isprintable() and "&" not in text:
        return " ".join(text.split())
    text = _LONE_SURROGATE.sub("\ufffd", text)
    if "&" in text:
        text = _CHARACTER_REFERENCE.sub(lambda match: html.unescape(html.unescape(match[0])), text)
    if _DOUBLE_ENCODED.search(text):
        text = _undo_double_encoding(text)
    text = _CONTROL_CHARACTER.sub("", _INVISIBLE.sub("", text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _undo_double_encoding(text: str) -> str:
    """Decode double-encoded passages; what does not decode is left unchanged."""

    def decode_match(match: "re.Match[str]") -> str:
        raw = b"".join(_windows_1252_byte(character) for character in match[0])
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return match[0]

    return _DOUBLE_ENCODED.sub(decode_match, text)


def _windows_1252_byte(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1", "replace")
