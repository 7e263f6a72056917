"""IPTC's ninjs (News in JSON, versions 1 to 3), as rows in newsbeam's own layout.

The versions differ in the names: `body_xhtml` and `headline` became `bodies` and `headlines`, `versioncreated` became
`versionCreated`, `person` became `people`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.field_names import bare_key, string
from transforms.prepare.read.xml.elements import Body, article_of, https
from transforms.prepare.read.xml.newsml import WITHDRAWN, is_section

_TELL_TALE = frozenset(
    ("versioncreated", "pubstatus", "bodytext", "bodyxhtml", "bodies", "headlines", "renditions", "copyrightholder")
)
_ABOUT = (
    "subject", "subjects", "person", "people", "organisation", "organisations", "place", "places", "event", "events",
    "object", "objects",
)  # fmt: skip


def is_ninjs(value: Mapping[str, Any]) -> bool:
    """Whether an object says that it is ninjs, or has an identifier and a field that nothing else has."""
    fields = {bare_key(key): own for key, own in value.items()}
    standard = fields.get("standard")
    if isinstance(standard, Mapping) and str(standard.get("name")).lower() == "ninjs":
        return True
    return isinstance(fields.get("uri"), str) and not _TELL_TALE.isdisjoint(fields)


def row_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an item. Published is when it was first created, modified when this version of it was.

    Raises:
        ReadError: `withdrawn` when its publisher took it back; `no_content` when it has no text, as pictures have not.
    """
    own = {bare_key(key): inner for key, inner in value.items()}
    status = str(own.get("pubstatus")).lower()
    if status in WITHDRAWN:
        raise ReadError("withdrawn", f"its publishing status is {status!r}")
    uri, created = own.get("uri"), own.get("versioncreated")
    about = [subject for key in _ABOUT for subject in _objects(own.get(key))]
    topics = {name: is_section(_code(one)) for one in about if (name := string(one.get("name")))}
    return article_of(_bodies(own)) | {
        "id": uri,
        "url": https(string(own.get("url")), string(uri)),
        "title": _main(own, "headline", "headlines") or own.get("title"),
        "authors": [string(own.get("byline") or own.get("by")), *_names(own, "infosource", "infosources")],
        "source_name": own.get("copyrightholder")
        or next(iter(_names(own, "provider", "infosource", "infosources")), None),
        "sections": [name for name, first in topics.items() if first],
        "keywords": [*(name for name, first in topics.items() if not first), *_names(own, "keywords")],
        "language": own.get("language"),
        "published_at": own.get("firstcreated") or own.get("contentcreated") or created,
        "modified_at": created,
    }


def _objects(value: Any) -> Iterator[Mapping[str, Any]]:
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping):
            yield one
        elif isinstance(one, str):
            yield {"name": one}


def _names(own: Mapping[str, Any], *keys: str) -> list[str]:
    return [name for key in keys for one in _objects(own.get(key)) if (name := string(one.get("name")))]


def _code(subject: Mapping[str, Any]) -> str | None:
    return next((code for key in ("code", "uri", "literal", "qcode") if (code := string(subject.get(key)))), None)


def _main(own: Mapping[str, Any], single: str, several: str) -> str | None:
    """The main one of several values with roles, else the single one."""
    given = own.get(several) or own.get(single)
    values = [one for one in _objects(given) if _value(one)]
    main = next((one for one in values if str(one.get("role") or one.get("name")).lower() == "main"), None)
    return _value(main or values[0]) if values else None


def _value(one: Mapping[str, Any]) -> str | None:
    return next((text for key in ("value", "text", "name") if (text := string(one.get(key)))), None)


def _bodies(own: Mapping[str, Any]) -> Iterator[Body]:
    """Texts, those with paragraphs first: of versions that are equally long the first is taken."""
    for key in ("bodyxhtml", "bodyhtml", "bodyhtml5", "bodytext"):
        if text := string(own.get(key)):
            yield Body(text, "html" in key)
    given = [one for key in ("bodies", "body") if isinstance(own.get(key), list) for one in _objects(own[key])]
    for one in sorted(given, key=lambda one: not _is_markup(one)):
        if text := _value(one):
            yield Body(text, _is_markup(one))


def _is_markup(body: Mapping[str, Any]) -> bool:
    kind = next((str(own) for key, own in body.items() if bare_key(key) == "contenttype"), "")
    return "html" in kind.lower() or (not kind and "html" in str(body.get("name") or body.get("role")).lower())
