"""Splits a JSON array of any size into its elements without holding more than one of them in memory."""

import io
import re
from collections.abc import Iterator

from transforms.prepare.read.io.decompress import CHUNK_BYTES, MAX_RECORD_BYTES, ReadError
from transforms.prepare.read.io.input_file import Line

_BOM = b"\xef\xbb\xbf"
_REST_OF_STRING = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_BETWEEN_ELEMENTS = re.compile(rb'["\[\]{},]')
_WITHIN_ELEMENT = re.compile(rb'["\[\]{}]')


def is_array(head: bytes) -> bool:
    """Whether the first bytes of a document are those of an array."""
    return head.removeprefix(_BOM).lstrip().startswith(b"[")


def split_array(stream: io.BufferedReader) -> Iterator[Line]:
    """Split the array that a stream holds.

    Only brackets and strings are looked at, so that an element that is no valid JSON costs itself alone, as long as
    its brackets and quotation marks are paired.

    Args:
        stream: At its start; `is_array` is true of it.

    Yields:
        Each element, not parsed; one over `MAX_RECORD_BYTES` without its bytes but with an error, and an error for
        what cannot be read: a cut element, an array without an end, anything after it.
    """
    splitter = _Splitter(stream.tell())
    try:
        while chunk := stream.read1(CHUNK_BYTES):  # `read` would lose what precedes an error
            yield from splitter.feed(chunk)
    except ReadError as error:
        yield Line(splitter.position, 0, None, error)
        return
    yield from splitter.finish()


class _Splitter:
    """Where in the array a stream is, and what of the current element was read.

    Attributes:
        position: Offset of the next byte.
    """

    def __init__(self, position: int) -> None:
        self.position = position
        self._depth = -1  # of brackets within an element; -1 before the array
        self._in_string = self._escaped = self._ended = False
        self._start = position
        self._element = bytearray()
        self._size = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The elements that end in the next piece of the stream."""
        place = kept_to = 0
        if self._depth < 0:
            place = kept_to = chunk.find(b"[") + 1
            self._depth, self._start = 0, self.position + place
        while place < len(chunk) and not self._ended:
            if self._in_string:
                place = self._skip_string(chunk, place)
                continue
            mark = (_WITHIN_ELEMENT if self._depth else _BETWEEN_ELEMENTS).search(chunk, place)
            if mark is None:
                break
            place = mark.end()
            if self._ends_element(mark[0]):
                self._keep(chunk[kept_to : mark.start()])
                yield from self._take(is_last=self._ended)
                kept_to, self._start = place, self.position + place
        self._keep(chunk[kept_to:])
        self.position += len(chunk)

    def finish(self) -> Iterator[Line]:
        """What is wrong at the end of the stream, if anything is."""
        rest = bytes(self._element).strip()
        if self._ended:
            if rest:
                error = ReadError("bad_json", f"got {rest[:40]!r} after the end of the array, wanted nothing")
                yield Line(self._start, self._size, None, error)
            return
        if self._depth or self._in_string:
            error = ReadError("bad_json", "the document ends within this element of its array")
            yield Line(self._start, self._size, None, error)
            return
        yield from self._take(is_last=True)
        yield Line(self.position, 0, None, ReadError("bad_json", "the document ends before its array does"))

    def _skip_string(self, chunk: bytes, place: int) -> int:
        """The place after the string's end, or the end of the chunk."""
        if self._escaped:
            self._escaped, place = False, place + 1
        match = _REST_OF_STRING.match(chunk, place)
        end = match.end() if match else place
        if end < len(chunk):
            self._in_string = self._escaped = chunk[end : end + 1] == b"\\"
        return end + 1

    def _ends_element(self, mark: bytes) -> bool:
        """Take note of a mark; whether an element ends before it."""
        if mark == b'"':
            self._in_string = True
        elif mark in b"[{":
            self._depth += 1
        elif self._depth:
            self._depth -= 1
        else:
            self._ended = mark == b"]"
            return mark in b"],"
        return False

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size <= MAX_RECORD_BYTES:
            self._element += piece
        elif not self._ended:
            self._element.clear()

    def _take(self, *, is_last: bool) -> Iterator[Line]:
        """The current element; none after the last comma."""
        element, size = bytes(self._element), self._size
        self._element, self._size = bytearray(), 0
        if size > MAX_RECORD_BYTES:
            yield Line(self._start, size, None, ReadError("too_large", f"an element of {size} bytes"))
        elif (data := element.strip()) or not is_last:
            yield Line(self._start + len(element) - len(element.lstrip()), len(data), data)
