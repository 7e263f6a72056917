"""A bundle for a notebook: the current rows as Parquet, what their columns are, and a notebook to begin with."""

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import duckdb

from pipeline.export.chosen import choose_rows
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import open_tables
from schemas.dictionary import markdown
from schemas.tables import TABLES

NOTEBOOK = "newsbeam.ipynb"

_BLOCK_BYTES = 1 << 20
_OF_CHOSEN_ARTICLES = "article_id IN (SELECT article_id FROM chosen_articles)"
_QUERIES = {
    "articles": f"FROM articles WHERE {_OF_CHOSEN_ARTICLES}",
    "entities": f"FROM entities WHERE {_OF_CHOSEN_ARTICLES}",
    "quotes": f"FROM quotes WHERE {_OF_CHOSEN_ARTICLES}",
    "events": f"FROM events WHERE {_OF_CHOSEN_ARTICLES}",
    "incidents": "FROM chosen_incidents",
    "stories": "FROM chosen_stories",
}

_README = """# News as tables

Start with `{notebook}`, which reads the Parquet files beside it: `pip install duckdb pyarrow altair jupyterlab`, then
`jupyter lab {notebook}`. The files hold the current rows{period}: superseded revisions, rows of runs that did not
commit, and incidents and stories that were merged into others are left out.

"""


def write_bundle(ledger: Ledger, path: Path, *, since: date | None, until: date | None) -> int:
    """Write a ZIP file of the rows of an output folder. The same rows give the same bytes.

    Args:
        ledger: Of the folder.
        path: Of the ZIP file.
        since: First day of publication; None for all.
        until: Last day of publication, inclusive; None for all.

    Returns:
        How many rows there are, over all its tables.

    Raises:
        NewsbeamError: A file of a table or a manifest is missing or damaged; the message names it.
    """
    count = 0
    with open_tables(ledger) as tables, _beside(path) as scratch:
        choose_rows(tables, since, until)
        with ZipFile(path, "w") as bundle:
            for name, query in _QUERIES.items():
                file = Path(scratch, f"{name}.parquet")
                count += _write_parquet(tables, f"{query} ORDER BY {', '.join(TABLES[name].key)}", file)
                entry = _entry(file.name, ZIP_STORED)
                entry.file_size = file.stat().st_size  # files of 2 GiB and more have another header
                with bundle.open(entry, "w") as target, file.open("rb") as source:
                    shutil.copyfileobj(source, target, _BLOCK_BYTES)
                file.unlink()
            notebook = files(__package__).joinpath(NOTEBOOK).read_text()
            bundle.writestr(_entry(NOTEBOOK, ZIP_DEFLATED), notebook)
            bundle.writestr(_entry("README.md", ZIP_DEFLATED), _readme(since, until))
    return count


def _beside(path: Path) -> TemporaryDirectory[str]:
    """A temporary folder on the disk where the bundle goes, which has the room."""
    return TemporaryDirectory(prefix=f".{path.name}.", dir=path.absolute().parent)


def bundle_columns() -> str:
    """What the columns of the tables in a bundle are, in Markdown."""
    return markdown([TABLES[name] for name in _QUERIES])


def _write_parquet(tables: duckdb.DuckDBPyConnection, query: str, file: Path) -> int:
    """Write the rows of a query; returns how many there are."""
    written = tables.execute(f"COPY ({query}) TO ? (FORMAT parquet, COMPRESSION zstd)", [str(file)]).fetchone()
    assert written is not None
    return int(written[0])


def _entry(name: str, compression: int) -> ZipInfo:
    """An entry of the ZIP file, without the time at which it was made."""
    entry = ZipInfo(name)
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry


def _readme(since: date | None, until: date | None) -> str:
    days = [f" {word} {day}" for word, day in (("from", since), ("to", until)) if day]
    period = f" of articles published{''.join(days)}" if days else ""
    return _README.format(notebook=NOTEBOOK, period=period) + bundle_columns()
