"""The failures table: every input record or article that could not be processed, and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from schemas.rows.columns import RecordRef

STAGES = ("read", "parse", "clean", "annotate", "extract", "write")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A record that failed at a stage."""

    failure_id: Annotated[str, "Key: from record and stage."]
    stage: Annotated[str, "read, parse, clean, annotate, extract or write."]
    reason: Annotated[str, "A short fixed code, such as bad_json or html_timeout."]
    error: Annotated[str, "Class and message of the error."]
    article_id: Annotated[str | None, "The article, where it was known."] = None
    record: Annotated[RecordRef, "The location of the record's bytes."]
    payload: Annotated[bytes | None, "The whole record up to 64 KiB, else null."] = None
    failed_at: Annotated[datetime, "When it failed."]
    resolved_by: Annotated[str | None, "The later run that processed the record."] = None
    run_id: Annotated[str, "The run that wrote this row."] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A failure as a step returns it, before the run and the time are known."""

    stage: str
    reason: str
    error: str
    ref: RecordRef
    payload: bytes | None = None
    article_id: str | None = None

    def __post_init__(self) -> None:
        if self.stage not in STAGES:
            raise ValueError(f"stage: got {self.stage!r}, wanted one of {STAGES}")
        if self.reason not in REASONS:
            raise ValueError(
                f"reason: got {self.reason!r}, wanted one of REASONS in schemas/rows/failure.py; add it there"
            )


REASONS: dict[str, str] = {
    # read
    "unreadable": "The file could not be opened or read.",
    "empty": "The file or record holds nothing.",
    "not_text": "The bytes are binary, not text of any known form.",
    "unknown_format": "Text, but in no format newsbeam reads.",
    "truncated_gzip": "A compressed stream ends too early.",
    "bad_compression": "A compressed stream is damaged.",
    "too_large": "Larger than a record may be, or expands beyond the allowed ratio.",
    "bad_warc": "A WARC record is damaged.",
    "bad_json": "A line is not a JSON object.",
    "bad_csv": "A row does not fit the table's header.",
    "bad_parquet": "A Parquet file is damaged.",
    "bad_xml": "An XML document is damaged, or declares entities.",
    "invalid_utf8": "A record that must be UTF-8 is not.",
    "no_content": "The record has neither html nor text, or its text is only a truncated teaser.",
    "withdrawn": "The record's publisher has cancelled or withheld it.",
    # parse
    "html_timeout": "The page took longer to parse than is allowed.",
    "html_memory": "The page took more memory to parse than is allowed.",
    "html_crash": "The page crashed the parser.",
    "html_error": "The parser raised an error.",
    # clean
    "clean_error": "A cleaning step raised an error.",
    "no_article_text": "No words of an article are left.",
    "incomplete_text": "Only a small part of the article could be read, although the page does not say it is paid for.",
    # annotate, extract, write
    "annotate_error": "The language model raised an error.",
    "extract_error": "An extraction step raised an error.",
    "write_error": "A row does not fit its table, or a file of rows is missing or damaged.",
}
"""Every reason code and its meaning; the same codes are used in counters, rows and tests."""
