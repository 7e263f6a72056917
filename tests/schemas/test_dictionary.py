"""The data dictionary has every column, and other tools take what it writes."""

import json

import duckdb
import pytest
from google.cloud import bigquery

from schemas.arrow import arrow_schema
from schemas.bigquery import bigquery_schema
from schemas.dictionary import arrow_text, bigquery_json, ddl, described_columns, markdown
from schemas.tables import TABLES, columns

ALL = list(TABLES.values())


def test_markdown_describes_every_column_once() -> None:
    lines = markdown(ALL).splitlines()
    for table in ALL:
        for path, column in described_columns(table.record):
            assert any(line.startswith(f"| `{path}` |") and column.description in line for line in lines), path
    assert "| `trigger.lemma` | VARCHAR |  | The trigger's lemma, such as 'kill' or 'open fire'. |  |" in lines
    assert "| `casualties[].high` | BIGINT | yes | Upper bound of the count; null if open. |  |" in lines


def test_ddl_creates_the_tables_in_duckdb() -> None:
    with duckdb.connect() as database:
        database.execute(ddl(ALL))
        for table in ALL:
            found = database.execute(f"DESCRIBE {table.name}").fetchall()
            assert [row[0] for row in found] == [column.name for column in columns(table.record)]
            assert [row[2] == "YES" for row in found] == [column.nullable for column in columns(table.record)]


@pytest.mark.parametrize("name", TABLES)
def test_bigquery_json_is_the_schema_that_tables_are_created_with(name: str) -> None:
    fields = [bigquery.SchemaField.from_api_repr(field) for field in json.loads(bigquery_json([TABLES[name]]))]
    assert fields == list(bigquery_schema(TABLES[name].record))


def test_bigquery_json_of_several_tables_is_by_name() -> None:
    assert list(json.loads(bigquery_json(ALL))) == list(TABLES)


def test_arrow_text_has_all_tables() -> None:
    text = arrow_text(ALL)
    assert all(f"{field.name}: " in text for table in ALL for field in arrow_schema(table.record))
