"""`newsbeam.duckdb`, the views of an output folder for other tools, and `_views.json`, which shows damage to it."""

import errno
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import duckdb

from pipeline.files import read_file, sync, write_atomically
from pipeline.outputs import incident_tolls
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.view_sql import ListedFile, create_lasting_views, explaining_damage, list_files, quote
from pipeline.outputs.folder.views_record import RECORD_FILE, WrittenViews, encode_record, read_record
from pipeline.outputs.questions.questions import questions
from pipeline.shell import shell_command
from schemas.ids import checksum
from schemas.tables import TABLES

VIEWS_FILE = "newsbeam.duckdb"

_BLOCK_BYTES = 16384
"""The smallest that DuckDB allows: the database of a few commits takes 100 KB instead of 500."""

_IN_PLACE = """(
    SELECT coalesce(bool_and(CASE WHEN path = {place} THEN true ELSE error(
        path || ' was copied or moved from ' || {place} || '; run: newsbeam relink '''
        || replace(parse_dirpath(path), '''', '''"''"''') || '''') END), true)
    FROM duckdb_schemas() JOIN duckdb_databases() USING (database_oid)
    WHERE schema_name = '{schema}')"""
"""Whether the database with a certain schema is where it was made; its views hold absolute paths.

The folder in the error is quoted for a shell.

Another database that is attached at the same time does not count, unless it is a copy of the same.
"""


def create_views(ledger: Ledger) -> Path:
    """Create the views of what is committed.

    They are written aside, forced to the disk and read again before they replace the old ones, so that a full disk
    leaves those as they are.

    Returns:
        The database file.

    Raises:
        OSError, duckdb.Error: They cannot be written, or not be read again.
        NewsbeamError: A file of a table or a manifest is missing or damaged; the message names it.
    """
    target = ledger.output / VIEWS_FILE
    scratch = target.with_name(f".{VIEWS_FILE}.{uuid4().hex}")
    log = scratch.with_name(f"{scratch.name}.wal")
    newest = _newest_commit(ledger)
    files = list_files(ledger)
    place, schema = _place(ledger), f"newsbeam_{uuid4().hex}"
    try:
        with explaining_damage(ledger), duckdb.connect() as database:
            database.execute(f"ATTACH {quote(str(scratch))} AS views (BLOCK_SIZE {_BLOCK_BYTES})")
            database.execute("USE views")
            database.execute("SET parquet_metadata_cache = true")
            condition = _IN_PLACE.format(place=quote(place), schema=schema)
            database.begin()  # one write-ahead log for all of it, forced to the disk once
            create_lasting_views(database, files, schema=schema, condition=condition)
            database.commit()
            database.execute("CHECKPOINT")  # closing would try it too, but say nothing if it fails
        log.unlink(missing_ok=True)
        _check_readable(scratch, schema, files)
        sync(scratch)
        content = scratch.read_bytes()
        views = WrittenViews(place=place, commit=newest, size=len(content), checksum=checksum(content))
        replaced = [old for old in read_record(ledger.output) if old.is_content(read_file(str(target)))]
        write_atomically(ledger.output / RECORD_FILE, encode_record((views, *replaced)))
        scratch.rename(target)
        sync(target.parent)
        shutil.rmtree(ledger.output / "_empty", ignore_errors=True)  # what the views of earlier versions read
    except BaseException:
        for file in (scratch, log):
            with suppress(OSError):  # the first error is the one to report; the next run deletes them
                file.unlink(missing_ok=True)
        raise
    return target


def check_views(ledger: Ledger) -> list[str]:
    """What is wrong with `newsbeam.duckdb`; `newsbeam relink` corrects all of it.

    Args:
        ledger: Of the folder.

    Returns:
        A message for each problem.

    Raises:
        OSError: A file cannot be read.
        NewsbeamError: A manifest is missing.
    """
    target, record = ledger.output / VIEWS_FILE, ledger.output / RECORD_FILE
    newest, content = _newest_commit(ledger), read_file(str(target))
    if content is None:
        problems = [f"{target}: missing"] if newest or record.exists() else []
    elif not (written := read_record(ledger.output)):
        problems = [f"{record}: missing or damaged"]
    elif (views := next((views for views in written if views.is_content(content)), None)) is None:
        problems = [f"{target}: damaged or altered"]
    else:
        problems = []
        if views.place != _place(ledger):
            problems.append(f"{target}: copied or moved from {views.place}")
        if views.commit != newest:
            problems.append(f"{target}: shows commit {views.commit}, wanted {newest}, the newest")
    return [f"{problem}; run: {shell_command('relink', str(ledger.output))}" for problem in problems]


def _check_readable(file: Path, schema: str, files: Sequence[ListedFile]) -> None:
    """Read a database again: the list of files is whole, the views of tables and the macro can be queried.

    The views of questions read these, so that it suffices that they are there.
    """
    with duckdb.connect() as database:
        database.execute(f"ATTACH {quote(str(file))} AS views (READ_ONLY)")
        database.execute("USE views")
        database.execute("SET parquet_metadata_cache = true")
        if database.table(f"{schema}.all_files").fetchall() != list(files):
            raise OSError(errno.EIO, "got other content than was written", str(file))
        for name in TABLES:
            database.execute(f"DESCRIBE {name}")
        found = {name for (name,) in database.execute("SELECT view_name FROM duckdb_views()").fetchall()}
        if missing := sorted({question.name for question in questions()} - found):
            raise OSError(errno.EIO, f"got no views {', '.join(missing)}, which were written", str(file))
        database.execute(f"DESCRIBE FROM {incident_tolls.NAME}(DATE '2000-01-01')")


def _place(ledger: Ledger) -> str:
    """The path under which DuckDB reports the database, however it was opened."""
    return str(ledger.output.resolve() / VIEWS_FILE)


def _newest_commit(ledger: Ledger) -> int:
    return max(ledger.commit_numbers(), default=0)
