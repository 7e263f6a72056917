"""The data dictionary: every table and column, as text for people and for other tools."""

import json
from collections.abc import Iterator, Sequence

from schemas.duckdb import duckdb_type
from schemas.tables import SCALARS, Column, Table, columns


def described_columns(record: type, prefix: str = "") -> Iterator[tuple[str, Column]]:
    """The columns of a record, each with its path: those of a nested record after it, as in `trigger.lemma`."""
    for column in columns(record):
        yield prefix + column.name, column
        if column.type not in SCALARS:
            yield from described_columns(column.type, f"{prefix}{column.name}{'[]' if column.repeated else ''}.")


def markdown(tables: Sequence[Table]) -> str:
    """The tables as Markdown, a section each."""
    return "\n".join(line for table in tables for line in _section(table))


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    key = ", ".join(f"`{column}`" for column in table.key)
    yield f"{table.description} Key: {key}.\n"
    yield "| column | type | may be null | what it is |"
    yield "|---|---|---|---|"
    for path, column in described_columns(table.record):
        kind = duckdb_type(column) if column.type in SCALARS else "STRUCT[]" if column.repeated else "STRUCT"
        may_be_null = "yes" if column.nullable else ""
        yield f"| `{path}` | {kind} | {may_be_null} | {column.description.replace('|', '\\|')} |"
    yield ""


def ddl(tables: Sequence[Table]) -> str:
    """The tables as DuckDB's SQL, with descriptions as comments."""
    return "\n".join(line for table in tables for line in _create_table(table))


def _create_table(table: Table) -> Iterator[str]:
    yield f"-- {table.description}\nCREATE TABLE {table.name} ("
    described = columns(table.record)
    for column in described:
        needed = "" if column.nullable else " NOT NULL"
        comma = "" if column is described[-1] else ","
        yield f'  "{column.name}" {duckdb_type(column)}{needed}{comma} -- {column.description}'
    yield ");\n"


def bigquery_json(tables: Sequence[Table]) -> str:
    """The tables' schemas as `bq mk --schema` takes them: that of one table, or an object of several by name."""
    from schemas.bigquery import bigquery_schema  # imports Google's client

    schemas = {table.name: [field.to_api_repr() for field in bigquery_schema(table.record)] for table in tables}
    wanted = schemas if len(tables) > 1 else schemas[tables[0].name]
    return json.dumps(wanted, indent=1, ensure_ascii=False) + "\n"


def arrow_text(tables: Sequence[Table]) -> str:
    """The tables' Arrow schemas as Arrow writes them, without descriptions."""
    from schemas.arrow import arrow_schema

    return "\n".join(
        f"{table.name}\n{arrow_schema(table.record).to_string(show_field_metadata=False)}\n" for table in tables
    )
