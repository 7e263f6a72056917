"""Reads a page's metadata: JSON-LD, meta elements, microdata, headings, bylines, links."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import cast

from lxml.etree import XPath
from lxml.html import HtmlElement

from schemas.flow.parsed import Candidate
from transforms.prepare.parse import jsonld
from transforms.prepare.parse.headline_area import HeadlineArea, text_of
from transforms.prepare.text.word_lists import pattern

Meta = dict[str, tuple[str, ...]]

MAX_FIELD_CHARS = 400
"""Code points; a longer value is not a title, name or date."""

MAX_BYLINE_CHARS = 200
MAX_BYLINE_CANDIDATES = 60
"""Elements named after authors or bylines that are looked at; a page with more of them lists articles."""

MAX_GROUPED_AUTHORS = 12
MAX_BLOCK_CHARS = 300
"""Code points; a longer block beside the article is more than its byline and date."""

MAX_LINK_WORDS = 4
"""Words; a longer link is a headline."""

_TITLE_NAMES = (
    "og:title", "twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "headline", "title",
)  # fmt: skip
_AUTHOR_NAMES = (
    "author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator",
    "authors", "article:author_name", "article.author", "bt:author", "cxenseparse:author", "dcsext.author", "creator",
    "citation_author",
)  # fmt: skip
_SITE_NAMES = (
    "og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "publisher",
    "twitter:app:name:iphone",
)  # fmt: skip
_SECTION_NAMES = ("article:section", "parsely-section", "section", "cxenseparse:section")
_KEYWORD_LABEL = re.compile(pattern("words.toml", "keyword_label"), re.IGNORECASE)
_NOT_A_KEYWORD = re.compile(r"@|[\w-]+:\S")
_KEYWORD_NAMES = ("article:tag", "news_keywords", "parsely-tags", "keywords", "sailthru.tags")

# Elements are preselected by parts of words in some attributes; the expressions below are applied to those only.
_BYLINE_WORDS = ("uthor", "yline", "by-line", "ontributor", "riter", "eporter", "ournalist")
_BYLINE_WORD = re.compile("|".join(_BYLINE_WORDS))
_BYLINE_WORDS_OF = {
    "class": _BYLINE_WORDS,
    "id": ("uthor", "yline"),
    "data-testid": ("uthor", "yline"),
    "data-component": ("yline",),
}
# Elements that contain only a name, and elements that contain a whole byline.
_NAME_ELEMENT = re.compile(
    r"(?:^|[ _-])(?:author|byline|contributor|writer|journalist|reporter)s?[_-]{0,2}(?:name|link)s?(?:$|[ _-])"
    r"|(?:[Aa]uthor|[Bb]yline)_{0,2}(?:Name|Link)"
)
_BYLINE_ELEMENT = re.compile(
    r"(?:^|[ _-])(?:byline|by-line|author|authors|contributors?|writer|reporter|journalist)(?:$|[ _-])"
    r"|Byline|[Aa]rticle_?-?[Aa]uthor|[Aa]uthors?(?:List|Info|Box|Wrap)"
)
# The page of one author, not the list of all of them.
_AUTHOR_PAGE = re.compile(
    r"/(?:authors?|staff|journalists?|reporters?|contributors?|writers?|columnists?|correspondents?|by|byline|profiles?"
    r"|people|team)/[^/?#\s]{3,}",
    re.IGNORECASE,
)
_BYLINE = re.compile(pattern("bylines.toml", "line"), re.IGNORECASE)
_LINE_TAGS = frozenset(("p", "div", "span", "address", "em", "i", "small", "strong", "b", "li", "h2", "h3", "h4", "h5"))
_ARTICLE_CONTAINERS = frozenset(("body", "main", "article", "html"))
_NON_AUTHOR_ELEMENTS = frozenset(
    ("aside", "footer", "nav", "figure", "figcaption", "blockquote", "head", "script", "style", "noscript")
)
_WHOLE_PAGE = frozenset(("body", "html", "main"))
# Names that say of an article that it may be commented on, has a sidebar beside it or is on the front page, too.
_LAYOUT_STATE = re.compile(
    r"[\w-]*(?:comments?-(?:open|closed|off)|sidebar-active|node-{1,2}promoted|(?:has|with|no|without)-sidebar)[\w-]*"
)
# Searched in lower case, which is several times faster than a search that ignores case.
_OUTSIDE_ARTICLE = re.compile(
    r"comment|related|recommend|sidebar|(?<!headline__)(?<!headline-)(?<!header__)(?<!header-)footer|most-?(?:read|popular)|promo|teaser|trending|more-from|read-?next|avatar"
)
# Names of comments and teasers, which have dates of their own, and of blocks about the article itself.
_OTHERS_NAMES = re.compile(
    r"comment|related|recommend|most-?(?:read|popular)|promo|teaser|trending|more-from|read-?next", re.IGNORECASE
)
_OWN_NAMES = re.compile(r"meta|byline|dateline|published|posted-on|date(?:$|[ _-])", re.IGNORECASE)


def select_elements(expression: XPath, tree: HtmlElement) -> list[HtmlElement]:
    """The elements that an expression matches, in document order."""
    return cast("list[HtmlElement]", expression(tree))


def read_meta(tree: HtmlElement) -> Meta:
    """The content of all meta elements by their name, property or itemprop in lower case, in order."""
    candidates: defaultdict[str, list[str]] = defaultdict(list)
    for element in tree.iter("meta"):
        content = " ".join((element.get("content") or "").split())
        if content and len(content) <= MAX_FIELD_CHARS * 5:
            for key in {
                element.get("property"),
                element.get("name"),
                element.get("itemprop"),
                element.get("http-equiv"),
            }:
                if key:
                    candidates[key.lower()].append(content)
    return {key: tuple(values) for key, values in candidates.items()}


def meta_candidates(metas: Meta, names: Iterable[str]) -> list[Candidate]:
    """The contents of the meta elements of these names, in the order of the names."""
    return [
        Candidate(value=jsonld.clean_string(value), source="meta") for name in names for value in metas.get(name, ())
    ]


def deduplicate(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Remove duplicates and values too long to be a field."""
    seen: dict[str, Candidate] = {}
    for item in candidates:
        value = " ".join(item.value.split())
        if value and len(value) <= MAX_FIELD_CHARS:
            seen.setdefault(value, Candidate(value=value, source=item.source))
    return tuple(seen.values())


