"""Bytes of a page as text: the declared character set where it fits, the likely one where it does not."""

import codecs
import re

_DECLARED = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_HEAD_BYTES = 4096
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What browsers do (WHATWG Encoding Standard): pages that say Latin-1 or ASCII are windows-1252.
_AS_WINDOWS = frozenset({"ascii", "iso8859-1"})


def decode(page: bytes, charset: str | None = None) -> str:
    """Decode a page.

    A byte order mark comes first, then UTF-8 where the bytes are valid UTF-8 (text in another character set
    hardly ever is), then what the header or the page declares, then windows-1252, in which every byte is a character.

    Args:
        page: The bytes, not compressed.
        charset: The character set that the HTTP header or the record declares.
    """
    for mark, name in _MARKS:
        if page.startswith(mark):
            return page[len(mark) :].decode(name, "replace")
    try:
        return page.decode("utf-8")
    except UnicodeDecodeError as error:
        mostly_utf8 = error.start > _HEAD_BYTES and any(byte > 0x7F for byte in page[: error.start])
    declared = _DECLARED.search(page[:_HEAD_BYTES])
    for label in (charset, declared.group(1).decode("ascii") if declared else None):
        codec = _codec(label)
        if codec == "utf-8" or (codec is None and mostly_utf8):
            return page.decode("utf-8", "replace")
        if codec is None:
            continue
        try:
            return page.decode(codec)
        except UnicodeDecodeError:
            continue
    return page.decode("cp1252", "replace")


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    return "cp1252" if name in _AS_WINDOWS else name
