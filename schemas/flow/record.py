"""An input record: where its bytes lie, and what was read from them before any parsing of HTML."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

PAYLOAD_LIMIT = 64 * 1024
"""Bytes; the payload of a larger record is not kept with its failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRef:
    """Where the bytes of a record lie."""

    uri: Annotated[str, "The file or object."]
    offset: Annotated[
        int | None,
        "Byte offset: of the compressed WARC member, else in the decompressed stream; of a Parquet row its number.",
    ] = None
    length: Annotated[int | None, "Length in bytes at that offset."] = None
    media_type: Annotated[str, "Media type of the record, such as text/html."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """One article as it was crawled. Exactly one of `html` and `text` is set; all else is what the record says of it.

    Dates are kept as written (any form): resolving them is the parser's work. Strings may still hold anything
    a crawler left in them; cleaning is not the reader's work either.
    """

    ref: RecordRef
    html: bytes | None = None
    text: str | None = None
    charset: str | None = None  # as the HTTP header or the record declares it
    record_id: str | None = None  # the record's own id; identity where there is no URL
    name: str | None = None  # of a one-article file, without format and compression suffixes; never identity
    url: str | None = None
    source_name: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    http_date: str | None = None  # Last-Modified of the response: the weakest basis of a publication date
    crawled_at: datetime | None = None  # with time zone
    payload: bytes | None = None  # the whole record as read, None when larger than PAYLOAD_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRange:
    """A piece of an input that one worker reads.

    A splittable input (WARC, uncompressed JSON Lines) is read record by record: a record belongs to the range
    in which its first byte lies, `start <= offset < end`. Any other input is one range from 0 to its size.
    """

    uri: str
    start: int
    end: int
    format: str  # html, warc, jsonl, json, csv, parquet, xml or text; '' for the reader to find it
    compression: str = ""  # gzip, zstd or bzip2, '' for none
