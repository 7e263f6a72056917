"""Small inputs made in code: WARC records, and files read as a whole or by ranges."""

import gzip
from itertools import pairwise
from pathlib import Path

from pipeline.inputs import expand_inputs, split_ranges
from schemas.flow.record import InputRange, RawRecord
from schemas.rows.failure import Rejected
from transforms.prepare.read.reader import RangeReader, read_range

PAGE = b"<!DOCTYPE html><html><head><title>Ferry</title></head><body><p>A ferry sank.</p></body></html>"


def warc_record(
    content: bytes, *, kind: str = "response", number: int = 0, media_type: str = "application/http"
) -> bytes:
    """A WARC record with any content."""
    header = (
        "WARC/1.0\r\n"
        f"WARC-Type: {kind}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{number:012}>\r\n"
        "WARC-Date: 2024-11-29T12:00:01Z\r\n"
        f"WARC-Target-URI: https://news.example.org/{number}\r\n"
        f"Content-Type: {media_type}; msgtype={kind}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return header.encode() + content + b"\r\n\r\n"


def response(
    body: bytes = PAGE,
    *,
    number: int = 0,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    headers: str = "",
) -> bytes:
    """A `response` record with an HTTP response."""
    typed = f"Content-Type: {content_type}\r\n" if content_type else ""
    http = f"HTTP/1.1 {status}\r\n{typed}{headers}\r\n".encode() + body
    return warc_record(http, number=number)


def members(*records: bytes) -> bytes:
    """Records compressed like CC-NEWS: one gzip member each."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)


def read(path: Path, *, format: str | None = None) -> list[RawRecord | Rejected]:
    """The results of reading a file as one range."""
    return list(read_range(whole_range(path, format=format)))


def whole_range(path: Path, *, format: str | None = None) -> InputRange:
    """A file as one range."""
    (source,) = expand_inputs([str(path)])
    (whole,) = split_ranges(source, target_bytes=1 << 60, format=format)
    return whole


def skipped(path: Path) -> dict[str, int]:
    """What reading a file as one range passes over, by reason."""
    reader = RangeReader(whole_range(path))
    list(reader.read())
    return dict(reader.skipped)


def read_bytes(folder: Path, name: str, data: bytes, *, format: str | None = None) -> list[RawRecord | Rejected]:
    """The results of reading a file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return read(path, format=format)


def read_ranges(path: Path, cuts: list[int], *, format: str, compression: str) -> list[RawRecord | Rejected]:
    """The results of reading a file by ranges that are cut at these offsets."""
    places = sorted({0, path.stat().st_size, *cuts})
    return [
        result
        for start, end in pairwise(places)
        for result in read_range(
            InputRange(uri=str(path), start=start, end=end, format=format, compression=compression)
        )
    ]


def summarize(results: list[RawRecord | Rejected]) -> list[str]:
    """Each result in short: its text, or the reason for its rejection."""
    return [
        result.reason
        if isinstance(result, Rejected)
        else result.text or (result.html or b"").decode("utf-8", "replace")
        for result in results
    ]
