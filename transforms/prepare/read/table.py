"""Reads CSV (delimited by commas, semicolons, tabs or bars) and Parquet, one record per row."""

import csv
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Any, BinaryIO, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.flow.record import RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import ALWAYS_ALLOWED_BYTES, MAX_EXPANSION, MAX_RECORD_BYTES, ReadError
from transforms.prepare.read.io.field_names import is_known_column, record_from_row
from transforms.prepare.read.io.input_file import InputFile, Line, failure_payload, rejected_record
from transforms.prepare.read.io.sniff import detect_delimiter
from transforms.prepare.read.io.text_lines import LineDecoder, read_text_lines

CSV_MEDIA_TYPE = "text/csv"
PARQUET_MEDIA_TYPE = "application/vnd.apache.parquet"

_ROWS_PER_BATCH = 32
"""Parquet rows decoded at once: few, since each may be as large as a record may be."""

_PYARROW_ERRORS = (pa.ArrowException, OSError, ValueError, OverflowError, KeyError)
"""Exceptions that pyarrow raises for files and values it cannot read."""


def read_csv(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the rows after the header; a row that does not match the header fails alone.

    The file is in UTF-8, UTF-16 or windows-1252, see `LineDecoder`.
    """
    header: list[str] = []
    for row in _read_rows(read_text_lines(file.stream())):
        ref = file.record_ref(row.offset, row.length, CSV_MEDIA_TYPE)
        try:
            if row.error:
                raise row.error
            if not header:
                header = [cell.strip() for cell in row.cells]
            elif any(row.cells):
                yield record_from_row(_row_dict(header, row.cells), ref, failure_payload(row.data))
        except ReadError as error:
            yield rejected_record(error, ref, row.data)


class _CsvRow(NamedTuple):
    offset: int
    length: int
    data: bytes
    cells: list[str]
    error: ReadError | None


class _LineSource:
    """Feeds lines to `csv.reader`, and remembers the lines of the current row."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self._lines = iter(lines)
        self._decoder = LineDecoder()
        self.ended = False
        self.clear()

    def clear(self) -> None:
        """Start a new row."""
        self.row: list[Line] = []
        self._size = 0
        self._quoted = False

    def skip_row(self) -> None:
        """Skip the remaining lines of a row that is given up, up to the end of its open quoted cell."""
        while self._quoted and (line := next(self._lines, None)):
            self._quoted ^= (line.data or b"").count(b'"') % 2 == 1

    def __iter__(self) -> "_LineSource":
        return self

    def __next__(self) -> str:
        line = next(self._lines, None)
        if line is None:
            self.ended = True
            raise StopIteration
        self.row.append(line)
        self._size += line.length
        self._quoted ^= (line.data or b"").count(b'"') % 2 == 1
        if line.error:
            raise line.error
        if self._size > MAX_RECORD_BYTES:
            raise ReadError("too_large", f"a row of more than {MAX_RECORD_BYTES} bytes")
        return self._decoder.decode(line.data or b"")


def _read_rows(lines: Iterator[Line]) -> Iterator[_CsvRow]:
    csv.field_size_limit(MAX_RECORD_BYTES)
    first = next(lines, None)
    if first is None:
        return
    bom = b"\xef\xbb\xbf"
    if first.data:
        first = first._replace(data=first.data.removeprefix(bom))
    delimiter = detect_delimiter((first.data or b"").decode("utf-8", "replace")) or ","
    source = _LineSource(chain([first], lines))
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        source.clear()
        cells: list[str] = []
        try:
            cells = next(reader)
            error = _row_error(cells, unclosed=source.ended)
        except StopIteration:
            return
        except (ReadError, csv.Error) as caught:
            error = caught if isinstance(caught, ReadError) else ReadError("bad_csv", str(caught))
            source.skip_row()
            reader = csv.reader(source, delimiter=delimiter)
        length = sum(line.length for line in source.row)
        yield _CsvRow(source.row[0].offset, length, b"".join(line.data or b"" for line in source.row), cells, error)


def _row_error(cells: list[str], *, unclosed: bool) -> ReadError | None:
    if unclosed:
        return ReadError("bad_csv", "a quoted cell is never closed")
    try:
        "".join(cells).encode()
    except UnicodeEncodeError:
        return ReadError(
            "invalid_utf8",
            "got a row that is neither UTF-8 nor, as far as can be told, windows-1252; save the file as UTF-8",
        )
    return None


def _row_dict(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) < len(header) or any(cells[len(header) :]):
        raise ReadError("bad_csv", f"got {len(cells)} cells, wanted {len(header)} as in the header")
    return dict(zip(header, cells, strict=False))


def read_parquet(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the rows; `ref.offset` is the row number, since a row's cells are not stored together.

    A damaged row group yields one failure for its rows from the damage on; reading continues with the next group.
    """
    try:
        with _open_seekable(file) as raw, pq.ParquetFile(raw, pre_buffer=False) as table:
            columns = _known_columns(table)
            first = 0
            for group in range(table.num_row_groups):
                yield from _read_group(file, table, group, columns, first)
                first += table.metadata.row_group(group).num_rows
    except (ReadError, *_PYARROW_ERRORS) as error:
        yield rejected_record(_as_read_error(error), file.record_ref(0, None, PARQUET_MEDIA_TYPE))


def _read_group(
    file: InputFile, table: pq.ParquetFile, group: int, columns: list[str], number: int
) -> Iterator[RawRecord | Rejected]:
    try:
        batches = table.iter_batches(batch_size=_ROWS_PER_BATCH, row_groups=[group], columns=columns, use_threads=False)
        for batch in batches:
            for row in _nanoseconds_to_microseconds(batch).to_pylist():
                yield _parquet_record(file, row, number)
                number += 1
    except _PYARROW_ERRORS as error:
        yield rejected_record(_as_read_error(error), file.record_ref(number, None, PARQUET_MEDIA_TYPE))


def _as_read_error(error: Exception) -> ReadError:
    return error if isinstance(error, ReadError) else ReadError("bad_parquet", f"{type(error).__name__}: {error}")


def _parquet_record(file: InputFile, row: dict[str, Any], number: int) -> RawRecord | Rejected:
    ref = file.record_ref(number, None, PARQUET_MEDIA_TYPE)
    data = json.dumps(row, default=_json_default).encode()
    try:
        return record_from_row(row, ref, failure_payload(data))
    except ReadError as error:
        return rejected_record(error, ref, data)


def _json_default(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


@contextmanager
def _open_seekable(file: InputFile) -> Iterator[BinaryIO]:
    """The decompressed file; a compressed one is copied to a temporary file, since Parquet is read from its end."""
    if not file.compression:
        yield file.raw
        return
    with tempfile.TemporaryFile() as copy:
        shutil.copyfileobj(file.stream(), copy)
        copy.seek(0)
        yield copy


def _known_columns(table: pq.ParquetFile) -> list[str]:
    """The columns to read: those with known names.

    Raises:
        ReadError: `too_large` if a column would expand beyond `MAX_EXPANSION`.
    """
    names = table.schema_arrow.names
    columns = [name for name in names if is_known_column(name)] or names[:1]
    for group in map(table.metadata.row_group, range(table.num_row_groups)):
        for column in map(group.column, range(group.num_columns)):
            compressed_bytes, decompressed_bytes = column.total_compressed_size, column.total_uncompressed_size
            if column.path_in_schema.split(".")[0] in columns and decompressed_bytes > max(
                ALWAYS_ALLOWED_BYTES, MAX_EXPANSION * compressed_bytes
            ):
                raise ReadError(
                    "too_large",
                    f"column {column.path_in_schema}: {compressed_bytes} bytes expand to {decompressed_bytes}",
                )
    return columns


def _nanoseconds_to_microseconds(batch: pa.RecordBatch) -> pa.Table:
    """Truncate nanoseconds to microseconds, since Python's datetime does not support them."""
    table = pa.Table.from_batches([batch])
    for index, field in enumerate(table.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            truncated = table.column(index).cast(pa.timestamp("us", field.type.tz), safe=False)
            table = table.set_column(index, field.name, truncated)
    return table
