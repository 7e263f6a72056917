"""The gzip members of a compressed WARC file, one a record, and how a worker finds the first that is its own."""

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from transforms.prepare.read.io.decompress import (
    DECODERS,
    Stream,
    check_ratio,
    chunks_of,
    feed,
    truncated,
)

_MAGIC = b"\x1f\x8b\x08"
_HEAD = 4096
"""Bytes within which a member's header and first words are sought."""


class _Tape:
    """A file read forward, with what was read too far put back."""

    def __init__(self, raw: BinaryIO, place: int) -> None:
        self._raw = raw
        self.seek(place)

    def seek(self, place: int) -> None:
        self._raw.seek(place)
        self._chunks = chunks_of(self._raw)
        self._back = b""
        self.place = place

    def read(self) -> bytes:
        data = self._back or next(self._chunks, b"")
        self._back = b""
        self.place += len(data)
        return data

    def put_back(self, data: bytes) -> None:
        self._back = data + self._back
        self.place -= len(data)


class Member:
    """One gzip member.

    Attributes:
        start: Where it begins in the file.
        end: Where it ends; None until it was read to its end, and for good when it is damaged.
        stream: What it holds.
    """

    def __init__(self, tape: _Tape) -> None:
        self.start = tape.place
        self.end: int | None = None
        self.stream = Stream(self._inflate(tape))

    def _inflate(self, tape: _Tape) -> Iterator[bytes]:
        decoder = DECODERS["gzip"]()
        given = 0
        while not decoder.finished:
            data = tape.read()
            if not data:
                raise truncated()
            for piece in feed(decoder, data):
                given += len(piece)
                check_ratio(tape.place - self.start, given)
                yield piece
        tape.put_back(decoder.rest)
        self.end = tape.place


def members(raw: BinaryIO, start: int, end: int) -> Iterator[Member]:
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
    place = find_member(raw, start) if start else 0
    while place is not None and (place < end or not _starts_record(raw, place)):
        tape = _Tape(raw, place)
        while place is not None:
            member = Member(tape)
            yield member
            if member.end is None:
                place = find_member(raw, place + 1)
                break
            place = _skip_padding(tape)
            if place is not None and place >= end:
                break


def _skip_padding(tape: _Tape) -> int | None:
    """Where the next member starts, behind any zeros; None at the end of the file."""
    while data := tape.read():
        if rest := data.lstrip(b"\0"):
            tape.put_back(rest)
            return tape.place
    return None


def find_member(raw: BinaryIO, place: int) -> int | None:
    """Where the first member at or behind a place of a file starts, of those that begin a WARC record."""
    tape = _Tape(raw, place)
    window = b""
    while data := tape.read():
        window += data
        base = tape.place - len(window)
        found = window.find(_MAGIC)
        while found >= 0:
            if _starts_record(raw, base + found):
                return base + found
            found = window.find(_MAGIC, found + 1)
        window = window[-len(_MAGIC) + 1 :]
        raw.seek(tape.place)
    return None


def _starts_record(raw: BinaryIO, place: int) -> bool:
    """Whether a gzip member starts here that begins with a WARC record."""
    raw.seek(place)
    try:
        return zlib.decompressobj(wbits=31).decompress(raw.read(_HEAD), len(b"WARC/")) == b"WARC/"
    except zlib.error:
        return False
