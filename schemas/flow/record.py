"""Input records: where their bytes are, and what was read from them before parsing."""

from dataclasses import dataclass
from datetime import datetime

from schemas.rows.columns import RecordRef

PAYLOAD_LIMIT = 64 * 1024
"""Bytes; larger payloads are not stored with a failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRecord:
    """One article as it was crawled. Exactly one of `html` and `text` is set; the other fields are the record's own.

    Dates are kept as written, since they are resolved by the clean step; strings are not cleaned yet.
    """

    ref: RecordRef
    html: bytes | None = None
    text: str | None = None
    charset: str | None = None  # as declared by the HTTP header or the record
    record_id: str | None = None  # the record's own id; the article's identity if it has no URL
    name: str | None = None  # file name of a one-article file without suffixes; never part of the identity
    url: str | None = None
    source_name: str | None = None
    title: str | None = None
    authors: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None
    published: str | None = None
    modified: str | None = None
    http_date: str | None = None  # Last-Modified of the response: the weakest basis for a publication date
    crawled_at: datetime | None = None  # with time zone
    payload: bytes | None = None  # the whole record as read, None when larger than PAYLOAD_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class InputRange:
    """A part of an input file that one worker reads.

    A splittable file (WARC, uncompressed JSON Lines) is read record by record: a record belongs to the range
    that contains its first byte, `start <= offset < end`. Any other file is one range from 0 to its size.
    """

    uri: str
    start: int
    end: int
    format: str  # html, warc, jsonl, json, csv, parquet, xml or text; '' for the reader to find it
    compression: str = ""  # gzip, zstd or bzip2, '' for none
    fingerprint: str = ""  # of the whole input
    offsets: tuple[int, ...] = ()  # of the only records to read; all of them are when it is empty
