"""Reads JSON-LD on news pages, which is often malformed: the objects that describe the page and its article."""

import html
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.html import HtmlElement

from transforms.prepare.text.scripts import count_words

Node = dict[str, Any]

MAX_SCRIPT_CHARS = 2_000_000
"""Code points; longer JSON-LD blocks are skipped."""

MAX_COUNT_DIGITS = 6
"""Digits; a longer number is no count of words."""

_ARTICLE_TYPE = re.compile(
    r"(?:article|blogposting|socialmediaposting|liveblogposting|report|newsreport|review)$", re.IGNORECASE
)
_PAGE_TYPE = re.compile(r"(?:web|item|about|collection)page$", re.IGNORECASE)
# What a page's article may contain or be followed by, dated on its own.
_PART_TYPE = re.compile(r"(?:object|comment|review|rating|product|offer|event|episode|list|posting)$", re.IGNORECASE)
_NESTED_KEYS = ("@graph", "mainEntity", "mainEntityOfPage", "hasPart")
_SCRIPT_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_STATE_DATE = re.compile(
    r'(?i)\\*"(?:date_?(?:published|posted)|(?:first_?)?publi(?:shed|sh|cation)_?(?:at|date|time|on|timestamp)'
    r'|display_?date)\\*"\s*:\s*(?:\\*")?([^"\\,{}\[\]]{8,40})'
)
_IN_DATE_KEYS = ("ublish", "ublication", "osted", "isplay", "PUBLI", "POSTED", "DISPLAY")
"""What the keys of such values contain: to look for it is quicker than to match the pattern."""
_TAG = re.compile(r"<[^<>]{1,300}>")


def is_jsonld(script: HtmlElement) -> bool:
    """Whether a script is marked as JSON-LD."""
    return "ld+json" in (script.get("type") or "").lower()


def read_jsonld(scripts: Sequence[HtmlElement]) -> tuple[Node, ...]:
    """All objects that describe the page or something that may be its article, outermost first.

    Lists of other articles (`ItemList`, `BreadcrumbList`) are not followed.
    """
    nodes: list[Node] = []
    for script in scripts:
        if is_jsonld(script) and (text := script.text) and len(text) < MAX_SCRIPT_CHARS:
            nodes.extend(_iterate_objects(_parse_block(text), depth=0))
    return tuple(nodes)


def state_dates(scripts: Sequence[HtmlElement]) -> tuple[str, ...]:
    """Values of the properties for the publication date in a page's scripts: data that its own code shows.

    Also those in JSON-LD that is not valid; valid JSON-LD says what object a date belongs to.
    """
    values: dict[str, None] = {}
    for script in scripts:
        text = script.text or ""
        is_dated = len(text) < MAX_SCRIPT_CHARS and any(key in text for key in _IN_DATE_KEYS)
        found = _STATE_DATE.findall(text) if is_dated else []
        if found and (not is_jsonld(script) or _parse_block(text) is None):
            values.update(dict.fromkeys(found))
    return tuple(values)


def _parse_block(block: str) -> Any:
    """Parse a block as JSON, repairing common errors; None if that fails."""
    block = _SCRIPT_WRAPPING.sub("", block)
    for text in (block, _TRAILING_COMMA.sub("", block), html.unescape(block)):
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _iterate_objects(value: Any, *, depth: int) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value:
            yield from _iterate_objects(item, depth=depth)
    elif isinstance(value, dict):
        yield value
        if depth < 4:
            for key in _NESTED_KEYS:
                yield from _iterate_objects(value.get(key), depth=depth + 1)


def types_of(node: Node) -> tuple[str, ...]:
    """The types of an object, without the schema.org prefix."""
    return tuple(type_name.rsplit("/", 1)[-1] for type_name in as_strings(node.get("@type")))


def is_article(node: Node) -> bool:
    """Whether an object is an article or a post."""
    return any(_ARTICLE_TYPE.search(type_name) for type_name in types_of(node))


def main_article(nodes: tuple[Node, ...]) -> Node:
    """The object of the page's article: the first with a headline or text, else the first of that type, else {}."""
    articles = [node for node in nodes if is_article(node)]
    return next(
        (node for node in articles if node.get("headline") or node.get("articleBody")), articles[0] if articles else {}
    )


def web_page(nodes: tuple[Node, ...]) -> Node:
    """The object of the web page itself, else {}."""
    return next((node for node in nodes if any(_PAGE_TYPE.search(type_name) for type_name in types_of(node))), {})


def other_work(nodes: tuple[Node, ...]) -> Node:
    """The first dated object that is neither an article nor the page, such as a recipe or a report; {} if none is."""
    return next(
        (
            node
            for node in nodes
            if node.get("datePublished")
            and (node.get("headline") or node.get("name"))
            and not any(_PART_TYPE.search(type_name) for type_name in types_of(node))
        ),
        {},
    )


def as_strings(value: Any) -> tuple[str, ...]:
    """The value of a property as strings: a string, a list, or objects with a name."""
    strings: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            item = item.get("name") or item.get("@value") or item.get("headline")
            strings.extend(as_strings(item) if isinstance(item, list) else ())
        if isinstance(item, str) and (text := clean_string(item)):
            strings.append(text)
    return tuple(strings)


def first_string(value: Any) -> str | None:
    """The first string of a property's value."""
    return next(iter(as_strings(value)), None)


def article_bodies(node: Node) -> tuple[str, ...]:
    """The text in an article's object: its body, or the bodies of the posts of a live blog, in order."""
    if body := first_string(node.get("articleBody")):
        return (body,)
    posts = node.get("liveBlogUpdate")
    strings = (
        post.get("articleBody") for post in (posts if isinstance(posts, list) else [posts]) if isinstance(post, dict)
    )
    return tuple(text for body in strings if (text := first_string(body)))


def word_count(node: Node) -> int | None:
    """How many words an article's object says that it has; its body counts too, if that has more."""
    value = node.get("wordCount")
    digits = re.sub(r"[,.\s]", "", str(value)) if isinstance(value, int | str) and value is not True else ""
    stated = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_COUNT_DIGITS else 0
    return max(stated, sum(map(count_words, article_bodies(node)))) or None


def clean_string(text: str) -> str:
    """A string of JSON-LD without markup and character references, white space collapsed."""
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    return " ".join(text.split())


def author_names(node: Node, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Names under `author`, else `creator`: references to other objects are resolved, organizations left out."""
    by_id = {other["@id"]: other for other in nodes if isinstance(other.get("@id"), str) and other.get("name")}
    names: list[str] = []
    for key in ("author", "creator"):
        value = node.get(key)
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                item = item if item.get("name") else by_id.get(str(item.get("@id")), item)
                if any(type_name.lower().endswith(("organization", "corporation")) for type_name in types_of(item)):
                    continue
                full_name = " ".join(
                    filter(None, (first_string(item.get("givenName")), first_string(item.get("familyName"))))
                )
                names.extend(as_strings(item) or ((full_name,) if full_name else ()))
            else:
                names.extend(as_strings(item))
        if names:
            break
    return tuple(dict.fromkeys(names))
