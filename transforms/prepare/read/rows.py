"""Reads rows that a pipeline holds: dictionaries or Beam's rows with the columns that a line of JSON Lines has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import msgspec

from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.failures import describe
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.field_names import as_string
from transforms.prepare.read.io.input_file import failure_payload, rejected_record
from transforms.prepare.read.json.read import DOCUMENT_MEDIA_TYPE, read_object
from transforms.step import REJECTED, IsolatedStep, MultiOutput

PLACE = "record_uri"
"""The column that says where a row is from."""


def read_row(row: Any, uri: str) -> Iterator[RawRecord | Rejected]:
    """The record in a row, or the items of a feed; a record is returned as it is.

    Args:
        row: A `RawRecord`; or a dictionary, a Beam row or a named tuple with the fields of a line of JSON Lines.
        uri: Where it is from, if it has no `record_uri`.
    """
    if isinstance(row, RawRecord):
        yield row
        return
    fields = _fields(row)
    ref, data = _place(fields, uri), _as_json(row if fields is None else fields)
    try:
        if fields is None:
            raise ReadError("bad_json", f"got {type(row).__name__}, wanted a dictionary, a Beam row or a RawRecord")
        yield from read_object(fields, ref, data)
    except ReadError as error:
        yield rejected_record(error, ref, data)


def _fields(row: Any) -> dict[str, Any] | None:
    """The fields of a row; None if it is no row."""
    if isinstance(row, Mapping):
        return dict(row)
    return dict(row._asdict()) if hasattr(row, "_asdict") else None


def _place(fields: Mapping[str, Any] | None, uri: str) -> RecordRef:
    own = as_string(fields[PLACE]) if fields and PLACE in fields else None
    return RecordRef(uri=own or uri, media_type=DOCUMENT_MEDIA_TYPE)


def _as_json(row: Any) -> bytes | None:
    try:
        return msgspec.json.encode(row)
    except (TypeError, ValueError, RecursionError):  # it holds what JSON cannot express
        return None


class _ReadRows(IsolatedStep):
    def __init__(self, uri: str) -> None:
        super().__init__("read")
        self._uri = uri

    def apply(self, row: Any) -> Iterator[RawRecord | Rejected]:
        yield from read_row(row, self._uri)

    def rejection(self, row: Any, error: Exception) -> Rejected:
        payload = failure_payload(_as_json(row))
        ref = RecordRef(uri=self._uri, media_type=DOCUMENT_MEDIA_TYPE)
        return Rejected(stage="read", reason="bad_json", error=describe(error), ref=ref, payload=payload)


@dataclass
class ReadRows(MultiOutput):
    """Rows to records; output `records` and `rejected`.

    Attributes:
        uri: Where rows are from that have no `record_uri`.
    """

    uri: str

    def expand(self, rows: beam.PCollection[Any]) -> beam.pvalue.DoOutputsTuple:
        reading = beam.ParDo(_ReadRows(self.uri)).with_output_types(RawRecord, rejected=Rejected)
        return rows | "Read" >> reading.with_outputs(REJECTED, main="records")