def find_titles(tree: HtmlElement, node: jsonld.Node, metas: Meta) -> tuple[Candidate, ...]:
    """Title candidates: headings, then titles meant for other sites, then the `title` element."""
    candidates = [Candidate(value=text_of(element), source="h1") for element in tree.iter("h1")]
    candidates += [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(node.get("headline"))]
    candidates += meta_candidates(metas, _TITLE_NAMES)
    window_title = tree.find(".//title")
    if window_title is not None:
        candidates.append(Candidate(value=window_title.text_content(), source="title"))
    by_source = (deduplicate(group) for _, group in groupby(candidates, attrgetter("source")))
    return tuple(chain.from_iterable(by_source))  # two sources that say the same confirm each other


def find_authors(
    tree: HtmlElement, node: jsonld.Node, nodes: tuple[jsonld.Node, ...], metas: Meta, area: HeadlineArea | None
) -> tuple[Candidate, ...]:
    """Author candidates: JSON-LD, meta elements, byline elements, links to authors' pages, lines that begin with 'By'.

    All of them, since what comes first may name only a desk, or the first of two authors.
    """
    names, bylines = _byline_elements(tree)
    links, lines = _headline_area_authors(area)
    found = [
        *(("microdata", element) for element in _first_group(names)),
        *(("byline", element) for element in bylines[:1]),
        *(("link", element) for element in links),
        *(("byline", element) for element in lines),
    ]
    visible = ((source, text_of(element)) for source, element in found)
    return deduplicate(
        (
            *(Candidate(value=name, source="json_ld") for name in jsonld.author_names(node, nodes)),
            *meta_candidates(metas, _AUTHOR_NAMES),
            *(Candidate(value=text, source=source) for source, text in visible if 2 < len(text) < MAX_BYLINE_CHARS),
        )
    )


