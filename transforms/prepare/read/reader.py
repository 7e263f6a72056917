"""Reads a range of an input file with the reader of its format; no content can make it raise."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.record import InputRange, RawRecord
from schemas.flow.staging import RangeCount, SkippedCount
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read import html, table, text, warc
from transforms.prepare.read.io.binary import HEAD_BYTES
from transforms.prepare.read.io.decompress import ReadError, is_machine_error
from transforms.prepare.read.io.formats import Format
from transforms.prepare.read.io.input_file import InputFile, open_file, rejected_record
from transforms.prepare.read.io.sniff import compression_of, detect_format, is_json_document
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
        input_range: The range. If its format is '', it is detected from the first bytes; so is the compression of a
            range that starts at 0. Of a range with `offsets` only the records there are given.

    Yields:
        Records in file order, and a `Rejected` in place of each that could not be read. Invalid content never raises,
        and damage affects as few records around it as the format allows.

    Raises:
        OSError: An error of the machine, such as too many open files.
    """
    return RangeReader(input_range).read()


class RangeReader:
    """Reads a range of an input.

    Args:
        input_range: See `read_range`.

    Attributes:
        format: That of the range, or the detected one once reading has started; `UNKNOWN_FORMAT` before that.
        skipped: How many parts of the range were passed over because they are no records, by reason.
    """

    def __init__(self, input_range: InputRange) -> None:
        self._range = input_range
        self.format = input_range.format or UNKNOWN_FORMAT
        self.skipped: Counter[str] = Counter()

    def read(self) -> Iterator[RawRecord | Rejected]:
        """The records; see `read_range`."""
        wanted = frozenset(self._range.offsets)
        for result in self._read_all():
            if not wanted or (result.ref.offset or 0) in wanted:
                yield result
        if wanted:
            self.skipped.clear()  # they were counted when the range was read as a whole

    def _read_all(self) -> Iterator[RawRecord | Rejected]:
        uri, start, end = self._range.uri, self._range.start, self._range.end
        ref = RecordRef(uri=uri, offset=start, media_type=_BYTES)
        try:
            with open_file(uri) as raw:
                file = InputFile(
                    uri=uri,
                    raw=raw,
                    start=start,
                    end=end,
                    compression=self._range.compression,
                    skipped=self.skipped,
                )
                if start == 0:
                    self._detect(file)
                yield from READERS[self.format](file)
        except ReadError as error:
            yield rejected_record(error, ref)
        except Exception as error:  # a malformed file must not stop a run over all other files
            if is_machine_error(error):
                raise
            yield rejected_record(ReadError("unreadable", f"{type(error).__name__}: {error}"), ref)

    def _detect(self, file: InputFile) -> None:
        """Detect compression and format from the file's first bytes."""
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
            end=input_range.start if input_range.offsets else input_range.end,  # a few records cover no range
            fingerprint=input_range.fingerprint,
            format=reader.format,
            records=records,
        )
        yield TaggedOutput("counts", count)
        for reason, number in sorted(reader.skipped.items()):
            yield TaggedOutput("skipped", SkippedCount(reason=reason, records=number))


@dataclass
class ReadRecords(beam.PTransform):
    """Reads input ranges.

    Output `records`, `rejected`, `counts` (a `RangeCount` per range) and `skipped` (a `SkippedCount` per range and
    reason).
    """

    def expand(self, ranges: beam.PCollection[InputRange]) -> beam.pvalue.DoOutputsTuple:
        reading = beam.ParDo(_Read()).with_output_types(
            RawRecord, rejected=Rejected, counts=RangeCount, skipped=SkippedCount
        )
        return ranges | "Read" >> reading.with_outputs(REJECTED, "counts", "skipped", main="records")
