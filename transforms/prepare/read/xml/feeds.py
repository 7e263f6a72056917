"""Converts items of RSS (0.9 to 2.0, including RDF) and entries of Atom to rows with newsbeam's column names.

An item's own fields take precedence over its feed's. Of its full text, description and summary the first that is not
much shorter than the longest is the body; a teaser without a complete sentence is not a body.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree
from lxml.etree import _Element

from transforms.prepare.read.io.bodies import (
    BodyCandidate,
    best_body,
    first_web_url,
    guess_markup,
    publisher_from_title,
    strip_markup,
)
from transforms.prepare.read.xml.elements import Children, element_text, tag_name

_EMAIL_AND_NAME = re.compile(r"\S+@\S+\s*\((?P<name>[^()]+)\)\s*")
"""The format of authors in RSS 2.0: `ann@example.org (Ann Example)`."""


def item_row(item: _Element, channel: Children) -> dict[str, Any]:
    """The row of an RSS item.

    Raises:
        ReadError: `no_content`.
    """
    fields = Children(item)
    guid = fields.text("guid")
    permanent = guid if next(fields.all("guid"), item).get("isPermaLink", "true").lower() != "false" else None
    row = best_body(_rss_bodies(fields))
    return row | {
        "id": guid or next((value for key, value in item.attrib.items() if str(key).endswith("}about")), None),
        "url": first_web_url(
            fields.text("feedburner:origLink"), fields.text("link"), *_links(fields, channel), permanent
        ),
        "title": _strip_optional_markup(fields.text("title", "media:title", "dc:title")),
        "authors": [
            _strip_email(name) for name in fields.texts("dc:creator") or fields.texts("author") or _author_names(fields)
        ],
        "source_name": fields.text("source", "dc:publisher") or _publisher(channel),
        "sections": channel.texts("category"),
        "keywords": [*fields.texts("category", "dc:subject"), *_split_list(fields.text("media:keywords"))],
        "language": fields.text("dc:language") or fields.language or channel.text("language", "dc:language"),
        "published_at": fields.text("pubDate", "dc:date", "dcterms:issued", "dcterms:created", "atom:published"),
        "modified_at": fields.text("dcterms:modified", "atom:updated"),
    }


def entry_row(entry: _Element, feed: Children) -> dict[str, Any]:
    """The row of an Atom entry.

    Raises:
        ReadError: `no_content`.
    """
    fields = Children(entry)
    source = Children(next(fields.all("atom:source"), None))
    row = best_body(filter(None, map(_atom_body, fields.all("atom:content", "atom:summary"))))
    published = fields.text("atom:published", "atom:issued", "dc:date")
    updated = fields.text("atom:updated", "atom:modified")
    return row | {
        "id": fields.text("atom:id"),
        "url": first_web_url(fields.text("feedburner:origLink"), *_links(fields, feed), fields.text("atom:id")),
        "title": _strip_optional_markup(fields.text("atom:title")),
        "authors": _author_names(fields) or fields.texts("dc:creator") or _author_names(source) or _author_names(feed),
        "source_name": _publisher(source) or _publisher(feed),
        "sections": _category_terms(feed),
        "keywords": _category_terms(fields) or fields.texts("dc:subject"),
        "language": fields.language or feed.language,
        "published_at": published or updated,
        "modified_at": updated,
    }


def _rss_bodies(fields: Children) -> Iterator[BodyCandidate]:
    """Possible bodies of an RSS item, the fullest first."""
    for element in fields.all(
        "content:encoded", "xhtml:body", "xhtml:div", "atom:content", "description", "atom:summary"
    ):
        if len(element):
            yield BodyCandidate(_inner_html(element), True)
        elif element.text:
            yield guess_markup(element.text)


def _atom_body(element: _Element) -> BodyCandidate | None:
    """The body in `content` or `summary`; None if it is external or not text."""
    kind = (element.get("type") or "text").lower().split(";")[0].strip()
    text = "".join(map(str, element.itertext()))
    if element.get("src") or element.get("mode") == "base64":
        return None
    if len(element):
        return BodyCandidate(_inner_html(element), True)
    if kind in ("html", "text/html", "xhtml", "application/xhtml+xml") or element.get("mode") == "escaped":
        return BodyCandidate(text, True)
    return BodyCandidate(text, False) if kind == "text" or kind.startswith("text/") else None


def _inner_html(element: _Element) -> str:
    """The contents of an element as HTML without namespaces."""
    copy = etree.fromstring(etree.tostring(element, with_tail=False), etree.XMLParser(resolve_entities=False))
    for inner in copy.iter(etree.Element):
        inner.tag = tag_name(inner)
    etree.cleanup_namespaces(copy)
    copy.tag = "div"
    copy.attrib.clear()
    return etree.tostring(copy, method="html", encoding="unicode")


def _links(fields: Children, feed: Children) -> list[str]:
    """URLs of the Atom links to the article itself, HTML first."""
    links = [
        link for link in fields.all("atom:link") if link.get("rel", "alternate") == "alternate" and link.get("href")
    ]
    links.sort(key=lambda link: "html" not in (link.get("type") or "html"))
    return [urljoin(fields.base or feed.base or "", link.get("href", "")) for link in links]


def _author_names(fields: Children) -> list[str]:
    """Names of the Atom authors."""
    return [name for author in fields.all("atom:author") if (name := Children(author).text("atom:name"))]


def _strip_email(author: str) -> str:
    match = _EMAIL_AND_NAME.fullmatch(author)
    return match["name"] if match else author


def _publisher(feed: Children) -> str | None:
    """The feed's publisher, else its title if that is only a name."""
    return feed.text("dc:publisher") or publisher_from_title(_strip_optional_markup(feed.text("title", "atom:title")))


def _category_terms(fields: Children) -> list[str]:
    categories = (
        category.get("label") or category.get("term") or element_text(category)
        for category in fields.all("atom:category")
    )
    return [category for category in categories if category]


def _split_list(words: str | None) -> list[str]:
    return [word for word in re.split(r"\s*,\s*", words or "") if word]


def _strip_optional_markup(markup: str | None) -> str | None:
    return strip_markup(markup) if markup else None
