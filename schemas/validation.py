"""Whether a row fits its table: what Parquet or BigQuery would refuse is found before a file or a job fails of it."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from schemas.tables import Column, columns

ROW_BYTES = 50_000_000
"""The largest row that BigQuery loads from Parquet."""

_SHOWN = 60


class MisfitError(ValueError):
    """A row that no table takes: names the column, what was got and what was wanted."""


def check_row(row: Any) -> None:
    """Find that a row can be written.

    Args:
        row: A record of `schemas.tables.TABLES`.

    Raises:
        MisfitError: It cannot.
    """
    size = _size_of(row, type(row))
    if size > ROW_BYTES:
        raise MisfitError(f"{type(row).__name__}: got a row of {size} bytes, wanted {ROW_BYTES} at most")


def _size_of(row: Any, record: type, above: str = "") -> int:
    """Bytes of a record's values, about as a file holds them."""
    return sum(_column_size(column, getattr(row, column.name), above) for column in columns(record))


def _column_size(column: Column, value: Any, above: str) -> int:
    name = f"{above}{column.name}"
    if value is None and column.nullable:
        return 0
    if not column.repeated:
        return _value_size(column, value, name)
    if not isinstance(value, tuple | list):
        raise MisfitError(f"{name}: got {_shown(value)}, wanted a sequence")
    return sum(_value_size(column, one, name) for one in value)


def _value_size(column: Column, value: Any, name: str) -> int:
    if dataclasses.is_dataclass(column.type):
        if not isinstance(value, column.type):
            raise MisfitError(f"{name}: got {_shown(value)}, wanted {column.type.__name__}")
        return _size_of(value, column.type, f"{name}.")
    size = _SCALARS[column.type](value)
    if size is None:
        raise MisfitError(f"{name}: got {_shown(value)}, wanted {_WANTED[column.type]}")
    return size


def _text(value: Any) -> int | None:
    if not isinstance(value, str):
        return None
    if value.isascii():
        return len(value)
    try:
        return len(value.encode())
    except UnicodeEncodeError:  # a lone surrogate
        return None


def _whole(value: Any) -> int | None:
    return 8 if isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63 else None


def _time(value: Any) -> int | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return None
    try:
        value.astimezone(UTC)
    except OverflowError:  # the first or last day of time, in another zone
        return None
    return 8


def _float(value: Any) -> int | None:
    return 8 if isinstance(value, float) or (_whole(value) and abs(value) <= 1 << 53) else None


def _kind(kind: type, size: int) -> Callable[[Any], int | None]:
    return lambda value: size if isinstance(value, kind) else None


_SCALARS: dict[type, Callable[[Any], int | None]] = {
    str: _text,
    int: _whole,
    float: _float,
    bool: _kind(bool, 1),
    bytes: lambda value: len(value) if isinstance(value, bytes) else None,
    date: lambda value: 4 if isinstance(value, date) and not isinstance(value, datetime) else None,
    datetime: _time,
}
"""The size of a value that fits, None of one that does not."""

_WANTED: dict[type, str] = {
    str: "text that UTF-8 can hold",
    int: "an integer of 64 bits",
    float: "a float, or an integer that is one",
    bool: "a bool",
    bytes: "bytes",
    date: "a date",
    datetime: "a time with a zone, from the year 1 to 9999 in UTC",
}


def _shown(value: Any) -> str:
    shown = ascii(value)
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"
