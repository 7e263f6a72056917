"""JSON Lines, one record a line, and JSON documents that hold one record or an array of them; ninjs among them."""

import json
from collections.abc import Iterator
from typing import Any

from schemas.failure import Rejected
from schemas.record import RawRecord, RecordRef
from transforms.prepare.read import ninjs
from transforms.prepare.read.fields import record_of
from transforms.prepare.read.opened import Line, Opened, lines, payload, rejected, skip_line
from transforms.prepare.read.streams import ReadError

MEDIA_TYPE = "application/x-ndjson"
DOCUMENT_MEDIA_TYPE = "application/json"


def read(file: Opened) -> Iterator[RawRecord | Rejected]:
    """The records whose lines start in the range; a line that is no record costs that line alone."""
    if file.compression or not file.start:
        stream = file.stream()
    else:  # the line that starts at `start` is this range's, the one that `start` cuts is not
        stream = file.stream(file.start - 1)
        skip_line(stream)
    for line in lines(stream, end=None if file.compression else file.end):
        if line.data is None or line.data.strip(b" \t\r\n\xef\xbb\xbf"):
            yield _read_line(file, line)


def _read_line(file: Opened, line: Line) -> RawRecord | Rejected:
    ref = file.ref(line.offset, line.length or None, MEDIA_TYPE)
    if line.error:
        return rejected(line.error, ref)
    data = line.data or b""
    try:
        return record_of(_row(_parsed(data)), ref, payload(data))
    except ReadError as error:
        return rejected(error, ref, data)


def _row(value: Any) -> dict[str, Any]:
    """An object as a row; one in the agencies' format as a row in newsbeam's own layout."""
    if not isinstance(value, dict):
        raise ReadError("bad_json", f"got {type(value).__name__}, wanted an object")
    return ninjs.row_of(value) if ninjs.is_ninjs(value) else value


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ReadError("invalid_utf8", str(error)) from error
    except (ValueError, RecursionError) as error:
        raise ReadError("bad_json", f"{type(error).__name__}: {error}") from error


def read_document(file: Opened) -> Iterator[RawRecord | Rejected]:
    """The records of one JSON document.

    An object's place is the whole document; objects of an array are told apart by their number, for the parser does
    not say where they lie.
    """
    try:
        data = file.whole()
        value = _parsed(data)
    except ReadError as error:
        yield rejected(error, file.ref(0, None, DOCUMENT_MEDIA_TYPE))
        return
    if isinstance(value, dict):
        yield _read_value(file, value, file.ref(0, len(data), DOCUMENT_MEDIA_TYPE))
        return
    for number, item in enumerate(value if isinstance(value, list) else [value]):
        yield _read_value(file, item, file.ref(number, None, DOCUMENT_MEDIA_TYPE))


def _read_value(file: Opened, value: Any, ref: RecordRef) -> RawRecord | Rejected:
    data = json.dumps(value).encode()
    try:
        return record_of(_row(value), ref, payload(data))
    except ReadError as error:
        return rejected(error, ref, data)
