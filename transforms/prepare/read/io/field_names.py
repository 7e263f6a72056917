"""Maps the columns of any data set to the fields of a record: one table for JSON Lines, CSV and Parquet."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from transforms.prepare.read.io.binary import check_page
from transforms.prepare.read.io.decompress import MAX_RECORD_BYTES, ReadError
from transforms.prepare.text.standard_dates import in_utc, parse_standard_date

COLUMN_TABLE = """
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
"""The fields of `RawRecord` and the columns they are read from, by data set; the leftmost column with a value is used.

Case and punctuation of a column name do not matter: `publishedAt` is `published_at`.
"""

_MISSING_VALUES = {"", "nan", "none", "null", "nat", "<na>"}
"""Missing values as data sets write them; news-please writes 'None'."""

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_UNIX_TIME = re.compile(r"1\d{9}(?:\d{3})?")
_LIST_SEPARATOR = re.compile(r"\s*[,;|]\s*")
_QUOTED_ITEM = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def normalize_key(column: str) -> str:
    """A column name in lower case, letters and digits only."""
    return re.sub(r"[^a-z0-9]", "", column.lower()) or column


def _parse_table(table: str) -> dict[str, tuple[str, ...]]:
    rows = [line.split("|") for line in table.strip().splitlines()[1:]]
    return {
        field.strip(): tuple(normalize_key(column) for cell in cells for column in cell.split())
        for field, *cells in rows
    }


COLUMNS = _parse_table(COLUMN_TABLE)
"""The columns of each field by their normalized names, in order of preference."""

_FIELD_OF = {column: field for field, columns in COLUMNS.items() for column in columns}


class KnownColumns(NamedTuple):
    """How many columns of a header contain an article's body, and how many contain any other known field."""

    body_columns: int
    other_columns: int


def is_known_column(column: str) -> bool:
    """Whether a column of this name is read."""
    return normalize_key(column) in _FIELD_OF


def count_known_columns(header: Iterable[str]) -> KnownColumns:
    """Count the known columns of a header."""
    fields = [_FIELD_OF.get(normalize_key(column.strip())) for column in header]
    body_columns = sum(field in ("html", "text") for field in fields)
    return KnownColumns(body_columns, sum(field is not None for field in fields) - body_columns)


def record_from_row(row: Mapping[str, Any], ref: RecordRef, payload: bytes | None) -> RawRecord:
    """Build a record from a row of any data set.

    Args:
        row: Values by column; null, NaN and '' count as missing.
        ref: The location of the row.
        payload: The row's bytes, stored with a failure.

    Raises:
        ReadError: `no_content` if it has neither html nor text, `not_text` if its page is binary, `too_large`, or
            `invalid_utf8`.
    """
    columns: dict[str, Any] = {}
    for column, value in row.items():
        if columns.get(normalize_key(column)) is None:  # a row may have both `id` and `_id`
            columns[normalize_key(column)] = value
    found: dict[str, Any] = {}
    for field, names in COLUMNS.items():
        values = (_convert(field, columns[name]) for name in names if name in columns)
        found[field] = next((value for value in values if value), None)
    html, text = found.pop("html"), found.pop("text")
    if html is None and text is None:
        raise ReadError("no_content", "neither html nor text among " + ", ".join(sorted(map(repr, row)))[:1000])
    charset = None
    if isinstance(html, str):
        html, charset = html.encode(), "utf-8"
    if len(html or text) > MAX_RECORD_BYTES:
        raise ReadError("too_large", f"a body of {len(html or text)} bytes or characters")
    if isinstance(html, bytes):
        check_page(html)
    for field in ("authors", "sections", "keywords"):
        found[field] = found[field] or ()
    return RawRecord(ref=ref, html=html, text=None if html else text, charset=charset, payload=payload, **found)


def _convert(field: str, value: Any) -> Any:
    try:
        return _CONVERTERS.get(field, as_string)(value)
    except (
        OverflowError,
        RecursionError,
    ):  # a number of 400 digits, an object nested 2,000 deep: nothing that is meant
        return None


def as_string(value: Any) -> str | None:
    """A value as one string: the first of a list, the name of an object; None if it is missing."""
    match value:
        case bool() | None:
            return None
        case str():
            return None if _is_missing(value) else _replace_surrogates(value.strip())
        case bytes():
            return as_string(value.decode("utf-8", "replace"))
        case float():
            return as_string(str(int(value)) if value.is_integer() else repr(value)) if math.isfinite(value) else None
        case list() | tuple():
            return next(filter(None, map(as_string, value)), None)
        case Mapping():
            keys = ("name", "text", "$oid", "title", "value", "@id", "url")
            return next(filter(None, (as_string(value[key]) for key in keys if key in value)), None)
        case _:
            return as_string(str(value))


