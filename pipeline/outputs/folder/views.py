"""`newsbeam.duckdb`: a view of each table with the newest revision of every article and its rows."""

import os
import re
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.errors import OptionError
from pipeline.outputs.folder.ledger import Ledger, Manifest
from schemas.tables import TABLES, Table, arrow_schema

VIEWS_FILE = "newsbeam.duckdb"

_NEWEST = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1"""

_NEWEST_ARTICLE_ORDER = "coalesce(modified_at, crawled_at) DESC NULLS LAST, run_number DESC, content_id DESC"

_OF_NEWEST_ARTICLE = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    WHERE (article_id, content_id, run_id) IN (SELECT (article_id, content_id, run_id) FROM articles)"""


def create_views(ledger: Ledger) -> Path:
    """Create the views of what is committed; the file is replaced by renaming.

    Returns:
        The database file.
    """
    manifests = ledger.manifests()
    target = ledger.output / VIEWS_FILE
    scratch = target.with_name(f".{VIEWS_FILE}.{os.getpid()}")
    scratch.unlink(missing_ok=True)
    with duckdb.connect(str(scratch)) as database:
        database.execute(
            "CREATE TABLE parts (table_name VARCHAR, file VARCHAR, run_number BIGINT, commit_number BIGINT)"
        )
        for table in TABLES.values():
            files = _files(ledger, table, manifests)
            database.executemany("INSERT INTO parts VALUES (?, ?, ?, ?)", [[table.name, *file] for file in files])
            database.execute(_view(table, [file for file, _, _ in files]))
    scratch.rename(target)
    return target


def run_query(ledger: Ledger, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Run a query on the views, which are opened read-only.

    Returns:
        Column names and rows.

    Raises:
        OptionError: The query is wrong, or the files have been moved.
    """
    try:
        with duckdb.connect(str(ledger.output / VIEWS_FILE), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            result: duckdb.DuckDBPyConnection | None = database.execute(query)
            if result is None or result.description is None:
                raise OptionError(f"QUERY: got nothing to ask in {query!r}, wanted such as 'FROM events LIMIT 5'")
            return [column[0] for column in result.description], result.fetchall()
    except duckdb.IOException as error:
        raise OptionError(f"{error}; if the folder was moved, run: newsbeam relink {ledger.output}") from error
    except duckdb.Error as error:
        raise OptionError(f"QUERY: {error}") from error


def _files(ledger: Ledger, table: Table, manifests: list[Manifest]) -> list[tuple[str, int, int]]:
    """Files of a table with the numbers of their run and commit.

    A run's number is that of its first commit, so that which of two revisions in a run is newer does not depend on the
    chunks. The first file is empty: it gives an empty table its columns.
    """
    files = [(str(_empty_file(ledger, table)), 0, 0)]
    first_commits: dict[str, int] = {}
    for manifest in manifests:
        run_number = first_commits.setdefault(manifest.run.run_id, manifest.number)
        parts = manifest.parts.get(table.name, ())
        files += [(str(ledger.output / part.path), run_number, manifest.number) for part in parts]
    return files


def _empty_file(ledger: Ledger, table: Table) -> Path:
    path = ledger.output / "_empty" / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    schema = arrow_schema(table.record)
    if not path.exists() or not pq.read_schema(path).equals(schema):
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        pq.write_table(schema.empty_table(), scratch)
        scratch.rename(path)
    return path


def _view(table: Table, files: list[str]) -> str:
    paths = ", ".join(f"'{_escape_path(file)}'" for file in files)
    rows = f"""(
        SELECT found.* EXCLUDE (filename), parts.run_number, parts.commit_number
        FROM read_parquet([{paths}], filename = true, union_by_name = true, hive_partitioning = false) AS found
        JOIN parts ON parts.file = found.filename AND parts.table_name = '{table.name}'
    )"""
    return f"CREATE VIEW {table.name} AS {_visible_rows(table, rows)}"


def _visible_rows(table: Table, rows: str) -> str:
    """The query that selects the rows that readers see."""
    if table.name in {"entities", "quotes", "events"}:
        return _OF_NEWEST_ARTICLE.format(rows=rows)
    if table.name == "articles":
        return _NEWEST.format(rows=rows, key="article_id", order=_NEWEST_ARTICLE_ORDER)
    if table.name == "failures":
        newest = _NEWEST.format(rows=rows, key="failure_id", order="commit_number DESC")
        return f"{newest} AND resolved_by IS NULL"
    if table.name in {"incidents", "stories"}:
        return _NEWEST.format(rows=rows, key=table.key[0], order="revision DESC, commit_number DESC")
    return _NEWEST.format(rows=rows, key=", ".join(table.key), order="commit_number DESC")


def _escape_path(file: str) -> str:
    """Escape a path for a file pattern in a DuckDB string."""
    return re.sub(r"[*?\[]", r"[\g<0>]", file).replace("'", "''")
