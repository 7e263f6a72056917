"""Finds the element that holds a page's article by where its prose is, whatever the names of its classes."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from lxml.etree import XPath
from lxml.html import HtmlElement

MIN_PROSE_WORDS = 8
"""Words outside links; a shorter block says nothing about where the article is."""

MIN_CHILD_SHARE = 0.75
"""Share of an element's prose from which the child that holds it is the article's frame rather than the element."""

MAX_BESIDE_SHARE = 0.5
"""An element with more than this share of the page's prose holds the article, whatever its name."""

MAX_DROPPED_SHARE = 0.2
"""An element beside the article with more than this share of the page's prose is left for the extractor to judge."""

MIN_OWN_SHARE = 0.75
"""If less than this share of the page's prose stands in no element beside an article, the names are doubted."""

MAX_TEASER_WORDS = 60
"""Words; a block that consists of a linked heading and no more text than this is a teaser of another page."""

_SENTENCE = re.compile(r"[.!?…:;][\"”’'»)\]]*\s*$|[.!?][\"”’)]*\s+[\"“‘(]?[A-Z]")
_HEADINGS = ("h2", "h3", "h4", "h5")
_BLOCKS = ("p", "li", "dd", "blockquote", "pre", "td", "div", "section", "article", "aside", "main", "header")
_MENUS = ("nav", "aside", "footer")
_NAMED = ("div", "section", "aside", "ul")
_TEXT_BLOCKS = frozenset(("p", "li", "dd", "blockquote", "pre", "td"))
# Elements beside an article, and words in the names of such elements. All names are searched in lower case, which is
# several times faster than a search that ignores case.
_BESIDE = frozenset(("nav", "footer", "aside", "form", "noscript", "figure", "button", "select", "dialog"))
_BESIDE_NAME = re.compile(
    r"comment|respond|disqus|sidebar|side-bar|(?<![^\s_-])(?:aside|nav|menu)(?![^\s_-])|(?<!\S)author(?:s|$|[\s_-])"
    r"|navigation|navbar|about-?author|author-?(?:bio|box|card|info)|biograph|subscri|newsletter|sign-?up|log-?in|footer|cookie|consent|gdpr"
    r"|privacy|disclaimer|copyright|legal|lead-magnet|share-|social|sponsor|advert|popup|modal"
)
# Names of elements that often stand beside an article, and often within one.
_PERHAPS_BESIDE_NAME = re.compile(r"(?<![^\s_-])(?:card|widget)(?![^\s_-])|author|summary")
# Within an element that holds the article.
_MARKS_OF_ARTICLE = XPath("descendant-or-self::*[self::h1 or @itemprop='articleBody']")
_ARTICLE_NAME = re.compile(
    r"(?:article|story|entry|post|news)[-_]*(?:body|content|text)(?![-_]*(?:foot|after|before|meta))"
)
_COMMENTS = re.compile("comment|respond|disqus")
# Beside an article only if it links to something: the article's own first lines may have such a name as well.
_TEASER_NAME = re.compile("teaser|promo")
_RELATED_NAME = re.compile("related|recirc|most-(?:read|popular)")
_NAMES = (_BESIDE_NAME, _TEASER_NAME, _RELATED_NAME)
_CLEARED_NAMES = tuple(re.compile(name.pattern, re.IGNORECASE) for name in _NAMES)
# Beside an article only with a picture within: the text is then its caption.
_PICTURE_NAME = re.compile("image|photo|picture|attachment|figure|media|caption")


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page's article is.

    Attributes:
        element: The innermost element that holds nearly all of the article's prose.
        blocks: The article's blocks of running text, in document order.
        beside: Elements anywhere on the page that hold what is not the article's.
        perhaps_beside: These, and elements of which that is less sure.
        words: The words of the blocks, links left out.
    """

    element: HtmlElement
    blocks: tuple[HtmlElement, ...]
    beside: tuple[HtmlElement, ...]
    perhaps_beside: tuple[HtmlElement, ...]
    words: int


def find_frame(tree: HtmlElement) -> Frame | None:
    """The frame of a page's article; None for a page without prose."""
    prose = _prose_blocks(tree)
    words = _sum_over_ancestors(prose.items())
    words_beside, total = words, words.get(tree, 0)
    candidates = {element for element in words if element.tag != "html" and is_beside(element)}
    menus = [element for element in tree.iter(*_MENUS) if element not in words and not _MARKS_OF_ARTICLE(element)]
    in_menus = {inner for menu in menus for inner in menu.iterdescendants(*_NAMED, *_HEADINGS)}
    linked = {
        element
        for element in tree.iter(*_NAMED)
        if element not in words and element not in in_menus and _is_named_link_list(element)
    } | {menu for menu in menus if menu not in in_menus and has_link(menu)}
    teasers = _teasers(tree, in_menus)
    others = _other_articles(tree)
    candidates |= teasers | others | linked
    is_headed = has_headline(tree)  # then comments do not hold the article, however long: it has the h1
    beside = {
        element
        for element in candidates
        if words.get(element, 0) <= MAX_BESIDE_SHARE * total
        or (is_headed and not has_headline(element) and _COMMENTS.search(lower_names_of(element)))
    }
    # Many words under linked headings may be an article that is a list, each item of which links to what it is about.
    are_items = sum(words.get(element, 0) for element in teasers) > MAX_DROPPED_SHARE * total
    before_title = _before_title(tree) if are_items else set()
    own = {block: count for block, count in prose.items() if block not in beside and not _within(block, beside)}
    is_doubtful = sum(own.values()) < MIN_OWN_SHARE * total
    words = _sum_over_ancestors(own.items())
    if tree not in words:
        return None
    frame = tree
    while True:
        child = max((child for child in frame if child in words), key=words.__getitem__, default=None)
        if child is None or child.tag in _TEXT_BLOCKS or words[child] < MIN_CHILD_SHARE * words[frame]:
            break
        frame = child
    return Frame(
        element=frame,
        blocks=tuple(block for block in own if block is frame or _within(block, {frame})),
        beside=tuple(
            element
            for element in beside
            if element in others
            or element in linked
            or (element in teasers and (not are_items or element in before_title or _within(element, before_title)))
            or (
                element not in teasers
                and _is_surely_beside(element, 1 if is_doubtful else words_beside[element] / total)
            )
        ),
        perhaps_beside=tuple(beside),
        words=words[frame],
    )


