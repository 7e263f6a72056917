"""The article's paragraphs on a page: trafilatura's result, and a second opinion where that looks wrong."""

import dataclasses
import re
from functools import cache

from lxml.html import HtmlElement
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from schemas.parsed import Parsed

_BULLET = re.compile(r"^\s*(?:[-–•·*]\s+)")


@cache
def _options() -> Extractor:
    """Without comments; without the rescue by other extractors, which on news pages costs precision and time."""
    return Extractor(output_format="python", fast=True, comments=False, tables=True)


def paragraphs_of(tree: HtmlElement, statements: Parsed, article_body: str | None, url: str | None) -> Parsed:
    """The statements with the page's paragraphs added.

    Args:
        tree: The page; used up.
        statements: What is known of the page already.
        article_body: The text that JSON-LD gives, without paragraphs.
        url: Where the page was found.
    """
    found = bare_extraction(tree, url=url, options=_options())
    text = (found.text or "") if found is not None and not isinstance(found, dict) else ""
    paragraphs = tuple(_BULLET.sub("", line) for line in text.split("\n") if line.strip())
    return dataclasses.replace(statements, paragraphs=paragraphs)
