"""Rows that a pipeline holds, to records."""

import json
from typing import Any, NamedTuple

import apache_beam as beam
import pytest

from schemas import coders
from schemas.flow.record import PAYLOAD_LIMIT, RawRecord
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.prepare.read.rows import read_row

RECORD = RawRecord(ref=RecordRef(uri="gs://b/o", offset=7, length=3, media_type="text/html"), html=b"<p>")


def test_read_row_record_is_given_back_as_it_is() -> None:
    assert list(read_row(RECORD, "memory:")) == [RECORD]


@pytest.mark.parametrize("field", ["html", "text"])
def test_read_row_dictionary_gives_the_record_of_the_same_line_of_json(field: str) -> None:
    row = {field: "<p>Rebels seized Gao.</p>", "url": "https://a.example/1", "authors": ["Ann Lee"], "id": 4}
    (record,) = read_row(row, "kafka://news")
    assert isinstance(record, RawRecord)
    assert record.ref == RecordRef(uri="kafka://news", media_type="application/json")
    assert (record.html or b"").decode() + (record.text or "") == row[field]
    assert (record.url, record.authors, record.record_id) == ("https://a.example/1", ("Ann Lee",), "4")
    assert json.loads(record.payload or b"") == row


class _Row(NamedTuple):
    text: str
    url: str


@pytest.mark.parametrize(
    "row",
    [beam.Row(text="Rebels seized Gao.", url="https://a.example/1"), _Row("Rebels seized Gao.", "https://a.example/1")],
)
def test_read_row_of_beam_or_named_tuple_gives_the_record_of_its_fields(row: Any) -> None:
    (record,) = read_row(row, "memory:")
    assert isinstance(record, RawRecord)
    assert (record.text, record.url) == ("Rebels seized Gao.", "https://a.example/1")
    assert json.loads(record.payload or b"") == {"text": record.text, "url": record.url}


def test_read_row_record_uri_says_where_it_is_from() -> None:
    (record,) = read_row({"text": "Rebels seized Gao.", "record_uri": "gs://b/page.html"}, "memory:")
    assert isinstance(record, RawRecord)
    assert (record.ref.uri, record.url) == ("gs://b/page.html", None)


def test_read_row_record_uri_with_a_lone_surrogate_can_be_encoded() -> None:
    (record,) = read_row({"text": "Rebels seized Gao.", "record_uri": "gs://\ud800"}, "memory:")
    assert coders.decode(RawRecord, coders.encode(record)) == record


def test_read_row_feed_gives_its_items() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Desk",
        "items": [{"id": "1", "content_text": "Rebels seized the town of Gao on Monday."}, {"id": "2"}],
    }
    first, second = read_row(feed, "memory:")
    assert isinstance(first, RawRecord)
    assert first.text == "Rebels seized the town of Gao on Monday."
    assert isinstance(second, Rejected)
    assert second.reason == "no_content"


@pytest.mark.parametrize(
    ("row", "reason", "payload"),
    [
        ("Rebels seized Gao.", "bad_json", b'"Rebels seized Gao."'),
        ([{"text": "Rebels seized Gao."}], "bad_json", b'[{"text":"Rebels seized Gao."}]'),
        (None, "bad_json", b"null"),
        ({"url": "https://a.example/1"}, "no_content", b'{"url":"https://a.example/1"}'),
        ({"url": object()}, "no_content", None),
        ({"url": "a" * PAYLOAD_LIMIT}, "no_content", None),
    ],
)
def test_read_row_without_content_is_rejected_with_its_json(row: Any, reason: str, payload: bytes | None) -> None:
    (rejected,) = read_row(row, "memory:")
    assert isinstance(rejected, Rejected)
    assert (rejected.stage, rejected.reason, rejected.payload) == ("read", reason, payload)
    assert rejected.ref.uri == "memory:"
