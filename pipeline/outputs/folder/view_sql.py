"""The views of an output folder: one for each table, with the newest revision of every article and its rows.

Beside them are the macro `incident_tolls(as_of)` and the views of `pipeline.outputs.questions`.

They read the files that the ledger lists. An empty table of the same name, in a schema of its own, gives each view the
columns that are described in `schemas`, also where a file was written before a column existed, or where there is none.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import duckdb

from pipeline.errors import NewsbeamError
from pipeline.outputs import incident_tolls
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.manifest import current_commits
from pipeline.outputs.questions.questions import Question, questions
from pipeline.shell import shell_command
from pipeline.storage_errors import storage_error
from schemas.duckdb import duckdb_columns
from schemas.tables import TABLES, Table

_NUMBERS = "run_number BIGINT, commit_number BIGINT"

_VARIABLE = "files_of_"

_NEWEST = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1"""

NEWEST_ARTICLE_ORDER = "coalesce(modified_at, crawled_at) DESC NULLS LAST, run_number DESC, content_id DESC"

_OF_NEWEST_ARTICLE = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    WHERE (article_id, content_id, run_id) IN (SELECT (article_id, content_id, run_id) FROM articles)"""


class ListedFile(NamedTuple):
    """A file of a table, and the numbers of its run and commit."""

    table: str
    path: str
    run_number: int
    commit_number: int


def list_files(ledger: Ledger) -> list[ListedFile]:
    """The files of all tables.

    A run's number is that of its first commit, so that which of two revisions in a run is newer does not depend on the
    chunks. Paths are those of the folder itself: a link to it may later lead elsewhere.
    """
    folder = ledger.output.resolve()
    first_commits: dict[str, int] = {}
    listed = []
    for manifest in current_commits(ledger.manifests()):
        run_number = first_commits.setdefault(manifest.run.run_id, manifest.number)
        for table, parts in manifest.parts.items():
            listed += [ListedFile(table, str(folder / part.path), run_number, manifest.number) for part in parts]
    return listed


@contextmanager
def explaining_damage(ledger: Ledger) -> Iterator[None]:
    """Raise a `NewsbeamError` in the place of an error of DuckDB about a file of a table; other errors pass.

    Args:
        ledger: Of the folder.
    """
    try:
        yield
    except duckdb.Error as error:
        ledger.check_sizes()  # raises the better error, if a file is missing or cut off
        # The page of a file that cannot be decoded is an error of no particular class, which names no file.
        if type(error) is duckdb.Error or any(file.path in str(error) for file in list_files(ledger)):
            reason = f"a file of a table cannot be read ({str(error).splitlines()[0]})"
            check = shell_command("check", str(ledger.output))
            damaged = NewsbeamError(f"{ledger.output}: {reason}; run: {check}")
            raise storage_error(error, str(ledger.output)) or damaged from error
        raise


def create_table_views(
    database: duckdb.DuckDBPyConnection, files: Sequence[ListedFile], *, schema: str, all_rows: bool = False
) -> None:
    """Create the view of each table and the macro of tolls, for one connection.

    The lists of files are in variables of the connection: a view is then created in a moment, because only one of its
    files is opened for that.

    Args:
        database: Where they are created.
        files: What `list_files` lists.
        schema: Name of a new schema, for what the views need.
        all_rows: Create besides a view `all_<table>` of all rows of each table, older revisions too, with the numbers
            of their run and commit.
    """
    paths = _create_schema(database, files, schema)
    _set_variables(database, {name: listed[:1] for name, listed in paths.items()})
    for table in TABLES.values():
        rows = _rows(table, schema, f"getvariable('{_VARIABLE}{table.name}')" if paths[table.name] else None)
        database.execute(f"CREATE VIEW {table.name} AS {_visible_rows(table, f'({rows})')}")
        if all_rows:
            database.execute(f"CREATE VIEW all_{table.name} AS {rows}")
    _set_variables(database, paths)
    _create_tolls(database, schema)


def create_lasting_views(
    database: duckdb.DuckDBPyConnection, files: Sequence[ListedFile], *, schema: str, condition: str
) -> None:
    """Create the view of each table, those of all questions and the macro of tolls, for whoever opens the database.

    Args:
        database: Where they are created.
        files: What `list_files` lists.
        schema: Name of a new schema, for what the views need.
        condition: SQL that is true, or raises an error, whenever a view is queried.
    """
    paths = _create_schema(database, files, schema, condition)
    # What reads the views of tables is planned before those have files: each of them would open all of these again.
    _create_listing_views(database, schema, dict.fromkeys(TABLES, ()))
    _create_tolls(database, schema)
    for question in questions():
        create_question_view(database, question, all_articles=f"{schema}.all_articles")
    _create_listing_views(database, schema, paths)


def create_question_view(
    database: duckdb.DuckDBPyConnection, question: Question, *, all_articles: str = "all_articles"
) -> None:
    """Create the view of a question, if there is none yet.

    Args:
        database: With the views of tables.
        question: One of `questions()`.
        all_articles: The view of all rows of articles.
    """
    revisions = f"(SELECT *, run_number AS seen FROM {all_articles})"
    tables = {name: name for name in TABLES} | {"article_revisions": revisions}
    database.execute(f"CREATE VIEW IF NOT EXISTS {question.name} AS {question.duckdb_query(tables)}")


def _create_schema(
    database: duckdb.DuckDBPyConnection, files: Sequence[ListedFile], schema: str, condition: str = "true"
) -> dict[str, list[str]]:
    """Create the list of files and the empty tables; returns the files of each table as DuckDB takes them."""
    database.execute(f"CREATE SCHEMA {schema}")
    database.execute(f"CREATE TABLE {schema}.all_files (table_name VARCHAR, file VARCHAR, {_NUMBERS})")
    insert_rows(database, f"{schema}.all_files", files)
    database.execute(f"CREATE VIEW {schema}.files AS FROM {schema}.all_files WHERE {condition}")
    for table in TABLES.values():
        database.execute(f"CREATE TABLE {schema}.{table.name} ({duckdb_columns(table.record)}, {_NUMBERS})")
    return {name: [escape_path(file.path) for file in files if file.table == name] for name in TABLES}


def _create_listing_views(database: duckdb.DuckDBPyConnection, schema: str, paths: Mapping[str, Sequence[str]]) -> None:
    """Create the view of each table, and that of all rows of articles, with the list of their files within them."""
    rows = {
        table.name: _rows(table, schema, _literal(paths[table.name]) if paths[table.name] else None)
        for table in TABLES.values()
    }
    for table in TABLES.values():
        database.execute(f"CREATE OR REPLACE VIEW {table.name} AS {_visible_rows(table, f'({rows[table.name]})')}")
    database.execute(f"CREATE OR REPLACE VIEW {schema}.all_articles AS {rows['articles']}")


def _create_tolls(database: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Create the macro of tolls.

    A name in a macro is looked up wherever it is called: that of the new schema is found in this database alone.
    """
    incidents = f"{schema}.newest_incidents"
    database.execute(f"CREATE VIEW {incidents} AS FROM main.incidents")
    query = incident_tolls.duckdb_query(incidents)
    database.execute(f"CREATE MACRO {incident_tolls.NAME}({incident_tolls.PARAMETER}) AS TABLE {query}")


