"""News items of NewsML-G2, as rows in newsbeam's own layout; their text is NITF, XHTML or plain text."""

import re
from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element

from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.xml.elements import (
    LANGUAGE,
    Body,
    Children,
    article_of,
    body_of,
    https,
    plain_name,
    text_of,
)
from transforms.prepare.read.xml.nitf import body_fields, with_dateline
from transforms.prepare.text.paragraphs import local_name, paragraphs_of

NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"

WITHDRAWN = ("canceled", "cancelled", "withheld")
"""Publishing statuses of what must not be used."""

_NO_TEXT = ("picture", "graphic", "video", "audio", "animation", "still")
_SECTION = re.compile(r"(?:.*[:/])?\d{2}000000")
"""Codes of the first level of IPTC's media topics and subject codes, such as `medtop:16000000`."""


def is_section(code: str | None) -> bool:
    """Whether an IPTC code is one of the first level: politics, sport, economy."""
    return bool(code and _SECTION.fullmatch(code))


def row_of(item: _Element, around: Children) -> dict[str, Any] | None:
    """The row of a news item; None for a picture, a film and so on, which come beside articles.

    Published is when the item was first created, modified when this version of it was.

    Raises:
        ReadError: `withdrawn` when its publisher took it back, `no_content`.
    """
    parts = _by_name(item)
    meta, content = _children(parts, "itemMeta"), _children(parts, "contentMeta")
    status = _code(meta, "pubStatus")
    if status in WITHDRAWN:
        raise ReadError("withdrawn", f"its publishing status is {status!r}")
    try:
        body = _body(parts, text_of(_one(content, "dateline")))
    except ReadError:
        if _code(meta, "itemClass") in _NO_TEXT:
            return None
        raise
    subjects = [(subject.get("qcode") or subject.get("uri"), _name(subject)) for subject in content.get("subject", ())]
    guid = item.get("guid")
    return body | {
        "id": guid,
        "url": https(
            *(link.get("href") for link in meta.get("link", ()) if "original" in (link.get("rel") or "")), guid
        ),
        "title": _said(content, "headline") or _said(meta, "title"),
        "authors": [*(_words(content, "by") or _names(content, "creator")), *_words(content, "creditline")],
        "source_name": next(iter(_names(meta, "provider") + _names(content, "infoSource")), None) or _holder(parts),
        "sections": [name for code, name in subjects if name and is_section(code)],
        "keywords": [*(name for code, name in subjects if name and not is_section(code)), *_words(content, "keyword")],
        "language": next((one.get("tag") for one in content.get("language", ())), None) or item.get(LANGUAGE),
        "published_at": _said(meta, "firstCreated")
        or _said(content, "contentCreated")
        or _said(meta, "versionCreated"),
        "modified_at": _said(meta, "versionCreated") or _said(content, "contentModified"),
    }


_Parts = dict[str, list[_Element]]


def _by_name(element: _Element | None) -> _Parts:
    parts: _Parts = {}
    for child in element if element is not None else ():
        if isinstance(child.tag, str):
            parts.setdefault(plain_name(child), []).append(child)
    return parts


def _children(parts: _Parts, name: str) -> _Parts:
    return _by_name(_one(parts, name))


def _one(parts: _Parts, name: str) -> _Element | None:
    return next(iter(parts.get(name, ())), None)


def _words(parts: _Parts, name: str) -> list[str]:
    return [text for element in parts.get(name, ()) if (text := text_of(element))]


def _said(parts: _Parts, name: str) -> str | None:
    return next(iter(_words(parts, name)), None)


def _name(element: _Element) -> str | None:
    """What a concept is called: the name within it, else a literal that is one."""
    return _said(_by_name(element), "name") or element.get("literal")


def _names(parts: _Parts, name: str) -> list[str]:
    return [called for element in parts.get(name, ()) if (called := _name(element))]


def _code(parts: _Parts, name: str) -> str:
    """The last part of a concept's code: `canceled` of `stat:canceled`."""
    element = _one(parts, name)
    code = (element.get("qcode") or element.get("uri") or "") if element is not None else ""
    return re.split(r"[:/]", code)[-1].lower()


def _holder(parts: _Parts) -> str | None:
    return next(iter(_names(_children(parts, "rightsInfo"), "copyrightHolder")), None)


def _body(parts: _Parts, dateline: str) -> dict[str, str]:
    found: list[dict[str, str]] = []
    error = ReadError("no_content", "no text in its contentSet")
    for element in _contents(parts):
        try:
            found.append(_fields(element, dateline))
        except ReadError as fault:
            error = fault
    if not found:
        raise error
    return max(found, key=lambda fields: sum(map(len, fields.values())))


def _contents(parts: _Parts) -> Iterator[_Element]:
    held = _children(parts, "contentSet")
    yield from held.get("inlineXML", ())
    yield from held.get("inlineData", ())


def _fields(element: _Element, dateline: str) -> dict[str, str]:
    """The body within `inlineXML` or `inlineData`."""
    inner = next((child for child in element if isinstance(child.tag, str)), None)
    if inner is None:
        kind = (element.get("contenttype") or "").lower()
        text = element.text or ""
        return article_of([Body(text, True) if "html" in kind else body_of(text)])
    if local_name(inner) == "nitf":
        return body_fields(inner)
    return article_of([Body("\n\n".join(with_dateline(paragraphs_of(element), dateline)), False)])
