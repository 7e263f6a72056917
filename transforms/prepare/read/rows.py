"""Reads rows that a pipeline holds: dictionaries with the columns that a line of JSON Lines has."""

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
from transforms.prepare.read.io.input_file import failure_payload, rejected_record
from transforms.prepare.read.json.read import DOCUMENT_MEDIA_TYPE, read_object
from transforms.step import REJECTED, IsolatedStep, MultiOutput


def read_row(row: RawRecord | Mapping[str, Any], uri: str) -> Iterator[RawRecord | Rejected]:
    """The record in a row, or the items of a feed; a record is given back as it is.

    Args:
        row: Fields as those of a line of JSON Lines.
        uri: Its place, if it has no `uri` of its own.
    """
    if isinstance(row, RawRecord):
        yield row
        return
    ref, data = _place(row, uri), _as_json(row)
    try:
        yield from read_object(dict(row) if isinstance(row, Mapping) else row, ref, data)
    except ReadError as error:
        yield rejected_record(error, ref, data)


def _place(row: Any, uri: str) -> RecordRef:
    own = row.get("uri") if isinstance(row, Mapping) else None
    return RecordRef(uri=own if own and isinstance(own, str) else uri, media_type=DOCUMENT_MEDIA_TYPE)


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
        ref = _place(row, self._uri)
        return Rejected(stage="read", reason="bad_json", error=describe(error), ref=ref, payload=payload)


@dataclass
class ReadRows(MultiOutput):
    """Rows to records; output `records` and `rejected`.

    Attributes:
        uri: The place of rows that have no `uri` of their own.
    """

    uri: str

    def expand(self, rows: beam.PCollection[Any]) -> beam.pvalue.DoOutputsTuple:
        reading = beam.ParDo(_ReadRows(self.uri)).with_output_types(RawRecord, rejected=Rejected)
        return rows | "Read" >> reading.with_outputs(REJECTED, main="records")
