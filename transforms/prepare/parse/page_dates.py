"""Finds when a page was published and modified: JSON-LD, meta elements, time elements, the date visible to readers."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import chain, islice

from lxml.etree import XPath
from lxml.html import HtmlElement

from schemas.flow.parsed import Candidate
from transforms.prepare.parse import jsonld
from transforms.prepare.parse.headline_area import MAX_LINE_CHARS, HeadlineArea, holds, line_of, text_of
from transforms.prepare.parse.metadata import (
    MAX_FIELD_CHARS,
    Meta,
    deduplicate,
    is_outside_article,
    meta_candidates,
    select_elements,
)
from transforms.prepare.text.date_parsing import (
    date_in_line,
    is_update,
    parse_date,
    says_published,
    update_or_date_in_line,
)

MAX_ELEMENTS_BEFORE = 40
"""Elements before the headline that are searched too."""

MAX_SIBLINGS_BEFORE = 6
"""Elements before the headline in the same block that need not be named after a date."""

MAX_LINES = 5000
"""Elements of a page without other dates that are searched for a line of a date alone."""

MAX_PROSE_CHARS = 180
"""Code points; a date in a longer paragraph is part of what it tells."""

MAX_DATE_CHARS = 120
"""Code points; a longer value of an element is no date."""

_PUBLISHED_NAMES = (
    "article:published_time", "article:published", "article:published_date", "article:publicationdate",
    "article:post_date", "og:article:published", "og:article:published_time", "og:datepublished", "og:pubdate",
    "og:publish_date", "rnews:datepublished", "shareaholic:article_published_time", "vr:published_time",
    "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "article.published", "publish-date",
    "publish_date", "published-date", "pubdate", "publication_date", "published_date", "publishdate",
    "publisheddate", "publish_time", "date_published", "dateposted", "displaydate", "doc_date", "rbpubdate",
    "mediator_published_time", "twt-published-at", "dcsext.articlefirstpublished", "dc.date.publication",
    "dc.date.issued", "dcterms.issued", "dc.created", "dc:created", "dc:date", "article.created", "date_created",
    "content_create_date", "citation_date", "dcterms.created", "dcterms.date", "dc.date", "dc.date.created", "date",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "article_date_original", "originalpublicationdate",
    "release_date", "ptime", "pdate", "bt:pubdate", "published_time", "citation_publication_date", "datecreated",
)  # fmt: skip
_MODIFIED_NAMES = (
    "article:modified_time", "og:updated_time", "datemodified", "lastmod", "last-modified", "dcterms.modified",
    "revised", "article:modified", "modified_time", "updated_time",
)  # fmt: skip

_DATE_ELEMENTS = XPath(
    "//time|//*[(@datetime and not(self::ins or self::del)) or contains(@itemprop,'date')"
    " or contains(@itemprop,'pubdate') or contains(@class,'date') or contains(@class,'Date')"
    " or contains(@class,'publish') or contains(@class,'Publish') or contains(@class,'posted')"
    " or contains(@class,'time') or contains(@class,'Time') or contains(@class,'yline') or contains(@id,'date')]"
)

_DATE_ATTRIBUTES = (
    "datetime", "content", "title", "data-datetime", "data-date", "data-published", "data-timestamp", "data-time",
)  # fmt: skip
_PUBLISHED_PROPERTY = re.compile(r"datePublished|dateCreated|pubdate", re.IGNORECASE)
_DATE_ELEMENT = re.compile(
    r"publish|posted|pub-?date|entry-date|post-date|article-date|byline|dateline|timestamp|(?:^|[ _-])date(?:$|[ _-])"
    r"|(?-i:[a-z]Date)(?:$|[ _-])",
    re.IGNORECASE,
)
# Parts of a page that show today's date, or the dates of events and of other articles.
_OTHER_DATES = re.compile(
    r"masthead|top-?bar|today|current-?date|clock|weather|widget|archive|calendar|event|copyright|breadcrumb|ticker",
    re.IGNORECASE,
)
# Names that page builders give to every block.
_BUILDER_NAMES = re.compile(r"\b(?:elementor|siteorigin|so|et_pb|wpb|fl|brxe|jet|uael)[_-][\w-]*")
_LINE_TAGS = (
    "p", "div", "span", "time", "td", "li", "dd", "em", "i", "small", "strong", "b", "address", "h2", "h3", "h4", "h5",
    "h6",
)  # fmt: skip


def find_published(
    tree: HtmlElement,
    node: jsonld.Node,
    page: jsonld.Node,
    nodes: tuple[jsonld.Node, ...],
    metas: Meta,
    area: HeadlineArea | None,
    scripts: Sequence[HtmlElement],
) -> tuple[Candidate, ...]:
    """Candidates from JSON-LD, meta elements, microdata and what readers see: time elements and lines of a date alone.

    Nothing else says when an article was published: years in the text and the footer, addresses of images do not.
    """
    candidates = [
        *_stated(node, "datePublished"),
        *meta_candidates(metas, _PUBLISHED_NAMES),
        *_stated(page, "datePublished"),
        *_stated(node, "dateCreated"),
    ] or _stated(jsonld.other_work(nodes), "datePublished")
    headline = area.headline if area is not None else None
    elements = tree.iter("time") if candidates else select_elements(_DATE_ELEMENTS, tree)[:80]
    marked, unmarked = _time_candidates(elements, headline)
    candidates += marked + find_visible_date(area) + unmarked
    if not candidates:
        candidates = _only_day(jsonld.state_dates(scripts)) or _lone_date(tree, headline)
    return tuple(dict.fromkeys(item for item in candidates if len(item.value) <= MAX_FIELD_CHARS))


def _only_day(values: Sequence[str]) -> list[Candidate]:
    """The dates in a page's scripts if they are all of one day: those of several may be other articles'."""
    read = [(value, parsed) for value in values if (parsed := parse_date(value))]
    if len({parsed.day for _, parsed in read}) != 1:
        return []
    return [
        Candidate(value=value, source="meta") for value, parsed in read if parsed.precision not in ("month", "year")
    ]


def _stated(node: jsonld.Node, key: str) -> list[Candidate]:
    return [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(node.get(key))]


def _time_candidates(
    elements: Iterable[HtmlElement], headline: HtmlElement | None
) -> tuple[list[Candidate], list[Candidate]]:
    """Values of elements marked as the publication date, and of other date elements except those of updates."""
    marked: list[Candidate] = []
    unmarked: list[Candidate] = []
    for element in elements:
        attributes = _attributes_of(element)
        is_publication = bool(_PUBLISHED_PROPERTY.search(attributes))
        is_date = element.tag == "time" or element.get("datetime") or _DATE_ELEMENT.search(attributes)
        if not (is_date or is_publication):
            continue
        value = _value_of(element, headline, is_publication=is_publication)
        label = line_of(element) if element.get("datetime") else value
        if is_update(attributes) or not any(mark.isdigit() for mark in value):
            continue
        if is_publication and parse_date(value):
            marked.append(Candidate(value=value, source="meta"))
        elif not is_publication and _is_days_date(value) and _is_own_date(element, headline, label):
            unmarked.append(Candidate(value=value, source="text"))
    return marked, unmarked[:8]


def _attributes_of(element: HtmlElement) -> str:
    return " ".join(filter(None, map(element.get, ("class", "id", "itemprop", "data-testid"))))


def _value_of(element: HtmlElement, headline: HtmlElement | None, *, is_publication: bool) -> str:
    """The date of a date element: its machine-readable value, else its text if that is a line about the publication."""
    value = next((value for name in _DATE_ATTRIBUTES if (value := element.get(name)) and parse_date(value)), None)
    if value is None and is_publication:
        value = text_of(element)
    if value is None:
        line = line_of(element)
        value = date_in_line(line) if not _is_site_date(element, line, headline) else None
    return value if value and len(value) <= MAX_DATE_CHARS else ""


def _is_days_date(value: str) -> bool:
    read = parse_date(value)
    return read is not None and read.precision not in ("month", "year")


def _is_own_date(element: HtmlElement, headline: HtmlElement | None, text: str) -> bool:
    """Whether an element may state the article's date: not in a teaser, nor within a sentence, nor as an update."""
    if _is_update(element, text) or is_outside_article(element, except_own=True):
        return False
    ancestors = list(element.iterancestors())
    if any(ancestor.tag == "p" and len(ancestor.text_content()) > MAX_PROSE_CHARS for ancestor in ancestors[:3]):
        return False
    article = next((ancestor for ancestor in ancestors if ancestor.tag == "article"), None)
    return article is None or headline is None or _is_article_of(headline, article)


