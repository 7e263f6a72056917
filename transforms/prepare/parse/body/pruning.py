"""Removes what pages put next to and between an article's paragraphs, before its text is extracted."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

from transforms.prepare.parse.body.frame import has_link

MIN_LINKED_SHARE = 0.75
"""Share of a paragraph's or list's characters in links from which it is navigation."""

MIN_LINK_CHARS = 20
"""Characters; a shorter paragraph or list item may be a name with a link."""

ARTICLE_SHARE_DIVISOR = 3
"""An element with more than one third of the page's paragraph text contains the article."""

MIN_CODE_SHARE = 0.04
"""Share of brackets, semicolons and the like from which preformatted text is a program's."""

# Embedded posts of other sites, and captions; neither is the article's own text.
_EMBEDDED_NAMES = ("twitter", "instagram", "tiktok", "bluesky", "reddit-embed", "fb-")
_EMBEDDED_ELEMENTS = ("blockquote", "figcaption", "div", "p", "span")
_CODE_MARK = re.compile(r"[{}()\[\];=<>$\\|]")
# Class and id names of comments, forms, dialogs, notices and teasers that trafilatura's rules do not cover.
# Lower case; each alternative starts with a letter, so that most positions fail at the first character.
_NON_ARTICLE_NAME = re.compile(
    r"comments|comment-list|newsletter|related-|recirc|read-more|author-bio|modal|popover|tooltip|promo|boilerplate"
    r"|dialog|disclaimer|disclosure|article-?card|story-?card|link-?list|link-?stack|carousel|slideshow|gallery"
)
# Those of elements that lead to other pages.
_LINKING_NAMES = {"promo", "related-", "recirc", "read-more"}
_CONTAINERS = ("div", "section", "ul", "ol", "article", "footer")


def prune(tree: HtmlElement) -> list[str]:
    """Remove programs, embedded posts, captions, elements that are not the article's, and paragraphs of links only.

    Returns:
        The captions.
    """
    captions: list[str] = []
    for element in list(tree.iter("pre")):
        text = element.text_content()
        if len(_CODE_MARK.findall(text)) >= MIN_CODE_SHARE * len(text):
            element.drop_tree()
    for element in [element for element in tree.iter(*_EMBEDDED_ELEMENTS) if _is_embedded(element)]:
        if len(element) < 40:
            captions += [" ".join(element.text_content().split())] if element.tag != "blockquote" else []
            element.drop_tree()
    _drop_non_article(tree)
    for element in [element for element in tree.iter("p", "h3", "h4", "h5") if _may_be_links(element)]:
        total, linked = _link_chars(element)
        if total >= MIN_LINK_CHARS and linked >= MIN_LINKED_SHARE * total:
            element.drop_tree()
    for element in [element for element in tree.iter("ul", "ol") if sum(child.tag == "li" for child in element) > 1]:
        total, linked = _link_chars(element)
        if total >= MIN_LINK_CHARS * len(element) and linked >= MIN_LINKED_SHARE * total:
            element.drop_tree()
    return captions


def _is_embedded(element: HtmlElement) -> bool:
    """Whether an element is an embedded post or a caption."""
    names = element.get("class", "")
    if element.tag == "blockquote":
        return any(name in names for name in _EMBEDDED_NAMES)
    return element.tag == "figcaption" or "caption" in names or "Caption" in names


def _may_be_links(element: HtmlElement) -> bool:
    """Whether a paragraph or a heading has links; those of lists are judged with their list."""
    if element.tag != "p":
        return any(child.tag == "a" for child in element)
    return next(element.iterdescendants("a"), None) is not None and next(element.iterancestors("li"), None) is None


def _drop_non_article(tree: HtmlElement) -> None:
    """Drop elements whose name or role says that they are not part of the article.

    Such a name may also be on an element that contains both the article and its comments: then it is ignored on the
    whole page, and so are elements within that have only such names.
    """
    candidates = [(element, names) for element in tree.iter(*_CONTAINERS) if (names := _non_article_names(element))]
    page_chars = _paragraph_chars(tree) if candidates else 0
    ambiguous: set[str] = set()
    for element, names in candidates:
        if names <= ambiguous:
            continue
        if ARTICLE_SHARE_DIVISOR * _paragraph_chars(element) < page_chars:
            element.drop_tree()
        else:
            ambiguous |= names


def _non_article_names(element: HtmlElement) -> frozenset[str]:
    """The names on an element that mark it as not part of the article."""
    attributes = " ".join(filter(None, map(element.get, ("class", "id", "role"))))
    names = _find_non_article_names(attributes)
    if names and names <= _LINKING_NAMES and not has_link(element):  # the article's own lines may be named so
        return frozenset()
    return names | {"footer"} if element.tag == "footer" else names


@lru_cache(maxsize=1 << 12)
def _find_non_article_names(attributes: str) -> frozenset[str]:
    return frozenset(_NON_ARTICLE_NAME.findall(attributes.lower()))


def _paragraph_chars(element: HtmlElement) -> int:
    """Characters in the paragraphs within an element."""
    return sum(len(paragraph.text_content()) for paragraph in element.iter("p"))


def _link_chars(element: HtmlElement) -> tuple[int, int]:
    """Characters of an element's text and of the links in it, white space not counted."""
    linked = sum(len("".join(link.text_content().split())) for link in element.iter("a"))
    return len("".join(element.text_content().split())) if linked else 0, linked
