"""The tables' columns in DuckDB's SQL."""

from datetime import date, datetime
from functools import cache

from schemas.tables import Column, columns

_TYPES: dict[type, str] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    bytes: "BLOB",
    date: "DATE",
    datetime: "TIMESTAMP WITH TIME ZONE",
}


@cache
def duckdb_columns(record: type) -> str:
    """The names and types of a record's columns, as CREATE TABLE and STRUCT take them in parentheses."""
    return ", ".join(f'"{column.name}" {duckdb_type(column)}' for column in columns(record))


def duckdb_type(column: Column) -> str:
    """The type of a column in DuckDB."""
    kind = _TYPES[column.type] if column.type in _TYPES else f"STRUCT({duckdb_columns(column.type)})"
    return f"{kind}[]" if column.repeated else kind
