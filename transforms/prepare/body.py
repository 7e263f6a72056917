"""The article's paragraphs on a page: trafilatura's result, and a second opinion where that looks wrong."""

import dataclasses
import re
from functools import cache

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from schemas.parsed import Parsed
from transforms.prepare import blocks
from transforms.prepare.markup import select

FAR_SHORTER = 0.6
"""Share of JSON-LD's article body below which trafilatura's text is taken for a part of it."""

_BULLET = re.compile(r"^\s*(?:[-–•·*]\s+)")
_ROW = re.compile(r"^\|.*\|\s*$")
_SENTENCES = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)[\"”’')]*\s+(?=[\"“‘(]?[A-Z])")
_PROSE = re.compile(r"\w[.!?][\"”’')]*\s+[\"“‘(]?[A-Z]")
# What other sites' widgets put into an article, and captions; neither is its own words.
_EMBEDDED = XPath(
    "//blockquote[contains(@class,'twitter') or contains(@class,'instagram') or contains(@class,'tiktok')"
    " or contains(@class,'bluesky') or contains(@class,'reddit-embed') or contains(@class,'fb-')]"
    "|//figcaption|//*[self::div or self::p or self::span][contains(@class,'Caption') or contains(@class,'caption')]"
)
# Comments, forms and teasers that trafilatura's own rules do not know by their names.
_BESIDE = XPath(
    "//*[self::div or self::section or self::ul or self::ol or self::article]"
    "[contains(@class,'comments') or contains(@class,'Comments') or contains(@id,'comments')"
    " or contains(@class,'comment-list') or contains(@class,'newsletter') or contains(@class,'Newsletter')"
    " or contains(@class,'related-') or contains(@class,'recirc') or contains(@class,'read-more')"
    " or contains(@class,'author-bio')]"
)
_LINKED = XPath("//p[a and not(ancestor::li)]|//h3[a]|//h4[a]")


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
    _prune(tree)
    found = bare_extraction(tree, url=url, options=_options())
    text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
    if article_body and len(text) < FAR_SHORTER * len(article_body) and len(_PROSE.findall(article_body)) >= 2:
        return dataclasses.replace(statements, paragraphs=tuple(_SENTENCES.split(article_body)))
    lines = [_BULLET.sub("", line) for line in text.split("\n") if line.strip()]
    return dataclasses.replace(statements, paragraphs=tuple(_without_tables(lines)))


def fragment_paragraphs(tree: HtmlElement) -> tuple[str, ...]:
    """The paragraphs of markup that is an article's body and nothing else; the tree is used up."""
    _prune(tree)
    return tuple(_BULLET.sub("", paragraph) for paragraph in blocks.paragraphs_of(tree))


def _prune(tree: HtmlElement) -> None:
    """Take out embedded posts, captions, what stands beside the article, and paragraphs that are one link alone."""
    for element in select(_EMBEDDED, tree):
        if len(element) < 40:
            element.drop_tree()
    beside = select(_BESIDE, tree)
    whole = len(tree.text_content()) if beside else 0
    for element in beside:  # a class may also name what holds the article and its comments together
        if 3 * len(element.text_content()) < whole:
            element.drop_tree()
    for element in select(_LINKED, tree):
        links = list(element.iter("a"))
        own = "".join(element.text_content().split())
        if len(links) == 1 and len(own) >= 20 and len("".join(links[0].text_content().split())) >= 0.9 * len(own):
            element.drop_tree()


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
