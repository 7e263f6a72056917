"""Reads a range of an input: finds its format, hands it to that format's reader, and lets no bad content stop a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.record import InputRange, RawRecord, RecordRef
from schemas.flow.staging import RangeCount
from schemas.rows.failure import Rejected
from transforms.prepare.read import html, table, text, warc
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.formats import Format
from transforms.prepare.read.io.input_file import InputFile, open_file, rejected_record
from transforms.prepare.read.io.sniff import HEAD_BYTES, compression_of, detect_format, is_json_document
from transforms.prepare.read.json import read as json
from transforms.prepare.read.xml import read as xml
from transforms.step import REJECTED, Step

UNKNOWN_FORMAT = "unknown"
"""Format of a file that could not be opened, or whose content is of no format."""

READERS: dict[str, Callable[[InputFile], Iterator[RawRecord | Rejected]]] = {
    Format.CSV: table.read_csv,
    Format.HTML: html.read,
    Format.JSON: json.read_document,
    Format.JSONL: json.read,
    Format.PARQUET: table.read_parquet,
    Format.TEXT: text.read,
    Format.WARC: warc.read,
    Format.XML: xml.read,
}
"""The reader of each format."""

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
    return RangeReader(input_range).read()


class RangeReader:
    """Reads a range of an input.

    Args:
        input_range: See `read_range`.

    Attributes:
        format: Of the file: as the range has it, or as found once reading has begun; `UNKNOWN_FORMAT` before that.
    """

    def __init__(self, input_range: InputRange) -> None:
        self._range = input_range
        self.format = input_range.format or UNKNOWN_FORMAT

    def read(self) -> Iterator[RawRecord | Rejected]:
        """The records; see `read_range`."""
        uri, start, end = self._range.uri, self._range.start, self._range.end
        ref = RecordRef(uri=uri, offset=start, media_type=_BYTES)
        try:
            with open_file(uri) as raw:
                file = InputFile(uri=uri, raw=raw, start=start, end=end, compression=self._range.compression)
                if start == 0:
                    self._look_at(file)
                yield from READERS[self.format](file)
        except ReadError as error:
            yield rejected_record(error, ref)
        except Exception as error:  # no file, however made, may stop a run over all the others
            yield rejected_record(ReadError("unreadable", f"{type(error).__name__}: {error}"), ref)

    def _look_at(self, file: InputFile) -> None:
        """Find compression and format from the file's first bytes."""
        head = file.raw.read(HEAD_BYTES)
        if not head:
            raise ReadError("empty", "no bytes at all")
        file.compression = compression_of(head)
        if not self._range.format:
            self.format = detect_format(head, file.file_name).format
        elif self._range.format in (Format.JSON, Format.JSONL):  # users need not tell the two apart
            self.format = Format.JSON.value if is_json_document(head) else Format.JSONL.value


class _Read(Step):
    def __init__(self) -> None:
        super().__init__("read")

    def apply(self, input_range: InputRange) -> Iterator[Any]:
        records, reader = 0, RangeReader(input_range)
        for records, result in enumerate(reader.read(), 1):  # noqa: B007
            yield result
        count = RangeCount(
            uri=input_range.uri,
            start=input_range.start,
            end=input_range.end,
            format=reader.format,
            records=records,
        )
        yield TaggedOutput("counts", count)


@dataclass
class ReadRecords(beam.PTransform):
    """Reads ranges of inputs: `.records` are `RawRecord`, `.rejected` are `Rejected`, `.counts` a `RangeCount` each."""

    def expand(self, ranges: beam.PCollection[InputRange]) -> beam.pvalue.DoOutputsTuple:
        reading = beam.ParDo(_Read()).with_output_types(RawRecord, rejected=Rejected, counts=RangeCount)
        return ranges | "Read" >> reading.with_outputs(REJECTED, "counts", main="records")
