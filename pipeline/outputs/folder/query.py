"""Reading the tables of an output folder: always those of the folder that is given, as of its newest commit."""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import duckdb

from pipeline.errors import OptionError
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.view_sql import (
    create_question_view,
    create_table_views,
    escape_path,
    explaining_damage,
    list_files,
)
from pipeline.outputs.questions.questions import questions

_READING = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN, duckdb.StatementType.MULTI}
"""Statements that may only read: DESCRIBE and SUMMARIZE are SELECT; those with a PIVOT are several (MULTI)."""

_COMMENT = re.compile(r"\s+|--[^\n]*(?:\n|$)|/\*.*?\*/", re.DOTALL)
_EXPLAIN = re.compile(r"explain(?:\s+analyze)?(?:\s*\((?:\s*(?:analyze|format)\b[^()]*)\))?", re.IGNORECASE)
_FIRST_WORD = re.compile(r"[\s(]*(\w+)")
_FIRST_WORDS = frozenset(
    ("describe", "from", "pivot", "select", "show", "summarize", "table", "unpivot", "values", "with")
)


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
        tables.execute("SET enable_progress_bar = false")  # it would stand among the rows on standard output
        files = list_files(ledger)
        with explaining_damage(ledger):
            create_table_views(tables, files, schema="newsbeam", all_rows=all_rows)
            yield tables


@contextmanager
def open_for_queries(ledger: Ledger) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the tables of an output folder for queries that anybody writes; `ask` asks them.

    There is a view for each table, and the macro `incident_tolls`. Nothing can be read but the files of the tables, and
    nothing can be loaded or configured.

    Args:
        ledger: Of the folder.

    Yields:
        See `open_tables`.

    Raises:
        NewsbeamError: See `open_tables`.
    """
    with open_tables(ledger, all_rows=True) as tables:
        restrict(tables, [file for (file,) in tables.execute("SELECT file FROM newsbeam.all_files").fetchall()])
        yield tables


def restrict(tables: duckdb.DuckDBPyConnection, files: Sequence[str]) -> None:
    """Let a database read some files only, for good. DuckDB may still overwrite these; see `ask`."""
    tables.execute("SET python_enable_replacements = false")  # no variables of this process as tables
    patterns = map(escape_path, files)  # as which the views name them
    tables.execute("SET allowed_paths = ?", [sorted({*files, *patterns})])
    tables.execute("SET enable_external_access = false")
    tables.execute("SET lock_configuration = true")


@contextmanager
def explaining_query(ledger: Ledger) -> Iterator[None]:
    """Explain what `ask`, and the result of it while rows are fetched, raise.

    Args:
        ledger: Of the folder that is queried.

    Raises:
        OptionError: The query is wrong, be it for one of its last rows.
        NewsbeamError: A file of a table is missing or damaged.
    """
    try:
        with explaining_damage(ledger):
            yield
    except duckdb.Error as error:
        raise OptionError(f"QUERY: {error}") from error


def ask(tables: duckdb.DuckDBPyConnection, query: str) -> duckdb.DuckDBPyConnection:
    """Run a query, in the block of `explaining_query`.

    It may name the views of `pipeline.outputs.questions`. Each is created when it is named: to plan all of them takes
    as long as a short query.

    Args:
        tables: As `open_for_queries` opens them.
        query: SQL; of several statements the last one gives the rows.

    Returns:
        A connection with a result, of which rows are computed as they are fetched.

    Raises:
        OptionError: The query is not one that reads, or there is none.
        duckdb.Error: It is wrong, or a file cannot be read.
    """
    for statement in tables.extract_statements(query):
        if not _only_reads(statement):
            kind = statement.type.name if statement.type not in _READING else "a statement that writes"
            raise OptionError(f"QUERY: got {kind}, wanted one that reads, such as SELECT; --out writes its rows")
    for question in questions():
        if question.name in query.lower():
            create_question_view(tables, question)
    result: duckdb.DuckDBPyConnection | None = tables.execute(query)
    if result is None or result.description is None:
        raise OptionError(f"QUERY: got nothing to ask in {query!r}, wanted such as 'FROM events LIMIT 5'")
    return result


def _only_reads(statement: duckdb.Statement) -> bool:
    """Whether a statement can write nothing.

    DuckDB may overwrite what it may read. `EXPLAIN ANALYZE COPY …` runs what it explains, and a COPY of a PIVOT is
    several statements like the PIVOT alone, so that these are told by the word they begin with.
    """
    if statement.type == duckdb.StatementType.SELECT:
        return True
    text = _EXPLAIN.sub("", _COMMENT.sub(" ", statement.query).strip(), count=1)
    word = _FIRST_WORD.match(text)
    return statement.type in _READING and word is not None and word[1].lower() in _FIRST_WORDS