def _headline_area_authors(area: HeadlineArea | None) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """Links to the pages of authors below the headline, the first and those near it; the first line 'By ...' there."""
    links: list[HtmlElement] = []
    lines: list[HtmlElement] = []
    for element, line in area.after if area is not None else ():
        if element.tag == "a" and _AUTHOR_PAGE.search(element.get("href") or ""):
            links.append(element)
        elif not lines and element.tag in _LINE_TAGS and _BYLINE.match(line):
            lines.append(element)
    return (
        _first_group([element for element in links if not is_outside_article(element)]),
        [element for element in lines if not is_outside_article(element)],
    )


def _byline_elements(tree: HtmlElement) -> tuple[list[HtmlElement], list[HtmlElement]]:
    """Elements that contain only an author's name, and elements that contain a whole byline."""
    names: list[HtmlElement] = []
    bylines: list[HtmlElement] = []
    for element in islice(_byline_candidates(tree), MAX_BYLINE_CANDIDATES):
        attributes = " ".join(filter(None, map(element.get, _BYLINE_WORDS_OF)))
        is_marked = _is_marked_as_author(element)
        is_name = is_marked or _NAME_ELEMENT.search(attributes)
        if (is_name or _BYLINE_ELEMENT.search(attributes)) and not is_outside_article(element):
            (names if is_name else bylines).append(element)
    return names, bylines


