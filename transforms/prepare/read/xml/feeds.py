"""Items of RSS (0.9 to 2.0, among them RDF) and entries of Atom feeds, as rows in newsbeam's own layout.

What an item says of itself comes before what its feed says. Of its full text, its description and its summary the one
with most words is the body; a teaser that holds no whole sentence is none.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.etree import _Element

from transforms.prepare.read.xml.elements import (
    Body,
    Children,
    article_of,
    body_of,
    https,
    plain_name,
    publisher_in,
    text_of,
    words_of,
)

_SIGNED = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)\s*")
"""How RSS 2.0 wants its authors: `ann@example.org (Ann Example)`."""


def item_row(item: _Element, channel: Children) -> dict[str, Any]:
    """The row of an RSS item.

    Raises:
        ReadError: `no_content`.
    """
    own = Children(item)
    guid = own.text("guid")
    permanent = guid if next(own.all("guid"), item).get("isPermaLink", "true").lower() != "false" else None
    row = article_of(_bodies(own))
    return row | {
        "id": guid or next((value for key, value in item.attrib.items() if str(key).endswith("}about")), None),
        "url": https(own.text("feedburner:origLink"), own.text("link"), *_links(own, channel), permanent),
        "title": _words(own.text("title", "media:title", "dc:title")),
        "authors": [_signed(name) for name in own.texts("dc:creator") or own.texts("author") or _names(own)],
        "source_name": own.text("source", "dc:publisher") or _publisher(channel),
        "sections": channel.texts("category"),
        "keywords": [*own.texts("category", "dc:subject"), *_listed(own.text("media:keywords"))],
        "language": own.text("dc:language") or own.language or channel.text("language", "dc:language"),
        "published_at": own.text("pubDate", "dc:date", "dcterms:issued", "dcterms:created", "atom:published"),
        "modified_at": own.text("dcterms:modified", "atom:updated"),
    }


def entry_row(entry: _Element, feed: Children) -> dict[str, Any]:
    """The row of an Atom entry.

    Raises:
        ReadError: `no_content`.
    """
    own = Children(entry)
    source = Children(next(own.all("atom:source"), None))
    row = article_of(filter(None, map(_atom_body, own.all("atom:content", "atom:summary"))))
    published = own.text("atom:published", "atom:issued", "dc:date")
    updated = own.text("atom:updated", "atom:modified")
    return row | {
        "id": own.text("atom:id"),
        "url": https(own.text("feedburner:origLink"), *_links(own, feed), own.text("atom:id")),
        "title": _words(own.text("atom:title")),
        "authors": _names(own) or own.texts("dc:creator") or _names(source) or _names(feed),
        "source_name": _publisher(source) or _publisher(feed),
        "sections": _terms(feed),
        "keywords": _terms(own) or own.texts("dc:subject"),
        "language": own.language or feed.language,
        "published_at": published or updated,
        "modified_at": updated,
    }


def _bodies(own: Children) -> Iterator[Body]:
    """What may be the body of an RSS item, the fullest first."""
    for element in own.all("content:encoded", "xhtml:body", "xhtml:div", "atom:content", "description", "atom:summary"):
        if len(element):
            yield Body(_markup(element), True)
        elif element.text:
            yield body_of(element.text)


def _atom_body(element: _Element) -> Body | None:
    """The body in `content` or `summary`; None where it lies elsewhere or is no text."""
    kind = (element.get("type") or "text").lower().split(";")[0].strip()
    text = "".join(map(str, element.itertext()))
    if element.get("src") or element.get("mode") == "base64":
        return None
    if len(element):
        return Body(_markup(element), True)
    if kind in ("html", "text/html", "xhtml", "application/xhtml+xml") or element.get("mode") == "escaped":
        return Body(text, True)
    return Body(text, False) if kind == "text" or kind.startswith("text/") else None


def _markup(element: _Element) -> str:
    """What is within an element, as HTML without namespaces."""
    copy = etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(resolve_entities=False))
    for inner in copy.iter(etree.Element):
        inner.tag = plain_name(inner)
    etree.cleanup_namespaces(copy)
    copy.tag = "div"
    copy.attrib.clear()
    return etree.tostring(copy, method="html", encoding="unicode")


def _links(own: Children, feed: Children) -> list[str]:
    """Addresses in Atom's links, those of the article itself first and no others."""
    links = [link for link in own.all("atom:link") if link.get("rel", "alternate") == "alternate" and link.get("href")]
    links.sort(key=lambda link: "html" not in (link.get("type") or "html"))
    return [urljoin(own.base or feed.base or "", link.get("href", "")) for link in links]


def _names(own: Children) -> list[str]:
    """Names of Atom's authors."""
    return [name for author in own.all("atom:author") if (name := Children(author).text("atom:name"))]


def _signed(author: str) -> str:
    match = _SIGNED.fullmatch(author)
    return match["name"] if match else author


def _publisher(feed: Children) -> str | None:
    """Whose feed it is: as it says, else its title where that is a name alone."""
    return feed.text("dc:publisher") or publisher_in(_words(feed.text("title", "atom:title")))


def _terms(own: Children) -> list[str]:
    categories = (one.get("label") or one.get("term") or text_of(one) for one in own.all("atom:category"))
    return [category for category in categories if category]


def _listed(words: str | None) -> list[str]:
    return [word for word in re.split(r"\s*,\s*", words or "") if word]


def _words(markup: str | None) -> str | None:
    return words_of(markup) if markup else None
