"""When a page says it was published and changed: JSON-LD, meta elements, times in its markup, the day it prints."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice

from htmldate import find_date
from lxml.etree import XPath
from lxml.html import HtmlElement
from trafilatura.baseline import block_text

from schemas.flow.parsed import Found
from transforms.prepare.parse import jsonld
from transforms.prepare.parse.metadata import FIELD_LIMIT, Meta, is_elsewhere, pick, select, unique
from transforms.prepare.text.date_parsing import bare_moment, moment

REACH = 150
"""Elements behind the headline among which a page prints its day."""

BEFORE = 40
"""Elements before the headline that are looked at too."""

LINE = 110
"""Code points; a line with a day in it is no longer."""

_PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time", "datepublished",
    "parsely-pub-date", "sailthru.date", "article.published", "publish-date", "publish_date", "published-date",
    "pubdate", "publication_date", "dc.date.issued", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created",
    "date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original",
    "originalpublicationdate", "release_date", "ptime", "pdate", "bt:pubdate", "published_time",
    "citation_publication_date", "datecreated",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "revised", "article:modified", "modified_time", "updated_time",
)  # fmt: skip

_TIMES = XPath(
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
_PUBLISHING = re.compile(r"publish|posted|entry-date|pub-?date|datecreated", re.IGNORECASE)
_UPDATED = re.compile(r"updat|modif|edited", re.IGNORECASE)
# htmldate wants an upper limit; without one it takes the day of the run, and results would change with it.
_LATEST = "2099-12-31"


def published(tree: HtmlElement, node: jsonld.Node, page: jsonld.Node, metas: Meta) -> tuple[Found, ...]:
    """JSON-LD, meta elements, microdata and time elements, then text that htmldate takes for the date."""
    found = [Found(value=value, source="json_ld") for value in jsonld.texts(node.get("datePublished"))]
    found += pick(metas, _PUBLISHED)
    found += [Found(value=value, source="json_ld") for value in jsonld.texts(page.get("datePublished"))]
    found += [Found(value=value, source="json_ld") for value in jsonld.texts(node.get("dateCreated"))]
    marked, plain = _times(tree.iter("time") if found else select(_TIMES, tree)[:80])
    found += marked + printed(tree) + plain
    if not found:
        day = find_date(tree, original_date=True, max_date=_LATEST)
        found += [Found(value=day, source="text")] if day else []
    return tuple(dict.fromkeys(item for item in found if len(item.value) <= FIELD_LIMIT))


def _times(elements: Iterable[HtmlElement]) -> tuple[list[Found], list[Found]]:
    """Elements marked as the date of publication; and other time elements in order, without those of an update."""
    marked: list[Found] = []
    plain: list[Found] = []
    for element in elements:
        own = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}"
        is_time = element.tag == "time"
        marks = bool(_PUBLISHED_PROPERTY.search(own))
        if not (is_time or marks or (len(own) > 2 and _DATE_ELEMENT.search(own))):
            continue
        value = (
            element.get("datetime")
            or element.get("content")
            or (element.get("title") if element.tag == "abbr" else None)
        )
        if value is None and (marks or is_time or len(element) <= 3):
            value = block_text(element)
        if not value or len(value) > 120 or not any(mark.isdigit() for mark in value):
            continue
        if _UPDATED.search(own) and not _PUBLISHING.search(own):
            continue
        if (is_time and not marks and is_elsewhere(element)) or moment(value) is None:
            continue
        (marked if marks else plain).append(Found(value=value, source="meta" if marks else "text"))
    return marked, plain[:8]


def modified(node: jsonld.Node, page: jsonld.Node, metas: Meta) -> tuple[Found, ...]:
    """When the page says that it was changed last."""
    found = [Found(value=value, source="json_ld") for value in jsonld.texts(node.get("dateModified"))]
    found += pick(metas, _MODIFIED)
    found += [Found(value=value, source="json_ld") for value in jsonld.texts(page.get("dateModified"))]
    return unique(found)


def printed(tree: HtmlElement) -> list[Found]:
    """The day that a page prints for its readers beside the headline, unless it calls it the day of a change.

    It is given as it is printed and, where its element has one, as the element gives it to machines.
    """
    heading = next((element for element in tree.iter("h1") if len(block_text(element).split()) >= 3), None)
    if heading is None:
        return []
    for element in chain(islice(_behind(heading), REACH), islice(_before(heading), BEFORE)):
        text, exact = _line(element), element.get("datetime") or ""
        values = [text] if bare_moment(text) else []
        if (values or element.tag == "time") and moment(exact):
            values.append(exact)
        if values and not is_elsewhere(element) and not _says_updated(element, text):
            return [Found(value=value, source="printed") for value in values]
    return []


def _behind(heading: HtmlElement) -> Iterator[HtmlElement]:
    """The elements behind one in the order of the page, up to the second long paragraph."""
    long = 0
    for outer in (heading, *heading.iterancestors()):
        for sibling in outer.itersiblings():
            for element in sibling.iter():
                long += element.tag == "p" and len(element.text or "") > LINE
                if long > 1:
                    return
                yield element


def _before(heading: HtmlElement) -> Iterator[HtmlElement]:
    """Time elements and others named after dates that stand before the headline, nearest block first."""
    for outer in (heading, *islice(heading.iterancestors(), 3)):
        for sibling in outer.itersiblings(preceding=True):
            for element in sibling.iter():
                if element.tag == "time" or _DATE_ELEMENT.search(element.get("class") or ""):
                    yield element


def _line(element: HtmlElement) -> str:
    """The text of an element that holds no more than a line, else ''."""
    if len(element) > 4 or any(len(child) > 2 for child in element):
        return ""
    length = 0
    for piece in element.itertext():
        length += len(piece.strip())
        if length > LINE:
            return ""
    return block_text(element) if length else ""


def _says_updated(element: HtmlElement, text: str) -> bool:
    """Whether a day is called that of a change: in its own words, else in those before it, else by its element."""
    label = next(filter(str.strip, _before_it(element)), "")
    own = " ".join(filter(None, map(element.get, ("class", "id", "itemprop", "data-testid"))))
    for words in (text, label, own):
        if _PUBLISHING.search(words):
            return False
        if _UPDATED.search(words):
            return True
    return False


def _before_it(element: HtmlElement) -> Iterator[str]:
    """The text right before an element, within its line: beside it, else before the elements that it opens."""
    for inner in (element, *islice(element.iterancestors(), 3)):
        previous, outer = inner.getprevious(), inner.getparent()
        if previous is not None:
            yield previous.tail or ""
            yield _line(previous)
            return
        yield (outer.text or "") if outer is not None else ""
