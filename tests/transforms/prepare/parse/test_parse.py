import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that, equal_to

import schemas.coders  # noqa: F401
from schemas.coders import decode, encode
from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord, RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.parse.parse import ParseRecords, parse_record, parse_text
from transforms.prepare.parse.sandbox import PageError, Sandbox

REF = RecordRef(uri="a.txt", media_type="text/plain")


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("One.\n\nTwo.", ("One.", "Two.")),
        ("One.\r\n\r\n\r\n \t\nTwo.", ("One.", "Two.")),
        ("A title\nA first sentence.\n\nTwo.", ("A title", "A first sentence.", "Two.")),
        ("One.\nTwo.\nThree.", ("One.", "Two.", "Three.")),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_parse_text_splits_paragraphs(text: str, paragraphs: tuple[str, ...]) -> None:
    assert parse_text(text).paragraphs == paragraphs


def test_parse_text_joins_wrapped_lines() -> None:
    text = "The river rose by two metres on Friday and it\nflooded the old town of Sampleton before the\nmayor woke."
    text += "\n\nTwo."
    assert parse_text(text).paragraphs == (text.split("\n\n")[0].replace("\n", " "), "Two.")


class Failing(Sandbox):
    def parse(self, html: bytes, charset: str | None = None, url: str | None = None) -> None:  # type: ignore[override]
        raise PageError("html_timeout", "too slow")


def test_parse_record_page_error_is_rejection() -> None:
    found = parse_record(RawRecord(ref=REF, html=b"<p>", payload=b"<p>"), Failing())
    assert found == Rejected(stage="parse", reason="html_timeout", error="too slow", ref=REF, payload=b"<p>")


def test_parse_record_drops_page_and_round_trips() -> None:
    with Sandbox() as sandbox:
        found = parse_record(RawRecord(ref=REF, html=b"<html><body><p>It rained all day.</p></body></html>"), sandbox)
    assert isinstance(found, ParsedRecord)
    assert found.raw.html is None
    assert found.is_page
    assert decode(ParsedRecord, encode(found)) == found


def test_parse_records_separates_parsed_and_rejected() -> None:
    records = [
        RawRecord(ref=REF, text="It rained all day."),
        RawRecord(
            ref=RecordRef(uri="b.html", media_type="text/html"), html=b"<html><p>It rained again today.</p></html>"
        ),
    ]
    with beam.Pipeline(runner="BundleBasedDirectRunner") as pipeline:
        out = pipeline | beam.Create(records) | ParseRecords()
        found = out.parsed | beam.Map(lambda one: (one.is_page, one.parsed.paragraphs))
        assert_that(found, equal_to([(False, ("It rained all day.",)), (True, ("It rained again today.",))]))
        assert_that(out.rejected, equal_to([]), label="none rejected")
