"""Recognises files that are no text: documents, pictures, sound, video, fonts, archives and programs."""

import re

from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.text.charset import starts_with_bom, utf16_without_bom

HEAD_BYTES = 64 * 1024
"""Bytes at the start that are looked at."""

_SIGNATURES = (
    b"%PDF-", b"%!PS", b"\xd0\xcf\x11\xe0", b"SQLite format 3\0",  # documents
    b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"\0\0\x02\0",  # pictures
    b"OggS\0", b"fLaC", b"ID3\x02", b"ID3\x03", b"ID3\x04", b"\x1aE\xdf\xa3", b"FLV\x01",  # sound, video
    b"\0\0\x01\xba", b"\0\0\x01\xb3",
    b"wOFF", b"wOF2", b"OTTO\0", b"\0\x01\0\0",  # fonts
    b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a", b"7z\xbc\xaf", b"\xfd7zXZ", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",  # archives
    b"\x7fELF", b"\0asm", b"MZ\x90\0", b"\xca\xfe\xba\xbe",  # programs
)  # fmt: skip
_RIFF_TYPES = (b"WAVE", b"AVI ", b"WEBP", b"CDXA", b"RMID", b"ACON", b"sfbk")
"""What follows `RIFF` and four bytes of length; a text may begin with the word alone."""

_BOX_TYPES = (b"ftyp", b"moov", b"mdat", b"free", b"wide")
"""First boxes of MP4, QuickTime, HEIC and AVIF, after four bytes of length."""

_CONTROL_CHARACTERS = bytes((*range(0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20), 0x7F))
_MARKUP = re.compile(rb"</?(?:!doctype|html|head|body|title|meta|div|article|span|h1|p)[\s>]", re.IGNORECASE)


def has_binary_signature(head: bytes) -> bool:
    """Whether bytes start like a file of a known format that is no text, perhaps after line breaks."""
    start = head[:1024].lstrip(b"\r\n \t")[:32]
    if start.startswith(b"RIFF"):
        return start[8:12] in _RIFF_TYPES
    return start.startswith(_SIGNATURES) or (start[4:8] in _BOX_TYPES and start[:1] == b"\0")


def has_binary_content(head: bytes) -> bool:
    """Whether bytes hold a zero byte or many control characters, and no byte order mark says that this is UTF-16."""
    if starts_with_bom(head):
        return False
    controls = len(head) - len(head.translate(None, _CONTROL_CHARACTERS))
    return b"\0" in head or controls * 50 > len(head)


def has_markup(head: bytes) -> bool:
    """Whether a tag that most pages have is among the first bytes."""
    return bool(_MARKUP.search(head))


def may_be_page(head: bytes) -> bool:
    """Whether bytes that are said to be a page may be one: some pages have a zero byte in them, but markup as well."""
    return not has_binary_content(head) or has_markup(head) or bool(utf16_without_bom(head))


def check_page(page: bytes) -> None:
    """Check that what is declared to be a page is not another kind of file.

    Raises:
        ReadError: `not_text`.
    """
    head = page[:HEAD_BYTES]
    if has_binary_signature(head):
        raise ReadError("not_text", f"got a file that starts with {head[:8]!r}, wanted a page")
    if not may_be_page(head):
        raise ReadError("not_text", "got zero bytes or many control characters and no markup, wanted a page")
