"""Reads XML of news: RSS and Atom feeds, NewsML-G2, NITF; each item, entry or news item is a record.

A malicious document can only fail itself: nothing is fetched, entity declarations are rejected, and depth, length and
the number of elements in memory are limited. Common damage is repaired where that is safe (a bare `&`, HTML entities,
misnested tags). A truncated document yields its complete records, and one failure for the rest.
"""

import re
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Any, NamedTuple, cast

from lxml import etree
from lxml.etree import XMLPullParser, XMLSyntaxError, _Element

from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import CHUNK_BYTES, ReadError
from transforms.prepare.read.io.field_names import record_from_row
from transforms.prepare.read.io.input_file import InputFile, failure_payload, rejected_record
from transforms.prepare.read.io.sniff import XML_PROLOG
from transforms.prepare.read.xml import feeds, newsml, nitf
from transforms.prepare.read.xml.elements import Children, context_of, tag_name
from transforms.prepare.text.charset import decode_bytes

MEDIA_TYPE = "application/xml"
MAX_LIVE_ELEMENTS = 200_000
"""Elements in memory at once; the largest feeds have some thousands, and an element takes some 200 bytes."""

_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_ENTITY_REFERENCE = re.compile(r"&(?:(?P<number>#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});)|(?P<name>[A-Za-z][\w.-]{0,40});|)")
_XML_ENTITIES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_INVALID_CHARACTERS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


class DocumentKind(NamedTuple):
    """A kind of XML document.

    Attributes:
        record: Local name of the elements that are its records.
        row: Makes a row with newsbeam's column names from such an element and the context of the first one; None if
            the element has no text and is not counted.
        media_type: Media type of the records.
    """

    record: str
    row: Callable[[_Element, Children], dict[str, Any] | None]
    media_type: str


_G2 = "application/vnd.iptc.g2.newsitem+xml"
DOCUMENT_KINDS = {
    "rss": DocumentKind("item", feeds.item_row, "application/rss+xml"),
    "RDF": DocumentKind("item", feeds.item_row, "application/rdf+xml"),
    "feed": DocumentKind("entry", feeds.entry_row, "application/atom+xml"),
    "entry": DocumentKind("entry", feeds.entry_row, "application/atom+xml"),
    "newsMessage": DocumentKind("newsItem", newsml.row_of, _G2),
    "newsItem": DocumentKind("newsItem", newsml.row_of, _G2),
    "nitf": DocumentKind("nitf", nitf.row_of, "application/nitf+xml"),
}
"""Kinds of documents by the local name of their root element."""


def read(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the document's records; `ref.offset` is the record's number, since the parser does not report positions."""
    try:
        text = _repair(decode_bytes(file.read_all()).lstrip("\ufeff \t\r\n"))
        kind = _document_kind(text)
    except ReadError as error:
        yield rejected_record(error, file.record_ref(0, None, MEDIA_TYPE))
        return
    number = 0
    context = Children(None)
    try:
        for element in _iterate_records(text, kind.record):
            context = context if number else context_of(element)
            if (result := _convert(file, element, context, kind, number)) is None:
                file.skip("no_text")
            else:
                yield result
            number += 1
    except ReadError as error:
        yield rejected_record(error, file.record_ref(number, None, kind.media_type))


def _document_kind(text: str) -> DocumentKind:
    """The kind of a document, by its root element.

    Raises:
        ReadError: `bad_xml` if it declares entities, `unknown_format` if its root element is not supported.
    """
    root = XML_PROLOG.match(text)
    if root is None:
        raise ReadError("unknown_format", "XML without an element")
    if "<!ENTITY" in root[0]:
        raise ReadError("bad_xml", "it declares entities of its own, which are not read")
    if root["root"] not in DOCUMENT_KINDS:
        raise ReadError("unknown_format", f"XML whose root is {root['root']!r}, none of {', '.join(DOCUMENT_KINDS)}")
    return DOCUMENT_KINDS[root["root"]]


def _repair(text: str) -> str:
    """Make text well-formed: HTML entities become characters, bare '&' is escaped, control characters are removed."""
    pieces = _CDATA.split(text.translate(_INVALID_CHARACTERS))
    pieces[::2] = (_ENTITY_REFERENCE.sub(_repair_reference, piece) for piece in pieces[::2])
    return "".join(pieces)


def _repair_reference(match: "re.Match[str]") -> str:
    name = match["name"]
    if match["number"] or name in _XML_ENTITIES:
        return match[0]
    character = html5.get(f"{name};") if name else None
    return character if character and not set(character) & set("<>&") else f"&amp;{match[0][1:]}"


def _iterate_records(text: str, name: str) -> Iterator[_Element]:
    """The complete elements of a name; each is removed from the tree when the next one is requested.

    Raises:
        ReadError: `bad_xml` if the document ends before its root element does, `too_large` if it exceeds a limit.
    """
    parser = XMLPullParser(
        events=("start", "end"), encoding="utf-8", recover=True, resolve_entities=False, no_network=True,
        load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    live_elements = depth = 0
    data = text.encode("utf-8", "replace")
    for start in range(0, len(data), CHUNK_BYTES):
        try:
            parser.feed(data[start : start + CHUNK_BYTES])
        except XMLSyntaxError as error:
            raise ReadError("bad_xml", str(error)) from error
        if any("RESOURCE" in (entry.type_name or "") for entry in parser.feed_error_log):
            raise ReadError("too_large", "elements nested too deeply, or text too long, for an XML parser")
        for event, element in cast("Iterator[tuple[str, _Element]]", parser.read_events()):
            if event == "start":
                live_elements, depth = live_elements + 1, depth + 1
                if live_elements > MAX_LIVE_ELEMENTS:
                    raise ReadError("too_large", f"more than {MAX_LIVE_ELEMENTS} elements at once")
                continue
            depth -= 1
            if tag_name(element) == name:
                yield element
                live_elements -= len(list(element.iter())) - 1
                _release(element, name)
    if depth:
        message = next((entry.message for entry in parser.feed_error_log), "no end of the root element")
        raise ReadError("bad_xml", f"damaged or cut off: {message}")


def _release(element: _Element, name: str) -> None:
    """Empty a record that has been read, and remove the one before it from the tree."""
    element.clear()
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None and parent is not None and tag_name(previous) == name:
        parent.remove(previous)


def _convert(
    file: InputFile, element: _Element, context: Children, kind: DocumentKind, number: int
) -> RawRecord | Rejected | None:
    ref = file.record_ref(number, None, kind.media_type)
    data = etree.tostring(element, encoding="utf-8", with_tail=False)
    try:
        row = kind.row(element, context)
        return None if row is None else record_from_row(row, ref, failure_payload(data))
    except ReadError as error:
        return rejected_record(error, ref, data)
