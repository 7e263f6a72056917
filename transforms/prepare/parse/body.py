"""The article's paragraphs on a page: trafilatura's result, and a second opinion where that looks wrong."""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from functools import cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from schemas.flow.parsed import Parsed
from transforms.prepare.parse import legacy_tables
from transforms.prepare.parse.pruning import prune
from transforms.prepare.text.paragraphs import CELL_WORDS
from transforms.prepare.text.paragraphs import paragraphs_of as paragraphs_in

FAR_SHORTER = 0.6
"""Share of JSON-LD's article body below which trafilatura's text is taken for a part of it."""

FEW_WORDS = 3
"""Words; a text most of whose lines have no more is no article."""

LIVE_POSTS = 3
"""Paragraphs that begin with a time of day, from which on they are taken for posts of a live blog."""

_TIMED = re.compile(
    r"(\d{1,2}[:.]\d{2}(?:\s?[apAP]\.?[mM]\b\.?)?(?:\s(?:GMT|UTC|[A-Z]{1,3}[SD]?T))?)\s*(?:[-–—|:]\s+)?(?=[\"“‘A-Z])"
)
_SENTENCE_END = re.compile(r"\w[.!?][\"”’)]*(?:\s|$)")
_BULLET = re.compile(r"^\s*(?:[-–•·*]\s+)")
_ROW = re.compile(r"^\|.*\|\s*$")
_SENTENCES = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)[\"”’')]*\s+(?=[\"“‘(]?[A-Z])")
_PROSE = re.compile(r"\w[.!?][\"”’')]*\s+[\"“‘(]?[A-Z]")


@cache
def _options() -> Extractor:
    """Without comments; without the rescue by other extractors, which on news pages costs precision and time."""
    return Extractor(output_format="python", fast=True, comments=False, tables=True)


def paragraphs_of(tree: HtmlElement, statements: Parsed, bodies: Sequence[str], url: str | None) -> Parsed:
    """The statements with the page's paragraphs added.

    trafilatura's text stands unless JSON-LD's article body is prose and much longer, or it is scattered: mostly
    links and single words. Then all paragraphs of the page that are prose are taken, and of a gallery without any the
    captions.

    Args:
        tree: The page; used up.
        statements: What is known of the page already.
        bodies: The text that JSON-LD gives, without paragraphs: one, or one a post of a live blog.
        url: Where the page was found.
    """
    legacy_tables.modernise(tree)
    captions = prune(tree)
    found = bare_extraction(tree, url=url, options=_options())
    text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
    stated = " ".join(bodies)
    if len(text) < FAR_SHORTER * len(stated) and len(_PROSE.findall(stated)) >= 2:
        paragraphs = bodies if len(bodies) > 1 else _SENTENCES.split(stated)
        return dataclasses.replace(statements, paragraphs=tuple(paragraphs))
    lines = _without_tables([_BULLET.sub("", line) for line in text.split("\n") if line.strip()])
    if _is_scattered(lines):
        lines = _prose(paragraphs_in(tree)) or _prose(captions)
    return dataclasses.replace(statements, paragraphs=tuple(_with_times_apart(lines)))


def _with_times_apart(lines: list[str]) -> list[str]:
    """The posts of a live blog, each time of day before a post as a paragraph of its own."""
    timed = [_TIMED.match(line) for line in lines]
    if sum(match is not None for match in timed) < LIVE_POSTS:
        return lines
    return [
        part
        for line, match in zip(lines, timed, strict=True)
        for part in ((match[1], line[match.end() :]) if match else (line,))
    ]


def _is_scattered(lines: Sequence[str]) -> bool:
    """Whether most lines are a few words, as where trafilatura found no article and took every piece of text."""
    words = [len(line.split()) for line in lines]
    few = sum(count <= FEW_WORDS for count in words)
    return 2 * few > len(lines) and 2 * sum(len(line.split()) for line in _prose(lines)) < sum(words)


def _prose(paragraphs: Iterable[str]) -> list[str]:
    """The paragraphs that hold a sentence of some length."""
    return [text for text in paragraphs if len(text.split()) > 2 * FEW_WORDS and _SENTENCE_END.search(text)]


def fragment_paragraphs(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs of markup that is an article's body and nothing else; the tree is used up."""
    prune(tree)
    return tuple(_BULLET.sub("", paragraph) for paragraph in paragraphs_in(tree))


def _without_tables(lines: list[str]) -> list[str]:
    """Rows of data left out; cells of tables made for layout as paragraphs."""
    kept: list[str] = []
    for line in lines:
        if not _ROW.match(line):
            kept.append(line)
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip()]
        if cells and sum(len(cell.split()) for cell in cells) >= CELL_WORDS * len(cells):
            kept.extend(cells)
    return kept
