"""Old pages in today's markup: tables made for layout become divisions, text between line breaks becomes paragraphs.

Extractors go by paragraphs. Pages made by hand have their text in cells of tables, in `font` and `center`, or straight
in the body, with `<br><br>` or an opening `<p>` where a paragraph ends.
"""

import re

from lxml.etree import XPath
from lxml.html import HtmlElement, html_parser

from transforms.prepare.parse.metadata import select

LAYOUT_WORDS = 60
"""Words; a table with a cell of so many was made for layout, and so was one that holds another table."""

LOOSE_WORDS = 8
"""Words that stand straight in an element, from which on they are taken for paragraphs of it."""

_PARTS = ("table", "tbody", "thead", "tfoot", "tr", "td", "th", "center")
_INLINE = frozenset((
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i", "ins", "kbd",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "wbr", "time",
))  # fmt: skip
_LOOSE = XPath(
    "//*[self::div or self::body or self::article or self::section or self::main or self::font or self::blockquote]"
    "[(br or p) and text()[string-length(normalize-space(.)) > 20]]"
)
# What a parser lets into a tree by a reference, and nobody may put into one.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SENTENCE_ENDS = re.compile(r"[.!?:…][\"”’'»)\]]*\s*$")


def modernise(tree: HtmlElement) -> None:
    """Change the tree of a page in place; pages in today's markup stay as they are."""
    for table in list(tree.iter("table")):
        if _is_layout(table):
            for part in list(table.iter(*_PARTS)):
                part.tag = "div"
    for element in select(_LOOSE, tree):
        own = (element.text, *(child.tail for child in element))
        if sum(len(text.split()) for text in own if text) >= LOOSE_WORDS:
            _wrap(element)


def _is_layout(table: HtmlElement) -> bool:
    if table.tag != "table":  # its outer table was taken apart already
        return False
    return table.find(".//table") is not None or any(
        len(cell.text_content().split()) >= LAYOUT_WORDS for cell in table.iter("td", "th")
    )


def _wrap(element: HtmlElement) -> None:
    """Put what stands straight in an element into paragraphs: runs of text and of inline elements.

    A run ends at a block, at two line breaks, and at one behind the end of a sentence.
    """
    children = list(element)
    run, last = _paragraph(element.text), element.text or ""
    for child in children:
        element.remove(child)
    element.text = None
    broken = False
    for child in children:
        tail = child.tail
        if child.tag in _INLINE and all(inner.tag in _INLINE for inner in child.iter()):
            run.append(child)
            last = tail if tail and tail.strip() else child.text_content() + (tail or "")
            broken = False
            continue
        child.tail = None
        if child.tag == "br" and not broken and not _SENTENCE_ENDS.search(last):
            _go_on(run, f" {tail or ''}")
            broken = not (tail or "").strip()
        else:
            _close(element, run)
            run = _paragraph(tail)
            broken = False
            if child.tag != "br":
                element.append(child)
        last = tail or ""
    _close(element, run)


def _paragraph(text: str | None) -> HtmlElement:
    paragraph: HtmlElement = html_parser.makeelement("p")
    paragraph.text = _ILLEGAL.sub("", text) if text else None
    return paragraph


def _go_on(run: HtmlElement, text: str) -> None:
    """Add words behind all that a run holds."""
    if len(run):
        run[-1].tail = _ILLEGAL.sub("", (run[-1].tail or "") + text)
    else:
        run.text = _ILLEGAL.sub("", (run.text or "") + text)


def _close(element: HtmlElement, run: HtmlElement) -> None:
    if len(run) or (run.text or "").strip():
        element.append(run)
