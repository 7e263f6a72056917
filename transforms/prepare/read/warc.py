"""Reads WARC files (ISO 28500) such as Common Crawl's CC-NEWS, by byte ranges.

A record is a successful HTTP response (status 2xx) that contains a page. Everything else in an archive is not counted
as a record but as skipped, by reason: requests, metadata, redirects, error pages, images, PDFs and scripts. Feeds are
not read either: their teasers have the URLs of articles that were crawled too, and would replace these if fetched
later. A response whose media type is missing or generic is a page if its bytes look like HTML; one that is declared to
be a page and is a file of another kind, such as a PDF, fails.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from schemas.flow.record import RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.binary import check_page
from transforms.prepare.read.io.decompress import CHUNK_BYTES, MAX_RECORD_BYTES, ReadError, Stream
from transforms.prepare.read.io.gzip_members import GzipMember, read_members
from transforms.prepare.read.io.http import decode_body, parse_headers, parse_response
from transforms.prepare.read.io.input_file import InputFile, failure_payload, rejected_record, skip_line
from transforms.prepare.read.io.sniff import compression_of, decompress_head, looks_like_html
from transforms.prepare.text.standard_dates import in_utc

MEDIA_TYPE = "application/warc"
"""Media type of the record, whose bytes are a WARC record with its headers."""

_RECORD_TYPES = frozenset(("warcinfo", "request", "metadata", "revisit", "resource", "conversion", "continuation"))
"""Types of records that are skipped, by their names; `response` is read."""

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_GENERIC_TYPES = ("", "text/plain", "application/octet-stream", "unknown/unknown")
_MAX_HEADER_BYTES = 64 * 1024
_VERSION = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n?")
_CONTENT_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_WARC_TYPE = re.compile(rb"^warc-type:[ \t]*([\w-]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class Skipped(NamedTuple):
    """A record of an archive that is no page, and why: its type, or what its response is."""

    reason: str


class WarcBlock(NamedTuple):
    """A WARC record: its position in the stream, its headers, the content of a response, and its error if any."""

    start: int
    length: int = 0
    header: bytes = b""
    content: bytes = b""
    error: ReadError | None = None


def read(file: InputFile) -> Iterator[RawRecord | Rejected]:
    """Read the pages whose records start in the range."""
    if file.compression == "gzip":
        for member in read_members(file.raw, file.start, file.end):
            yield from _read_member(file, member)
        return
    for block in _read_uncompressed(file):
        yield from _convert_at(file, block, block.start, block.length)


def _read_uncompressed(file: InputFile) -> Iterator[WarcBlock]:
    if file.compression:
        yield from read_blocks(file.stream())
        return
    start: int | None = file.start
    while start is not None:
        resume, start = start, None
        for block in read_blocks(file.stream(max(0, resume - 1)), end=file.end, mid_record=resume > 0):
            yield block
            if block.error and block.header and block.length < _declared_length(block.header):
                # A wrong length consumed the records that follow, so read again from the end of this header.
                start = block.start + len(block.header)


def _read_member(file: InputFile, member: GzipMember) -> Iterator[RawRecord | Rejected]:
    """Read the pages of a gzip member.

    By the standard, a member contains one record, and the member's range is the record's. If a member contains
    several (a file compressed as a whole), the offset of each is the member's plus its own in the decompressed member.
    """
    pending: WarcBlock | None = None  # kept back until what follows is read, since the checksum comes last
    for block in read_blocks(member.stream):
        if pending and pending.start == 0 and block.error and block.error.reason != "bad_warc":
            pending, block = None, block._replace(start=0)
        if pending:
            yield from _convert_at(file, pending, member.start + pending.start, pending.length)
        pending = block
    if pending and pending.start == 0 and member.end is not None:
        yield from _convert_at(file, pending, member.start, member.end - member.start)
    elif pending:
        yield from _convert_at(file, pending, member.start + pending.start, pending.length)


def _convert_at(file: InputFile, block: WarcBlock, offset: int, length: int) -> Iterator[RawRecord | Rejected]:
    result = _convert(block, file.record_ref(offset, length or None, MEDIA_TYPE))
    if isinstance(result, Skipped):
        file.skip(result.reason)
    else:
        yield result


def read_blocks(stream: Stream, *, end: int | None = None, mid_record: bool = False) -> Iterator[WarcBlock]:
    """Read the WARC records of a stream; after damage, continue at the next line that starts a record.

    Args:
        stream: Positioned at the start of a record, or anywhere.
        end: Stop at the first record that starts at or after this offset.
        mid_record: The stream may be positioned within a record: start with the next one.

    Yields:
        Blocks; damage is a block with an error.
    """
    start, resyncing = stream.tell(), mid_record
    pushed_back: tuple[int, bytes] | None = None
    try:
        if mid_record:
            skip_line(stream)
        whole_line = True
        while True:
            start, line = pushed_back or (stream.tell(), stream.readline(_MAX_HEADER_BYTES))
            pushed_back = None
            if not line:
                return
            if not line.strip(b"\r\n"):
                continue
            header = b""
            if whole_line and _VERSION.fullmatch(line):
                header, pushed_back = _read_header(stream, line)
            if header:
                if end is not None and start >= end:
                    return
                resyncing, whole_line = False, True
                yield _read_block(stream, start, header)
                continue
            whole_line = line.endswith(b"\n")
            if not resyncing:
                resyncing = True
                yield WarcBlock(start, error=ReadError("bad_warc", f"no WARC record starts here, but {line[:40]!r}"))
    except ReadError as error:
        yield WarcBlock(start, error=error)


def _read_header(stream: Stream, line: bytes) -> tuple[bytes, tuple[int, bytes] | None]:
    """A record's headers with the blank line, b'' if invalid; and the first line of the next record if it was read."""
    header = [line]
    while sum(map(len, header)) < _MAX_HEADER_BYTES:
        position, line = stream.tell(), stream.readline(_MAX_HEADER_BYTES)
        if _VERSION.fullmatch(line):
            return b"", (position, line)
        header.append(line)
        if not line.strip(b"\r\n"):
            break
    data = b"".join(header)
    return (data if line and _CONTENT_LENGTH.search(data) and _WARC_TYPE.search(data) else b""), None


