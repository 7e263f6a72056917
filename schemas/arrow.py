"""The tables' schemas in Arrow, as their Parquet files have them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

import msgspec
import pyarrow as pa

from schemas.tables import Column, columns

_TYPES: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


@cache
def arrow_schema(record: type) -> pa.Schema:
    """The Arrow schema of a record, each field with its description."""
    return pa.schema([_field(column) for column in columns(record)])


def _field(column: Column) -> pa.Field:
    kind = _TYPES[column.type] if column.type in _TYPES else pa.struct(_field(c) for c in columns(column.type))
    if column.repeated:
        kind = pa.list_(pa.field("element", kind, nullable=False))
    return pa.field(column.name, kind, nullable=column.nullable, metadata={"description": column.description})


def arrow_table(record: type, rows: Iterable[Any], constants: Mapping[str, str] | None = None) -> pa.Table:
    """Convert rows of a record to an Arrow table.

    Args:
        record: The dataclass of the rows.
        rows: Records.
        constants: Values of string columns that are the same in all rows.

    Raises:
        pyarrow.ArrowInvalid: A value does not fit its column.
    """
    # Five times as fast as dataclasses.asdict: 25 µs in place of 120 for an event.
    plain = [msgspec.to_builtins(row, builtin_types=(bytes, date, datetime)) for row in rows]
    table = pa.Table.from_pylist(plain, schema=arrow_schema(record))
    for name, value in (constants or {}).items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.repeat(value, len(table)))
    return table
