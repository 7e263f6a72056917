"""Converts News Industry Text Format (NITF 3), alone or in NewsML-G2, to rows with newsbeam's column names."""

from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element

from transforms.prepare.read.io.bodies import BodyCandidate, best_body, first_web_url, guess_markup
from transforms.prepare.read.xml.elements import LANGUAGE, Children, element_text
from transforms.prepare.text.paragraphs import extract_paragraphs, local_name


def row_of(nitf: _Element, context: Children) -> dict[str, Any]:
    """The row of a document.

    It was published on the day of the publication that printed it, else when it was issued or released. The dateline,
    which is separate from the body, is put before the first paragraph.

    Raises:
        ReadError: `no_content`.
    """
    head = _first(nitf, "head")
    publication = _first(head, "pubdata")
    authors = list(_authors(_first(nitf, "body.head")))
    return nitf_body(nitf) | {
        "id": _attribute(head, "doc-id", "id-string"),
        "url": first_web_url(*(link.get("href") for link in _descendants(head, "a") if link.get("rel") == "canonical")),
        "title": element_text(_first(nitf, "hl1"))
        or element_text(_first(nitf, "hedline"))
        or element_text(_first(head, "title")),
        "authors": [*authors, element_text(_first(nitf, "distributor"))],
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


def nitf_body(nitf: _Element) -> dict[str, str]:
    """The field of a row for the body, starting with the dateline.

    Raises:
        ReadError: `no_content`.
    """
    content = _first(nitf, "body.content")
    if content is None:
        content = _first(nitf, "body")
    if content is None:
        content = nitf
    if not len(content) and content.text:  # some producers put escaped HTML there
        return best_body([guess_markup(content.text)])
    paragraphs = extract_paragraphs(content)
    return best_body(
        [BodyCandidate("\n\n".join(prepend_dateline(paragraphs, element_text(_first(nitf, "dateline")))), False)]
    )


def prepend_dateline(paragraphs: list[str], dateline: str) -> list[str]:
    """Prepend the dateline to the first paragraph, unless that starts with its place already."""
    location = dateline.strip(" -–—:").split(",")[0].split("(")[0].strip()
    if not location or not paragraphs or paragraphs[0].lower().startswith(location.lower()):
        return paragraphs
    return [f"{dateline.rstrip(' -–—:')} — {paragraphs[0]}", *paragraphs[1:]]


def _descendants(element: _Element | None, name: str) -> Iterator[_Element]:
    """Descendants with a local name."""
    for inner in element.iter() if element is not None else ():
        if isinstance(inner.tag, str) and local_name(inner) == name:
            yield inner


def _first(element: _Element | None, name: str) -> _Element | None:
    return next(_descendants(element, name), None)


def _attributes(element: _Element | None, name: str, attribute: str) -> list[str]:
    return [value for inner in _descendants(element, name) if (value := inner.get(attribute))]


def _attribute(element: _Element | None, name: str, attribute: str) -> str | None:
    return next(iter(_attributes(element, name, attribute)), None)


def _authors(head: _Element | None) -> Iterator[str]:
    """People in the bylines, else the bylines without the job title below."""
    for byline in _descendants(head, "byline"):
        people = [element_text(person) for person in _descendants(byline, "person")]
        job_title = element_text(_first(byline, "byttl"))
        byline_text = element_text(byline)
        yield from people or [byline_text.removesuffix(job_title).strip() or byline_text]


def _sections(publication: _Element | None) -> list[str]:
    section = publication.get("position.section") if publication is not None else None
    return [section] if section and len(section) > 1 else []  # 'A' is a part of the printed paper


def _dates(head: _Element | None, publication: _Element | None) -> Iterator[str | None]:
    yield publication.get("date.publication") if publication is not None else None
    for name in ("date.issue", "date.release"):
        yield _attribute(head, name, "norm")
