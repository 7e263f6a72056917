"""Decodes the bytes of a page: by the declared character set where that works, else by the most likely one."""

import codecs
import re

_DECLARED_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})"
    rb"|^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]{2,40})",
    re.IGNORECASE,
)
_HEAD_BYTES = 4096
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Browsers read these character sets as larger ones, in which such pages often are (WHATWG Encoding Standard).
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_MAX_DAMAGED_SHARE = 0.02
"""Share of the bytes beyond ASCII: a page in which no more cannot be decoded is in the declared character set."""

# Python also has codecs that are no character sets ('hex', 'rot13', 'punycode') and UTF-7, which browsers reject.
_WEB_CODEC = re.compile(
    r"ascii|utf-(?:8|16|32)(?:-[lb]e)?|utf-8-sig|iso8859-\d+|cp\d+|koi8-[rtu]|mac-\w+|gb\w+|hz|big5\w*|euc_\w+|shift_?jis\w*"
    r"|iso2022_\w+|johab|tis-620|kz1048|ptcp154|hp-roman8"
)
_UTF16_OR_UTF32 = re.compile(r"utf-(?:16|32)")
# UTF-8 that was decoded as windows-1252 and encoded again: a lead byte, then the first byte of what followed it.
_DOUBLE_ENCODED = re.compile(
    rb"\xc3[\x82-\xaf]\xc2[\x80-\xbf]|\xc3[\x82-\xaf](?:\xe2[\x80-\x84]|\xc5[\x92-\xbe]|\xc6\x92|\xcb[\x86\x9c])"
)
UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NON_ASCII = re.compile(rb"[\x80-\xff]")
UNASSIGNED_IN_WINDOWS_1252 = frozenset((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""Bytes that windows-1252 does not assign; browsers read them as control characters."""

_WINDOWS_1252_BYTES = {
    bytes([code]).decode("cp1252"): bytes([code])
    for code in range(0x80, 0xA0)
    if code not in UNASSIGNED_IN_WINDOWS_1252
}


def decode_bytes(page: bytes, charset: str | None = None) -> str:
    """Decode a page.

    In order: a byte order mark; UTF-16 recognised by its zero bytes; UTF-8 if the bytes are valid UTF-8 (text in
    other character sets almost never is); what the header or the page declares; windows-1252, in which every byte
    is a character. UTF-8 that was decoded as windows-1252 and encoded again is decoded twice.

    Args:
        page: The bytes, uncompressed.
        charset: The character set that the HTTP header or the record declares.
    """
    text, _ = _decode(page, charset)
    return text


def decode_to_utf8(page: bytes, charset: str | None = None) -> tuple[str, bytes]:
    """As `decode_bytes`; the text also in UTF-8, as most pages are already."""
    text, is_utf8 = _decode(page, charset)
    return text, page if is_utf8 else text.encode("utf-8", "replace")


def _decode(page: bytes, charset: str | None) -> tuple[str, bool]:
    """The text, and whether the bytes are nothing but that in UTF-8."""
    for bom, name in _BYTE_ORDER_MARKS:
        if page.startswith(bom):
            return page[len(bom) :].decode(name, "replace"), False
    if utf16 := utf16_without_bom(page):
        return page.decode(utf16, "replace"), False
    try:
        text = page.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_declared(page, charset), False
    if b"\xc3" in page and _DOUBLE_ENCODED.search(page):
        return _undo_double_encoding(text), False
    return text, True


def starts_with_bom(data: bytes) -> bool:
    """Whether bytes start with a byte order mark."""
    return any(data.startswith(bom) for bom, _ in _BYTE_ORDER_MARKS)


def _decode_declared(page: bytes, charset: str | None) -> str:
    """Decode a page that is not valid UTF-8."""
    declared = _DECLARED_CHARSET.search(page[:_HEAD_BYTES])
    labels = (charset, (declared[1] or declared[2]).decode("ascii") if declared else None)
    codecs_ = [codec for codec in map(_web_codec, labels) if codec]
    if _is_damaged_utf8(page, declared_utf8="utf-8" in codecs_[:1] or not codecs_):
        return page.decode("utf-8", "replace")
    for codec in codecs_:
        if codec == "utf-8":
            continue
        text = page.decode(codec, "replace")
        if text.count("\ufffd") <= _MAX_DAMAGED_SHARE * len(_NON_ASCII.findall(page)):
            return text
    return page.decode("cp1252", "replace")


def _is_damaged_utf8(page: bytes, *, declared_utf8: bool) -> bool:
    """Whether most non-ASCII bytes form valid UTF-8 sequences; nearly all of them if another charset is declared."""
    non_ascii = len(_NON_ASCII.findall(page))
    in_sequences = sum(map(len, UTF8_SEQUENCE.findall(page)))
    return in_sequences > (0.5 if declared_utf8 else 0.95) * non_ascii


def utf16_without_bom(page: bytes) -> str | None:
    """The byte order of UTF-16 without a byte order mark: for Latin script every other byte is zero."""
    head = page[:1024]
    half = len(head) // 2
    if half < 8:
        return None
    if head[1::2].count(0) > 0.7 * half and head[::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _undo_double_encoding(text: str) -> str:
    """Undo double encoding; the text is unchanged if part of it was not encoded twice."""
    try:
        return text.encode("latin-1", "newsbeam-windows").decode("utf-8")
    except UnicodeError:
        return text


def _encode_windows_1252(error: UnicodeError) -> tuple[bytes, int]:
    """Codec error handler for characters of windows-1252 that Latin-1 lacks; faster than translating the whole page."""
    if isinstance(error, UnicodeEncodeError):
        characters = error.object[error.start : error.end]
        if all(character in _WINDOWS_1252_BYTES for character in characters):
            return b"".join(_WINDOWS_1252_BYTES[character] for character in characters), error.end
    raise error


codecs.register_error("newsbeam-windows", _encode_windows_1252)


def _web_codec(label: str | None) -> str | None:
    """Python's name for a character set of the web; None for anything else."""
    if not label:
        return None
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    # UTF-16 was recognised by its zero bytes already, so a declaration of it is wrong.
    if not _WEB_CODEC.fullmatch(name) or _UTF16_OR_UTF32.match(name):
        return None
    return _READ_AS.get(name, name)
