import json
import math
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.rows.columns import RecordRef
from transforms.prepare.read.io.decompress import ReadError
from transforms.prepare.read.io.field_names import COLUMNS, as_string, as_strings, count_known_columns, record_from_row

REF = RecordRef(uri="news.jsonl", offset=0, length=1, media_type="application/x-ndjson")

NEWSBEAM = {
    "id": "a1",
    "url": "https://news.example.org/a",
    "title": "Ferry sinks",
    "authors": ["Ana Diaz", "Li Wei"],
    "published_at": "2024-11-29T10:00:00Z",
    "modified_at": "2024-11-30",
    "language": "en",
    "source_name": "Example News",
    "sections": ["World"],
    "keywords": ["ferry"],
    "crawled_at": "2024-11-29T12:00:00+02:00",
    "text": "A ferry sank.",
}
NEWS_PLEASE = {
    "authors": ["Ana Diaz"],
    "date_download": "2024-11-29 12:00:00",
    "date_modify": "None",
    "date_publish": "2024-11-29 10:00:00",
    "description": "Short.",
    "filename": "https%3A%2F%2Fnews.example.org%2Fa.json",
    "image_url": None,
    "language": "en",
    "localpath": None,
    "source_domain": "news.example.org",
    "maintext": "A ferry sank.",
    "text": None,
    "title": "Ferry sinks",
    "title_page": None,
    "url": "https://news.example.org/a",
}
CC_NEWS = {
    "requested_url": "http://example.org/a",
    "responded_url": "https://news.example.org/a",
    "plain_text": "A ferry sank.",
    "publication_date": "2024-11-29",
    "title": "Ferry sinks",
    "author": "Ana Diaz",
    "publisher": "Example News",
    "sitename": "example.org",
    "tags": ["ferry", "sea"],
    "categories": ["World"],
    "language": "en",
}
NEWSPAPER4K = {
    "url": "https://news.example.org/a",
    "source_url": "https://news.example.org",
    "title": "Ferry sinks",
    "top_image": "https://news.example.org/a.jpg",
    "meta_site_name": "Example News",
    "authors": ["Ana Diaz"],
    "publish_date": "2024-11-29 10:00:00+00:00",
    "keywords": [],
    "tags": ["ferry"],
    "text": "A ferry sank.",
    "meta_lang": "en",
}


@pytest.mark.parametrize(
    ("row", "published", "source_name", "keywords"),
    [
        (NEWSBEAM, "2024-11-29T10:00:00Z", "Example News", ("ferry",)),
        (NEWS_PLEASE, "2024-11-29 10:00:00", "news.example.org", ()),
        (CC_NEWS, "2024-11-29", "Example News", ("ferry", "sea")),
        (NEWSPAPER4K, "2024-11-29 10:00:00+00:00", "Example News", ("ferry",)),
    ],
    ids=["newsbeam", "news-please", "CC-News", "newspaper4k"],
)
def test_record_from_row_of_known_data_sets(row, published, source_name, keywords):
    record = record_from_row(row, REF, b"payload")
    assert (record.text, record.html, record.title) == ("A ferry sank.", None, "Ferry sinks")
    assert record.url == "https://news.example.org/a"
    assert record.authors[0] == "Ana Diaz"
    assert record.published == published
    assert record.source_name == source_name
    assert record.keywords == keywords
    assert record.language == "en"
    assert record.payload == b"payload"


def test_record_from_row_of_newsbeam_article():
    record = record_from_row(NEWSBEAM, REF, None)
    assert record.record_id == "a1"
    assert record.authors == ("Ana Diaz", "Li Wei")
    assert record.sections == ("World",)
    assert record.modified == "2024-11-30"
    assert record.crawled_at == datetime(2024, 11, 29, 10, tzinfo=UTC)


def test_record_from_row_crawl_time_without_zone_is_utc():
    record = record_from_row(NEWS_PLEASE, REF, None)
    assert record.crawled_at == datetime(2024, 11, 29, 12, tzinfo=UTC)
    assert record.modified is None


def test_record_from_row_prefers_html_to_text():
    record = record_from_row({"html": "<p>Café</p>", "text": "Café"}, REF, None)
    assert (record.html, record.charset, record.text) == ("<p>Café</p>".encode(), "utf-8", None)
    assert record_from_row({"html": b"<p>caf\xe9</p>"}, REF, None).charset is None
    assert record_from_row({"html": " ", "text": "Café"}, REF, None).text == "Café"


@pytest.mark.parametrize("nothing", [None, "", "  ", math.nan, "NaN", "None", "null", "<NA>", [], {}, 5, True])
def test_record_from_row_without_body_is_no_content(nothing):
    with pytest.raises(ReadError) as error:
        record_from_row({"text": nothing, "title": "Ferry"}, REF, None)
    assert error.value.reason == "no_content"


