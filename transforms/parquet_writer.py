"""Parquet files as a bundle writes them, on any file system that Beam knows."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from schemas.arrow import arrow_schema, arrow_table
from schemas.flow.table_file import TableFile


class _HashingStream:
    """A stream that is written to, with the size and the hash of what was written."""

    closed = False

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.bytes = 0
        self.digest = hashlib.blake2b(digest_size=16)

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self.digest.update(data)
        self.bytes += len(data)
        return len(data)

    def tell(self) -> int:
        return self.bytes

    def flush(self) -> None:
        self._stream.flush()

    def close(self) -> None:
        self.closed = True
        self._stream.close()


class Part:
    """A Parquet file of one record's rows, opened at the first of them.

    Its name is unique: a bundle tried again writes another file, and only files that the bundle reports are used.

    Args:
        folder: Any folder of Beam's file systems; made when missing.
        record: The dataclass of the rows.
    """

    def __init__(self, folder: str, record: type) -> None:
        self.path = FileSystems.join(folder, f"part-{uuid4().hex}.parquet")
        self.rows = 0
        self.bytes = 0  # once it is closed
        self._folder = folder
        self._record = record
        self._stream: _HashingStream
        self._writer: pq.ParquetWriter | None = None

    def write(self, rows: Sequence[Any], constants: dict[str, str] | None = None) -> None:
        """Append rows as one row group.

        Args:
            rows: Records.
            constants: String columns that have one value in all rows.
        """
        table = arrow_table(self._record, rows, constants)
        if self._writer is None:
            _make_folder(self._folder)
            self._stream = _HashingStream(FileSystems.create(self.path, mime_type="application/octet-stream"))
            sink = pa.PythonFile(self._stream, mode="w")
            self._writer = pq.ParquetWriter(sink, arrow_schema(self._record), compression="zstd")
        self._writer.write_table(table, row_group_size=max(1, len(rows)))
        self.rows += len(rows)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()
            self._stream.close()
            self.bytes = self._stream.bytes

    def as_table_file(self, table: str) -> TableFile:
        """What was written, once it is closed, as a file of a table."""
        checksum = self._stream.digest.hexdigest()
        return TableFile(table=table, path=self.path, rows=self.rows, bytes=self.bytes, checksum=checksum)


def _make_folder(folder: str) -> None:
    """Make it unless it is there; of two workers that write its first files at once, one finds it made."""
    if "://" not in folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
    elif not FileSystems.exists(folder):
        try:
            FileSystems.mkdirs(folder)
        except OSError:
            if not FileSystems.exists(folder):
                raise
