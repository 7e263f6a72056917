"""JSON-LD on news pages: the objects about the page itself, read although they are often broken."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]

SCRIPT_LIMIT = 2_000_000
"""Code points; a longer block of JSON-LD is not read."""

_ARTICLE = re.compile(
    r"(?:article|blogposting|socialmediaposting|liveblogposting|report|newsreport|review)$", re.IGNORECASE
)
_PAGE = re.compile(r"(?:web|item|about|collection)page$", re.IGNORECASE)
_INSIDE = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_TAG = re.compile(r"<[^<>]{1,300}>")


def linked_data(tree: HtmlElement) -> tuple[Node, ...]:
    """All objects that describe the page or something that may be its article, outermost first.

    Lists of other articles (`ItemList`, `BreadcrumbList`) are not followed.
    """
    nodes: list[Node] = []
    for script in tree.iter("script"):
        kind = (script.get("type") or "").lower()
        if "ld+json" in kind and script.text and len(script.text) < SCRIPT_LIMIT:
            nodes.extend(_objects(_read(script.text), depth=0))
    return tuple(nodes)


def _read(block: str) -> Any:
    """A block as JSON; None when it cannot be mended."""
    block = _WRAPPING.sub("", block)
    for text in (block, _TRAILING_COMMA.sub("", block), html.unescape(block)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(value: Any, *, depth: int) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth=depth)
    elif isinstance(value, dict):
        yield value
        if depth < 4:
            for key in _INSIDE:
                yield from _objects(value.get(key), depth=depth + 1)


def kinds(node: Node) -> tuple[str, ...]:
    """The types of an object, without schema.org's address."""
    return tuple(kind.rsplit("/", 1)[-1] for kind in texts(node.get("@type")))


def is_article(node: Node) -> bool:
    """Whether an object is an article or a post."""
    return any(_ARTICLE.search(kind) for kind in kinds(node))


def article(nodes: tuple[Node, ...]) -> Node:
    """The object of the page's article: the first with a headline or a text; else the first at all, else {}."""
    articles = [node for node in nodes if is_article(node)]
    return next(
        (node for node in articles if node.get("headline") or node.get("articleBody")), articles[0] if articles else {}
    )


def page(nodes: tuple[Node, ...]) -> Node:
    """The object of the web page itself, else {}."""
    return next((node for node in nodes if any(_PAGE.search(kind) for kind in kinds(node))), {})


def texts(value: Any) -> tuple[str, ...]:
    """A property as strings, whatever it is: one string, a list, objects with a name."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("@value") or item.get("headline")
            found.extend(texts(item) if isinstance(item, list) else ())
        if isinstance(item, str) and (text := plain(item)):
            found.append(text)
    return tuple(found)


def text_of(value: Any) -> str | None:
    """The first string of a property."""
    return next(iter(texts(value)), None)


def bodies(node: Node) -> tuple[str, ...]:
    """The text that an article's object gives: its body, or the bodies of a live blog's posts, in their order."""
    if whole := text_of(node.get("articleBody")):
        return (whole,)
    posts = node.get("liveBlogUpdate")
    found = (
        post.get("articleBody") for post in (posts if isinstance(posts, list) else [posts]) if isinstance(post, dict)
    )
    return tuple(text for body in found if (text := text_of(body)))


def plain(text: str) -> str:
    """A string of JSON-LD without markup and entities, white space as single spaces."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.split())


def people(node: Node, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Names under `author` (else `creator`), references to other objects resolved; organisations left out."""
    by_id = {other["@id"]: other for other in nodes if isinstance(other.get("@id"), str) and other.get("name")}
    names: list[str] = []
    for key in ("author", "creator"):
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                item = item if item.get("name") else by_id.get(str(item.get("@id")), item)
                if any(kind.lower().endswith(("organization", "corporation")) for kind in kinds(item)):
                    continue
                given = " ".join(filter(None, (text_of(item.get("givenName")), text_of(item.get("familyName")))))
                names.extend(texts(item) or ((given,) if given else ()))
            else:
                names.extend(texts(item))
        if names:
            break
    return tuple(dict.fromkeys(names))
