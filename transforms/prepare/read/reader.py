"""Reads a range of an input: finds its format, hands it to that format's reader, and lets no bad content stop a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.record import InputRange, RawRecord, RecordRef
from schemas.flow.staging import RangeCount
from schemas.rows.failure import Rejected
from transforms.failures import Failed
from transforms.prepare.read import html, table, text, warc
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.input_file import InputFile, open_file, rejected_record
from transforms.prepare.read.io.sniff import HEAD_BYTES, compression_of, detect_format, is_json_document
from transforms.prepare.read.json import read as json
from transforms.prepare.read.xml import read as xml

RECORDS = "records"
REJECTED = "rejected"
COUNTS = "counts"
"""Names of the outputs of `ReadRecords`."""

READERS: dict[str, Callable[[InputFile], Iterator[RawRecord | Rejected]]] = {
    "csv": table.read_csv,
    "html": html.read,
    "json": json.read_document,
    "jsonl": json.read,
    "parquet": table.read_parquet,
    "text": text.read,
    "warc": warc.read,
    "xml": xml.read,
}
"""A reader for each of `formats.FORMATS`."""

_BYTES = "application/octet-stream"


def read_range(input_range: InputRange) -> Iterator[RawRecord | Rejected]:
    """Read the records of a range.

    Args:
        input_range: The range; where its format is '' the file's first bytes tell it, and likewise the compression of a
            range from the file's start.

    Yields:
        Records in the order of the file, and a `Rejected` in the place of each that could not be read. Bad content
        never raises: what is broken costs as little around it as its format allows.
    """
    ref = RecordRef(uri=input_range.uri, offset=input_range.start, media_type=_BYTES)
    try:
        with open_file(input_range.uri) as raw:
            file = InputFile(uri=input_range.uri, raw=raw, start=input_range.start, end=input_range.end)
            file.compression = input_range.compression
            yield from _reader(file, input_range.format)(file)
    except ReadError as error:
        yield rejected_record(error, ref)
    except Exception as error:  # no file, however made, may stop a run over all the others
        yield rejected_record(ReadError("unreadable", f"{type(error).__name__}: {error}"), ref)


def _reader(file: InputFile, format: str) -> Callable[[InputFile], Iterator[RawRecord | Rejected]]:
    if file.start == 0:
        head = file.raw.read(HEAD_BYTES)
        if not head:
            raise ReadError("empty", "no bytes at all")
        file.compression = compression_of(head)
        if not format:
            format = detect_format(head, file.file_name).format
        elif format == "jsonl" and is_json_document(head):
            format = "json"
    return READERS[format]


class _Read(beam.DoFn):
    def process(
        self, input_range: InputRange
    ) -> Iterator[RawRecord | Failed | TaggedOutput[Literal["counts"], RangeCount]]:
        records = 0
        for records, result in enumerate(read_range(input_range), 1):  # noqa: B007
            yield Failed(REJECTED, result) if isinstance(result, Rejected) else result
        count = RangeCount(uri=input_range.uri, start=input_range.start, end=input_range.end, records=records)
        yield TaggedOutput(COUNTS, count)


@dataclass
class ReadRecords(beam.PTransform):
    """Reads ranges of inputs: `.records` are `RawRecord`, `.rejected` are `Rejected`, `.counts` a `RangeCount` each."""

    def expand(self, ranges: beam.PCollection[InputRange]) -> beam.pvalue.DoOutputsTuple:
        return ranges | "Read" >> beam.ParDo(_Read()).with_output_types(RawRecord).with_outputs(
            REJECTED, COUNTS, main=RECORDS
        )
