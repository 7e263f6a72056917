"""Columns that several tables have: passages of an article's text, and where a record's bytes are.

Offsets of passages are Unicode code points into `articles.text`, half-open.
"""

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A passage of the article: `articles.text[start:end] == text`."""

    text: Annotated[str, "The text as written."]
    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of an interrupted passage."""

    start: Annotated[int, "Offset of the first code point in articles.text."]
    end: Annotated[int, "Offset after the last code point in articles.text."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRef:
    """The location of a record's bytes."""

    uri: Annotated[str, "The file or object."]
    offset: Annotated[
        int | None,
        "Byte offset: of the compressed WARC member, else in the decompressed stream; of a Parquet row its number.",
    ] = None
    length: Annotated[int | None, "Length in bytes at that offset."] = None
    media_type: Annotated[str, "Media type of the record, such as text/html."]
