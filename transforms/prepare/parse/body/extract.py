"""Extracts the article's paragraphs from a page with trafilatura, with fallbacks where its result looks wrong."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from functools import cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from schemas.flow.parsed import Parsed
from transforms.prepare.parse.body import legacy_tables
from transforms.prepare.parse.body.frame import clear_misleading_names, find_frame
from transforms.prepare.parse.body.page_state import find_in_state
from transforms.prepare.parse.body.pruning import prune
from transforms.prepare.parse.body.second_opinion import second_opinion
from transforms.prepare.text.paragraphs import MIN_LAYOUT_CELL_WORDS, extract_paragraphs
from transforms.prepare.text.scripts import SENTENCE_STOPS, UNMARKED_SENTENCE, count_words

MIN_JSONLD_SHARE = 0.6
"""If trafilatura's text is shorter than this share of JSON-LD's article body, it is taken to be only a part of it."""

MAX_FRAGMENT_WORDS = 3
"""Words; a text in which most lines have no more than this is not an article."""

MIN_LIVE_POSTS = 3
"""Paragraphs starting with a time of day from which they are taken to be posts of a live blog."""

_TIME_OF_DAY = re.compile(
    r"(\d{1,2}[:.]\d{2}(?:\s?[apAP]\.?[mM]\b\.?)?(?:\s(?:GMT|UTC|[A-Z]{1,3}[SD]?T))?)\s*(?:[-–—|:]\s+)?(?=[\"“‘A-Z])"
)
_SENTENCE_END = re.compile(rf"\w[.!?][\"”’)]*(?:\s|$)|\S\s?[{SENTENCE_STOPS}]|{UNMARKED_SENTENCE}")
_BULLET = re.compile(r"^\s*(?:[-–•·*]\s+)")
_TABLE_ROW = re.compile(r"^\|.*\|\s*$")
_SENTENCE_BOUNDARY = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)[\"”’')]*\s+(?=[\"“‘(]?[A-Z])")
_SENTENCE_FOLLOWS = re.compile(r"\w[.!?][\"”’')]*\s+[\"“‘(]?[A-Z]")


@cache
def _extractor_options() -> Extractor:
    """Without comments, and without the fallback to other extractors, which on news pages costs precision and time."""
    return Extractor(output_format="python", fast=True, comments=False, tables=True)


def extract_body(
    tree: HtmlElement, metadata: Parsed, bodies: Sequence[str], url: str | None, scripts: Sequence[HtmlElement]
) -> Parsed:
    """Add the page's paragraphs to its metadata, and how many words the page shows that they should have.

    trafilatura's text is used unless JSON-LD's article body is prose and much longer, or the text is fragmented:
    mostly links and single words. In that case all prose paragraphs of the page are used or, on a gallery page
    without any, the captions. A short text is completed from the data in the page's scripts.

    Args:
        tree: The page; it is modified and must not be used afterwards.
        metadata: What was read from the page already.
        bodies: The text in JSON-LD, without paragraph breaks: one string, or one per post of a live blog.
        url: Where the page was found.
        scripts: The scripts that the page had.
    """
    legacy_tables.convert_legacy_layout(tree)
    captions = prune(tree)
    frame = find_frame(tree)
    if frame is not None:
        clear_misleading_names(frame)
        for element in frame.beside:
            if element.getparent() is not None:
                element.drop_tree()
    extracted = bare_extraction(tree, url=url, options=_extractor_options())
    text = (extracted.text or "") if extracted is not None and not isinstance(extracted, dict) else ""
    jsonld_text = " ".join(bodies)
    if len(text) < MIN_JSONLD_SHARE * len(jsonld_text) and len(_SENTENCE_FOLLOWS.findall(jsonld_text)) >= 2:
        paragraphs = bodies if len(bodies) > 1 else _SENTENCE_BOUNDARY.split(jsonld_text)
        return dataclasses.replace(metadata, paragraphs=tuple(paragraphs))
    shown_words = frame.words if frame is not None else 0
    lines = _flatten_tables([_BULLET.sub("", line) for line in text.split("\n") if line.strip()])
    if frame is not None and (paragraphs_of_frame := second_opinion(frame, text)) is not None:
        lines = paragraphs_of_frame
    elif _is_fragmented(lines):
        lines = _prose_paragraphs(extract_paragraphs(tree)) or _prose_paragraphs(captions)
    lines = find_in_state(scripts, lines) or lines
    return dataclasses.replace(metadata, paragraphs=tuple(_split_live_posts(lines)), shown_words=shown_words)


def _split_live_posts(lines: list[str]) -> list[str]:
    """Split the time of day off each post of a live blog, as a paragraph of its own."""
    timed = [_TIME_OF_DAY.match(line) for line in lines]
    if sum(match is not None for match in timed) < MIN_LIVE_POSTS:
        return lines
    return [
        part
        for line, match in zip(lines, timed, strict=True)
        for part in ((match[1], line[match.end() :]) if match else (line,))
    ]


def _is_fragmented(lines: Sequence[str]) -> bool:
    """Whether most lines have few words: trafilatura found no article and returned every piece of text."""
    words = [count_words(line) for line in lines]
    fragments = sum(count <= MAX_FRAGMENT_WORDS for count in words)
    return 2 * fragments > len(lines) and 2 * sum(map(count_words, _prose_paragraphs(lines))) < sum(words)


def _prose_paragraphs(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs that contain a sentence of some length."""
    return [text for text in paragraphs if count_words(text) > 2 * MAX_FRAGMENT_WORDS and _SENTENCE_END.search(text)]


def fragment_paragraphs(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs of markup that is only an article's body; the tree is modified."""
    prune(tree)
    return tuple(_BULLET.sub("", paragraph) for paragraph in extract_paragraphs(tree))


def _flatten_tables(lines: list[str]) -> list[str]:
    """Drop rows of data tables; cells of layout tables become paragraphs."""
    kept: list[str] = []
    for line in lines:
        if not _TABLE_ROW.match(line):
            kept.append(line)
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip()]
        if cells and sum(len(cell.split()) for cell in cells) >= MIN_LAYOUT_CELL_WORDS * len(cells):
            kept.extend(cells)
    return kept
