"""WARC (ISO 28500), as Common Crawl's CC-NEWS ships it, read by ranges of the file.

A record is an HTTP response that answered (status 2xx) with a page. Everything else an archive holds is not an article
that was crawled and counts nowhere: requests, metadata, redirects and error pages, images, PDFs, scripts; and feeds,
whose teasers have the addresses of articles that were crawled too and, fetched later, would stand in their place.
A response whose media type is missing or general is a page when its bytes look like one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from fastwarc.warc import WarcRecord

from schemas.flow.record import RawRecord, RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.io.decompress import CHUNK, MAX_RATIO, MAX_RECORD, RATIO_FLOOR, ReadError, Stream
from transforms.prepare.read.io.gzip_members import Member, members
from transforms.prepare.read.io.input_file import Opened, payload, rejected, skip_line
from transforms.prepare.read.io.sniff import looks_like_html

MEDIA_TYPE = "application/warc"
"""Of the record: its bytes are a WARC record with its headers."""

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_GENERAL_TYPES = ("", "text/plain", "application/octet-stream", "unknown/unknown")
_MAX_HEADER = 64 * 1024
_VERSION = re.compile(rb"WARC/\d+\.\d+[ \t]*\r?\n?")
_LENGTH = re.compile(rb"^content-length:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(rb"^warc-type:[ \t]*([\w-]+)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)


class Block(NamedTuple):
    """A WARC record: its place in its stream, its headers, the content of a response, and what is wrong with it."""

    start: int
    length: int = 0
    header: bytes = b""
    content: bytes = b""
    error: ReadError | None = None


def read(file: Opened) -> Iterator[RawRecord | Rejected]:
    """The pages whose records start in the range."""
    if file.compression == "gzip":
        for member in members(file.raw, file.start, file.end):
            yield from _read_member(file, member)
        return
    for block in _read_plain(file):
        if result := _result(file, block, file.ref(block.start, block.length or None, MEDIA_TYPE)):
            yield result


def _read_plain(file: Opened) -> Iterator[Block]:
    if file.compression:
        yield from blocks(file.stream())
        return
    start: int | None = file.start
    while start is not None:
        resume, start = start, None
        for block in blocks(file.stream(max(0, resume - 1)), end=file.end, inside=resume > 0):
            yield block
            if block.error and block.header and block.length < _declared(block.header):
                start = block.start + len(block.header)  # a wrong length swallowed what follows


def _read_member(file: Opened, member: Member) -> Iterator[RawRecord | Rejected]:
    """The pages of a gzip member.

    The standard has one record a member, and that member is its place. Of several in one member (a whole file
    compressed at once) each has the member's place plus its own in what the member holds.
    """
    held: Block | None = None  # until it is known what follows, for the checksum does
    for block in blocks(member.stream):
        if held and held.start == 0 and block.error and block.error.reason != "bad_warc":
            held, block = None, block._replace(start=0)
        if held:
            yield from _placed(file, held, member.start + held.start, held.length)
        held = block
    if held and held.start == 0 and member.end is not None:
        yield from _placed(file, held, member.start, member.end - member.start)
    elif held:
        yield from _placed(file, held, member.start + held.start, held.length)


def _placed(file: Opened, block: Block, offset: int, length: int) -> Iterator[RawRecord | Rejected]:
    result = _result(file, block, file.ref(offset, length or None, MEDIA_TYPE))
    if result:
        yield result


def blocks(stream: Stream, *, end: int | None = None, inside: bool = False) -> Iterator[Block]:
    """The WARC records of a stream; where one is damaged, the next line that starts a record is looked for.

    Args:
        stream: At the start of a record, or anywhere.
        end: No record that starts here or later.
        inside: The stream may stand within a record: begin with the next one.

    Yields:
        Blocks, those of damage with an error.
    """
    start, lost = stream.tell(), inside
    pushed: tuple[int, bytes] | None = None
    try:
        if inside:
            skip_line(stream)
        whole_line = True
        while True:
            start, line = pushed or (stream.tell(), stream.readline(_MAX_HEADER))
            pushed = None
            if not line:
                return
            if not line.strip(b"\r\n"):
                continue
            header = b""
            if whole_line and _VERSION.fullmatch(line):
                header, pushed = _header(stream, line)
            if header:
                if end is not None and start >= end:
                    return
                lost, whole_line = False, True
                yield _block(stream, start, header)
                continue
            whole_line = line.endswith(b"\n")
            if not lost:
                lost = True
                yield Block(start, error=ReadError("bad_warc", f"no WARC record starts here, but {line[:40]!r}"))
    except ReadError as error:
        yield Block(start, error=error)


def _header(stream: Stream, line: bytes) -> tuple[bytes, tuple[int, bytes] | None]:
    """A record's headers and the blank line; b'' if they are none, with the line that starts another record if any."""
    header = [line]
    while sum(map(len, header)) < _MAX_HEADER:
        place, line = stream.tell(), stream.readline(_MAX_HEADER)
        if _VERSION.fullmatch(line):
            return b"", (place, line)
        header.append(line)
        if not line.strip(b"\r\n"):
            break
    data = b"".join(header)
    return (data if line and _LENGTH.search(data) and _TYPE.search(data) else b""), None


