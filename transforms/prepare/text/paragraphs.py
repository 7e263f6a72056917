"""Splits markup that is nothing but an article's body into paragraphs: a feed item, or an agency's XHTML or NITF.

Finding the article on a whole page is done by `parse.body`. This module does not import Beam, because the sandbox
process runs it too.
"""

import re

from lxml.etree import _Element, iterwalk

MIN_LAYOUT_CELL_WORDS = 12
"""Words; tables whose cells are longer on average are layout tables, others are data tables and skipped."""

_BLOCK_ELEMENTS = frozenset((
    "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table",
    "td", "th", "tr", "ul", "bq", "block", "body.content", "credit", "hl1", "hl2", "lead",
))  # fmt: skip
_EXCLUDED_ELEMENTS = frozenset((
    "aside", "audio", "button", "canvas", "caption", "figcaption", "figure", "footer", "form", "head", "iframe",
    "img", "map", "media", "nav", "noscript", "object", "script", "select", "style", "svg", "template", "title",
    "video", "media-caption", "media-producer", "media-reference", "note", "fn", "nitf-table",
))  # fmt: skip
_PARAGRAPH_BREAK, _LINE_BREAK = "\0", "\1"
_SENTENCE_ENDS = re.compile(r"[.!?:;…][\"”’'»)\]]*\s*$")


def local_name(element: _Element) -> str:
    """An element's name in lower case without its namespace."""
    return str(element.tag).rpartition("}")[2].lower()


def extract_paragraphs(root: _Element) -> list[str]:
    """The paragraphs in document order, with white space collapsed.

    A line break starts a new paragraph after the end of a sentence; two line breaks always do. Captions, forms,
    scripts, notes and data tables are skipped.
    """
    pieces: list[str] = []
    table_depth = 0
    walker = iterwalk(root, events=("start", "end"))
    for event, element in walker:
        name = local_name(element)
        if event == "start":
            if element is not root and (
                name in _EXCLUDED_ELEMENTS or (name == "table" and not table_depth and _is_data_table(element))
            ):
                walker.skip_subtree()
                continue
            table_depth += name == "table"
            pieces.append(_PARAGRAPH_BREAK if name in _BLOCK_ELEMENTS else _LINE_BREAK if name == "br" else "")
            pieces.append(_mark_breaks(element.text, name))
            continue
        excluded = name in _EXCLUDED_ELEMENTS
        table_depth -= name == "table" and table_depth > 0
        pieces.append(_PARAGRAPH_BREAK if name in _BLOCK_ELEMENTS and not excluded else "")
        if element is not root:
            pieces.append(_mark_breaks(element.tail))
    return [
        " ".join(text.split())
        for block in "".join(pieces).split(_PARAGRAPH_BREAK)
        for text in _join_wrapped_lines(block)
    ]


def _mark_breaks(text: str | None, name: str = "") -> str:
    if not text:
        return ""
    text = text.replace(_PARAGRAPH_BREAK, " ").replace(_LINE_BREAK, " ")
    return text.replace("\n", _LINE_BREAK) if name == "pre" else text


def _join_wrapped_lines(block: str) -> list[str]:
    """The lines of a block, with wrapped lines joined."""
    lines: list[str] = []
    sentence_ended = True
    for line in block.split(_LINE_BREAK):
        if not line.strip():
            sentence_ended = True
        elif sentence_ended:
            lines.append(line)
        else:
            lines[-1] += f" {line}"
        if line.strip():
            sentence_ended = bool(_SENTENCE_ENDS.search(line))
    return lines


def _is_data_table(table: _Element) -> bool:
    cells = sum(1 for element in table.iter() if local_name(element) in ("td", "th"))
    return len(" ".join(str(text) for text in table.itertext()).split()) < MIN_LAYOUT_CELL_WORDS * max(1, cells)