def _is_missing(value: str) -> bool:
    return not value or value.isspace() or (len(value) < 9 and value.strip().lower() in _MISSING_VALUES)


def _replace_surrogates(value: str) -> str:
    """Replace lone surrogates, which JSON can express and no encoding can, by U+FFFD."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return _LONE_SURROGATE.sub("\ufffd", value)
    return value


def as_strings(value: Any) -> tuple[str, ...]:
    """A value as several strings: a list of strings or of objects with names, 'A, B', or a list written as text."""
    if isinstance(value, str | bytes):
        text = as_string(value) or ""
        if text.startswith("[") and text.endswith("]"):
            return as_strings(_parse_list(text))
        return tuple(filter(None, map(as_string, _LIST_SEPARATOR.split(text))))
    if isinstance(value, list | tuple):
        return tuple(filter(None, map(as_string, value)))
    single_value = as_string(value)
    return (single_value,) if single_value else ()


def _parse_list(text: str) -> list[Any]:
    """Parse a list as JSON, Python or NumPy write it: `["A", "B"]`, `['A', 'B']`, `['A' 'B']`."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return [single or double for single, double in _QUOTED_ITEM.findall(text)] or _LIST_SEPARATOR.split(text[1:-1])
    return values if isinstance(values, list) else []


def _as_html(value: Any) -> str | bytes | None:
    if isinstance(value, bytes):
        return value if value.strip() else None
    return None if not isinstance(value, str) or _is_missing(value) else _replace_surrogates(value)


def _as_text(value: Any) -> str | None:
    """The article's text unchanged; a list is taken as its paragraphs."""
    if isinstance(value, bytes):
        try:
            value = value.decode()
        except UnicodeDecodeError as error:
            raise ReadError("invalid_utf8", str(error)) from error
    if isinstance(value, list):
        value = "\n\n".join(paragraph for paragraph in value if isinstance(paragraph, str))
    return None if not isinstance(value, str) or _is_missing(value) else _replace_surrogates(value)


def _as_date(value: Any) -> str | None:
    """A date as written; a number of seconds (or milli-, micro-, nanoseconds) since 1970 as ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _from_mongodb(value)
    if isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value):
        for unit in (1e9, 1e6, 1e3, 1):
            if value / unit >= 1e8:  # 1973 or later; smaller numbers are dates such as 20241129
                return _isoformat(value / unit)
    return as_string(value)


def _from_mongodb(value: Mapping[str, Any]) -> str | None:
    """A date of MongoDB's extended JSON: `{"$date": …}` with a string or milliseconds, which may be `$numberLong`.

    The second version of the format and the first one, https://www.mongodb.com/docs/manual/reference/mongodb-extended-json/.
    """
    match value:
        case {"$date": str(written)}:
            return as_string(written)
        case {"$date": {"$numberLong": milliseconds}} | {"$date": milliseconds}:
            number = _as_number(milliseconds)
            return None if number is None else _isoformat(number / 1e3)
        case {"$timestamp": {"t": seconds}}:
            number = _as_number(seconds)
            return None if number is None else _isoformat(number)
        case {"$numberLong": number} | {"$numberInt": number} | {"$numberDouble": number}:
            return _as_date(_as_number(number))
    return None


def _as_number(value: Any) -> float | None:
    """A number, also one written as a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, float | int | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _isoformat(seconds: float) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _as_utc(value: Any) -> datetime | None:
    """A crawl time in UTC, which is also assumed without a time zone; None if it is in no form of programs."""
    written = _as_date(value)
    try:
        read = _read_time(written) if written else None
        return in_utc(read) if read else None
    except (ValueError, OverflowError):
        return None


def _read_time(written: str) -> datetime | None:
    """A time in a standard form, or seconds or milliseconds since 1970 as a string.

    Raises:
        ValueError: It is in none of them.
    """
    if standard := parse_standard_date(written):
        return standard[0]
    if _UNIX_TIME.fullmatch(written):
        return datetime.fromtimestamp(int(written[:10]), UTC)
    return datetime.fromisoformat(written)


_CONVERTERS = {
    "html": _as_html,
    "text": _as_text,
    "authors": as_strings,
    "sections": as_strings,
    "keywords": as_strings,
    "published": _as_date,
    "modified": _as_date,
    "crawled_at": _as_utc,
}
