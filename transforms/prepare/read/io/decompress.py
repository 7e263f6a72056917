"""Streaming decompression within limits: no stream is held in memory as a whole, and none may expand without bound."""

import bz2
import errno
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Protocol

import zstandard

from schemas.rows.failure import REASONS

MAX_RECORD_BYTES = 32 * 2**20
"""Largest size of a record, line or page in bytes, decompressed."""

MAX_EXPANSION = 200
"""Decompressed bytes allowed per compressed byte; typical pages give 5 to 30."""

ALWAYS_ALLOWED_BYTES = 4 * 2**20
"""Decompressed bytes allowed for any stream, whatever its ratio."""

CHUNK_BYTES = 64 * 1024
"""Bytes read or returned at once."""

_ZSTD_INPUT_BYTES = 1024
"""Compressed bytes fed to zstd at once: its output cannot be bounded, and four bytes can make a block of 128 KiB."""

_ZSTD_WINDOW_BYTES = 128 * 2**20
"""Memory that a zstd frame may request; the most that `zstd` itself uses without `--long`."""


class ReadError(Exception):
    """Input that cannot be read.

    Args:
        reason: A code of `schemas.rows.failure.REASONS`.
        message: What was found.
    """

    def __init__(self, reason: str, message: str) -> None:
        if reason not in REASONS:
            raise ValueError(f"reason: got {reason!r}, wanted a code of schemas.rows.failure.REASONS")
        super().__init__(message)
        self.reason = reason


_MACHINE_ERRORS = frozenset(
    (errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOSPC, errno.EDQUOT, errno.ESTALE, errno.ENOTCONN, errno.ENODEV)
)


def is_machine_error(error: BaseException) -> bool:
    """Whether an error is about the machine, not about a file: no more handles, a full disk, a lost mount.

    It is to end the run. Records that were given up because of it would not be read by the next run either.
    """
    return isinstance(error, OSError) and error.errno in _MACHINE_ERRORS


class Decoder(Protocol):
    """Decompresses one member (gzip), frame (zstd) or stream (bzip2)."""

    finished: bool
    unused_input: bytes  # input after the end

    def feed(self, data: bytes) -> Iterator[bytes]:
        """Decompress data, in pieces of bounded size."""


class _Gzip:
    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(wbits=31)
        self.finished, self.unused_input = False, b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._decoder.decompress(data, CHUNK_BYTES)
            data = self._decoder.unconsumed_tail
            if self._decoder.eof:
                self.finished, self.unused_input = True, self._decoder.unused_data
            if piece:
                yield piece
            if self.finished or (not data and len(piece) < CHUNK_BYTES):
                return


class _Bzip2:
    def __init__(self) -> None:
        self._decoder = bz2.BZ2Decompressor()
        self.finished, self.unused_input = False, b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        while True:
            piece = self._decoder.decompress(data, CHUNK_BYTES)
            data = b""
            if self._decoder.eof:
                self.finished, self.unused_input = True, self._decoder.unused_data
            if piece:
                yield piece
            if self.finished or self._decoder.needs_input:
                return


class _Zstd:
    def __init__(self) -> None:
        self._decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
        self.finished, self.unused_input = False, b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        for start in range(0, len(data), _ZSTD_INPUT_BYTES):
            piece = self._decoder.decompress(data[start : start + _ZSTD_INPUT_BYTES])
            if self._decoder.eof:
                self.finished, self.unused_input = True, self._decoder.unused_data + data[start + _ZSTD_INPUT_BYTES :]
            if piece:
                yield piece
            if self.finished:
                return


DECODERS: dict[str, Callable[[], Decoder]] = {"gzip": _Gzip, "bzip2": _Bzip2, "zstd": _Zstd}
"""Decoder classes by name of the compression."""


def feed_decoder(decoder: Decoder, data: bytes) -> Iterator[bytes]:
    """Call `decoder.feed`, turning every decompression error into a `ReadError`.

    Raises:
        ReadError: With reason `bad_compression`.
    """
    try:
        yield from decoder.feed(data)
    except (zlib.error, zstandard.ZstdError, OSError, EOFError, ValueError) as error:
        raise ReadError("bad_compression", f"{type(error).__name__}: {error}") from error


def check_ratio(compressed_bytes: int, decompressed_bytes: int) -> None:
    """Check that a stream stays within `MAX_EXPANSION`.

    Args:
        compressed_bytes: Bytes read so far.
        decompressed_bytes: Bytes they gave.

    Raises:
        ReadError: With reason `too_large`.
    """
    if decompressed_bytes > ALWAYS_ALLOWED_BYTES and decompressed_bytes > MAX_EXPANSION * compressed_bytes:
        raise ReadError(
            "too_large",
            f"{compressed_bytes} compressed bytes expand to more than {decompressed_bytes}, over {MAX_EXPANSION} times",
        )


def truncation_error() -> ReadError:
    """The error for a compressed stream that ends too early."""
    return ReadError("truncated_gzip", "the compressed stream ends before its end mark")


def read_chunks(raw: BinaryIO) -> Iterator[bytes]:
    """The bytes of an open file from its position on, in chunks.

    Raises:
        ReadError: With reason `unreadable`.
    """
    while True:
        try:
            chunk = raw.read(CHUNK_BYTES)
        except Exception as error:  # filesystems raise exceptions of their own
            if is_machine_error(error):
                raise
            raise ReadError("unreadable", f"{type(error).__name__}: {error}") from error
        if not chunk:
            return
        yield chunk


def decompress(chunks: Iterable[bytes], compression: str) -> Iterator[bytes]:
    """Decompress a stream of any number of members, frames or streams; data before a damage is yielded.

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
    compressed_bytes = decompressed_bytes = members = 0
    for chunk in chunks:
        compressed_bytes += len(chunk)
        data = chunk
        while data:
            if decoder is None:
                data = data.lstrip(b"\0") if members else data  # archives are padded with zeros
                if not data:
                    break
                decoder = DECODERS[compression]()
                members += 1
            for piece in feed_decoder(decoder, data):
                decompressed_bytes += len(piece)
                check_ratio(compressed_bytes, decompressed_bytes)
                yield piece
            data = decoder.unused_input
            if decoder.finished:
                decoder = None
    if decoder is not None:
        raise truncation_error()


class _ChunkReader(io.RawIOBase):
    """Makes an iterator of chunks a raw, forward-only file with `tell`."""

    def __init__(self, chunks: Iterator[bytes], start: int) -> None:
        self._chunks = chunks
        self._chunk = memoryview(b"")
        self._position = start

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._chunk:
            self._chunk = memoryview(next(self._chunks, b""))
        size = min(len(buffer), len(self._chunk))
        buffer[:size] = self._chunk[:size]
        self._chunk = self._chunk[size:]
        self._position += size
        return size

    def tell(self) -> int:
        return self._position


class Stream(io.BufferedReader):
    """A buffered, forward-only file over an iterator of chunks.

    Args:
        chunks: The bytes; a `ReadError` they raise is raised by the read call that reaches it.
        start: Initial value of `tell`.
    """

    def __init__(self, chunks: Iterator[bytes], start: int = 0) -> None:
        super().__init__(_ChunkReader(chunks, start), CHUNK_BYTES)
