"""Where the records of failures can be read again: at their places, or as the failures have kept them."""

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import duckdb
import msgspec

from pipeline.files import PAYLOADS_FOLDER, present_uri, write_file
from pipeline.inputs import SourceFile, find_file, fingerprints, split_ranges
from pipeline.run.plan import RANGE_BYTES
from schemas.flow.record import PAYLOAD_LIMIT, InputRange
from schemas.rows.failure import Failure
from transforms.prepare.read.io.formats import Format
from transforms.prepare.read.io.sniff import strip_suffixes

_FAILURES = """
SELECT failure.*, run.options,
    (SELECT list(DISTINCT input.fingerprint) FROM all_inputs AS input
     WHERE (input.uri, input.run_id) = (failure.record.uri, failure.run_id)) AS fingerprints
FROM failures AS failure LEFT JOIN runs AS run USING (run_id)
WHERE len(?) = 0 OR list_contains(?, failure.reason)
ORDER BY failure.record.uri, failure.record.offset, failure.failure_id"""

PAYLOADS: dict[str, tuple[str, Format]] = {
    "text/html": (".html", Format.HTML),
    "text/plain": (".txt", Format.TEXT),
    "application/warc": (".warc", Format.WARC),
    "application/x-ndjson": (".json", Format.JSON),
    "application/json": (".json", Format.JSON),
    "application/vnd.apache.parquet": (".json", Format.JSON),
    "application/vnd.iptc.g2.newsitem+xml": (".xml", Format.XML),
    "application/nitf+xml": (".xml", Format.XML),
}
"""By media type of a record, the suffix and format of a file that holds its payload alone.

Rows of CSV and items of feeds are not there: without the rest of their file they do not say what they are.
"""


class OpenFailure(NamedTuple):
    """A failure that no later run has resolved.

    Attributes:
        failure: Its row.
        options: Of the run that it failed in, as its row has them.
        fingerprints: Of the input when it was read; empty if that is not known.
    """

    failure: Failure
    options: str
    fingerprints: frozenset[str]

    @property
    def format(self) -> str | None:
        """`--format` of the run."""
        given: str | None = json.loads(self.options).get("format")
        return given


class Place(NamedTuple):
    """Where a failure's record can be read.

    Attributes:
        ranges: The range of the input that holds it, or all that may.
        offset: The record's.
        payload: The file that its payload was written to; None if it is read from the input.
    """

    ranges: tuple[InputRange, ...]
    offset: int
    payload: Path | None = None


class Lost(NamedTuple):
    """That a failure's record cannot be read.

    Attributes:
        why: Why not, and what to do.
    """

    why: str


_GONE = "its input is gone or has changed"
_NOT_KEPT = Lost(f"{_GONE}, and no payload was kept, as is done up to {PAYLOAD_LIMIT >> 10} KiB; restore the input")
_NOT_WHOLE = Lost(f"{_GONE}, and its payload alone does not say what it is; restore the input")


def open_failures(tables: duckdb.DuckDBPyConnection, reasons: Collection[str]) -> list[OpenFailure]:
    """The failures of a folder that are not resolved.

    Args:
        tables: As `open_tables` gives them, with all rows.
        reasons: Of these reasons; of all if there are none.
    """
    rows = tables.sql(_FAILURES, params=[list(reasons), list(reasons)]).to_arrow_table().to_pylist()
    return [
        OpenFailure(msgspec.convert(row, Failure), row["options"] or "{}", frozenset(row["fingerprints"] or ()))
        for row in rows
    ]


def find_places(failures: Iterable[OpenFailure], folder: Path) -> Iterator[tuple[OpenFailure, Place | Lost]]:
    """Where the record of each failure can be read, if it can.

    A record is read at its place if the input is what it was. Else its payload is written to a file, from which it is
    read, and which rows are then traced back to.

    Args:
        failures: What failed.
        folder: The output folder.
    """
    failures = list(failures)
    uris = {uri: present_uri(uri, folder) for uri in {one.failure.record.uri for one in failures}}
    now = fingerprints([SourceFile(uri=uri, size=0) for uri in {*uris.values()}])
    for one in failures:
        ref, uri = one.failure.record, uris[one.failure.record.uri]
        if _is_unchanged(now[uri], one.fingerprints):
            ranges = split_ranges(find_file(uri), RANGE_BYTES, one.format)
            parts = [replace(part, fingerprint=now[uri]) for part in ranges]
            offset = ref.offset or 0
            holding = [part for part in parts if part.start <= offset < part.end]
            yield one, Place(tuple(holding or parts), offset)
        elif one.failure.payload is None:
            yield one, _NOT_KEPT
        elif ref.media_type in PAYLOADS:
            yield one, _place_of_payload(one.failure, one.failure.payload, folder.absolute() / PAYLOADS_FOLDER)
        else:
            yield one, _NOT_WHOLE


def _is_unchanged(now: str, recorded: frozenset[str]) -> bool:
    """Whether an input can be read and is what it was, as far as that is known."""
    if now.endswith(":unreadable"):
        return False
    return not recorded or now in recorded or any(one.endswith(":unreadable") for one in recorded)


def _place_of_payload(failure: Failure, payload: bytes, folder: Path) -> Place:
    suffix, kind = PAYLOADS[failure.record.media_type]
    # A page's file name is its id; whatever else is in it stays out of paths.
    name = re.sub(r"[^\w.-]", "_", strip_suffixes(PurePosixPath(failure.record.uri).name)) or "record"
    path = folder / failure.failure_id / f"{name[:200]}{suffix}"
    write_file(str(path), payload)
    mark = fingerprints([SourceFile(uri=str(path), size=0)])[str(path)]
    part = InputRange(uri=str(path), start=0, end=len(payload), format=kind.value, fingerprint=mark)
    return Place((part,), 0, path)
