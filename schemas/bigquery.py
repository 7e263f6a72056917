"""The tables' schemas in BigQuery."""

from datetime import date, datetime
from functools import cache

from google.cloud.bigquery import SchemaField

from schemas.tables import Column, columns

_TYPES: dict[type, str] = {
    str: "STRING",
    int: "INT64",
    float: "FLOAT64",
    bool: "BOOL",
    bytes: "BYTES",
    date: "DATE",
    datetime: "TIMESTAMP",
}


@cache
def bigquery_schema(record: type) -> tuple[SchemaField, ...]:
    """The BigQuery schema of a record, each field with its description."""
    return tuple(_field(column) for column in columns(record))


def _field(column: Column) -> SchemaField:
    mode = "REPEATED" if column.repeated else "NULLABLE" if column.nullable else "REQUIRED"
    if column.type in _TYPES:
        return SchemaField(column.name, _TYPES[column.type], mode=mode, description=column.description)
    return SchemaField(
        column.name, "RECORD", mode=mode, description=column.description, fields=bigquery_schema(column.type)
    )
