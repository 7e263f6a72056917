"""News Industry Text Format (NITF 3), alone or within NewsML-G2, as rows in newsbeam's own layout."""

from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element

from transforms.prepare.read.xml.elements import LANGUAGE, Body, Children, article_of, body_of, https, text_of
from transforms.prepare.text.paragraphs import local_name, paragraphs_of


def row_of(nitf: _Element, around: Children) -> dict[str, Any]:
    """The row of a document.

    Published is the day of the publication that printed it, else when it was issued or released. The dateline, which
    stands apart from the body, is put where it is printed: before the first paragraph.

    Raises:
        ReadError: `no_content`.
    """
    head = _first(nitf, "head")
    publication = _first(head, "pubdata")
    authors = list(_authors(_first(nitf, "body.head")))
    return body_fields(nitf) | {
        "id": _attribute(head, "doc-id", "id-string"),
        "url": https(*(link.get("href") for link in _every(head, "a") if link.get("rel") == "canonical")),
        "title": text_of(_first(nitf, "hl1")) or text_of(_first(nitf, "hedline")) or text_of(_first(head, "title")),
        "authors": [*authors, text_of(_first(nitf, "distributor"))],
        "source_name": (publication.get("name") if publication is not None else None)
        or _attribute(head, "doc.copyright", "holder"),
        "sections": [*_attributes(head, "tobject.subject", "tobject.subject.type"), *_sections(publication)],
        "keywords": [
            *_attributes(head, "keyword", "key"),
            *_attributes(head, "tobject.subject", "tobject.subject.matter"),
        ],
        "language": nitf.get(LANGUAGE) or _attribute(nitf, "body", LANGUAGE),
        "published_at": next(filter(None, _dates(head, publication)), None),
    }


def body_fields(nitf: _Element) -> dict[str, str]:
    """The field of a row that holds the body, its dateline before it.

    Raises:
        ReadError: `no_content`.
    """
    content = _first(nitf, "body.content")
    if content is None:
        content = _first(nitf, "body")
    if content is None:
        content = nitf
    if not len(content) and content.text:  # some write HTML there as text
        return article_of([body_of(content.text)])
    paragraphs = paragraphs_of(content)
    return article_of([Body("\n\n".join(with_dateline(paragraphs, text_of(_first(nitf, "dateline")))), False)])


def with_dateline(paragraphs: list[str], dateline: str) -> list[str]:
    """Paragraphs, the dateline before the first one unless that begins with its place already."""
    place = dateline.strip(" -–—:").split(",")[0].split("(")[0].strip()
    if not place or not paragraphs or paragraphs[0].lower().startswith(place.lower()):
        return paragraphs
    return [f"{dateline.rstrip(' -–—:')} — {paragraphs[0]}", *paragraphs[1:]]


def _every(element: _Element | None, name: str) -> Iterator[_Element]:
    """Descendants of a local name."""
    for inner in element.iter() if element is not None else ():
        if isinstance(inner.tag, str) and local_name(inner) == name:
            yield inner


def _first(element: _Element | None, name: str) -> _Element | None:
    return next(_every(element, name), None)


def _attributes(element: _Element | None, name: str, attribute: str) -> list[str]:
    return [value for inner in _every(element, name) if (value := inner.get(attribute))]


def _attribute(element: _Element | None, name: str, attribute: str) -> str | None:
    return next(iter(_attributes(element, name, attribute)), None)


def _authors(head: _Element | None) -> Iterator[str]:
    """People in the by-lines, else what a by-line says without the job below it."""
    for byline in _every(head, "byline"):
        people = [text_of(person) for person in _every(byline, "person")]
        jobs = text_of(_first(byline, "byttl"))
        whole = text_of(byline)
        yield from people or [whole.removesuffix(jobs).strip() or whole]


def _sections(publication: _Element | None) -> list[str]:
    section = publication.get("position.section") if publication is not None else None
    return [section] if section and len(section) > 1 else []  # 'A' is a sheet of paper


def _dates(head: _Element | None, publication: _Element | None) -> Iterator[str | None]:
    yield publication.get("date.publication") if publication is not None else None
    for name in ("date.issue", "date.release"):
        yield _attribute(head, name, "norm")
