"""The BigQuery schemas have the columns of the Arrow schemas, with the types and descriptions of the records."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
import pytest
from google.cloud.bigquery import SchemaField

from schemas.arrow import arrow_schema
from schemas.bigquery import bigquery_schema
from schemas.rows.event import Event
from schemas.tables import TABLES

BIGQUERY = {
    pa.string(): "STRING",
    pa.int64(): "INTEGER",
    pa.float64(): "FLOAT",
    pa.bool_(): "BOOLEAN",
    pa.binary(): "BYTES",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMP",
}
LEGACY = {"INT64": "INTEGER", "FLOAT64": "FLOAT", "BOOL": "BOOLEAN"}


def walk(fields: Sequence[SchemaField], path: str = "") -> Iterator[tuple[str, SchemaField]]:
    for field in fields:
        yield path + field.name, field
        yield from walk(field.fields, f"{path}{field.name}.")


def walk_arrow(fields: Sequence[pa.Field], path: str = "") -> Iterator[tuple[str, str, str]]:
    for field in fields:
        kind, mode = field.type, "NULLABLE" if field.nullable else "REQUIRED"
        if pa.types.is_list(kind):
            kind, mode = kind.value_type, "REPEATED"
        yield path + field.name, mode, "RECORD" if pa.types.is_struct(kind) else BIGQUERY[kind]
        if pa.types.is_struct(kind):
            yield from walk_arrow(list(kind), f"{path}{field.name}.")


@pytest.mark.parametrize("name", TABLES)
def test_schemas_arrow_and_bigquery_agree(name: str) -> None:
    record = TABLES[name].record
    ours = [(path, f.mode, LEGACY.get(f.field_type, f.field_type)) for path, f in walk(bigquery_schema(record))]
    assert ours == list(walk_arrow(arrow_schema(record)))


@pytest.mark.parametrize("name", TABLES)
def test_schemas_every_column_is_described(name: str) -> None:
    assert all(field.description for _, field in walk(bigquery_schema(TABLES[name].record)))


def test_schemas_modes_follow_type_hints() -> None:
    schema = {field.name: field for field in bigquery_schema(Event)}
    assert (schema["event_type"].mode, schema["event_mode"].mode, schema["actors"].mode) == (
        "REQUIRED",
        "NULLABLE",
        "REPEATED",
    )
    assert schema["trigger"].field_type == "RECORD"
