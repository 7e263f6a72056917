"""The fields of a record, whatever its layout calls them: one table for JSON Lines, CSV and Parquet alike."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from schemas.flow.record import RawRecord, RecordRef
from transforms.prepare.read.io.decompress import MAX_RECORD, ReadError

LAYOUTS = """
field       | newsbeam     | news-please   | CC-News                     | newspaper4k    | others
html        | html         |               |                             |                | raw_html page_html
text        | text         | maintext      | plain_text                  |                | full_text body content
record_id   | id           |               |                             |                | uuid guid doc_id
url         | url          |               | responded_url requested_url | canonical_link | link web_url uri
title       | title        | title_page    |                             |                | headline
authors     | authors      |               | author                      |                | byline creator
source_name | source_name  | source_domain | publisher sitename domain   | meta_site_name | source
sections    | sections     |               | categories                  |                | section category
keywords    | keywords     |               | tags                        | meta_keywords  |
language    | language     |               |                             | meta_lang      | lang
published   | published_at | date_publish  | publication_date date       | publish_date   | published_date published
modified    | modified_at  | date_modify   |                             |                | modified updated_at
crawled_at  | crawled_at   | date_download | crawl_date                  |                | fetched_at scraped_at
"""
"""Fields of `RawRecord` and the columns they are read from; of several that are filled the one furthest left counts.

Case and punctuation of a column's name do not matter: `publishedAt` is `published_at`.
"""

_NOTHING = {"", "nan", "none", "null", "nat", "<na>"}
"""What dumps write for a missing value; news-please writes 'None'."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_SEPARATOR = re.compile(r"\s*[,;|]\s*")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def bare_key(column: str) -> str:
    """A column's name in lower case, letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", column.lower()) or column


def _table(layouts: str) -> dict[str, tuple[str, ...]]:
    rows = [line.split("|") for line in layouts.strip().splitlines()[1:]]
    return {
        field.strip(): tuple(bare_key(column) for cell in cells for column in cell.split()) for field, *cells in rows
    }


COLUMNS = _table(LAYOUTS)
"""The table above: each field's columns, by their bare lower-case names, in order of preference."""

_FIELD_OF = {column: field for field, columns in COLUMNS.items() for column in columns}


class Known(NamedTuple):
    """How many columns of a header hold an article's body, and how many anything else that is known."""

    bodies: int
    others: int


def is_known(column: str) -> bool:
    """Whether the table has a column of this name."""
    return bare_key(column) in _FIELD_OF


def known_columns(header: Iterable[str]) -> Known:
    """Count the columns that the table has."""
    fields = [_FIELD_OF.get(bare_key(column.strip())) for column in header]
    bodies = sum(field in ("html", "text") for field in fields)
    return Known(bodies, sum(field is not None for field in fields) - bodies)


def record_of(row: Mapping[str, Any], ref: RecordRef, payload: bytes | None) -> RawRecord:
    """An article from a row of any layout.

    Args:
        row: Columns and values; null, NaN and '' are as if the column were not there.
        ref: Where the row lies.
        payload: The row's bytes, kept with a failure.

    Raises:
        ReadError: `no_content` when it has neither html nor text, `too_large`, or `invalid_utf8`.
    """
    columns: dict[str, Any] = {}
    for column, value in row.items():
        if columns.get(bare_key(column)) is None:  # a row may have both `id` and `_id`
            columns[bare_key(column)] = value
    found: dict[str, Any] = {}
    for field, names in COLUMNS.items():
        values = (_value(field, columns[name]) for name in names if name in columns)
        found[field] = next((value for value in values if value), None)
    html, text = found.pop("html"), found.pop("text")
    if html is None and text is None:
        raise ReadError("no_content", "neither html nor text among " + ", ".join(sorted(map(repr, row)))[:1000])
    charset = None
    if isinstance(html, str):
        html, charset = html.encode(), "utf-8"
    if len(html or text) > MAX_RECORD:
        raise ReadError("too_large", f"a body of {len(html or text)} bytes or characters")
    for field in ("authors", "sections", "keywords"):
        found[field] = found[field] or ()
    return RawRecord(ref=ref, html=html, text=None if html else text, charset=charset, payload=payload, **found)


