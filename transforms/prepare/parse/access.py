"""Reads whether a page says that everybody may read its article: JSON-LD, microdata, meta elements."""

from collections.abc import Iterator
from typing import Any

from transforms.prepare.parse import jsonld
from transforms.prepare.parse.metadata import Meta

# Of Facebook's three tiers of content, articles counted by a meter are free only to those who have read few others.
_TIER_NAMES = ("article:content_tier", "content_tier", "content-tier", "bb:content-tier")
_FREE_TIERS = frozenset(("free",))
_PAID_TIERS = frozenset(("metered", "locked", "premium", "paid", "subscriber", "subscribers", "registered"))
_FREE_NAMES = ("isaccessibleforfree", "article:accessible_for_free", "is_free", "cxenseparse:pmc-is_free")
_PAID_NAMES = (
    "subscriber_only", "subscriber-only", "subscribers_only", "article:subscriber_only", "paywall", "has_paywall",
    "is_paywalled", "article:paywall", "is_premium", "article:premium", "premium",
)  # fmt: skip

_TRUE = frozenset(("true", "yes", "1"))
_FALSE = frozenset(("false", "no", "0"))


def find_is_free(node: jsonld.Node, page: jsonld.Node, metas: Meta) -> bool | None:
    """Whether all of the article may be read for free, as the page itself says; None if it does not say.

    JSON-LD's word on the article comes first, then on the web page, then microdata and meta elements. Within one of
    them a part that must be paid for outweighs the rest.

    Args:
        node: The article's object in JSON-LD, {} if there is none.
        page: The web page's object, {} if there is none.
        metas: The meta elements.
    """
    statements = (
        tuple(_stated_by(node)),
        tuple(_stated_by(page)),
        tuple(_flags(metas, _FREE_NAMES)),
        tuple(_tiers(metas)),
        tuple(not paid for paid in _flags(metas, _PAID_NAMES)),
    )
    return next((all(stated) for stated in statements if stated), None)


def _stated_by(node: jsonld.Node) -> Iterator[bool]:
    """What an object says of itself and of its parts."""
    parts = node.get("hasPart")
    for item in (node, *(parts if isinstance(parts, list) else [parts])):
        if isinstance(item, dict):
            yield from _booleans(item.get("isAccessibleForFree"))


def _booleans(value: Any) -> Iterator[bool]:
    """Values written as JSON's booleans and numbers, as words, or as 'http://schema.org/False'."""
    for item in value if isinstance(value, list) else [value]:
        word = str(item.get("@value", item.get("@id")) if isinstance(item, dict) else item)
        word = word.strip().lower().rsplit("/", 1)[-1]
        if word in _TRUE or word in _FALSE:
            yield word in _TRUE


def _flags(metas: Meta, names: tuple[str, ...]) -> Iterator[bool]:
    for name in names:
        yield from _booleans(list(metas.get(name, ())))


def _tiers(metas: Meta) -> Iterator[bool]:
    for name in _TIER_NAMES:
        for value in metas.get(name, ()):
            tier = value.strip().lower()
            if tier in _FREE_TIERS or tier in _PAID_TIERS:
                yield tier in _FREE_TIERS
