"""Reads the gzip members of a compressed WARC file, one per record, and finds the first member of a byte range."""

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
"""Bytes read to check that a member starts with a WARC record."""


class _PushbackReader:
    """A forward-only reader to which unused bytes can be pushed back."""

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
        start: Offset of its first byte in the file.
        end: Offset after its last byte; None until it was read to its end, and always if it is damaged.
        stream: Its decompressed contents.
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
    """Read the members that start in a range of a file.

    The ranges of a file together give exactly the members of the whole file, wherever it is cut. A member belongs to
    the range in which it starts; damage in place of a member, which a search for members would not find, belongs to
    the range of the member before it. After damage, reading continues with the next member that is found.

    Args:
        raw: The file.
        start, end: The range, in raw bytes.

    Yields:
        Members. Each must be read to its end before the next is requested; otherwise it is treated as damaged.
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
    """Offset of the next member, after any zero padding; None at the end of the file."""
    while data := reader.read():
        if unused_input := data.lstrip(b"\0"):
            reader.push_back(unused_input)
            return reader.position
    return None


def find_member(raw: BinaryIO, position: int) -> int | None:
    """Offset of the first member at or after a position that starts with a WARC record."""
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
    """Whether a gzip member that starts with a WARC record begins here."""
    raw.seek(position)
    try:
        return zlib.decompressobj(wbits=31).decompress(raw.read(_PROBE_BYTES), len(b"WARC/")) == b"WARC/"
    except zlib.error:
        return False
