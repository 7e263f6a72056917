"""`newsbeam.duckdb`: a view of each table with the newest revision of every article and its rows."""

import errno
import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import OptionError
from pipeline.files import sync
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.manifest import Manifest, current_commits
from schemas.tables import TABLES, Table, arrow_schema

VIEWS_FILE = "newsbeam.duckdb"

_PARTS = pa.schema(
    [
        ("table_name", pa.string()),
        ("file", pa.string()),
        ("run_number", pa.int64()),
        ("commit_number", pa.int64()),
    ]
)

_NEWEST = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY {order}) = 1"""

_NEWEST_ARTICLE_ORDER = "coalesce(modified_at, crawled_at) DESC NULLS LAST, run_number DESC, content_id DESC"

_OF_NEWEST_ARTICLE = """
    SELECT * EXCLUDE (run_number, commit_number) FROM {rows}
    WHERE (article_id, content_id, run_id) IN (SELECT (article_id, content_id, run_id) FROM articles)"""


def create_views(ledger: Ledger) -> Path:
    """Create the views of what is committed.

    They are written aside, forced to the disk and read again before they replace the old ones, so that a full disk
    leaves those as they are.

    Returns:
        The database file.

    Raises:
        OSError, duckdb.Error: They cannot be written, or not be read again.
    """
    target = ledger.output / VIEWS_FILE
    scratch = target.with_name(f".{VIEWS_FILE}.{uuid4().hex}")
    log = scratch.with_name(f"{scratch.name}.wal")
    manifests = current_commits(ledger.manifests())
    files = {table.name: _files(ledger, table, manifests) for table in TABLES.values()}
    parts = pa.Table.from_pylist(
        [
            {"table_name": name, "file": file[0], "run_number": file[1], "commit_number": file[2]}
            for name, listed in files.items()
            for file in listed
        ],
        schema=_PARTS,
    )
    try:
        with duckdb.connect(str(scratch)) as database:
            database.execute("SET parquet_metadata_cache = true")
            database.register("new_parts", parts)
            database.execute("CREATE TABLE parts AS FROM new_parts")
            for table in TABLES.values():
                database.execute(_view(table, [file for file, _, _ in files[table.name]]))
            database.execute("CHECKPOINT")  # closing would try it too, but say nothing if it fails
        log.unlink(missing_ok=True)
        _check(scratch, parts)
        sync(scratch)
        scratch.rename(target)
        sync(target.parent)
    except BaseException:
        for file in (scratch, log):
            with suppress(OSError):  # the first error is the one to report; the next run deletes them
                file.unlink(missing_ok=True)
        raise
    return target


def _check(file: Path, parts: pa.Table) -> None:
    """Read a database again: the list of files is whole, and every view can be queried."""
    with duckdb.connect(str(file), read_only=True) as database:
        database.execute("SET parquet_metadata_cache = true")
        if database.table("parts").to_arrow_table() != parts:
            raise OSError(errno.EIO, "got other content than was written", str(file))
        for name in TABLES:
            database.execute(f"SELECT * FROM {name} LIMIT 0")


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
