"""`newsbeam.duckdb`: a view for each table, showing of every article its newest revision and nothing stale."""

import os
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.errors import OptionError
from pipeline.outputs.folder.ledger import Ledger, Manifest
from schemas.tables import TABLES, Table, arrow_schema

NAME = "newsbeam.duckdb"

_NEWEST_ARTICLE = """
    SELECT * EXCLUDE (run_number, commit_number, place) FROM (
        SELECT *, row_number() OVER (
            PARTITION BY article_id
            ORDER BY coalesce(modified_at, crawled_at) DESC NULLS LAST, run_number DESC, content_id DESC
        ) AS place FROM {rows}
    ) WHERE place = 1"""

_OF_THAT_ARTICLE = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    WHERE (article_id, content_id, run_id) IN (SELECT (article_id, content_id, run_id) FROM articles)"""

_NEWEST = """
    SELECT * EXCLUDE (run_number, commit_number, place) FROM (
        SELECT *, row_number() OVER (PARTITION BY {key} ORDER BY {order} commit_number DESC) AS place FROM {rows}
    ) WHERE place = 1 {also}"""


def relink(ledger: Ledger) -> Path:
    """Make the views anew over what is committed; the file is replaced by rename.

    Returns:
        The database file.
    """
    manifests = ledger.manifests()
    target = ledger.output / NAME
    scratch = target.with_name(f".{NAME}.{os.getpid()}")
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


def ask(ledger: Ledger, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query over the views, which it cannot change.

    Raises:
        OptionError: The query is wrong, or the views' files have moved.
    """
    try:
        with duckdb.connect(str(ledger.output / NAME), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            found: duckdb.DuckDBPyConnection | None = database.execute(query)
            if found is None or found.description is None:
                raise OptionError(f"QUERY: got nothing to ask in {query!r}, wanted such as 'FROM events LIMIT 5'")
            return [column[0] for column in found.description], found.fetchall()
    except duckdb.IOException as error:
        raise OptionError(f"{error}; if the folder was moved, run: newsbeam relink {ledger.output}") from error
    except duckdb.Error as error:
        raise OptionError(f"QUERY: {error}") from error


def _files(ledger: Ledger, table: Table, manifests: list[Manifest]) -> list[tuple[str, int, int]]:
    """Files of a table with the numbers of their run and commit.

    A run's number is that of its first commit: which of two revisions in one run is the newer may not depend on
    how the run was cut into chunks. The first file is empty, so that an empty table has its columns too.
    """
    files = [(str(_empty(ledger, table)), 0, 0)]
    first: dict[str, int] = {}
    for manifest in manifests:
        run_number = first.setdefault(manifest.run.run_id, manifest.number)
        parts = manifest.parts.get(table.name, ())
        files += [(str(ledger.output / part.path), run_number, manifest.number) for part in parts]
    return files


def _empty(ledger: Ledger, table: Table) -> Path:
    path = ledger.output / "_empty" / f"{table.name}.parquet"
    path.parent.mkdir(exist_ok=True)
    schema = arrow_schema(table.record)
    if not path.exists() or not pq.read_schema(path).equals(schema):
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        pq.write_table(schema.empty_table(), scratch)
        scratch.rename(path)
    return path


def _view(table: Table, files: list[str]) -> str:
    listed = ", ".join(f"'{_literal(file)}'" for file in files)
    rows = f"""(
        SELECT found.* EXCLUDE (filename), parts.run_number, parts.commit_number
        FROM read_parquet([{listed}], filename = true, union_by_name = true, hive_partitioning = false) AS found
        JOIN parts ON parts.file = found.filename AND parts.table_name = '{table.name}'
    )"""
    return f"CREATE VIEW {table.name} AS {_seen(table).format(rows=rows)}"


def _seen(table: Table) -> str:
    """Which rows readers see, as a query over `{rows}`."""
    if table.name == "articles":
        return _NEWEST_ARTICLE
    if table.name in {"entities", "quotes", "events"}:
        return _OF_THAT_ARTICLE
    if table.name in {"incidents", "stories"}:
        return _NEWEST.format(key=table.key[0], order="revision DESC,", also="", rows="{rows}")
    if table.name == "failures":
        return _NEWEST.format(key="failure_id", order="", also="AND resolved_by IS NULL", rows="{rows}")
    return _NEWEST.format(key=", ".join(table.key), order="", also="", rows="{rows}")


def _literal(file: str) -> str:
    """A path as DuckDB's file patterns and strings write it."""
    for special in "[*?":
        file = file.replace(special, f"[{special}]") if special != "[" else file.replace("[", "[[]")
    return file.replace("'", "''")
