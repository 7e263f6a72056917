"""Reads JSON Lines, one record per line, and JSON documents of one record or an array; ninjs and JSON Feed too."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.field_names import record_from_row
from transforms.prepare.read.io.input_file import (
    InputFile,
    Line,
    failure_payload,
    read_lines,
    rejected_record,
    skip_line,
)
from transforms.prepare.read.io.sniff import bom_encoding, wide_encoding
from transforms.prepare.read.json import array, jsonfeed, ninjs

MEDIA_TYPE = "application/x-ndjson"
DOCUMENT_MEDIA_TYPE = "application/json"


def read(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the records whose lines start in the range; a line that cannot be read fails alone."""
    if file.compression or not file.start:
        stream = file.stream()
    else:  # a line that starts exactly at `start` belongs to this range, a line cut by `start` does not
        stream = file.stream(file.start - 1)
        skip_line(stream)
    for line in read_lines(stream, end=None if file.compression else file.end):
        if line.data is None or line.data.strip(b" \t\r\n\xef\xbb\xbf"):
            yield from _read_line(file, line)


def _read_line(file: InputFile, line: Line, media_type: str = MEDIA_TYPE) -> Iterator[RawRecord | Rejected]:
    """The records of a line, or of an element of an array."""
    ref = file.record_ref(line.offset, line.length or None, media_type)
    data = line.data or b""
    if line.error:
        yield rejected_record(line.error, ref, data or None)
    else:
        yield from read_value(data, ref)


def read_value(data: bytes, ref: RecordRef) -> Iterator[RawRecord | Rejected]:
    """The record in a value, or the items of a feed.

    Args:
        data: JSON.
        ref: Where it is.
    """
    try:
        yield from read_object(_parse_json(data), ref, data)
    except ReadError as error:
        yield rejected_record(error, ref, data or None)


def read_object(value: Any, ref: RecordRef, data: bytes | None) -> Iterator[RawRecord | Rejected]:
    """The record in a parsed value, or the items of a feed, identified by their number, since the parser
    does not report their positions.

    Args:
        value: An object.
        ref: Where it is.
        data: The same as JSON, stored with a failure.

    Raises:
        ReadError: The value is not a record.
    """
    if not (isinstance(value, dict) and jsonfeed.is_json_feed(value)):
        yield record_from_row(_as_row(value), ref, failure_payload(data))
        return
    for number, item in enumerate(value["items"], ref.offset or 0):
        item_ref = replace(ref, offset=number, length=None, media_type=jsonfeed.MEDIA_TYPE)
        encoded = json.dumps(item).encode()
        try:
            yield record_from_row(jsonfeed.row_of(item, value), item_ref, failure_payload(encoded))
        except ReadError as error:
            yield rejected_record(error, item_ref, encoded)


def _as_row(value: Any) -> dict[str, Any]:
    """An object as a row with newsbeam's column names."""
    if not isinstance(value, dict):
        raise ReadError("bad_json", f"got {type(value).__name__}, wanted an object")
    return ninjs.row_of(value) if ninjs.is_ninjs(value) else value


def _parse_json(data: bytes) -> Any:
    try:
        return json.loads(data.decode(bom_encoding(data)).removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise ReadError("invalid_utf8", f"{error}; save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise ReadError("bad_json", f"{type(error).__name__}: {error}") from error


def read_document(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the records of one JSON document: an object, or an array of any size of objects.

    An element of an array that cannot be read fails alone. A truncated array yields its complete elements, and one
    failure for the rest.
    """
    ref = file.record_ref(0, None, DOCUMENT_MEDIA_TYPE)
    try:
        stream = file.stream()
        head = stream.peek()
        encoding = wide_encoding(head)
        if encoding and array.is_array(head.decode(encoding, "replace").encode()):
            raise ReadError("invalid_utf8", f"got an array in {encoding}; save the file as UTF-8")
        if not encoding and array.is_array(head):
            for element in array.split_array(stream):
                yield from _read_line(file, element, DOCUMENT_MEDIA_TYPE)
            return
        data = file.read_all()
        ref = file.record_ref(0, len(data), DOCUMENT_MEDIA_TYPE)
        value = _parse_json(data)
        yield from read_object(value, ref, data)
    except ReadError as error:
        yield rejected_record(error, ref, data if ref.length else None)