def _declared(header: bytes) -> int:
    match = _LENGTH.search(header)
    return int(match[1]) if match else 0


def _block(stream: Stream, start: int, header: bytes) -> Block:
    """Read the content of a response (of one too large its head); that of other records is passed over."""
    length = _declared(header)
    kind = _TYPE.search(header)
    wanted = length if kind and kind[1].lower() == b"response" else 0
    error = None
    if wanted > MAX_RECORD:
        wanted, error = _MAX_HEADER, ReadError("too_large", f"a record of {length} bytes")
    content = stream.read(wanted)
    left = length - len(content)
    while left and (piece := stream.read(min(left, CHUNK))):
        left -= len(piece)
    if left:
        error = ReadError("bad_warc", f"the record ends {left} bytes before its {length} bytes of content")
    return Block(start, stream.tell() - start, header, content, error)


def _result(file: Opened, block: Block, ref: RecordRef) -> RawRecord | Rejected | None:
    """The page of a block, or None when it holds none."""
    if block.error and not block.content:
        return rejected(block.error, ref)
    if not block.content:
        return None
    data = block.header + block.content
    try:
        return _page(data, ref, block.error)
    except ReadError as error:
        return rejected(error, ref, data)
    except Exception as error:  # whatever fastwarc says of what it cannot parse
        return rejected(ReadError("bad_warc", f"{type(error).__name__}: {error}"), ref, data)


def _page(data: bytes, ref: RecordRef, error: ReadError | None) -> RawRecord | None:
    record = WarcRecord.from_bytes(data)
    if not record.is_http:
        return None
    record.parse_http(auto_decode="none")
    headers = record.http_headers
    kind = (headers.get("Content-Type") or "").lower()
    media_type = kind.split(";")[0].strip()
    if not 200 <= (headers.status_code or 0) < 300 or media_type not in (*_HTML_TYPES, *_GENERAL_TYPES):
        return None
    if error:
        raise error
    html = _body(record, data)
    if media_type in _GENERAL_TYPES and not looks_like_html(html[:CHUNK]):
        return None
    if not html.strip():
        raise ReadError("empty", "a response without a page")
    charset = _CHARSET.search(kind)
    return RawRecord(
        ref=ref,
        html=html,
        charset=charset[1] if charset else None,
        record_id=record.record_id,
        url=(record.headers.get("WARC-Target-URI") or "").strip("<> ") or None,
        http_date=headers.get("Last-Modified"),
        crawled_at=_utc(record),
        payload=payload(data),
    )


def _body(record: WarcRecord, data: bytes) -> bytes:
    """The page without its transfer and content encodings.

    Raises:
        ReadError: `too_large`, or `bad_compression` when it is encoded otherwise than its headers say.
    """
    body: bytes = record.reader.read()
    if any(name in record.http_headers for name in ("Content-Encoding", "Transfer-Encoding")):
        try:
            decoded = WarcRecord.from_bytes(data)
            decoded.parse_http(auto_decode="all")
            body = decoded.reader.read(MAX_RECORD + 1)
        except OSError as error:
            # Some crawlers store a page decoded and keep the headers that said how it was encoded.
            if not looks_like_html(body[:CHUNK]):
                raise ReadError("bad_compression", str(error)) from error
    if len(body) > MAX_RECORD or len(body) > max(RATIO_FLOOR, MAX_RATIO * len(data)):
        raise ReadError("too_large", f"a record of {len(data)} bytes expands to {len(body)} or more")
    return body


def _utc(record: WarcRecord) -> datetime | None:
    moment: datetime | None = record.record_date
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC) if moment else None
