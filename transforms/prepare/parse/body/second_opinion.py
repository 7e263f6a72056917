"""Compares an extractor's text with the prose of the page's article, and replaces it where much is missing."""

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from transforms.prepare.parse.body.frame import Frame, has_headline, is_beside, is_prose, names_of
from transforms.prepare.text.paragraphs import extract_paragraphs

MAX_MISSING_SHARE = 0.08
"""Share of the article's prose that an extractor may leave out before its text is replaced."""

KEY_CHARS = 60
"""Letters and digits at the start of a block by which it is recognised in the extractor's text."""

MIN_PROSE_RATIO = 0.8
"""The prose of the replacement, in relation to the extractor's: with less it is no better."""

MIN_HEADINGS = 2
"""Subheadings; if most of at least so many are missing, the extractor found paragraphs only."""

MIN_ITEMS = 2
"""Items of lists, of which the same is true."""

MAX_GROWTH = 1.25
"""Text to which subheadings and lists were added, in relation to the extractor's: with more, other things were too."""

_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
_ASCII_MARKS = bytes(code for code in range(128) if not chr(code).isalnum())


def second_opinion(frame: Frame, text: str) -> list[str] | None:
    """The paragraphs to use in place of an extractor's text; None if that text is to be used.

    The text is measured by the blocks of prose in the frame. It is replaced where blocks are missing between those that
    it has, or before the first of them, or in the sections that follow and are made like the one it was taken from.
    What follows otherwise is not taken for the article's: comments, biographies and further articles stand there.

    Args:
        frame: Where the page's prose is; it is modified if the text is replaced.
        text: The extractor's text.
    """
    if not frame.blocks:
        return None
    found = alphanumeric(text)
    keys = [alphanumeric(block.text_content()) for block in frame.blocks]
    covered = [key[:KEY_CHARS] in found for key in keys]
    home = frame.element
    if any(covered):
        before = sum(map(len, keys[: covered.index(True)]))
        if before <= sum(len(key) for key, known in zip(keys, covered, strict=True) if known):
            home = _home([block for block, known in zip(frame.blocks, covered, strict=True) if known], frame.element)
    elif len(found) > sum(map(len, keys)):
        return None
    in_home = [home is block or home in block.iterancestors() for block in frame.blocks]
    total = sum(len(key) for key, inside in zip(keys, in_home, strict=True) if inside)
    missing = sum(len(key) for key, inside, known in zip(keys, in_home, covered, strict=True) if inside and not known)
    is_partial = missing > MAX_MISSING_SHARE * total
    if not is_partial and not _lacks_lines(home, frame, found):
        return None
    held = {element for block in frame.blocks for element in block.iterancestors()}
    for element in (
        *frame.perhaps_beside,
        *filter(is_beside, home.iterdescendants("div", "section", "aside", "ul", "nav")),
    ):
        if element not in held and element.getparent() is not None:
            element.drop_tree()
    paragraphs = extract_paragraphs(home)
    if not is_partial and len(alphanumeric("".join(paragraphs))) > MAX_GROWTH * len(found):
        return None
    return paragraphs if MIN_PROSE_RATIO * _prose_chars(text.split("\n")) <= _prose_chars(paragraphs) else None


def _lacks_lines(home: HtmlElement, frame: Frame, found: str) -> bool:
    """Whether most of an article's subheadings or items are missing in a text that has letters and digits `found`."""
    headings = [heading for heading in home.iter("h2", "h3", "h4") if next(heading.iterdescendants("a"), None) is None]
    return _lacks_most(headings, frame, found, MIN_HEADINGS) or _lacks_most(
        _items(home, frame), frame, found, MIN_ITEMS
    )


def _items(home: HtmlElement, frame: Frame) -> list[HtmlElement]:
    """The items of the lists between the article's blocks that hold no links."""
    own = set(frame.blocks)
    lists = (
        element
        for element in home.iter("ul", "ol")
        if next(element.iterdescendants("a"), None) is None
        and any(sibling in own for sibling in element.itersiblings(preceding=True))
    )
    return [item for element in lists for item in element.iter("li")]


def _lacks_most(elements: Iterable[HtmlElement], frame: Frame, found: str, least: int) -> bool:
    """Whether there are at least so many elements in the article, and the text has less than half of them."""
    beside = set(frame.perhaps_beside)
    keys = [
        key
        for element in elements
        if (key := alphanumeric(element.text_content())) and not any(e in beside for e in element.iterancestors())
    ]
    return len(keys) >= least and 2 * sum(key not in found for key in keys) > len(keys)


def _prose_chars(paragraphs: Iterable[str]) -> int:
    """The letters and digits of the paragraphs with sentences."""
    return sum(len(alphanumeric(text)) for text in paragraphs if is_prose(text))


def alphanumeric(text: str) -> str:
    """The letters and digits of a text."""
    # Most of a text is ASCII, from which bytes are deleted in half of the time of matching an expression.
    text = text.encode("utf-8", "surrogatepass").translate(None, _ASCII_MARKS).decode("utf-8", "surrogatepass")
    return _NOT_ALPHANUMERIC.sub("", text)


def _home(blocks: Sequence[HtmlElement], frame: HtmlElement) -> HtmlElement:
    """The innermost element that holds the blocks, and the sections made like the one that holds them."""
    home = _common_ancestor(blocks)
    for element in (home, *home.iterancestors()):
        parent = element.getparent()
        if element is frame or element.tag == "article" or parent is None:
            break
        if any(_is_like(element, sibling) for sibling in parent if sibling is not element):
            home = parent
    return home


def _common_ancestor(blocks: Sequence[HtmlElement]) -> HtmlElement:
    chains = [list(reversed([block, *block.iterancestors()])) for block in (blocks[0], blocks[-1])]
    common = blocks[0]
    for first, last in zip(*chains, strict=False):
        if first is not last:
            break
        common = first
    return common


def _is_like(element: HtmlElement, other: HtmlElement) -> bool:
    """Whether two siblings are sections of one article: made alike, and the other has no headline of its own."""
    return element.tag == other.tag != "article" and names_of(element) == names_of(other) and not has_headline(other)
