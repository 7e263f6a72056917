"""What a page says of itself: JSON-LD, meta elements, microdata, headings, by-lines, times, links."""

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import islice
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura.baseline import block_text

from schemas.flow.parsed import Found
from transforms.prepare.parse import jsonld

Meta = dict[str, tuple[str, ...]]

FIELD_LIMIT = 400
"""Code points; a longer title, name or date is something else."""

BYLINE_LIMIT = 200
MOST_BESIDE = 12

_TITLE = (
    "og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title",
)  # fmt: skip
_AUTHOR = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "authors", "article:author_name", "article.author", "bt:author", "cxenseparse:author", "dcsext.author", "creator",
    "citation_author",
)  # fmt: skip
_SITE = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher",
    "twitter:app:name:iphone",
)  # fmt: skip
_SECTION = ("article:section", "parsely-section", "section", "cxenseparse:section")
_KEYWORD_LABEL = re.compile(r"\s*(?:#|(?:category|section|topic|tag|subject|keyword)s?:\s+)", re.IGNORECASE)
_NO_KEYWORD = re.compile(r"@|[\w-]+:\S")
_KEYWORD = ("article:tag", "news_keywords", "parsely-tags", "keywords", "sailthru.tags")

# Cheap tests of attributes pick elements out; the expressions below then look at the few that are left.
_BYLINES = XPath(
    "//*[@rel='author' or contains(@itemprop,'author') or contains(@class,'uthor') or contains(@class,'yline')"
    " or contains(@class,'by-line') or contains(@class,'ontributor') or contains(@class,'riter')"
    " or contains(@class,'eporter') or contains(@class,'ournalist') or contains(@id,'uthor') or contains(@id,'yline')"
    " or contains(@data-testid,'uthor') or contains(@data-testid,'yline') or contains(@data-component,'yline')]"
)
# Elements that hold nothing but a name, then those that hold more of a by-line.
_NAME_ELEMENT = re.compile(
    r"(?:^|[ _-])(?:author|byline|contributor|writer|journalist|reporter)s?[_-]{0,2}(?:name|link)s?(?:$|[ _-])"
    r"|(?:[Aa]uthor|[Bb]yline)_{0,2}(?:Name|Link)"
)
_BYLINE_ELEMENT = re.compile(
    r"(?:^|[ _-])(?:byline|by-line|author|authors|contributors?|writer|reporter|journalist)(?:$|[ _-])"
    r"|Byline|[Aa]rticle_?-?[Aa]uthor|[Aa]uthors?(?:List|Info|Box|Wrap)"
)
_WHOLE = frozenset(("body", "main", "article", "html"))
_NOT_THE_AUTHOR = frozenset(
    ("aside", "footer", "nav", "figure", "figcaption", "blockquote", "head", "script", "style", "noscript")
)
_ELSEWHERE = re.compile(
    r"comment|related|recommend|sidebar|(?<!headline__)(?<!headline-)(?<!header__)(?<!header-)footer|most-?(?:read|popular)|promo|teaser|trending|more-from|read-?next|avatar",
    re.IGNORECASE,
)


def select(expression: XPath, tree: HtmlElement) -> list[HtmlElement]:
    """The elements an expression finds, in document order."""
    return cast("list[HtmlElement]", expression(tree))


def meta(tree: HtmlElement) -> Meta:
    """The content of all meta elements by their name, property or itemprop in lower case, in order."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        if content and len(content) <= FIELD_LIMIT * 5:
            for key in {
                element.get("property"),
                element.get("name"),
                element.get("itemprop"),
                element.get("http-equiv"),
            }:
                if key:
                    found[key.lower()].append(content)
    return {key: tuple(values) for key, values in found.items()}


def pick(metas: Meta, names: Iterable[str]) -> list[Found]:
    """What the meta elements of these names hold, in the order of the names."""
    return [Found(value=jsonld.plain(value), source="meta") for name in names for value in metas.get(name, ())]


def unique(found: Iterable[Found]) -> tuple[Found, ...]:
    """Without repeats and without what is too long to be a field."""
    seen: dict[str, Found] = {}
    for item in found:
        value = " ".join(item.value.split())
        if value and len(value) <= FIELD_LIMIT:
            seen.setdefault(value, Found(value=value, source=item.source))
    return tuple(seen.values())


def titles(tree: HtmlElement, node: jsonld.Node, metas: Meta) -> tuple[Found, ...]:
    """Headings first, then what is meant for other sites, then the window's title."""
    found = [Found(value=block_text(element), source="h1") for element in tree.iter("h1")]
    found += [Found(value=value, source="json_ld") for value in jsonld.texts(node.get("headline"))]
    found += pick(metas, _TITLE)
    window = tree.find(".//title")
    if window is not None:
        found.append(Found(value=window.text_content(), source="title"))
    return unique(found)