def _prose_blocks(tree: HtmlElement) -> dict[HtmlElement, int]:
    """The innermost blocks with running text, and the words of each outside links."""
    blocks = list(tree.iter(*_BLOCKS))
    outer: set[HtmlElement] = set()
    for element in blocks:
        for parent in element.iterancestors():
            if parent in outer:
                break
            outer.add(parent)
    found: dict[HtmlElement, int] = {}
    for element in blocks:
        if element in outer:
            continue
        text = element.text_content()
        if not is_prose(text):
            continue
        words = len(text.split())
        own = words - sum(len(link.text_content().split()) for link in element.iter("a"))
        if own >= MIN_PROSE_WORDS and 2 * own >= words and next(element.iterancestors("a"), None) is None:
            found[element] = own
    return found


def is_prose(text: str) -> bool:
    """Whether a block has a sentence of some length."""
    return len(text) >= 4 * MIN_PROSE_WORDS and bool(_SENTENCE.search(text))


def _sum_over_ancestors(counts: Iterable[tuple[HtmlElement, int]]) -> dict[HtmlElement, int]:
    """The counts of blocks, and of every element the sum of those within."""
    sums: dict[HtmlElement, int] = {}
    for block, count in counts:
        sums[block] = sums.get(block, 0) + count
        for parent in block.iterancestors():
            sums[parent] = sums.get(parent, 0) + count
    return sums


def _within(element: HtmlElement, others: set[HtmlElement]) -> bool:
    return any(parent in others for parent in element.iterancestors())


def is_beside(element: HtmlElement) -> bool:
    """Whether an element's tag or name says that it stands beside an article."""
    names = lower_names_of(element)
    if element.tag not in _BESIDE and not _is_named_beside(element, names):
        return False
    return bool(_COMMENTS.search(names)) or not (_ARTICLE_NAME.search(names) or _MARKS_OF_ARTICLE(element))


def _is_named_beside(element: HtmlElement, names: str) -> bool:
    if not names or element.tag == "body":
        return False
    return bool(
        _is_beside_name(names)
        or (_is_beside_or_teaser(names) and has_link(element))
        or (_PICTURE_NAME.search(names) and next(element.iterdescendants("img"), None) is not None)
    )


