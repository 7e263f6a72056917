"""The article's paragraphs on a page: trafilatura's result, and a second opinion where that looks wrong."""

import dataclasses
import re
from functools import cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from schemas.parsed import Parsed
from transforms.prepare import blocks
from transforms.prepare.pruning import prune

FAR_SHORTER = 0.6
"""Share of JSON-LD's article body below which trafilatura's text is taken for a part of it."""

_BULLET = re.compile(r"^\s*(?:[-–•·*]\s+)")
_ROW = re.compile(r"^\|.*\|\s*$")
_SENTENCES = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)[\"”’')]*\s+(?=[\"“‘(]?[A-Z])")
_PROSE = re.compile(r"\w[.!?][\"”’')]*\s+[\"“‘(]?[A-Z]")


@cache
def _options() -> Extractor:
    """Without comments; without the rescue by other extractors, which on news pages costs precision and time."""
    return Extractor(output_format="python", fast=True, comments=False, tables=True)


def paragraphs_of(tree: HtmlElement, statements: Parsed, article_body: str | None, url: str | None) -> Parsed:
    """The statements with the page's paragraphs added.

    trafilatura's text stands unless JSON-LD's article body is prose and much longer.

    Args:
        tree: The page; used up.
        statements: What is known of the page already.
        article_body: The text that JSON-LD gives, without paragraphs.
        url: Where the page was found.
    """
    prune(tree)
    found = bare_extraction(tree, url=url, options=_options())
    text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
    if article_body and len(text) < FAR_SHORTER * len(article_body) and len(_PROSE.findall(article_body)) >= 2:
        return dataclasses.replace(statements, paragraphs=tuple(_SENTENCES.split(article_body)))
    lines = [_BULLET.sub("", line) for line in text.split("\n") if line.strip()]
    return dataclasses.replace(statements, paragraphs=tuple(_without_tables(lines)))


def fragment_paragraphs(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs of markup that is an article's body and nothing else; the tree is used up."""
    prune(tree)
    return tuple(_BULLET.sub("", paragraph) for paragraph in blocks.paragraphs_of(tree))


def _without_tables(lines: list[str]) -> list[str]:
    """Rows of data left out; cells of tables made for layout as paragraphs."""
    kept: list[str] = []
    for line in lines:
        if not _ROW.match(line):
            kept.append(line)
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip()]
        if cells and sum(len(cell.split()) for cell in cells) >= blocks.CELL_WORDS * len(cells):
            kept.extend(cells)
    return kept
