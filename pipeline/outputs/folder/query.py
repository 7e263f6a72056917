"""Reading the tables of an output folder: always those of the folder that is given, as of its newest commit."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb

from pipeline.errors import OptionError
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.view_sql import create_table_views, explaining_damage, list_files

_READING = {
    duckdb.StatementType.SELECT,
    duckdb.StatementType.MULTI,  # such as PIVOT
    duckdb.StatementType.EXPLAIN,
    duckdb.StatementType.COPY,
    duckdb.StatementType.SET,
    duckdb.StatementType.PRAGMA,
    duckdb.StatementType.LOAD,
    duckdb.StatementType.ATTACH,
}
"""Statements that change no table, except for COPY to a file of one."""

_COPY_TARGET = re.compile(r"\bTO\s*'((?:[^']|'')+)'", re.IGNORECASE)


@contextmanager
def open_tables(ledger: Ledger, *, all_rows: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the tables of an output folder, as views in a database in memory.

    They are created from the manifests, so that it does not matter what `newsbeam.duckdb` is like; nothing is written
    into the folder.

    Args:
        ledger: Of the folder.
        all_rows: See `create_table_views`.

    Yields:
        A connection, in UTC.

    Raises:
        NewsbeamError: A file of a table or a manifest is missing or damaged; the message names it.
    """
    with duckdb.connect() as tables:
        folder = Path(os.environ.get("TMPDIR", "/tmp")) / f"newsbeam-{uuid4().hex}"  # created when memory is short
        tables.execute("SET temp_directory = ?", [str(folder)])
        tables.execute("SET TimeZone = 'UTC'")
        files = list_files(ledger)
        with explaining_damage(ledger, files):
            create_table_views(tables, files, schema="newsbeam", in_variables=True, all_rows=all_rows)
            yield tables


def run_query(ledger: Ledger, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run a query on the tables.

    Args:
        ledger: Of the folder.
        query: SQL that reads; COPY may write files outside of the folder.

    Returns:
        Column names and rows.

    Raises:
        OptionError: The query is wrong.
        NewsbeamError: A file of a table or a manifest is missing or damaged; the message names it.
    """
    try:
        with open_tables(ledger) as tables:
            for statement in tables.extract_statements(query):
                _check_reads(statement, ledger)
            result: duckdb.DuckDBPyConnection | None = tables.execute(query)
            if result is None or result.description is None:
                raise OptionError(f"QUERY: got nothing to ask in {query!r}, wanted such as 'FROM events LIMIT 5'")
            return [column[0] for column in result.description], result.fetchall()
    except duckdb.Error as error:
        raise OptionError(f"QUERY: {error}") from error


def _check_reads(statement: duckdb.Statement, ledger: Ledger) -> None:
    """Raise an `OptionError` if a statement may change a table."""
    if statement.type not in _READING:
        raise OptionError(f"QUERY: got {statement.type.name}, wanted a statement that reads, such as SELECT or COPY")
    if statement.type == duckdb.StatementType.COPY:
        for target in _COPY_TARGET.findall(statement.query):
            if Path(target.replace("''", "'")).resolve().is_relative_to(ledger.output.resolve()):
                raise OptionError(f"QUERY: got COPY to {target}, wanted a file outside of {ledger.output}")
