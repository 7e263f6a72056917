"""Detects the format and the compression of a file by its first bytes; its name decides only if they are ambiguous."""

import csv
import re
from typing import NamedTuple

from transforms.prepare.read.io.binary import (
    HEAD_BYTES,
    has_binary_content,
    has_binary_signature,
    has_markup,
    may_be_page,
)
from transforms.prepare.read.io.decompress import DECODERS, ReadError, feed_decoder
from transforms.prepare.read.io.field_names import count_known_columns
from transforms.prepare.read.io.formats import FORMATS, XML_ROOTS, Format
from transforms.prepare.text.charset import utf16_without_bom

_COMPRESSIONS = ((b"\x1f\x8b\x08", "gzip"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"BZh", "bzip2"))

_COMPRESSION_SUFFIXES = {"gz": "gzip", "gzip": "gzip", "zst": "zstd", "zstd": "zstd", "bz2": "bzip2", "bzip2": "bzip2"}

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)

_HTML_PAGE = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
XML_PROLOG = re.compile(
    r"(?>\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*+<(?:[\w.-]+:)?(?P<root>[A-Za-z_][\w.-]*)",
    re.DOTALL,
)
"""What may precede the root element of an XML document, and the root's local name."""

_HTML_TAG = re.compile(
    r"<(?:html|head|body|title|meta|link|script|style|div|span|p|br|h[1-6]|a|b|i|ul|ol|li|table|font|iframe|img"
    r"|article|section|main|header|footer|nav|aside|figure|center)[\s/>]",
    re.IGNORECASE,
)
_JSON_OBJECT = re.compile(r'\{\s*(?:"|\}|$)')
_JSON_ARRAY = re.compile(r"\[\s*(?:\{|\]|$)")


class DetectedFormat(NamedTuple):
    """A file's format, a value of `Format`, and its compression, '' for none."""

    format: str
    compression: str


def detect_format(head: bytes, name: str) -> DetectedFormat:
    """Detect a file's format and compression.

    Args:
        head: Its first `HEAD_BYTES` bytes, or all of it.
        name: Its name, used only if the bytes fit several formats.

    Raises:
        ReadError: `empty`, `not_text` (binary) or `unknown_format` (text in none of the supported formats).
    """
    if not head:
        raise ReadError("empty", "no bytes at all")
    compression = compression_of(head)
    head = decompress_head(head, compression)
    if not head:  # empty or damaged from the start: the reader will report how
        return DetectedFormat(_format_of_name(name) or "text", compression)
    return DetectedFormat(_format_of_content(head, name), compression)


def is_json_document(head: bytes) -> bool:
    """Whether a JSON file is one document rather than JSON Lines: an array, or an object over several lines."""
    text = _decode_head(decompress_head(head, compression_of(head)))
    return bool(_JSON_ARRAY.match(text)) or text.split("\n", 1)[0].strip() == "{"


def compression_of(head: bytes) -> str:
    """The compression by the first bytes: `gzip`, `zstd`, `bzip2` or ''."""
    return next((compression for magic, compression in _COMPRESSIONS if head.startswith(magic)), "")


def compression_of_name(name: str) -> str:
    """The compression by a file name's last suffix, or ''."""
    return _COMPRESSION_SUFFIXES.get(name.rpartition(".")[2].lower(), "")


def strip_suffixes(name: str) -> str:
    """A file name without its compression and format suffixes: `a.html.gz` gives `a`."""
    stem, _, suffix = name.rpartition(".")
    if stem and suffix.lower() in _COMPRESSION_SUFFIXES:
        name = stem
        stem, _, suffix = name.rpartition(".")
    return stem if stem and _format_of_suffix(suffix.lower()) else name


def looks_like_html(head: bytes) -> bool:
    """Whether the bytes start like a page (WHATWG MIME sniffing, extended), possibly after a few words."""
    text = _decode_head(head)
    return _starts_like_html(text) or bool(_HTML_PAGE.search(text[:1024]))


def _starts_like_html(text: str) -> bool:
    pattern = _HTML_PAGE if text.startswith("<?xml") else _HTML_TAG
    return text.startswith("<") and bool(pattern.search(text) or _HTML_PAGE.match(text))