def _declared_length(header: bytes) -> int:
    match = _CONTENT_LENGTH.search(header)
    return int(match[1]) if match else 0


def _read_block(stream: Stream, start: int, header: bytes) -> WarcBlock:
    """Read the content of a response (only its start if it is too large); other records are skipped."""
    length = _declared_length(header)
    kind = _WARC_TYPE.search(header)
    wanted = length if kind and kind[1].lower() == b"response" else 0
    error = None
    if wanted > MAX_RECORD_BYTES:
        wanted, error = _MAX_HEADER_BYTES, ReadError("too_large", f"a record of {length} bytes")
    content = stream.read(wanted)
    remaining = length - len(content)
    while remaining and (piece := stream.read(min(remaining, CHUNK_BYTES))):
        remaining -= len(piece)
    if remaining:
        error = ReadError("bad_warc", f"the record ends {remaining} bytes before its {length} bytes of content")
    return WarcBlock(start, stream.tell() - start, header, content, error)


def _convert(block: WarcBlock, ref: RecordRef) -> RawRecord | Rejected | Skipped:
    """What a block is."""
    if block.error and not block.content:
        return rejected_record(block.error, ref)
    kind = _WARC_TYPE.search(block.header)
    name = kind[1].decode("ascii", "replace").lower() if kind else ""
    if name != "response":
        return Skipped(name if name in _RECORD_TYPES else "other_type")
    try:
        return _read_page(block, ref)
    except ReadError as error:
        return rejected_record(error, ref, block.header + block.content)


def _read_page(block: WarcBlock, ref: RecordRef) -> RawRecord | Skipped:
    response = parse_response(block.content)
    if response is None:
        return Skipped("not_http")
    if not 200 <= response.status < 300:
        return Skipped(f"http_{response.status // 100}xx")
    if response.media_type not in (*_HTML_TYPES, *_GENERIC_TYPES):
        return Skipped("other_media_type")
    is_generic = response.media_type in _GENERIC_TYPES
    data = block.header + block.content
    try:
        if block.error:
            raise block.error
        html = decode_body(response, len(data))
    except ReadError:
        head = response.body[:CHUNK_BYTES]  # enough of a cut or too large download to tell whether it is a page
        if is_generic and not looks_like_html(decompress_head(head, compression_of(head))):
            return Skipped("no_markup")
        raise
    if is_generic and not looks_like_html(html[:CHUNK_BYTES]):
        return Skipped("no_markup")
    if not html.strip():
        raise ReadError("empty", "a response without a page")
    check_page(html)
    headers = parse_headers(block.header)
    return RawRecord(
        ref=ref,
        html=html,
        charset=response.charset,
        record_id=headers.get("warc-record-id"),
        url=(headers.get("warc-target-uri") or "").strip("<> ") or None,
        http_date=response.headers.get("last-modified"),
        crawled_at=_crawl_time(headers.get("warc-date")),
        payload=failure_payload(data),
    )


def _crawl_time(written: str | None) -> datetime | None:
    """The time in UTC, which is assumed without a time zone; None if it is not ISO 8601."""
    try:
        return in_utc(datetime.fromisoformat(written)) if written else None
    except (ValueError, OverflowError):
        return None