def _byline_candidates(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements whose attributes have one of the words for authors or bylines, in document order."""
    for element in tree.iter():
        if _BYLINE_WORD.search(" ".join(element.values())) and (
            _is_marked_as_author(element)
            or any(word in element.get(name, "") for name, words in _BYLINE_WORDS_OF.items() for word in words)
        ):
            yield element


def _is_marked_as_author(element: HtmlElement) -> bool:
    return element.get("rel") == "author" or "author" in (element.get("itemprop") or "")


def _first_group(elements: list[HtmlElement]) -> list[HtmlElement]:
    """The first element and those near it: a byline further down belongs to another article."""
    if not elements:
        return []
    nearby = _near_parents(elements[0])
    return [element for element in elements if any(parent in nearby for parent in _near_parents(element))][
        :MAX_GROUPED_AUTHORS
    ]


def _near_parents(element: HtmlElement) -> list[HtmlElement]:
    """The two nearest ancestors of an element, except those that contain the whole article."""
    return [ancestor for ancestor in islice(element.iterancestors(), 2) if ancestor.tag not in _ARTICLE_CONTAINERS]


def is_outside_article(element: HtmlElement, *, except_own: bool = False) -> bool:
    """Whether an element is within comments, teasers or captions.

    Args:
        element: Of the page.
        except_own: Whether short blocks that seem to hold the article's own byline and date count as the article. A
            name there may be anybody's, a date is rarely another's.
    """
    return any(not (except_own and _is_about_article(block)) for block in _blocks_outside_article(element))


def _blocks_outside_article(element: HtmlElement) -> Iterator[HtmlElement]:
    """The element and its ancestors that are not part of the article, innermost first: comments, teasers, captions."""
    if element.tag in ("meta", "link"):
        yield element
        return
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in _NON_AUTHOR_ELEMENTS and not _is_footer_of_article(ancestor):
            yield ancestor
        elif ancestor.tag not in _WHOLE_PAGE and _names_outside(f"{ancestor.get('class')} {ancestor.get('id')}"):
            # What contains the headline is the article itself, whatever it is called.
            if ancestor is not element and next(ancestor.iter("h1"), None) is not None:
                return
            yield ancestor


@lru_cache(maxsize=1 << 12)
def _names_outside(names: str) -> bool:
    """Whether an element's names say that it is beside the article; those of an article's state do not count."""
    return bool(
        _OUTSIDE_ARTICLE.search(names.lower()) and _OUTSIDE_ARTICLE.search(_LAYOUT_STATE.sub("", names).lower())
    )


def _is_about_article(block: HtmlElement) -> bool:
    """Whether a block that is marked or named as if it were beside the article has nothing but its byline and date.

    An `aside` of a few words without headline, or 'entry-meta has-comments', but not 'comment-meta'.
    """
    names = f"{block.get('class') or ''} {block.get('id') or ''}".split()
    others = [name for name in names if _OTHERS_NAMES.search(name)]
    is_own = any(_OWN_NAMES.search(name) for name in names if name not in others)
    if block.tag not in ("aside", "div", "section", "span", "p", "ul") or (others and not is_own):
        return False
    length = 0
    for piece in block.itertext():
        length += len(piece.strip())
        if length > MAX_BLOCK_CHARS:
            return False
    return next(block.iter("h1", "h2", "h3", "h4", "h5", "h6"), None) is None and all(
        len(link.text_content().split()) <= MAX_LINK_WORDS for link in block.iter("a")
    )


def _is_footer_of_article(element: HtmlElement) -> bool:
    """Whether an element is the footer of an article, in which many pages state its author and date."""
    return element.tag == "footer" and any(ancestor.tag == "article" for ancestor in element.iterancestors())


def find_links(tree: HtmlElement, node: jsonld.Node, metas: Meta) -> tuple[Candidate, ...]:
    """URLs that the page declares for itself: the canonical link, then OpenGraph, then JSON-LD."""
    candidates = [
        Candidate(value=element.get("href"), source="link")
        for element in tree.iter("link")
        if "canonical" in (element.get("rel") or "").lower().split() and element.get("href")
    ]
    candidates += meta_candidates(metas, ("og:url",))
    main = node.get("mainEntityOfPage")
    for value in (node.get("url"), main.get("@id") if isinstance(main, dict) else main):
        if isinstance(value, str):
            candidates.append(Candidate(value=value, source="json_ld"))
    return deduplicate(candidates)


def find_publishers(node: jsonld.Node, nodes: tuple[jsonld.Node, ...], metas: Meta) -> tuple[Candidate, ...]:
    """Names of the site and its publisher."""
    by_id = {other["@id"]: other for other in nodes if isinstance(other.get("@id"), str)}
    publisher = node.get("publisher")
    if isinstance(publisher, dict) and not publisher.get("name"):
        publisher = by_id.get(str(publisher.get("@id")), publisher)
    candidates = meta_candidates(metas, ("og:site_name",))
    candidates += [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(publisher)]
    candidates += meta_candidates(metas, _SITE_NAMES[1:])
    for other in nodes:
        if any(kind in ("WebSite", "NewsMediaOrganization", "Organization") for kind in jsonld.types_of(other)):
            candidates += [Candidate(value=value, source="json_ld") for value in jsonld.as_strings(other.get("name"))]
    return deduplicate(candidates)


def find_sections(node: jsonld.Node, metas: Meta) -> tuple[str, ...]:
    """Sections of the site, from JSON-LD or a meta element; 'opinion|letters' is two."""
    candidates = jsonld.as_strings(node.get("articleSection")) or tuple(
        item.value for item in meta_candidates(metas, _SECTION_NAMES)
    )
    return tuple(dict.fromkeys(part.strip() for item in candidates for part in item.split("|") if part.strip()))


def find_keywords(node: jsonld.Node, metas: Meta) -> tuple[str, ...]:
    """Keywords or tags, split at commas and semicolons.

    '#city_hall' and 'Category: city hall' give 'city hall'; 'key:value' pairs of advertising and account names are
    dropped.
    """
    candidates = jsonld.as_strings(node.get("keywords")) or ()
    if not candidates:
        candidates = next(
            (tuple(i.value for i in meta_candidates(metas, (name,))) for name in _KEYWORD_NAMES if name in metas), ()
        )
    tags = (
        _KEYWORD_LABEL.sub("", word).replace("_", " ").strip() for item in candidates for word in re.split("[,;]", item)
    )
    return tuple(dict.fromkeys(word for word in tags if 1 < len(word) <= 80 and not _NOT_A_KEYWORD.match(word)))
