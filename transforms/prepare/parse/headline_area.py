"""The part of a page around its headline, where it says who wrote the article and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement
from trafilatura.baseline import block_text

MAX_ELEMENTS_AFTER = 150
"""Elements after the headline among which a byline or a date is searched."""

MAX_LINE_CHARS = 110
"""Code points; longer lines are prose."""

MIN_HEADLINE_WORDS = 3
"""Words; a shorter heading is the headline only if the page has no longer one."""


def find_headline(tree: HtmlElement) -> HtmlElement | None:
    """The first `h1` that is long enough for a headline and part of the page's title, else the first long one, else
    the only one that has any text.

    On a page without any, the first `h2` or `h3` that the page's title begins with.
    """
    headings = [(len(text.split()), text, element) for element in tree.iter("h1") if (text := text_of(element))]
    title = " ".join((tree.findtext(".//title") or "").split())
    long = [(text in title, element) for words, text, element in headings if words >= MIN_HEADLINE_WORDS]
    if long:
        return next((element for in_title, element in long if in_title), long[0][1])
    if headings:
        return headings[0][2] if len(headings) == 1 else None
    return next(
        (
            element
            for element in tree.iter("h2", "h3")
            if len((text := text_of(element)).split()) >= MIN_HEADLINE_WORDS and title.startswith(text)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class HeadlineArea:
    """A page's headline and what follows it.

    Attributes:
        headline: See `find_headline`.
        after: The elements after it in document order, up to the second long paragraph; and the line of each.
    """

    headline: HtmlElement
    after: tuple[tuple[HtmlElement, str], ...]


def find_headline_area(tree: HtmlElement) -> HeadlineArea | None:
    """The area of the headline, None on a page without one."""
    headline = find_headline(tree)
    if headline is None:
        return None
    after = islice(_elements_to_prose(headline), MAX_ELEMENTS_AFTER)
    return HeadlineArea(headline, tuple((element, line_of(element)) for element in after))


def _elements_to_prose(headline: HtmlElement) -> Iterator[HtmlElement]:
    long_paragraphs = 0
    for ancestor in (headline, *headline.iterancestors()):
        for sibling in ancestor.itersiblings():
            for element in sibling.iter():
                long_paragraphs += element.tag == "p" and len(element.text or "") > MAX_LINE_CHARS
                if long_paragraphs > 1:
                    return
                yield element


def line_of(element: HtmlElement) -> str:
    """The text of an element if it is no longer than a line, else ''."""
    if len(element) > 4 or any(len(child) > 2 for child in element):
        return ""
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > MAX_LINE_CHARS:
            return ""
    return text_of(element) if length else ""


def text_of(element: HtmlElement) -> str:
    """The text of an element with white space collapsed, and white space between its blocks."""
    if len(element) == 0:
        text = " ".join((element.text or "").split())
        if text.isprintable():  # then it has no control characters, which are removed otherwise
            return text
    return str(block_text(element))


def holds(ancestor: HtmlElement, headline: HtmlElement | None) -> bool:
    """Whether an element contains the page's headline, or any `h1`."""
    return next(ancestor.iter("h1"), None) is not None or (
        headline is not None and any(parent is ancestor for parent in headline.iterancestors())
    )
