"""XML elements for the readers: children by their usual prefixed names, and their text."""

from collections.abc import Iterator

from lxml.etree import _Element

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
"""Prefixes by namespace: the names used here, whatever prefixes a document declares."""

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"


def prefixed_name(element: _Element) -> str:
    """An element's name with its usual prefix: `dc:creator`, `title`; `?:x` for an unknown namespace."""
    namespace, _, name = str(element.tag).rpartition("}")
    if not namespace:
        return name
    prefix = _PREFIXES.get(namespace[1:], "?")
    return f"{prefix}:{name}" if prefix else name


def tag_name(element: _Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


class Children(dict[str, list[_Element]]):
    """An element's children by their prefixed names.

    Attributes:
        language, base: The element's `xml:lang` and `xml:base`.
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
        """The texts of the children of these names, without empty ones."""
        return [text for child in self.all(*names) if (text := element_text(child))]

    def text(self, *names: str) -> str | None:
        """The first of these texts."""
        return next(iter(self.texts(*names)), None)


def context_of(element: _Element) -> Children:
    """The context of a record: for a feed item, its channel with all of the channel's own fields."""
    parent = element.getparent()
    context = Children(parent)
    for channel in context.pop("channel", ()):  # in RSS 1.0 the channel is a sibling of its items
        context.update(Children(channel))
    if parent is not None:
        for outer in (parent, parent.getroottree().getroot()):
            context.language = context.language or outer.get(LANGUAGE)
            context.base = context.base or outer.get(BASE)
    return context


def element_text(element: _Element | None) -> str:
    """The text within an element, as one line."""
    return " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""
