"""The Arrow and BigQuery schemas have the same columns, with the types and descriptions of the records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated

import pyarrow as pa
import pytest
from google.cloud.bigquery import SchemaField

from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.event import Event
from schemas.tables import TABLES, arrow_schema, arrow_table, bigquery_schema, columns

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


@pytest.mark.parametrize("name", TABLES)
def test_tables_keys_partitions_and_clusters_are_columns(name: str) -> None:
    table = TABLES[name]
    top = {column.name for column in columns(table.record)}
    assert {*table.key, *table.cluster, table.partition} <= top
    assert len(table.cluster) <= 4  # BigQuery's limit


def test_schemas_modes_follow_type_hints() -> None:
    schema = {field.name: field for field in bigquery_schema(Event)}
    assert (schema["event_type"].mode, schema["event_mode"].mode, schema["actors"].mode) == (
        "REQUIRED",
        "NULLABLE",
        "REPEATED",
    )
    assert schema["trigger"].field_type == "RECORD"


def test_arrow_table_has_record_schema() -> None:
    row = Article(
        article_id="a",
        content_id="c",
        authors=("Ana Lim",),
        published_at=datetime(2024, 11, 29, 8, tzinfo=UTC),
        published_date=date(2024, 11, 29),
        text="Words.",
        word_count=1,
        record=RecordRef(uri="u", media_type="text/plain"),
    )
    table = arrow_table(Article, [row])
    assert table.schema.equals(arrow_schema(Article))
    back = table.to_pylist()[0]
    assert back["authors"] == ["Ana Lim"]
    assert back["published_at"] == row.published_at
    assert back["record"] == {"uri": "u", "offset": None, "length": None, "media_type": "text/plain"}


def test_columns_field_without_description_raises() -> None:
    @dataclass(frozen=True)
    class Bare:
        name: str

    with pytest.raises(TypeError, match=r"Bare.name.*wanted Annotated"):
        columns(Bare)


def test_columns_unsupported_type_raises() -> None:
    @dataclass(frozen=True)
    class Odd:
        name: Annotated[complex, "No table has complex numbers."]

    with pytest.raises(TypeError, match=r"Odd.name.*complex"):
        columns(Odd)
