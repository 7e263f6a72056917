"""Reads HTTP responses as archives keep them (RFC 9112): headers, media type, and the body with its encodings undone.

Archives hold what servers sent and what crawlers made of it, so more is read than the standard allows: lines that end
with LF alone, header fields that are given twice, bodies that are encoded although no header says so, and bodies that
the crawler has decoded but whose headers it has kept.
"""

import re
import zlib
from collections.abc import Callable, Iterator
from typing import NamedTuple

import brotli

from transforms.prepare.read.io.decompress import (
    ALWAYS_ALLOWED_BYTES,
    CHUNK_BYTES,
    DECODERS,
    MAX_EXPANSION,
    MAX_RECORD_BYTES,
    ReadError,
    feed_decoder,
)
from transforms.prepare.read.io.sniff import looks_like_html

_STATUS_LINE = re.compile(rb"(?:\r?\n)*+HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t][^\r\n]*)?\r?\n", re.IGNORECASE)
_END_OF_HEADERS = re.compile(rb"(?<=\n)\r?\n")
_FOLDED_LINE = re.compile(rb"\r?\n[ \t]+")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_LINE_END = re.compile(rb"\r?\n")
_MEDIA_TYPE = re.compile(r"[\s\"']*([\w.+-]+/[\w.+-]+)")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_ZLIB_STARTS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MAX_UNLABELLED = 2
"""Encodings that no header tells of and that are undone all the same: some servers compress what is compressed."""


class Headers(NamedTuple):
    """Header fields of HTTP or WARC: names in lower case, in the order of the message."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        """The first value of a field."""
        return next((value for key, value in self.fields if key == name), None)

    def tokens(self, name: str) -> list[str]:
        """All values of a field, which may be given more than once, split at commas, in lower case."""
        values = ",".join(value for key, value in self.fields if key == name).lower().split(",")
        return [token for value in values if (token := value.strip(" \t\"'"))]


class HttpResponse(NamedTuple):
    """A response as it is stored.

    Attributes:
        status: Its code.
        headers: Its header fields.
        body: Its body, encoded.
    """

    status: int
    headers: Headers
    body: bytes

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters, '' if none is given.

        Of several the last one counts, as in browsers (WHATWG Fetch, 'extract a MIME type').
        """
        types = [match[1] for token in self.headers.tokens("content-type") if (match := _MEDIA_TYPE.match(token))]
        return types[-1] if types else ""

    @property
    def charset(self) -> str | None:
        """The character set that the headers declare; of several the last one."""
        return next(iter(_CHARSET.findall(",".join(self.headers.tokens("content-type")))[::-1]), None)


def parse_headers(block: bytes) -> Headers:
    """Parse header fields, one per line; lines that are none are left out, continued lines are joined."""
    lines = _FOLDED_LINE.sub(b" ", block).decode("utf-8", "replace").split("\n")
    pairs = (line.partition(":") for line in lines)
    return Headers(tuple((name.strip().lower(), value.strip()) for name, colon, value in pairs if colon))


def parse_response(message: bytes) -> HttpResponse | None:
    """Parse a response; None if the message does not start with the status line of one."""
    status = _STATUS_LINE.match(message)
    if status is None:
        return None
    blank = _END_OF_HEADERS.search(message, status.end() - 1)
    end, body_start = (blank.start(), blank.end()) if blank else (len(message), len(message))
    return HttpResponse(int(status[1]), parse_headers(message[status.end() : end]), message[body_start:])


def decode_body(response: HttpResponse, record_bytes: int) -> bytes:
    """The body with its transfer and content encodings undone.

    Args:
        response: The response.
        record_bytes: Size of its record; a body may be larger by no more than `MAX_EXPANSION`.

    Raises:
        ReadError: `too_large`; `truncated_gzip` or `bad_compression` if the body is not encoded as its headers say,
            and no page either.
    """
    limit = min(MAX_RECORD_BYTES, max(ALWAYS_ALLOWED_BYTES, MAX_EXPANSION * record_bytes))
    encodings = response.headers.tokens("content-encoding") + response.headers.tokens("transfer-encoding")
    body = response.body
    for encoding in reversed(encodings):
        body = _undo(encoding.removeprefix("x-"), body, limit)
    for _ in range(_MAX_UNLABELLED):
        if (unlabelled := _encoding_of(body)) is None:
            break
        body = _undo(unlabelled, body, limit)
    if len(body) > limit:
        raise ReadError("too_large", f"a record of {record_bytes} bytes expands to {len(body)} or more")
    return body


