"""JSON Feed: each item is a record; the item's own fields take precedence over the feed's."""

import json
from pathlib import Path

import pytest

from schemas.rows.failure import Rejected
from tests.transforms.prepare.read.samples import read, read_bytes
from transforms.prepare.read.json.jsonfeed import is_json_feed

FEED = Path(__file__).parents[4] / "data" / "feeds" / "feed.json"
VERSION = "https://jsonfeed.org/version/1"
TEXT = "A ferry sank off Sampleton on Monday."


def test_row_of_full_and_minimal_items():
    first, second, *_ = read(FEED)
    assert first.html.startswith(b"<p>A ferry sank off Sampleton on Monday")
    assert (first.record_id, first.url) == (
        "https://harbour.example.com/ferry",
        "https://harbour.example.com/ferry?utm_source=feed",
    )
    assert (first.title, first.authors) == ("Ferry sinks off Sampleton", ("Amina Diallo", "Peter Novak"))
    assert (first.source_name, first.language, first.keywords) == ("Harbour Watch", "en-GB", ("Ferries", "Sampleton"))
    assert (first.published, first.modified) == ("2024-03-11T09:30:00+01:00", "2024-03-11T12:00:00+01:00")
    assert second.text == "A storm closed the harbour on Tuesday.\n\nNobody was hurt."
    assert (second.record_id, second.url) == ("4711", "https://elsewhere.example.com/storm")
    assert (second.authors, second.language) == (("Harbour Watch staff",), "en-GB")


def test_row_of_bad_item_fails_alone():
    *_, teaser, nothing = read(FEED)
    assert [(one.reason, one.ref.offset, one.ref.media_type) for one in (teaser, nothing)] == [
        ("no_content", 2, "application/feed+json"),
        ("bad_json", 3, "application/feed+json"),
    ]
    assert json.loads(teaser.payload)["title"] == "Coming up"


def test_read_feeds_in_json_lines_number_their_items(tmp_path):
    def feed(*texts: str, **more: object) -> bytes:
        items = [{"id": str(number), "content_text": text} for number, text in enumerate(texts)]
        return json.dumps({"title": "Example", "items": items, **more}).encode() + b"\n"

    data = feed(TEXT, TEXT, version=VERSION) + b'{"text": "A row."}\n' + feed(TEXT, version=f"{VERSION}.1")
    results = read_bytes(tmp_path, "a.json", data)
    assert [one.text for one in results] == [TEXT, TEXT, "A row.", TEXT]
    assert len({one.ref.offset for one in results}) == 4
    assert read_bytes(tmp_path, "b.json", feed(version=VERSION)) == []
    (unknown,) = read_bytes(tmp_path, "c.json", feed(TEXT))
    assert isinstance(unknown, Rejected)


def test_row_of_version_1_reads_single_author(tmp_path):
    item = {"content_text": TEXT}
    data = {"version": VERSION, "items": [{**item, "author": {"name": "Amina Diallo"}}, item], "author": {"name": "A"}}
    first, second = read_bytes(tmp_path, "a.json", json.dumps(data).encode())
    assert (first.authors, second.authors) == (("Amina Diallo",), ("A",))


@pytest.mark.parametrize("value", [{}, {"version": VERSION}, {"version": "1", "items": []}, {"items": []}])
def test_is_json_feed_other_objects_false(value):
    assert not is_json_feed(value)
