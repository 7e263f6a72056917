"""Converts IPTC's ninjs (News in JSON, versions 1 to 3) to rows with newsbeam's column names.

The versions differ in names: `body_xhtml` and `headline` became `bodies` and `headlines`, `versioncreated` became
`versionCreated`, `person` became `people`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from transforms.prepare.read.io.bodies import BodyCandidate, best_body, first_web_url
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.field_names import as_string, normalize_key
from transforms.prepare.read.io.iptc import WITHDRAWN_STATUSES, is_section

_NINJS_FIELDS = frozenset(
    ("versioncreated", "pubstatus", "bodytext", "bodyxhtml", "bodies", "headlines", "renditions", "copyrightholder")
)
_SUBJECT_FIELDS = (
    "subject", "subjects", "person", "people", "organisation", "organisations", "place", "places", "event", "events",
    "object", "objects",
)  # fmt: skip


def is_ninjs(value: Mapping[str, Any]) -> bool:
    """Whether an object declares itself ninjs, or has an identifier and a field that only ninjs has."""
    fields = {normalize_key(key): fields for key, fields in value.items()}
    standard = fields.get("standard")
    if isinstance(standard, Mapping) and str(standard.get("name")).lower() == "ninjs":
        return True
    return isinstance(fields.get("uri"), str) and not _NINJS_FIELDS.isdisjoint(fields)


def row_of(value: Mapping[str, Any]) -> dict[str, Any]:
    """The row of an item: published when it was first created, modified when this version was created.

    Raises:
        ReadError: `withdrawn` if its publisher withdrew it; `no_content` if it has no text, as for pictures.
    """
    fields = {normalize_key(key): value for key, value in value.items()}
    status = str(fields.get("pubstatus")).lower()
    if status in WITHDRAWN_STATUSES:
        raise ReadError("withdrawn", f"its publishing status is {status!r}")
    uri, created = fields.get("uri"), fields.get("versioncreated")
    subjects = [subject for key in _SUBJECT_FIELDS for subject in _as_objects(fields.get(key))]
    topics = {name: is_section(_code_of(item)) for item in subjects if (name := as_string(item.get("name")))}
    return best_body(_body_candidates(fields)) | {
        "id": uri,
        "url": first_web_url(as_string(fields.get("url")), as_string(uri)),
        "title": _main_value(fields, "headline", "headlines") or fields.get("title"),
        "authors": [
            as_string(fields.get("byline") or fields.get("by")),
            *_names_of(fields, "infosource", "infosources"),
        ],
        "source_name": fields.get("copyrightholder")
        or next(iter(_names_of(fields, "provider", "infosource", "infosources")), None),
        "sections": [name for name, first in topics.items() if first],
        "keywords": [*(name for name, first in topics.items() if not first), *_names_of(fields, "keywords")],
        "language": fields.get("language"),
        "published_at": fields.get("firstcreated") or fields.get("contentcreated") or created,
        "modified_at": created,
    }


def _as_objects(value: Any) -> Iterator[Mapping[str, Any]]:
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield item
        elif isinstance(item, str):
            yield {"name": item}


def _names_of(fields: Mapping[str, Any], *keys: str) -> list[str]:
    return [name for key in keys for item in _as_objects(fields.get(key)) if (name := as_string(item.get("name")))]


def _code_of(subject: Mapping[str, Any]) -> str | None:
    return next((code for key in ("code", "uri", "literal", "qcode") if (code := as_string(subject.get(key)))), None)


def _main_value(fields: Mapping[str, Any], single: str, several: str) -> str | None:
    """The main one of several values with roles, else the single value."""
    given = fields.get(several) or fields.get(single)
    values = [item for item in _as_objects(given) if _value_of(item)]
    main = next((item for item in values if str(item.get("role") or item.get("name")).lower() == "main"), None)
    return _value_of(main or values[0]) if values else None


def _value_of(item: Mapping[str, Any]) -> str | None:
    return next((text for key in ("value", "text", "name") if (text := as_string(item.get(key)))), None)


def _body_candidates(fields: Mapping[str, Any]) -> Iterator[BodyCandidate]:
    """Bodies, markup first: of bodies of equal length the first is chosen."""
    for key in ("bodyxhtml", "bodyhtml", "bodyhtml5", "bodytext"):
        if text := as_string(fields.get(key)):
            yield BodyCandidate(text, "html" in key)
    given = [
        item for key in ("bodies", "body") if isinstance(fields.get(key), list) for item in _as_objects(fields[key])
    ]
    for item in sorted(given, key=lambda item: not _is_markup(item)):
        if text := _value_of(item):
            yield BodyCandidate(text, _is_markup(item))


def _is_markup(body: Mapping[str, Any]) -> bool:
    kind = next((str(fields) for key, fields in body.items() if normalize_key(key) == "contenttype"), "")
    return "html" in kind.lower() or (not kind and "html" in str(body.get("name") or body.get("role")).lower())
