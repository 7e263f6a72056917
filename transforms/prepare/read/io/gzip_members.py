"""The gzip members of a compressed WARC file, one a record, and how a worker finds the first that is its own."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from transforms.prepare.read.io.decompress import (
    DECODERS,
    Stream,
    check_ratio,
    feed_decoder,
    read_chunks,
    truncation_error,
)

_MAGIC = b"\x1f\x8b\x08"
_PROBE_BYTES = 4096
"""Bytes within which a member's header and first words are sought."""


class _PushbackReader:
    """A file read forward, with what was read too far put back."""

    def __init__(self, raw: BinaryIO, position: int) -> None:
        self._raw = raw
        self.seek(position)

    def seek(self, position: int) -> None:
        self._raw.seek(position)
        self._chunks = read_chunks(self._raw)
        self._pushed_back = b""
        self.position = position

    def read(self) -> bytes:
        data = self._pushed_back or next(self._chunks, b"")
        self._pushed_back = b""
        self.position += len(data)
        return data

    def push_back(self, data: bytes) -> None:
        self._pushed_back = data + self._pushed_back
        self.position -= len(data)


class GzipMember:
    """One gzip member.

    Attributes:
        start: Where it begins in the file.
        end: Where it ends; None until it was read to its end, and for good when it is damaged.
        stream: What it holds.
    """

    def __init__(self, reader: _PushbackReader) -> None:
        self.start = reader.position
        self.end: int | None = None
        self.stream = Stream(self._decompress(reader))

    def _decompress(self, reader: _PushbackReader) -> Iterator[bytes]:
        decoder = DECODERS["gzip"]()
        decompressed_bytes = 0
        while not decoder.finished:
            data = reader.read()
            if not data:
                raise truncation_error()
            for piece in feed_decoder(decoder, data):
                decompressed_bytes += len(piece)
                check_ratio(reader.position - self.start, decompressed_bytes)
                yield piece
        reader.push_back(decoder.unused_input)
        self.end = reader.position


def read_members(raw: BinaryIO, start: int, end: int) -> Iterator[GzipMember]:
    """The members that start in a range of a file.

    Together the ranges of a file give exactly the members of the whole, wherever it is cut. A member belongs to the
    range where it starts; what stands in a member's place and would not be found by looking for one (damage) belongs to
    the range of the member before it. Behind damage, reading goes on with the next member that can be found.

    Args:
        raw: The file.
        start, end: The range, in bytes of the file.

    Yields:
        Members, each to be read to its end before the next is asked for; one that was not counts as damaged.
    """
    position = find_member(raw, start) if start else 0
    while position is not None and (position < end or not _starts_record(raw, position)):
        reader = _PushbackReader(raw, position)
        while position is not None:
            member = GzipMember(reader)
            yield member
            if member.end is None:
                position = find_member(raw, position + 1)
                break
            position = _skip_padding(reader)
            if position is not None and position >= end:
                break


def _skip_padding(reader: _PushbackReader) -> int | None:
    """Where the next member starts, behind any zeros; None at the end of the file."""
    while data := reader.read():
        if unused_input := data.lstrip(b"\0"):
            reader.push_back(unused_input)
            return reader.position
    return None


def find_member(raw: BinaryIO, position: int) -> int | None:
    """Where the first member at or behind a place of a file starts, of those that begin a WARC record."""
    reader = _PushbackReader(raw, position)
    buffer = b""
    while data := reader.read():
        buffer += data
        buffer_start = reader.position - len(buffer)
        found = buffer.find(_MAGIC)
        while found >= 0:
            if _starts_record(raw, buffer_start + found):
                return buffer_start + found
            found = buffer.find(_MAGIC, found + 1)
        buffer = buffer[-len(_MAGIC) + 1 :]
        raw.seek(reader.position)
    return None


def _starts_record(raw: BinaryIO, position: int) -> bool:
    """Whether a gzip member starts here that begins with a WARC record."""
    raw.seek(position)
    try:
        return zlib.decompressobj(wbits=31).decompress(raw.read(_PROBE_BYTES), len(b"WARC/")) == b"WARC/"
    except zlib.error:
        return False
