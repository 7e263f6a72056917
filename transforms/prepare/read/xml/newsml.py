"""Converts news items of NewsML-G2 to rows with newsbeam's column names; their text is NITF, XHTML or plain text."""

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element

from transforms.prepare.read.io.bodies import BodyCandidate, best_body, first_web_url, guess_markup
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.iptc import WITHDRAWN_STATUSES, is_section
from transforms.prepare.read.xml.elements import LANGUAGE, Children, element_text, tag_name
from transforms.prepare.read.xml.nitf import nitf_body, prepend_dateline
from transforms.prepare.text.paragraphs import extract_paragraphs, local_name

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"

_NON_TEXT_CLASSES = ("picture", "graphic", "video", "audio", "animation", "still")


def row_of(item: _Element, context: Children) -> dict[str, Any] | None:
    """The row of a news item; None for pictures, videos and the like, which accompany articles.

    It was published when the item was first created, and modified when this version was created.

    Raises:
        ReadError: `withdrawn` if its publisher withdrew it, `no_content`.
    """
    parts = _children_by_name(item)
    meta, content = _children(parts, "itemMeta"), _children(parts, "contentMeta")
    status = _concept_code(meta, "pubStatus")
    if status in WITHDRAWN_STATUSES:
        raise ReadError("withdrawn", f"its publishing status is {status!r}")
    try:
        body = _longest_body(parts, element_text(_first(content, "dateline")))
    except ReadError:
        if _concept_code(meta, "itemClass") in _NON_TEXT_CLASSES:
            return None
        raise
    subjects = [
        (subject.get("qcode") or subject.get("uri"), _concept_name(subject)) for subject in content.get("subject", ())
    ]
    guid = item.get("guid")
    return body | {
        "id": guid,
        "url": first_web_url(
            *(link.get("href") for link in meta.get("link", ()) if "original" in (link.get("rel") or "")), guid
        ),
        "title": _first_text(content, "headline") or _first_text(meta, "title"),
        "authors": [*(_texts(content, "by") or _concept_names(content, "creator")), *_texts(content, "creditline")],
        "source_name": next(iter(_concept_names(meta, "provider") + _concept_names(content, "infoSource")), None)
        or _copyright_holder(parts),
        "sections": [name for code, name in subjects if name and is_section(code)],
        "keywords": [*(name for code, name in subjects if name and not is_section(code)), *_texts(content, "keyword")],
        "language": next((element.get("tag") for element in content.get("language", ())), None) or item.get(LANGUAGE),
        "published_at": _first_text(meta, "firstCreated")
        or _first_text(content, "contentCreated")
        or _first_text(meta, "versionCreated"),
        "modified_at": _first_text(meta, "versionCreated") or _first_text(content, "contentModified"),
    }


_Parts = dict[str, list[_Element]]


def _children_by_name(element: _Element | None) -> _Parts:
    parts: _Parts = {}
    for child in element if element is not None else ():
        if isinstance(child.tag, str):
            parts.setdefault(tag_name(child), []).append(child)
    return parts


def _children(parts: _Parts, name: str) -> _Parts:
    return _children_by_name(_first(parts, name))


def _first(parts: _Parts, name: str) -> _Element | None:
    return next(iter(parts.get(name, ())), None)


def _texts(parts: _Parts, name: str) -> list[str]:
    return [text for element in parts.get(name, ()) if (text := element_text(element))]


def _first_text(parts: _Parts, name: str) -> str | None:
    return next(iter(_texts(parts, name)), None)


def _concept_name(element: _Element) -> str | None:
    """The name of a concept: its `name` element, else its literal."""
    return _first_text(_children_by_name(element), "name") or element.get("literal")


def _concept_names(parts: _Parts, name: str) -> list[str]:
    return [name_ for element in parts.get(name, ()) if (name_ := _concept_name(element))]


def _concept_code(parts: _Parts, name: str) -> str:
    """The last part of a concept's code: `canceled` of `stat:canceled`."""
    element = _first(parts, name)
    code = (element.get("qcode") or element.get("uri") or "") if element is not None else ""
    return re.split(r"[:/]", code)[-1].lower()


def _copyright_holder(parts: _Parts) -> str | None:
    return next(iter(_concept_names(_children(parts, "rightsInfo"), "copyrightHolder")), None)


def _longest_body(parts: _Parts, dateline: str) -> dict[str, str]:
    found: list[dict[str, str]] = []
    error = ReadError("no_content", "no text in its contentSet")
    for element in _content_elements(parts):
        try:
            found.append(_body_field(element, dateline))
        except ReadError as no_content:
            error = no_content
    if not found:
        raise error
    return max(found, key=lambda fields: sum(map(len, fields.values())))


def _content_elements(parts: _Parts) -> Iterator[_Element]:
    content_set = _children(parts, "contentSet")
    yield from content_set.get("inlineXML", ())
    yield from content_set.get("inlineData", ())


def _body_field(element: _Element, dateline: str) -> dict[str, str]:
    """The body within `inlineXML` or `inlineData`."""
    inner = next((child for child in element if isinstance(child.tag, str)), None)
    if inner is None:
        kind = (element.get("contenttype") or "").lower()
        text = element.text or ""
        return best_body([BodyCandidate(text, True) if "html" in kind else guess_markup(text)])
    if local_name(inner) == "nitf":
        return nitf_body(inner)
    return best_body([BodyCandidate("\n\n".join(prepend_dateline(extract_paragraphs(element), dateline)), False)])
