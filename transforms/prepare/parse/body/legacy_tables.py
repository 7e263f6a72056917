"""Converts the markup of old pages: layout tables become divisions, text between line breaks becomes paragraphs.

Content extractors work on paragraphs. Hand-made pages have their text in table cells, in `font` and `center`, or
directly in the body, with `<br><br>` or an unclosed `<p>` between paragraphs.
"""

import re

from lxml.etree import XPath
from lxml.html import HtmlElement, html_parser

MIN_LAYOUT_WORDS = 60
"""Words; a table with a cell of at least this length is a layout table, as is one that contains another table."""

MIN_BARE_WORDS = 8
"""Words of text directly in an element from which that text is wrapped in paragraphs."""

_TABLE_ELEMENTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "center")
_INLINE_ELEMENTS = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "time",
))  # fmt: skip
_BARE_TEXT_ELEMENTS = ("div", "body", "article", "section", "main", "font", "blockquote")
_HAS_LONG_TEXT = XPath("boolean(text()[string-length(normalize-space(.)) > 20])")
# Characters that a parser accepts as character references but lxml rejects when text is assigned.
_INVALID_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SENTENCE_ENDS = re.compile(r"[.!?:…][\"”’'»)\]]*\s*$")


def convert_legacy_layout(tree: HtmlElement) -> None:
    """Convert the tree of a page in place; pages in modern markup are not changed."""
    for table in list(tree.iter("table")):
        if _is_layout_table(table):
            for part in list(table.iter(*_TABLE_ELEMENTS)):
                part.tag = "div"
    for element in [element for element in tree.iter(*_BARE_TEXT_ELEMENTS) if _has_bare_text(element)]:
        _wrap_bare_text(element)


def _has_bare_text(element: HtmlElement) -> bool:
    """Whether text stands directly in an element, between its paragraphs or line breaks."""
    if not any(child.tag in ("br", "p") for child in element):
        return False
    bare_texts = (element.text, *(child.tail for child in element))
    words = sum(len(text.split()) for text in bare_texts if text)
    return words >= MIN_BARE_WORDS and bool(_HAS_LONG_TEXT(element))


def _is_layout_table(table: HtmlElement) -> bool:
    if table.tag != "table":  # already converted with its outer table
        return False
    return table.find(".//table") is not None or any(
        len(cell.text_content().split()) >= MIN_LAYOUT_WORDS for cell in table.iter("td", "th")
    )


def _wrap_bare_text(element: HtmlElement) -> None:
    """Wrap the text directly in an element in paragraphs: each is a run of text and inline elements.

    A run ends at a block element, at two line breaks, and at one line break after the end of a sentence.
    """
    children = list(element)
    paragraph, text_before = _new_paragraph(element.text), element.text or ""
    for child in children:
        element.remove(child)
    element.text = None
    after_break = False
    for child in children:
        tail = child.tail
        if child.tag in _INLINE_ELEMENTS and all(inner.tag in _INLINE_ELEMENTS for inner in child.iter()):
            paragraph.append(child)
            text_before = tail if tail and tail.strip() else child.text_content() + (tail or "")
            after_break = False
            continue
        child.tail = None
        if child.tag == "br" and not after_break and not _SENTENCE_ENDS.search(text_before):
            _append_text(paragraph, f" {tail or ''}")
            after_break = not (tail or "").strip()
        else:
            _append_paragraph(element, paragraph)
            paragraph = _new_paragraph(tail)
            after_break = False
            if child.tag != "br":
                element.append(child)
        text_before = tail or ""
    _append_paragraph(element, paragraph)


def _new_paragraph(text: str | None) -> HtmlElement:
    paragraph: HtmlElement = html_parser.makeelement("p")
    paragraph.text = _INVALID_XML.sub("", text) if text else None
    return paragraph


def _append_text(paragraph: HtmlElement, text: str) -> None:
    """Append text to the end of a paragraph."""
    if len(paragraph):
        paragraph[-1].tail = _INVALID_XML.sub("", (paragraph[-1].tail or "") + text)
    else:
        paragraph.text = _INVALID_XML.sub("", (paragraph.text or "") + text)


def _append_paragraph(element: HtmlElement, paragraph: HtmlElement) -> None:
    if len(paragraph) or (paragraph.text or "").strip():
        element.append(paragraph)