def _value(field: str, value: Any) -> Any:
    try:
        return _READERS.get(field, string)(value)
    except (
        OverflowError,
        RecursionError,
    ):  # a number of 400 digits, an object nested 2,000 deep: nothing that is meant
        return None


def string(value: Any) -> str | None:
    """A value as one string: of a list its first, of an object its name; None when there is nothing in it."""
    match value:
        case bool() | None:
            return None
        case str():
            return None if _is_nothing(value) else _valid(value.strip())
        case bytes():
            return string(value.decode("utf-8", "replace"))
        case float():
            return string(str(int(value)) if value.is_integer() else repr(value)) if math.isfinite(value) else None
        case list() | tuple():
            return next(filter(None, map(string, value)), None)
        case Mapping():
            keys = ("name", "text", "$oid", "title", "value", "@id", "url")
            return next(filter(None, (string(value[key]) for key in keys if key in value)), None)
        case _:
            return string(str(value))


def _is_nothing(value: str) -> bool:
    return not value or value.isspace() or (len(value) < 9 and value.strip().lower() in _NOTHING)


def _valid(value: str) -> str:
    """The string with U+FFFD for lone surrogates, which JSON can write and no encoding can."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", value)
    return value


def strings(value: Any) -> tuple[str, ...]:
    """A value as several strings: a list of strings or of objects with names, 'A, B', or a list written out as text."""
    if isinstance(value, str | bytes):
        whole = string(value) or ""
        if whole.startswith("[") and whole.endswith("]"):
            return strings(_written_list(whole))
        return tuple(filter(None, map(string, _SEPARATOR.split(whole))))
    if isinstance(value, list | tuple):
        return tuple(filter(None, map(string, value)))
    one = string(value)
    return (one,) if one else ()


def _written_list(text: str) -> list[Any]:
    """A list as JSON, Python or NumPy write it: `["A", "B"]`, `['A', 'B']`, `['A' 'B']`."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return [single or double for single, double in _QUOTED.findall(text)] or _SEPARATOR.split(text[1:-1])
    return values if isinstance(values, list) else []


def _html(value: Any) -> str | bytes | None:
    if isinstance(value, bytes):
        return value if value.strip() else None
    return None if not isinstance(value, str) or _is_nothing(value) else _valid(value)


def _text(value: Any) -> str | None:
    """The article's text as it stands; a list is its paragraphs."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError as error:
            raise ReadError("invalid_utf8", str(error)) from error
    if isinstance(value, list):
        value = "\n\n".join(paragraph for paragraph in value if isinstance(paragraph, str))
    return None if not isinstance(value, str) or _is_nothing(value) else _valid(value)


def _date(value: Any) -> str | None:
    """A date as written; a number of seconds (or milli-, micro-, nanoseconds) since 1970 as ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        value = value.get("$date")
    if isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value):
        for unit in (1e9, 1e6, 1e3, 1):
            if value / unit >= 1e8:  # since 1973; smaller numbers are written days, such as 20241129
                return _isoformat(value / unit)
    return string(value)


def _isoformat(seconds: float) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _moment(value: Any) -> datetime | None:
    """A time of the crawl; one without a time zone is UTC, as crawlers write it. None when it is no ISO 8601."""
    written = _date(value)
    try:
        moment = datetime.fromisoformat(written) if written else None
        return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC) if moment else None
    except (ValueError, OverflowError):
        return None


_READERS = {
    "html": _html,
    "text": _text,
    "authors": strings,
    "sections": strings,
    "keywords": strings,
    "published": _date,
    "modified": _date,
    "crawled_at": _moment,
}
