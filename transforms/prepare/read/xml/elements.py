"""What the readers of XML share: children by their usual names, words of markup, the better of several bodies."""

import html
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml.etree import _Element

from transforms.prepare.read.io.decompress import ReadError

_PREFIXES = {
    "http://purl.org/rss/1.0/": "",
    "http://my.netscape.com/rdf/simple/0.9/": "",
    "http://backend.userland.com/rss2": "",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://www.w3.org/2005/Atom": "atom",
    "http://purl.org/atom/ns#": "atom",
    "http://search.yahoo.com/mrss/": "media",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
}
"""Namespaces and the prefixes by which elements are called here, whatever the document calls them."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"

MIN_SENTENCE_WORDS = 5
"""Words; a teaser whose whole sentences have fewer is no article."""

MIN_BODY_SHARE = 0.7
"""Share of the longest body's length up to which another is taken for a part of it."""

MAX_TEASER_WORDS = 100
"""Words; a longer text is an article, whatever it ends with."""

_COMPOUND_TITLE = re.compile(r"\s[-–—|>»:/]\s|: ")
"""What stands in the title of a feed that names more than the publisher: 'World news - Example Times'."""

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_TRUNCATION_MARK = re.compile(
    r"\s*[\[(]\s*(?:…|\.\.\.|&(?:#8230|#x2026|hellip);)\s*[\])](?=\s*(?:</?(?:p|div|br)\b|$))"
)
_SENTENCE_ENDS = re.compile(r"[^\s.][.!?][\"”’'»)\]]*(?=\s|$)")


def prefixed_name(element: _Element) -> str:
    """An element's name with its usual prefix: `dc:creator`, `title`; `?:x` where its namespace is not known."""
    namespace, _, name = str(element.tag).rpartition("}")
    if not namespace:
        return name
    prefix = _PREFIXES.get(namespace[1:], "?")
    return f"{prefix}:{name}" if prefix else name


def tag_name(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class Children(dict[str, list[_Element]]):
    """An element's children by their names.

    Attributes:
        language, base: What the element says of the language and of the address of all within it.
    """

    def __init__(self, element: _Element | None) -> None:
        super().__init__()
        self.language = element.get(LANGUAGE) if element is not None else None
        self.base = element.get(BASE) if element is not None else None
        for child in element if element is not None else ():
            if isinstance(child.tag, str):
                self.setdefault(prefixed_name(child), []).append(child)

    def all(self, *names: str) -> Iterator[_Element]:
        """The children of these names, in the order of the names."""
        for name in names:
            yield from self.get(name, ())

    def texts(self, *names: str) -> list[str]:
        """What the children of these names say, those that say nothing left out."""
        return [text for child in self.all(*names) if (text := element_text(child))]

    def text(self, *names: str) -> str | None:
        """What the first of them says."""
        return next(iter(self.texts(*names)), None)


def context_of(element: _Element) -> Children:
    """What stands beside a record: of an item, its channel and all that the channel says of itself."""
    parent = element.getparent()
    context = Children(parent)
    for channel in context.pop("channel", ()):  # RSS 1.0 has it beside its items
        context.update(Children(channel))
    if parent is not None:
        for outer in (parent, parent.getroottree().getroot()):
            context.language = context.language or outer.get(LANGUAGE)
            context.base = context.base or outer.get(BASE)
    return context


def element_text(element: _Element | None) -> str:
    """The text within an element, as one line."""
    return " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""


def strip_markup(markup: str) -> str:
    """Markup that was written as text, as words on one line."""
    return (
        " ".join(html.unescape(_TAG.sub(" ", markup)).split()) if _MARKUP.search(markup) else " ".join(markup.split())
    )


class BodyCandidate(NamedTuple):
    """What may be an article's body: markup or plain text."""

    value: str
    is_markup: bool


def guess_markup(value: str) -> BodyCandidate:
    """A body of which the format does not say whether it is markup."""
    return BodyCandidate(value, bool(_MARKUP.search(value)))


def best_body(bodies: Iterable[BodyCandidate]) -> dict[str, str]:
    """The fields of a row for the first body that is not much shorter than the longest.

    Raises:
        ReadError: `no_content` when there is none, or only a teaser that breaks off within its first sentence.
    """
    candidates = [(strip_markup(body.value) if body.is_markup else body.value, body) for body in bodies]
    longest = max((len(text) for text, _ in candidates), default=0)
    text, chosen = next(
        (candidate for candidate in candidates if len(candidate[0]) > MIN_BODY_SHARE * longest),
        ("", BodyCandidate("", False)),
    )
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(text)]
    count = len(text.split())
    if count <= MAX_TEASER_WORDS and len(text[: ends[-1] if ends else 0].split()) < MIN_SENTENCE_WORDS:
        raise ReadError("no_content", f"a teaser of {count} words without a whole sentence" if text else "no text")
    return {"html" if chosen.is_markup else "text": _TRUNCATION_MARK.sub("…", chosen.value)}


def first_web_url(*candidates: str | None) -> str | None:
    """The first that is an address of the web's."""
    return next((candidate for candidate in candidates if candidate and re.match(r"https?://\S", candidate)), None)


def publisher_from_title(title: str | None) -> str | None:
    """The title of a feed, where it is a name alone."""
    return title if title and not _COMPOUND_TITLE.search(title) else None
