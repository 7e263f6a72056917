"""Rows of a table to Parquet files, one a bundle."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from schemas.flow.table_file import TableFile
from schemas.tables import TABLES
from transforms.bundles import finish_bundle_values
from transforms.parquet_writer import Part

ROWS = 2_000
"""Rows of a row group; what a bundle holds in memory before it writes."""


class _WriteRows(beam.DoFn):
    def __init__(self, table: str, folder: str, constants: dict[str, str]) -> None:
        self._table = table
        self._folder = folder
        self._constants = constants
        self._part: Part
        self._rows: list[Any] = []

    def start_bundle(self) -> None:
        self._part = Part(self._folder, TABLES[self._table].record)
        self._rows = []

    def process(self, row: Any) -> None:
        self._rows.append(row)
        if len(self._rows) >= ROWS:
            self._flush()

    def finish_bundle(self) -> Iterator[Any]:
        if self._rows:
            self._flush()
        self._part.close()
        if self._part.rows:
            yield from finish_bundle_values([TableFile(table=self._table, path=self._part.path, rows=self._part.rows)])

    def _flush(self) -> None:
        self._part.write(self._rows, self._constants)
        self._rows = []


@dataclass
class WriteTable(beam.PTransform):
    """Rows of a table to Parquet files.

    Attributes:
        table: Its name.
        folder: Where the files go.
        constants: String columns that the writer knows and the steps before it do not.
    """

    table: str
    folder: str
    constants: dict[str, str]

    def expand(self, rows: beam.PCollection[Any]) -> beam.PCollection[TableFile]:
        writer = _WriteRows(self.table, self.folder, self.constants)
        return rows | "Write" >> beam.ParDo(writer).with_output_types(TableFile)