def bom_encoding(data: bytes, default: str = "utf-8") -> str:
    """The encoding of the byte order mark, else the default."""
    return next((encoding for bom, encoding in _BOMS if data.startswith(bom)), default)


def wide_encoding(head: bytes) -> str | None:
    """UTF-16 or UTF-32, if the first bytes are in it, with a byte order mark or, in Latin script, without one."""
    marked = bom_encoding(head)
    return marked if marked != "utf-8" else utf16_without_bom(head)


def decompress_head(head: bytes, compression: str) -> bytes:
    """What the first bytes of a file decompress to, at most `HEAD_BYTES`; less if they are damaged."""
    if not compression:
        return head
    decoder = DECODERS[compression]()
    decompressed = b""
    try:
        for piece in feed_decoder(decoder, head):
            decompressed += piece
            if len(decompressed) >= HEAD_BYTES:
                break
    except ReadError:
        pass
    return decompressed[:HEAD_BYTES]


def _decode_head(head: bytes) -> str:
    encoding = wide_encoding(head) or bom_encoding(head, "latin-1")
    return head.decode(encoding, "ignore").lstrip("\ufeff").lstrip()


def _format_of_name(name: str) -> str:
    parts = name.lower().split(".")[1:]
    if parts and parts[-1] in _COMPRESSION_SUFFIXES:
        parts.pop()
    return _format_of_suffix(parts[-1]) if parts else ""


def _format_of_suffix(suffix: str) -> str:
    return next((format_.value for format_, spec in FORMATS.items() if suffix in spec.suffixes), "")


def _format_of_content(head: bytes, name: str) -> str:
    if head.startswith(b"WARC/"):
        return "warc"
    if head.startswith(b"PAR1"):
        return "parquet"
    if has_binary_signature(head):
        raise ReadError("not_text", f"binary: starts with {head[:8]!r}")
    if not head.strip():
        raise ReadError("empty", "nothing but white space")
    found = _format_of_markup(head)
    if found in ("json", "jsonl") and _is_cut_page(head, name):
        return "html"
    return found or _format_of_text(head, name)


def _is_cut_page(head: bytes, name: str) -> bool:
    """Whether a file is named as a page and holds markup, although it does not start with it."""
    return _format_of_name(name) == "html" and has_markup(head)


def _format_of_markup(head: bytes) -> str:
    """xml, html, json or jsonl if the text starts like one of them, else ''."""
    text = _decode_head(head)
    if (root := XML_PROLOG.match(text)) and root["root"] in XML_ROOTS:
        return "xml"
    if _starts_like_html(text):
        return "html"
    if _JSON_OBJECT.match(text) or _JSON_ARRAY.match(text):
        return "json" if is_json_document(head) else "jsonl"
    return ""


def _format_of_text(head: bytes, name: str) -> str:
    """The format of other content: by its suffix, by a CSV header, by tags further on, else text."""
    text = _decode_head(head)
    named = _format_of_name(name)
    if named and FORMATS[Format(named)].suffix_decides:
        return named
    binary = has_binary_content(head) and not utf16_without_bom(head)
    if not binary and named != "html" and detect_delimiter(text):  # a cut page may start with anything
        return "csv"
    if text.startswith("<?xml"):
        raise ReadError("unknown_format", "XML that is not a page")
    if looks_like_html(head) or (named == "html" and may_be_page(head)):
        return "html"
    if binary:
        raise ReadError("not_text", "binary: zero bytes or many control characters")
    return "text"


def detect_delimiter(head: str) -> str:
    """The delimiter of a CSV header that names a body column or two known columns; '' if the text is not CSV."""
    header = head.lstrip("\ufeff").split("\n", 1)[0].rstrip("\r")
    for delimiter in ",\t;|":
        try:
            cells = next(csv.reader([header[:4096]], delimiter=delimiter), [])
        except csv.Error:
            return ""
        body_columns, other_columns = count_known_columns(cells)
        if len(cells) > 1 and (body_columns or other_columns > 1):
            return delimiter
    return ""