def _undo(encoding: str, body: bytes, limit: int) -> bytes:
    """The body without one encoding; unchanged if the encoding is none that is known or the body is a page already."""
    if encoding == "chunked":
        return _join_chunks(body)
    if encoding not in _BODY_DECODERS or not body:
        return body
    try:
        return _collect(_BODY_DECODERS[encoding](body), limit, len(body))
    except ReadError as error:
        if error.reason == "too_large":
            raise
        actual = _encoding_of(body)
        if actual and actual != encoding:  # the header names another one
            return _collect(_BODY_DECODERS[actual](body), limit, len(body))
        if actual == "deflate" or looks_like_html(body[:CHUNK_BYTES]):
            return body
        raise


def _encoding_of(body: bytes) -> str | None:
    """The encoding that the first bytes tell, None if they tell none."""
    if body.startswith(b"\x1f\x8b\x08"):
        return "gzip"
    if body.startswith(b"\x28\xb5\x2f\xfd"):
        return "zstd"
    return "deflate" if body.startswith(_ZLIB_STARTS) else None


def _collect(pieces: Iterator[bytes], limit: int, encoded_bytes: int) -> bytes:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > limit:
            raise ReadError("too_large", f"a body of {encoded_bytes} bytes expands to {len(body)} or more")
    return bytes(body)


def _join_chunks(body: bytes) -> bytes:
    """The body without the sizes of its chunks; unchanged if it has none. What arrived of a cut body is kept."""
    size, position, chunks = _CHUNK_SIZE.match(body), 0, list[bytes]()
    if size is None:
        return body
    while size and int(size[1], 16):
        start = size.end()
        end = start + int(size[1], 16)
        chunks.append(body[start:end])
        line_end = _LINE_END.match(body, end)
        position = line_end.end() if line_end else end
        size = _CHUNK_SIZE.match(body, position)
    if size is None and position < len(body):  # damage, or no chunks after all: nothing may be lost
        return b"".join((*chunks, body[position:])) if len(chunks) > 1 else body
    return b"".join(chunks)


def _gunzip(data: bytes) -> Iterator[bytes]:
    return _stream("gzip", data)


def _unzstd(data: bytes) -> Iterator[bytes]:
    return _stream("zstd", data)


def _stream(compression: str, data: bytes) -> Iterator[bytes]:
    """Decompress one member or more; what follows the last one is left out.

    Raises:
        ReadError: `bad_compression`, or `truncated_gzip`.
    """
    decoder = DECODERS[compression]()
    while True:
        yield from feed_decoder(decoder, data)
        if not decoder.finished:
            raise ReadError("truncated_gzip", f"the {compression} stream of the page ends before its end mark")
        data = decoder.unused_input
        if _encoding_of(data) != compression:
            return
        decoder = DECODERS[compression]()


def _inflate(data: bytes) -> Iterator[bytes]:
    """Decompress zlib's format, which is what `deflate` means (RFC 9110), or raw deflate, which some servers send.

    Raises:
        ReadError: `bad_compression`, or `truncated_gzip`.
    """
    decoder = zlib.decompressobj(15)
    try:
        decoder.decompress(data[:CHUNK_BYTES], 1)
        decoder = zlib.decompressobj(15)
    except zlib.error:
        decoder = zlib.decompressobj(-15)
    try:
        while data and not decoder.eof:
            piece = decoder.decompress(data, CHUNK_BYTES)
            if not piece and not decoder.unconsumed_tail:
                break
            yield piece
            data = decoder.unconsumed_tail
        yield decoder.flush()
    except zlib.error as error:
        raise ReadError("bad_compression", f"deflate: {error}") from error
    if not decoder.eof:
        raise ReadError("truncated_gzip", "the deflate stream of the page ends before its end mark")


def _unbrotli(data: bytes) -> Iterator[bytes]:
    """Decompress Brotli.

    Raises:
        ReadError: `bad_compression`, or `truncated_gzip`.
    """
    decoder = brotli.Decompressor()
    try:
        while not decoder.is_finished():
            piece = decoder.process(data, output_buffer_limit=CHUNK_BYTES)
            data = b""
            if not piece and decoder.can_accept_more_data():
                break
            yield piece
    except brotli.error as error:
        raise ReadError("bad_compression", f"brotli: {error}") from error
    if not decoder.is_finished():
        raise ReadError("truncated_gzip", "the brotli stream of the page ends before its end mark")


_BODY_DECODERS: dict[str, Callable[[bytes], Iterator[bytes]]] = {
    "gzip": _gunzip,
    "deflate": _inflate,
    "br": _unbrotli,
    "zstd": _unzstd,
}
"""Decoders by the name of the content encoding."""
