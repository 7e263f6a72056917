"""Streaming decompression under caps: no stream is held whole, and none may expand beyond all measure."""

import bz2
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Protocol

import zstandard

from schemas.rows.failure import REASONS

MAX_RECORD = 32 * 2**20
"""Bytes of a record, line or page, decompressed."""

MAX_RATIO = 200
"""Decompressed bytes a compressed byte may give; real pages give 5 to 30."""

RATIO_FLOOR = 4 * 2**20
"""Decompressed bytes that any stream may give, whatever its ratio."""

CHUNK = 64 * 1024
"""Bytes read or given at once."""

_ZSTD_STEP = 1024
"""Compressed bytes fed to zstd at once: four of them can make a block of 128 KiB, and its size cannot be bounded."""

_ZSTD_WINDOW = 128 * 2**20
"""Bytes of memory a zstd frame may ask for; the most that `zstd` itself uses without `--long`."""


class ReadError(Exception):
    """Input that cannot be read.

    Args:
        reason: A code of `schemas.rows.failure.REASONS`.
        message: What was met.
    """

    def __init__(self, reason: str, message: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"reason: got {reason!r}, wanted a code of schemas.rows.failure.REASONS")
        super().__init__(message)
        self.reason = reason


class Decoder(Protocol):
    """Decompresses one member (gzip), frame (zstd) or stream (bzip2)."""

    finished: bool
    rest: bytes  # input behind the end

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What the data gives, in bounded pieces."""


class _Gzip:
    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)
        self.finished, self.rest = False, b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._decoder.decompress(data, CHUNK)
            data = self._decoder.unconsumed_tail
            if self._decoder.eof:
                self.finished, self.rest = True, self._decoder.unused_data
            if piece:
                yield piece
            if self.finished or (not data and len(piece) < CHUNK):
                return


class _Bzip2:
    def __init__(self) -> None:
        self._decoder = bz2.BZ2Decompressor()
        self.finished, self.rest = False, b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._decoder.decompress(data, CHUNK)
            data = b""
            if self._decoder.eof:
                self.finished, self.rest = True, self._decoder.unused_data
            if piece:
                yield piece
            if self.finished or self._decoder.needs_input:
                return


class _Zstd:
    def __init__(self) -> None:
        self._decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
        self.finished, self.rest = False, b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_STEP):
            piece = self._decoder.decompress(data[start : start + _ZSTD_STEP])
            if self._decoder.eof:
                self.finished, self.rest = True, self._decoder.unused_data + data[start + _ZSTD_STEP :]
            if piece:
                yield piece
            if self.finished:
                return


DECODERS: dict[str, Callable[[], Decoder]] = {"gzip": _Gzip, "bzip2": _Bzip2, "zstd": _Zstd}
"""By the name of the compression."""


def feed(decoder: Decoder, data: bytes) -> Iterator[bytes]:
    """`decoder.feed` with one kind of error.

    Raises:
        ReadError: With reason `bad_compression`.
    """
    try:
        yield from decoder.feed(data)
    except (zlib.error, zstandard.ZstdError, OSError, EOFError, ValueError) as error:
        raise ReadError("bad_compression", f"{type(error).__name__}: {error}") from error


def check_ratio(taken: int, given: int) -> None:
    """Hold a stream to `MAX_RATIO`.

    Args:
        taken: Compressed bytes read so far.
        given: Decompressed bytes they gave.

    Raises:
        ReadError: With reason `too_large`.
    """
    if given > RATIO_FLOOR and given > MAX_RATIO * taken:
        raise ReadError("too_large", f"{taken} compressed bytes expand to more than {given}, over {MAX_RATIO} times")


def truncated() -> ReadError:
    """The error of a compressed stream that ends too early."""
    return ReadError("truncated_gzip", "the compressed stream ends before its end mark")


def chunks_of(raw: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file from where it stands.

    Raises:
        ReadError: With reason `unreadable`.
    """
    while True:
        try:
            chunk = raw.read(CHUNK)
        except Exception as error:  # each filesystem raises its own
            raise ReadError("unreadable", f"{type(error).__name__}: {error}") from error
        if not chunk:
            return
        yield chunk


def decompress(chunks: Iterable[bytes], compression: str) -> Iterator[bytes]:
    """Decompress a stream of any number of members, frames or streams; what comes before damage is given first.

    Args:
        chunks: The file's bytes.
        compression: `gzip`, `zstd`, `bzip2`, or '' for none.

    Raises:
        ReadError: `truncated_gzip` (of any compression), `bad_compression` or `too_large`.
    """
    if not compression:
        yield from chunks
        return
    decoder: Decoder | None = None
    taken = given = members = 0
    for chunk in chunks:
        taken += len(chunk)
        data = chunk
        while data:
            if decoder is None:
                data = data.lstrip(b"\0") if members else data  # archives are padded with zeros
                if not data:
                    break
                decoder = DECODERS[compression]()
                members += 1
            for piece in feed(decoder, data):
                given += len(piece)
                check_ratio(taken, given)
                yield piece
            data = decoder.rest
            if decoder.finished:
                decoder = None
    if decoder is not None:
        raise truncated()


class _Chunks(io.RawIOBase):
    """Chunks as a raw file that can be read forward and told the place of."""

    def __init__(self, chunks: Iterator[bytes], start: int) -> None:
        self._chunks = chunks
        self._chunk = memoryview(b"")
        self._place = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._chunk:
            self._chunk = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._chunk))
        buffer[:size] = self._chunk[:size]
        self._chunk = self._chunk[size:]
        self._place += size
        return size

    def tell(self) -> int:
        return self._place


class Stream(io.BufferedReader):
    """Chunks as a buffered file, read forward.

    Args:
        chunks: The bytes; a `ReadError` among them is raised by the call that needs what comes next.
        start: What `tell` says at the beginning.
    """

    def __init__(self, chunks: Iterator[bytes], start: int = 0) -> None:
        super().__init__(_Chunks(chunks, start), CHUNK)
