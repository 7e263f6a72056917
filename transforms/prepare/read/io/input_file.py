"""An input file as the readers see it: any path a Beam filesystem knows, read forward, decompressed under caps."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, NamedTuple
from urllib.parse import unquote_to_bytes

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

from schemas.flow.record import PAYLOAD_LIMIT, RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import MAX_RECORD_BYTES, ReadError, Stream, decompress, read_chunks

FILE_SCHEME = "file://"


def local_path(uri: str) -> str:
    """The path behind a `file://` URI; any other path as it is."""
    if not uri.startswith(FILE_SCHEME):
        return uri
    return os.fsdecode(unquote_to_bytes(uri.removeprefix(FILE_SCHEME)))


@contextmanager
def open_file(uri: str) -> Iterator[BinaryIO]:
    """The file's own bytes, seekable, whatever filesystem it lies on.

    Raises:
        ReadError: With reason `unreadable`.
    """
    try:
        raw = FileSystems.open(local_path(uri), compression_type=CompressionTypes.UNCOMPRESSED)
    except Exception as error:  # each filesystem raises its own
        raise ReadError("unreadable", f"{type(error).__name__}: {error}") from error
    with raw:
        yield raw


@dataclass(slots=True, kw_only=True)
class InputFile:
    """An open input, or a range of it.

    Attributes:
        uri: As the ledger and `RecordRef` name it.
        raw: The file's own bytes.
        compression: `gzip`, `zstd`, `bzip2` or ''.
        start, end: The range, in bytes of the file; `end` may lie behind the file's end.
    """

    uri: str
    raw: BinaryIO
    compression: str = ""
    start: int = 0
    end: int

    @property
    def file_name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.uri.replace("\\", "/")).name

    def stream(self, start: int = 0) -> Stream:
        """The decompressed bytes from `start` (of the file) to the file's end; `tell` counts from there on."""
        self.raw.seek(start)
        return Stream(decompress(read_chunks(self.raw), self.compression), start)

    def record_ref(self, offset: int | None, length: int | None, media_type: str) -> RecordRef:
        """Where a record of this file lies."""
        return RecordRef(uri=self.uri, offset=offset, length=length, media_type=media_type)

    def read_all(self) -> bytes:
        """All decompressed bytes.

        Raises:
            ReadError: `too_large`, `empty`, or what decompression met.
        """
        data = self.stream().read(MAX_RECORD_BYTES + 1)
        if len(data) > MAX_RECORD_BYTES:
            raise ReadError("too_large", f"more than {MAX_RECORD_BYTES} bytes in one record")
        if not data.strip():
            raise ReadError("empty", "nothing but white space" if data else "no bytes at all")
        return data


def rejected_record(error: ReadError, ref: RecordRef, record: bytes | None = None) -> Rejected:
    """What stands for a record that could not be read; `record` is its bytes, where they were."""
    message = f"{type(error).__name__}: {error}"
    return Rejected(stage="read", reason=error.reason, error=message, ref=ref, payload=failure_payload(record))


def failure_payload(record: bytes | None) -> bytes | None:
    """The record, unless it is too large to be kept with a failure."""
    return record if record is not None and len(record) <= PAYLOAD_LIMIT else None


class Line(NamedTuple):
    """A line of a stream; `data` is None when `error` says why it could not be read."""

    offset: int
    length: int
    data: bytes | None
    error: ReadError | None = None


def read_lines(stream: io.BufferedReader, *, end: int | None = None) -> Iterator[Line]:
    """Lines from the stream's place on, those that start before `end`.

    A line over the cap is passed over without being held; a stream that breaks ends with the line that broke.
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
    """Pass over the rest of a line of any length; how many bytes that was."""
    length = 0
    while piece := stream.readline(1 << 20):
        length += len(piece)
        if piece.endswith(b"\n"):
            break
    return length
