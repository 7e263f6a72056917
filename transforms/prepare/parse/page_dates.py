"""Finds when a page was published and modified: JSON-LD, meta elements, time elements, the date visible to readers."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura.baseline import block_text

from schemas.flow.parsed import Candidate
from transforms.prepare.parse import jsonld
from transforms.prepare.parse.headline_area import elements_after, find_headline, line_of
from transforms.prepare.parse.metadata import (
    MAX_FIELD_CHARS,
    Meta,
    deduplicate,
    is_outside_article,
    meta_candidates,
    select_elements,
)
from transforms.prepare.text.date_parsing import parse_date, parse_date_line

MAX_ELEMENTS_BEFORE = 40
"""Elements before the headline that are searched too."""

_PUBLISHED_NAMES = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "article.published", "publish-date", "publish_date", "published-date",
    "pubdate", "publication_date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created",
    "date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original",
    "originalpublicationdate", "release_date", "ptime", "pdate", "bt:pubdate", "published_time",
    "citation_publication_date", "datecreated",
)  # fmt: skip
_MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "revised", "article:modified", "modified_time", "updated_time",
)  # fmt: skip

_DATE_ELEMENTS = XPath(
    "//time|//*[contains(@itemprop,'date') or contains(@itemprop,'pubdate') or contains(@class,'date') or"
    " contains(@class,'Date') or contains(@class,'publish') or contains(@class,'Publish')"
    " or contains(@class,'posted') or contains(@class,'time') or contains(@class,'Time') or contains(@class,'yline')"
    " or contains(@id,'date')]"
)

_PUBLISHED_PROPERTY = re.compile(r"datePublished|dateCreated|pubdate", re.IGNORECASE)
_DATE_ELEMENT = re.compile(
    r"publish|posted|pub-?date|entry-date|post-date|article-date|byline|dateline|timestamp|(?:^|[ _-])date(?:$|[ _-])",
    re.IGNORECASE,
)
_SAYS_PUBLISHED = re.compile(r"publish|posted|entry-date|pub-?date|datecreated", re.IGNORECASE)
_SAYS_UPDATED = re.compile(r"updat|modif|edited", re.IGNORECASE)
# htmldate needs an upper limit; its default is the current day, which would make results depend on it.
_MAX_DATE = "2099-12-31"


def find_published(tree: HtmlElement, node: jsonld.Node, page: jsonld.Node, metas: Meta) -> tuple[Candidate, ...]:
    """Candidates from JSON-LD, meta elements, microdata and time elements; failing all, the text htmldate finds."""
    candidates = [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(node.get("datePublished"))]
    candidates += meta_candidates(metas, _PUBLISHED_NAMES)
    candidates += [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(page.get("datePublished"))]
    candidates += [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(node.get("dateCreated"))]
    marked, unmarked = _time_candidates(tree.iter("time") if candidates else select_elements(_DATE_ELEMENTS, tree)[:80])
    candidates += marked + find_visible_date(tree) + unmarked
    if not candidates:
        day = find_date(tree, original_date=True, max_date=_MAX_DATE)
        candidates += [Candidate(value=day, source="text")] if day else []
    return tuple(dict.fromkeys(item for item in candidates if len(item.value) <= MAX_FIELD_CHARS))


def _time_candidates(elements: Iterable[HtmlElement]) -> tuple[list[Candidate], list[Candidate]]:
    """Values of elements marked as the publication date, and of other date elements except those of updates."""
    marked: list[Candidate] = []
    unmarked: list[Candidate] = []
    for element in elements:
        attributes = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        is_time = element.tag == "time"
        is_publication = bool(_PUBLISHED_PROPERTY.search(attributes))
        if not (is_time or is_publication or (len(attributes) > 2 and _DATE_ELEMENT.search(attributes))):
            continue
        value = (
            element.get("datetime")
            or element.get("content")
            or (element.get("title") if element.tag == "abbr" else None)
        )
        if value is None and (is_publication or is_time or len(element) <= 3):
            value = block_text(element)
        if not value or len(value) > 120 or not any(mark.isdigit() for mark in value):
            continue
        if _SAYS_UPDATED.search(attributes) and not _SAYS_PUBLISHED.search(attributes):
            continue
        if (is_time and not is_publication and is_outside_article(element)) or parse_date(value) is None:
            continue
        (marked if is_publication else unmarked).append(
            Candidate(value=value, source="meta" if is_publication else "text")
        )
    return marked, unmarked[:8]


def find_modified(node: jsonld.Node, page: jsonld.Node, metas: Meta) -> tuple[Candidate, ...]:
    """Candidates for the last modification."""
    candidates = [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(node.get("dateModified"))]
    candidates += meta_candidates(metas, _MODIFIED_NAMES)
    candidates += [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(page.get("dateModified"))]
    return deduplicate(candidates)


def find_visible_date(tree: HtmlElement) -> list[Candidate]:
    """The date that readers see next to the headline, unless it is labelled as the date of an update.

    Both the visible text and, if there is one, the element's machine-readable value.
    """
    headline = find_headline(tree)
    if headline is None:
        return []
    for element in chain(
        elements_after(headline),
        islice(_date_elements_before(headline), MAX_ELEMENTS_BEFORE),
    ):
        text, machine_readable = line_of(element), element.get("datetime") or ""
        values = [text] if parse_date_line(text) else []
        if (values or element.tag == "time") and parse_date(machine_readable):
            values.append(machine_readable)
        if values and not is_outside_article(element) and not _is_update(element, text):
            return [Candidate(value=value, source="visible") for value in values]
    return []


def _date_elements_before(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Date elements before the headline, nearest block first."""
    for ancestor in (heading, *islice(heading.iterancestors(), 3)):
        for sibling in ancestor.itersiblings(preceding=True):
            for element in sibling.iter():
                if element.tag == "time" or _DATE_ELEMENT.search(element.get("class") or ""):
                    yield element


def _is_update(element: HtmlElement, text: str) -> bool:
    """Whether a date is labelled as an update: by its own text, else by the text before it, else by attributes."""
    label = next(filter(str.strip, _text_before(element)), "")
    attributes = " ".join(filter(None, map(element.get, ("class", "id", "itemprop", "data-testid"))))
    for text_ in (text, label, attributes):
        if _SAYS_PUBLISHED.search(text_):
            return False
        if _SAYS_UPDATED.search(text_):
            return True
    return False


def _text_before(element: HtmlElement) -> Iterator[str]:
    """The text before an element within its line: next to it, else before the ancestors that start with it."""
    for inner in (element, *islice(element.iterancestors(), 3)):
        previous, ancestor = inner.getprevious(), inner.getparent()
        if previous is not None:
            yield previous.tail or ""
            yield line_of(previous)
            return
        yield (ancestor.text or "") if ancestor is not None else ""
