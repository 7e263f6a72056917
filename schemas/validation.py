"""Validates rows against their tables, so that a bad row fails alone, not its Parquet file or BigQuery job."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from schemas.tables import Column, columns

MAX_ROW_BYTES = 50_000_000
"""The largest row that BigQuery loads from Parquet."""

_MAX_SHOWN_CHARS = 60


class RowValidationError(ValueError):
    """A row that cannot be written; the message says which column, what was got and what was wanted."""


def validate_row(row: Any) -> None:
    """Check that a row can be written.

    Args:
        row: A record of `schemas.tables.TABLES`.

    Raises:
        RowValidationError: A value has the wrong type or range, or the row is too large.
    """
    size = _record_size(row, type(row))
    if size > MAX_ROW_BYTES:
        raise RowValidationError(f"{type(row).__name__}: got a row of {size} bytes, wanted {MAX_ROW_BYTES} at most")


def _record_size(row: Any, record: type, prefix: str = "") -> int:
    """Approximate size in bytes of a record's values in a file."""
    total = 0
    for column, size_of in _sized_columns(record):
        value = getattr(row, column.name)
        if value is None and column.nullable:
            continue
        if not column.repeated:
            total += _value_size(column, size_of, value, prefix)
        elif isinstance(value, tuple | list):
            for item in value:
                total += _value_size(column, size_of, item, prefix)
        else:
            raise RowValidationError(f"{prefix}{column.name}: got {_abbreviate(value)}, wanted a sequence")
    return total


@cache
def _sized_columns(record: type) -> tuple[tuple[Column, Callable[[Any], int | None] | None], ...]:
    """The columns of a record, each with what gives the size of a value; None for one that is a record itself."""
    return tuple((column, _SIZE_OF.get(column.type)) for column in columns(record))


def _value_size(column: Column, size_of: Callable[[Any], int | None] | None, value: Any, prefix: str) -> int:
    if size_of is not None:
        size = size_of(value)
    else:
        is_record = isinstance(value, column.type)
        size = _record_size(value, column.type, f"{prefix}{column.name}.") if is_record else None
    if size is None:
        wanted = _EXPECTED.get(column.type, column.type.__name__)
        raise RowValidationError(f"{prefix}{column.name}: got {_abbreviate(value)}, wanted {wanted}")
    return size


def _text_size(value: Any) -> int | None:
    if not isinstance(value, str):
        return None
    if value.isascii():
        return len(value)
    try:
        return len(value.encode())
    except UnicodeEncodeError:  # a lone surrogate
        return None


def _integer_size(value: Any) -> int | None:
    return 8 if isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63 else None


def _timestamp_size(value: Any) -> int | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    try:
        value.astimezone(UTC)
    except OverflowError:  # before year 1 or after year 9999 in UTC
        return None
    return 8


def _float_size(value: Any) -> int | None:
    return 8 if isinstance(value, float) or (_integer_size(value) and abs(value) <= 1 << 53) else None


def _size_if_type(kind: type, size: int) -> Callable[[Any], int | None]:
    return lambda value: size if isinstance(value, kind) else None


_SIZE_OF: dict[type, Callable[[Any], int | None]] = {
    str: _text_size,
    int: _integer_size,
    float: _float_size,
    bool: _size_if_type(bool, 1),
    bytes: lambda value: len(value) if isinstance(value, bytes) else None,
    date: lambda value: 4 if isinstance(value, date) and not isinstance(value, datetime) else None,
    datetime: _timestamp_size,
}
"""By type, the size in bytes of a valid value; None if it is invalid."""

_EXPECTED: dict[type, str] = {
    str: "text that UTF-8 can hold",
    int: "an integer of 64 bits",
    float: "a float, or an integer that is one",
    bool: "a bool",
    bytes: "bytes",
    date: "a date",
    datetime: "a time with a zone, from the year 1 to 9999 in UTC",
}


def _abbreviate(value: Any) -> str:
    shown = ascii(value)
    return shown if len(shown) <= _MAX_SHOWN_CHARS else f"{shown[:_MAX_SHOWN_CHARS]}…"
