"""Input files as readers see them: on any Beam filesystem, read sequentially, decompressed within limits."""

import io
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote_to_bytes

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

from schemas.flow.record import PAYLOAD_LIMIT
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import (
    MAX_RECORD_BYTES,
    ReadError,
    Stream,
    decompress,
    is_machine_error,
    read_chunks,
)

FILE_SCHEME = "file://"


def local_path(uri: str) -> str:
    """The path in a `file://` URI; any other path unchanged."""
    if not uri.startswith(FILE_SCHEME):
        return uri
    return os.fsdecode(unquote_to_bytes(uri.removeprefix(FILE_SCHEME)))


@contextmanager
def open_file(uri: str) -> Iterator[BinaryIO]:
    """Open the raw bytes of a file on any filesystem, seekable.

    Raises:
        ReadError: With reason `unreadable`.
        OSError: An error of the machine; see `is_machine_error`.
    """
    try:
        raw = FileSystems.open(local_path(uri), compression_type=CompressionTypes.UNCOMPRESSED)
    except Exception as error:  # each filesystem raises its own
        if is_machine_error(error):
            raise
        raise ReadError("unreadable", f"{type(error).__name__}: {error}") from error
    with raw:
        yield raw


@dataclass(slots=True, kw_only=True)
class InputFile:
    """An open input file, or a range of it.

    Attributes:
        uri: As in the inputs table and in `RecordRef`.
        raw: The raw bytes.
        compression: `gzip`, `zstd`, `bzip2`, or '' for none.
        start, end: The range, in raw bytes; `end` may be after the end of the file.
        skipped: How many parts of the file were passed over because they are no records, by reason.
    """

    uri: str
    raw: BinaryIO
    compression: str = ""
    start: int = 0
    end: int
    skipped: Counter[str] = field(default_factory=Counter)

    def skip(self, reason: str) -> None:
        """Count a part of the file that is no record."""
        self.skipped[reason] += 1

    @property
    def file_name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.uri.replace("\\", "/")).name

    def stream(self, start: int = 0) -> Stream:
        """The decompressed bytes from the raw offset `start` to the end of the file; `tell` starts at `start`."""
        self.raw.seek(start)
        return Stream(decompress(read_chunks(self.raw), self.compression), start)

    def record_ref(self, offset: int | None, length: int | None, media_type: str) -> RecordRef:
        """The location of a record in this file."""
        return RecordRef(uri=self.uri, offset=offset, length=length, media_type=media_type)

    def read_all(self) -> bytes:
        """Read all decompressed bytes.

        Raises:
            ReadError: `too_large`, `empty`, or an error of decompression.
        """
        data = self.stream().read(MAX_RECORD_BYTES + 1)
        if len(data) > MAX_RECORD_BYTES:
            raise ReadError("too_large", f"more than {MAX_RECORD_BYTES} bytes in one record")
        if not data.strip():
            raise ReadError("empty", "nothing but white space" if data else "no bytes at all")
        return data


def rejected_record(error: ReadError, ref: RecordRef, record: bytes | None = None) -> Rejected:
    """The rejection of a record that could not be read; `record` is its bytes, if known."""
    message = f"{type(error).__name__}: {error}"
    return Rejected(stage="read", reason=error.reason, error=message, ref=ref, payload=failure_payload(record))


def failure_payload(record: bytes | None) -> bytes | None:
    """The record's bytes, or None if they are too large to be kept with a failure."""
    return record if record is not None and len(record) <= PAYLOAD_LIMIT else None


class Line(NamedTuple):
    """A line of a stream; if `data` is None, `error` says why it could not be read."""

    offset: int
    length: int
    data: bytes | None
    error: ReadError | None = None


def read_lines(stream: io.BufferedReader, *, end: int | None = None) -> Iterator[Line]:
    """Read the lines from the stream's position on that start before `end`.

    A line over the size limit is skipped without being held in memory; a read error ends the lines with that error.
    """
    offset = stream.tell()
    while end is None or offset < end:
        try:
            data = stream.readline(MAX_RECORD_BYTES + 1)
            length = len(data)
            if length > MAX_RECORD_BYTES and not data.endswith(b"\n"):
                length += skip_line(stream)
        except ReadError as error:
            yield Line(offset, 0, None, error)
            return
        if not data:
            return
        if length > MAX_RECORD_BYTES:
            yield Line(offset, length, None, ReadError("too_large", f"a line of {length} bytes"))
        else:
            yield Line(offset, length, data)
        offset += length


def skip_line(stream: io.BufferedReader) -> int:
    """Skip the rest of a line of any length; returns the number of bytes skipped."""
    length = 0
    while piece := stream.readline(1 << 20):
        length += len(piece)
        if piece.endswith(b"\n"):
            break
    return length