@lru_cache(maxsize=1 << 12)
def _is_beside_name(names: str) -> bool:
    return bool(_BESIDE_NAME.search(names) or _PERHAPS_BESIDE_NAME.search(names))


def _is_surely_beside(element: HtmlElement, share: float) -> bool:
    """Whether an element may be dropped before the extractor has seen it.

    Args:
        element: An element that stands beside the article.
        share: Its share of the page's prose.
    """
    names = lower_names_of(element)
    if _COMMENTS.search(names):
        return True
    is_related = bool(_RELATED_NAME.search(names)) and has_link(element)
    return share <= MAX_DROPPED_SHARE and (is_related or bool(_BESIDE_NAME.search(names)))


def has_link(element: HtmlElement) -> bool:
    """Whether an element leads anywhere."""
    return any(link.get("href") is not None for link in element.iterdescendants("a"))


def has_headline(element: HtmlElement) -> bool:
    """Whether an element has a main heading within."""
    return next(element.iterdescendants("h1"), None) is not None


def names_of(element: HtmlElement) -> str:
    """The names of an element's classes and its id."""
    return f"{element.get('class', '')} {element.get('id', '')}".strip()


def lower_names_of(element: HtmlElement) -> str:
    """The names of an element's classes and its id in lower case, as they are searched."""
    return names_of(element).lower()


def _is_named_link_list(element: HtmlElement) -> bool:
    """Whether an element without prose is named as if it stood beside an article, and has links."""
    return _is_beside_or_teaser(lower_names_of(element)) and has_link(element) and not _MARKS_OF_ARTICLE(element)


@lru_cache(maxsize=1 << 12)
def _is_beside_or_teaser(names: str) -> bool:
    return bool(names and any(name.search(names) for name in _NAMES))


def clear_misleading_names(frame: Frame) -> None:
    """Take away what would make an extractor that goes by names drop the article.

    These are the names and the tags of the elements that hold the frame or are it, and the names like `teaser` of
    elements that hold the article's own prose.
    """
    for element in (frame.element, *frame.element.iterancestors()):
        if element.tag in _BESIDE or element.tag == "header":
            element.tag = "div"
        _clear_names(element)
    for block in frame.blocks:
        for element in (block, *block.iterancestors()):
            if element is frame.element:
                break
            _clear_names(element)


def _clear_names(element: HtmlElement) -> None:
    for attribute in ("class", "id"):
        if (names := element.get(attribute)) and (cleared := _without_names(names)) != names:
            element.set(attribute, cleared)


@lru_cache(maxsize=1 << 12)
def _without_names(names: str) -> str:
    for name in _CLEARED_NAMES if _is_beside_or_teaser(names.lower()) else ():
        names = name.sub("", names)
    return names


def _teasers(tree: HtmlElement, skipped: Container[HtmlElement]) -> set[HtmlElement]:
    """Blocks that are no more than a linked heading and a line or two; headings that are skipped have none."""
    found: set[HtmlElement] = set()
    lengths: dict[HtmlElement, int] = {}
    headed = {parent for heading in tree.iter("h1") for parent in heading.iterancestors()}
    for heading in tree.iter(*_HEADINGS):
        if heading in skipped:
            continue
        if next(heading.iterdescendants("a"), None) is None and next(heading.iterancestors("a"), None) is None:
            continue
        block = heading
        while (parent := block.getparent()) is not None and parent.tag not in ("body", "main"):
            if parent not in lengths:
                lengths[parent] = len(parent.text_content().split())
            if lengths[parent] > MAX_TEASER_WORDS or parent in headed:
                break
            block = parent
        if block is not heading:
            found.add(block)
    return found


def _before_title(tree: HtmlElement) -> set[HtmlElement]:
    """The elements in front of the page's main heading: an article's items stand behind it."""
    title = next(tree.iterdescendants("h1"), None)
    if title is None:
        return set()
    return {before for element in (title, *title.iterancestors()) for before in element.itersiblings(preceding=True)}


def _other_articles(tree: HtmlElement) -> set[HtmlElement]:
    """The articles without a main heading on a page on which one has it."""
    articles = list(tree.iter("article"))
    headed = {article for article in articles if has_headline(article)}
    if len(headed) != 1:
        return set()
    return {article for article in articles if article not in headed and not _within(article, headed)}
