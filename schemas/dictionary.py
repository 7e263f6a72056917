"""The data dictionary: every table and column, as text for people and for other tools."""

import json
from collections.abc import Iterator, Sequence

from schemas.duckdb import duckdb_type
from schemas.figures import Figure, figures, figures_of
from schemas.tables import SCALARS, Column, Table, columns


def described_columns(record: type, prefix: str = "") -> Iterator[tuple[str, Column]]:
    """The columns of a record, each with its path: those of a nested record after it, as in `trigger.lemma`."""
    for column in columns(record):
        yield prefix + column.name, column
        if column.type not in SCALARS:
            yield from described_columns(column.type, f"{prefix}{column.name}{'[]' if column.repeated else ''}.")


_MEASURED = """## Accuracy of the columns

Measured on gold data, in parentheses the 95% bootstrap interval. Everything that is fitted was fitted on *half a* of
the documents alone for this. The score on *half b* stands beside the columns above. Where half b is unseen, nobody
looked at its errors while rules were written, so its score is what to expect of other articles of the kind; the first
rules were written with whole sets at hand. Columns without a score were not measured.

| columns | measure | gold data | half b | n | half b is | half a | n |
|---|---|---|---:|---:|---|---:|---:|"""


def markdown(tables: Sequence[Table]) -> str:
    """The tables as Markdown, a section each, and the accuracy of their columns."""
    lines = [line for table in tables for line in _section(table)]
    names = tuple(f"{table.name}." for table in tables)
    measured = [figure for figure in figures() if any(path.startswith(names) for path in figure.columns)]
    return "\n".join((*lines, _MEASURED, *map(_figure_row, measured), "") if measured else lines)


def _figure_row(figure: Figure) -> str:
    columns = ", ".join(f"`{path}`" for path in figure.columns)
    a, b, seen = figure.half_a, figure.half_b, "unseen" if figure.is_unseen else "seen"
    scores = f"{b} | {b.n:,} | {seen} | {a} | {a.n:,}"
    return f"| {columns} | {figure.measure} | {figure.data}, {figure.unit} | {scores} |"


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n"
    key = ", ".join(f"`{column}`" for column in table.key)
    yield f"{table.description} Key: {key}.\n"
    yield "| column | type | may be null | what it is | accuracy |"
    yield "|---|---|---|---|---|"
    for path, column in described_columns(table.record):
        kind = duckdb_type(column) if column.type in SCALARS else "STRUCT[]" if column.repeated else "STRUCT"
        may_be_null = "yes" if column.nullable else ""
        measured = "; ".join(map(str, figures_of(table.name, path)))
        yield f"| `{path}` | {kind} | {may_be_null} | {column.description.replace('|', '\\|')} | {measured} |"
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