def authors(tree: HtmlElement, node: jsonld.Node, nodes: tuple[jsonld.Node, ...], metas: Meta) -> tuple[Found, ...]:
    """JSON-LD and meta elements; where JSON-LD names nobody, elements whose class or property names a by-line."""
    found = [Found(value=name, source="json_ld") for name in jsonld.people(node, nodes)]
    found += pick(metas, _AUTHOR)
    if any(item.source == "json_ld" and " " in item.value for item in found):
        return unique(found)
    names, lines = _byline_elements(tree)
    found += [Found(value=block_text(element), source="microdata") for element in _together(names)]
    found += [Found(value=block_text(element), source="byline") for element in lines[:1]]
    found = [item for item in found if item.source in ("json_ld", "meta") or 2 < len(item.value) < BYLINE_LIMIT]
    return unique(found)


def _byline_elements(tree: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """Elements that hold an author's name alone, and elements that hold a whole by-line."""
    names: list[HtmlElement] = []
    lines: list[HtmlElement] = []
    for element in select(_BYLINES, tree)[:60]:
        own = " ".join(filter(None, map(element.get, ("class", "id", "data-testid", "data-component"))))
        marked = element.get("rel") == "author" or "author" in (element.get("itemprop") or "")
        is_name = marked or _NAME_ELEMENT.search(own)
        if (is_name or _BYLINE_ELEMENT.search(own)) and not is_elsewhere(element):
            (names if is_name else lines).append(element)
    return names, lines


def _together(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The first element and those beside it: a second by-line further down is another article's."""
    if not elements:
        return []
    near = _parents(elements[0])
    return [element for element in elements if any(parent in near for parent in _parents(element))][:MOST_BESIDE]


def _parents(element: HtmlElement) -> list[HtmlElement]:
    """The two elements around an element, less those that hold the whole article."""
    return [outer for outer in islice(element.iterancestors(), 2) if outer.tag not in _WHOLE]


def is_elsewhere(element: HtmlElement) -> bool:
    """Whether an element stands among comments, teasers or captions."""
    if element.tag in ("meta", "link"):
        return True
    for outer in (element, *element.iterancestors()):
        if outer.tag in _NOT_THE_AUTHOR:
            return True
        if outer.tag not in ("body", "html") and _ELSEWHERE.search(f"{outer.get('class')} {outer.get('id')}"):
            return True
    return False


def links(tree: HtmlElement, node: jsonld.Node, metas: Meta) -> tuple[Found, ...]:
    """What the page says its address is: the canonical link, then OpenGraph, then JSON-LD."""
    found = [
        Found(value=element.get("href"), source="link")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split() and element.get("href")
    ]
    found += pick(metas, ("og:url",))
    main = node.get("mainEntityOfPage")
    for value in (node.get("url"), main.get("@id") if isinstance(main, dict) else main):
        if isinstance(value, str):
            found.append(Found(value=value, source="json_ld"))
    return unique(found)


def publishers(node: jsonld.Node, nodes: tuple[jsonld.Node, ...], metas: Meta) -> tuple[Found, ...]:
    """The site's or the publisher's names."""
    by_id = {other["@id"]: other for other in nodes if isinstance(other.get("@id"), str)}
    publisher = node.get("publisher")
    if isinstance(publisher, dict) and not publisher.get("name"):
        publisher = by_id.get(str(publisher.get("@id")), publisher)
    found = pick(metas, ("og:site_name",))
    found += [Found(value=value, source="json_ld") for value in jsonld.texts(publisher)]
    found += pick(metas, _SITE[1:])
    for other in nodes:
        if any(kind in ("WebSite", "NewsMediaOrganization", "Organization") for kind in jsonld.kinds(other)):
            found += [Found(value=value, source="json_ld") for value in jsonld.texts(other.get("name"))]
    return unique(found)


def sections(node: jsonld.Node, metas: Meta) -> tuple[str, ...]:
    """Sections of the site, as JSON-LD or a meta element gives them; 'opinion|letters' is two."""
    found = jsonld.texts(node.get("articleSection")) or tuple(item.value for item in pick(metas, _SECTION))
    return tuple(dict.fromkeys(part.strip() for item in found for part in item.split("|") if part.strip()))


def keywords(node: jsonld.Node, metas: Meta) -> tuple[str, ...]:
    """Keywords or tags, split at commas and semicolons.

    '#city_hall' and 'Category: city hall' are 'city hall'; the 'key:value' pairs of advertising and names of accounts
    are left out.
    """
    found = jsonld.texts(node.get("keywords")) or ()
    if not found:
        found = next((tuple(i.value for i in pick(metas, (name,))) for name in _KEYWORD if name in metas), ())
    words = (
        _KEYWORD_LABEL.sub("", word).replace("_", " ").strip() for item in found for word in re.split("[,;]", item)
    )
    return tuple(dict.fromkeys(word for word in words if 1 < len(word) <= 80 and not _NO_KEYWORD.match(word)))