def _set_variables(database: duckdb.DuckDBPyConnection, paths: dict[str, list[str]]) -> None:
    for name, listed in paths.items():
        database.execute(f"SET VARIABLE {_VARIABLE}{name} = ?", [listed])


def insert_rows(database: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows into a table by columns: row by row, thousands of them would take seconds.

    Args:
        database: With the table.
        table: Its name, as it is written in SQL.
        rows: A value a column each.
    """
    if rows:
        values = [list(column) for column in zip(*rows, strict=True)]
        database.execute(f"INSERT INTO {table} SELECT {', '.join(['unnest(?)'] * len(values))}", values)


def _rows(table: Table, schema: str, paths: str | None) -> str:
    rows = f"FROM {schema}.{table.name}"
    if paths:
        rows += f"""
        UNION ALL BY NAME
        SELECT found.* EXCLUDE (filename), listed.run_number, listed.commit_number
        FROM read_parquet({paths}, filename = true, union_by_name = true, hive_partitioning = false) AS found
        JOIN {schema}.files AS listed ON listed.file = found.filename AND listed.table_name = '{table.name}'"""
    return rows


def _visible_rows(table: Table, rows: str) -> str:
    """The query that selects the rows that readers see."""
    if table.name in {"entities", "quotes", "events"}:
        return _OF_NEWEST_ARTICLE.format(rows=rows)
    if table.name == "articles":
        return _NEWEST.format(rows=rows, key="article_id", order=NEWEST_ARTICLE_ORDER)
    if table.name == "failures":
        newest = _NEWEST.format(rows=rows, key="failure_id", order="commit_number DESC")
        return f"{newest} AND resolved_by IS NULL"
    if table.name in {"incidents", "stories"}:
        newest = _NEWEST.format(rows=rows, key=table.key[0], order="revision DESC, commit_number DESC")
        return f"{newest} AND (article_count > 0 OR replaced_by IS NOT NULL)"  # others have lost all their articles
    return _NEWEST.format(rows=rows, key=", ".join(table.key), order="commit_number DESC")


def _literal(paths: Sequence[str]) -> str:
    return "[" + ", ".join(quote(path) for path in paths) + "]"


def quote(text: str) -> str:
    """A text as a string in SQL."""
    return "'" + text.replace("'", "''") + "'"


def escape_path(file: str) -> str:
    """A path as a file pattern of DuckDB."""
    return re.sub(r"[*?\[]", r"[\g<0>]", file)