def test_record_from_row_ignores_case_and_punctuation_of_columns():
    record = record_from_row({"Text": "A", "publishedAt": "2024", "Source-Name": "E", "LANGUAGE": "en"}, REF, None)
    assert (record.text, record.published, record.source_name, record.language) == ("A", "2024", "E", "en")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (7, "7"),
        (7.0, "7"),
        (1.5, "1.5"),
        (True, None),
        (math.inf, None),
        ({"$oid": "65f"}, "65f"),
        ({"@type": "Organization", "name": "Example"}, "Example"),
        (["", "b"], "b"),
        ("\ud800x", "\ufffdx"),
        (b"caf\xe9", "caf\ufffd"),
    ],
)
def test_as_string_of_any_value(value, wanted):
    assert as_string(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (["A", None, "", "B"], ("A", "B")),
        ("A, B; C|D", ("A", "B", "C", "D")),
        ([{"name": "A"}, {"name": None}, {"@type": "Person", "name": "B"}], ("A", "B")),
        ({"name": "A"}, ("A",)),
        ("['A', \"O'Neil\"]", ("A", "O'Neil")),
        ('["A", "B"]', ("A", "B")),
        ("['A' 'B']", ("A", "B")),
        ("[A, B]", ("A", "B")),
        ("[]", ()),
        (None, ()),
        ("nan", ()),
    ],
)
def test_as_strings_of_any_value(value, wanted):
    assert as_strings(value) == wanted


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("29 November 2024", "29 November 2024"),
        (date(2024, 11, 29), "2024-11-29"),
        (datetime(2024, 11, 29, 10, tzinfo=UTC), "2024-11-29T10:00:00+00:00"),
        (1732874400, "2024-11-29T10:00:00+00:00"),
        (1732874400000, "2024-11-29T10:00:00+00:00"),
        (1732874400.0, "2024-11-29T10:00:00+00:00"),
        (1732874400000000000, "2024-11-29T10:00:00+00:00"),
        (20241129, "20241129"),
        (2024, "2024"),
        (1e300, None),
        ({"$date": "2024-11-29T10:00:00Z"}, "2024-11-29T10:00:00Z"),
        ({"$date": 1732874400000}, "2024-11-29T10:00:00+00:00"),
        ({"$date": {"$numberLong": "1732874400000"}}, "2024-11-29T10:00:00+00:00"),
        ({"$date": {"$numberLong": "-3600000"}}, "1969-12-31T23:00:00+00:00"),
        ({"$timestamp": {"t": 1732874400, "i": 1}}, "2024-11-29T10:00:00+00:00"),
        ({"$numberLong": "1732874400"}, "2024-11-29T10:00:00+00:00"),
        ({"$date": {"$numberLong": "soon"}}, None),
        ({"$date": None}, None),
        ("Sun Jul 15 01:16:00 +0000 2012", "Sun Jul 15 01:16:00 +0000 2012"),
    ],
)
def test_record_from_row_dates_as_written_except_numbers(value, wanted):
    assert record_from_row({"text": "A", "date": value}, REF, None).published == wanted


def test_record_from_row_joins_paragraphs():
    assert record_from_row({"text": ["One.", "Two."]}, REF, None).text == "One.\n\nTwo."


def test_record_from_row_text_bytes_must_be_utf8():
    with pytest.raises(ReadError) as error:
        record_from_row({"text": b"caf\xe9"}, REF, None)
    assert error.value.reason == "invalid_utf8"


def test_columns_belong_to_one_field_each():
    columns = [column for names in COLUMNS.values() for column in names]
    assert len(columns) == len(set(columns))
    assert count_known_columns(["Maintext", "html", "URL", "n"]) == (2, 1)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(categories=["L", "P", "Cs", "Zs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "$date", "x"]), inner),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted({name for names in COLUMNS.values() for name in names})), VALUES))
def test_record_from_row_any_values_can_be_encoded(row):
    record = record_from_row({**row, "text": "A"}, REF, None)
    for value in (record.title, record.url, record.published, *record.authors, *record.keywords):
        assert value is None or value.encode()
        assert value is None or value.strip()


def test_record_from_row_extreme_values_are_missing():
    deep: object = "x"
    for _ in range(5000):
        deep = {"name": deep}
    row = {"text": "A", "title": deep, "authors": [[deep]], "date": 10**400, "crawled_at": -(10**400), "id": 10**400}
    record = record_from_row(row, REF, None)
    assert (record.title, record.authors, record.published, record.crawled_at) == (None, (), None, None)


def test_record_from_row_replaces_lone_surrogates():
    record = record_from_row(json.loads('{"text": "a \\ud83d b \\ud83d\\ude00"}'), REF, None)
    assert record.text == "a \ufffd b \U0001f600"


@pytest.mark.parametrize(
    "value",
    [
        "Fri, 29 Nov 24 11:00:00 MET",
        "Fri Nov 29 10:00:00 2024",
        "Fri Nov 29 10:00:00 +0000 2024",
        "1732874400",
        "1732874400000",
        {"$date": {"$numberLong": "1732874400000"}},
    ],
)
def test_record_from_row_crawl_time_in_any_standard_form(value):
    record = record_from_row({"text": "A", "crawled_at": value}, REF, None)
    assert record.crawled_at == datetime(2024, 11, 29, 10, tzinfo=UTC)


@pytest.mark.parametrize("value", ["yesterday", "29/11/2024", "Fri, 31 Nov 24 11:00:00 MET"])
def test_record_from_row_crawl_time_in_no_standard_form_is_none(value):
    assert record_from_row({"text": "A", "crawled_at": value}, REF, None).crawled_at is None
