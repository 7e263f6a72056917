"""An output folder with rows of a few tables."""

import shutil
from pathlib import Path
from typing import Any

import duckdb

from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import open_tables
from pipeline.outputs.folder.views import VIEWS_FILE, create_views
from pipeline.outputs.ready import Ready
from schemas.tables import TABLES
from tests.pipeline.rows import make_run
from transforms.parquet_writer import Part


class OutputFolder:
    """An output folder, with commits of runs."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder)
        self.ledger.prepare()

    def commit(self, run: str, chunk: str = "c", **tables: list[Any]) -> None:
        files = []
        for table, rows in tables.items():
            part = Part(str(self.ledger.run_folder(table, run)), TABLES[table].record)
            part.write(rows)
            part.close()
            files.append(part.as_table_file(table))
        row = make_run(run)
        self.ledger.commit(Ready(run=row, chunk=chunk, chunk_count=2, attempt="a", files=tuple(files)))
        create_views(self.ledger)

    def query_views(self, query: str) -> list[tuple[Any, ...]]:
        """Query newsbeam.duckdb as other tools do."""
        with duckdb.connect(str(self.ledger.output / VIEWS_FILE), read_only=True) as database:
            return database.execute(query).fetchall()

    def query_tables(self, query: str) -> list[tuple[Any, ...]]:
        """Query the folder as newsbeam does."""
        with open_tables(self.ledger) as tables:
            return tables.execute(query).fetchall()

    def copy(self, folder: Path) -> "OutputFolder":
        """A copy of it as a file manager makes it."""
        shutil.copytree(self.ledger.output, folder)
        return OutputFolder(folder)
