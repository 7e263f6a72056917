"""Writes the rows of a table to Parquet files, one per bundle."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from schemas.flow.table_file import TableFile
from schemas.tables import TABLES
from transforms.bundles import finish_bundle_values
from transforms.parquet_writer import Part

ROW_GROUP_ROWS = 2_000
"""Rows that a bundle holds in memory before it writes them as a row group."""


def write_table_file(table: str, folder: str, rows: Sequence[Any]) -> TableFile:
    """Write some rows of a table to a new file."""
    part = Part(folder, TABLES[table].record)
    part.write(rows)
    part.close()
    return part.as_table_file(table)


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
        if len(self._rows) >= ROW_GROUP_ROWS:
            self._flush()

    def finish_bundle(self) -> Iterator[Any]:
        if self._rows:
            self._flush()
        self._part.close()
        if self._part.rows:
            yield from finish_bundle_values([self._part.as_table_file(self._table)])

    def _flush(self) -> None:
        self._part.write(self._rows, self._constants)
        self._rows = []


@dataclass
class WriteTable(beam.PTransform):
    """Rows of a table to Parquet files.

    Attributes:
        table: Its name.
        folder: Where the files are written.
        constants: Values of string columns that are the same in all rows.
    """

    table: str
    folder: str
    constants: dict[str, str]

    def expand(self, rows: beam.PCollection[Any]) -> beam.PCollection[TableFile]:
        writer = _WriteRows(self.table, self.folder, self.constants)
        return rows | "Write" >> beam.ParDo(writer).with_output_types(TableFile)