def _is_article_of(headline: HtmlElement, article: HtmlElement) -> bool:
    """Whether an `article` element is that of the headline: it holds it, or no other does and it has prose."""
    articles = [ancestor for ancestor in headline.iterancestors() if ancestor.tag == "article"]
    if articles:
        return any(ancestor is article for ancestor in articles)
    return any(len(paragraph.text_content()) > MAX_LINE_CHARS for paragraph in article.iter("p"))


def _lone_date(tree: HtmlElement, headline: HtmlElement | None) -> list[Candidate]:
    """The first line labelled as the date of publication, else the only day that lines of the page consist of."""
    days: dict[date, str] = {}
    for element in islice(tree.iter(*_LINE_TAGS), MAX_LINES):
        text = line_of(element)
        part = date_in_line(text)
        read = parse_date(part) if part else None
        if (
            part is None
            or read is None
            or not _is_own_date(element, headline, part)
            or _is_site_date(element, text, headline)
        ):
            continue
        if says_published(text):
            return [Candidate(value=part, source="text")]
        days.setdefault(read.day, part)
    return [Candidate(value=part, source="text") for part in days.values()] if len(days) == 1 else []


def _is_site_date(element: HtmlElement, text: str, headline: HtmlElement | None) -> bool:
    """Whether a date stands in a link that says more, as teasers do, or in a part of the page with other dates."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag == "a" and text_of(ancestor) != text and not _has_only_times(ancestor):
            return True
        if ancestor.tag == "header" and not holds(ancestor, headline):
            return not any(outer.tag == "article" for outer in ancestor.iterancestors())
        attributes = _BUILDER_NAMES.sub("", _attributes_of(ancestor))
        if ancestor.tag not in ("body", "html") and _OTHER_DATES.search(attributes):
            return not holds(ancestor, headline)
    return False


def _has_only_times(link: HtmlElement) -> bool:
    """Whether a link has no text but that of `time` elements: the dates of publication and update."""
    texts = (link.text, *(child.tail for child in link))
    return all(child.tag == "time" for child in link) and not any(text and text.strip() for text in texts)


def find_modified(
    node: jsonld.Node, page: jsonld.Node, metas: Meta, area: HeadlineArea | None
) -> tuple[Candidate, ...]:
    """Candidates for the last modification: as stated, else as readers see it."""
    stated = (*_stated(node, "dateModified"), *meta_candidates(metas, _MODIFIED_NAMES), *_stated(page, "dateModified"))
    return deduplicate(stated or _visible_update(area))


def _visible_update(area: HeadlineArea | None) -> list[Candidate]:
    """The first date next to the headline that is labelled as that of an update."""
    if area is None:
        return []
    for element, line in area.after:
        part = update_or_date_in_line(line)
        if part is None or not _is_update(element, part) or _is_site_date(element, line, area.headline):
            continue
        if not is_outside_article(element, except_own=True):
            return [Candidate(value=part, source="text")]
    return []


def find_visible_date(area: HeadlineArea | None) -> list[Candidate]:
    """The date that readers see next to the headline, unless it is labelled as the date of an update.

    Both the visible text and, if there is one, the element's machine-readable value.
    """
    if area is None:
        return []
    headline = area.headline
    before = islice(_date_elements_before(headline), MAX_ELEMENTS_BEFORE)
    for element, line in chain(area.after, ((element, line_of(element)) for element in before)):
        machine_readable = element.get("datetime") or ""
        part = date_in_line(line)
        values = [part] if part else []
        if (values or element.tag == "time") and parse_date(machine_readable):
            values.append(machine_readable)
        if values and _is_own_date(element, headline, part or line) and not _is_site_date(element, line, headline):
            return [Candidate(value=value, source="visible") for value in values]
    return []


def _date_elements_before(headline: HtmlElement) -> Iterator[HtmlElement]:
    """Elements just before the headline, then date elements before it, nearest block first."""
    for sibling in islice(headline.itersiblings(preceding=True), MAX_SIBLINGS_BEFORE):
        if not any(child.tag in ("div", "p") for child in sibling):
            yield sibling
    for ancestor in (headline, *islice(headline.iterancestors(), 3)):
        for sibling in ancestor.itersiblings(preceding=True):
            for element in sibling.iter():
                if element.tag == "time" or _DATE_ELEMENT.search(element.get("class") or ""):
                    yield element


def _is_update(element: HtmlElement, text: str) -> bool:
    """Whether a date is labelled as an update: by its own text, else by the text before it, else by attributes."""
    label = next(filter(str.strip, _text_before(element)), "")
    for statement in (text, label, _attributes_of(element)):
        if says_published(statement):
            return False
        if is_update(statement):
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
