import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import schemas.coders  # noqa: F401
from schemas.coders import decode, encode
from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.datelines import parse_dateline
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import ParseRecords, parse_record, parse_text
from transforms.prepare.parse.sandbox import PageError, Sandbox, shared_sandbox
from transforms.prepare.parse.sandbox_child import answer
from transforms.prepare.parse.sandbox_messages import Request

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


def test_parse_records_last_teardown_ends_the_sandbox() -> None:
    page = RawRecord(ref=REF, html=b"<html><p>It rained all day.</p></html>")
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        out = pipeline | beam.Create([page]) | ParseRecords()
        assert_that(out.rejected, equal_to([]))
    assert shared_sandbox()._child is None


DATA = Path(__file__).parents[3] / "data"
PAGES = [path.read_bytes() for path in sorted(DATA.rglob("*.html"))]
PAGE_REF = RecordRef(uri="page.html", media_type="text/html")
CHARSETS = [
    None, "utf-8", "iso-8859-1", "utf-16", "utf-32", "koi8-r", "shift_jis", "gb18030", "utf-7", "hex", "punycode", "\0",
    "x" * 300,
]  # fmt: skip
TAG = re.compile(rb"<[^<>]*>")
JUNK = [
    b"<", b">", b"</", b"<!--", b"-->", b"<![CDATA[", b"&", b"&#", b"&#x110000;", b"&#xD800;", b"&#0;",
    b"&nbsp", b"&&amp;;", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3\x83\xc2\xa9",
    b"<script>", b"<style>", b"<plaintext>", b"<svg>", b"<table><tr>", b"</body></html>", b"<br>", b"<p",
    b'<a href="', b"<html><body>", b'"}', b"<title>", b"<article>", b"<time>", b"\xe2\x80\xae", b"\x1b[2J",
    b"<math><mi>", b"<template>", b"<frameset>", b"<base href='http://['>", b"<h1>", b"\\ud800",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid page with one to six mutations, such as flipped bytes, removed tags, deep nesting, broken references."""
    page = bytearray(draw(st.sampled_from(PAGES)))
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(("flip", "cut", "tag", "deepen", "junk", "repeat", "truncate", "swap", "charset")))
        position = draw(st.integers(0, len(page)))
        if kind == "flip" and position < len(page):
            page[position] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del page[position : position + draw(st.integers(1, 400))]
        elif kind == "tag" and (tags := list(TAG.finditer(page))):
            start, end = draw(st.sampled_from(tags[:200])).span()
            del page[start:end]
        elif kind == "deepen":
            name = draw(st.sampled_from((b"div", b"b", b"table", b"ul", b"blockquote", b"font", b"a", b"p", b"form")))
            page[position:position] = b"<%s>" % name * draw(st.sampled_from((3, 60, 300, 2000)))
        elif kind == "junk":
            page[position:position] = draw(st.one_of(st.sampled_from(JUNK), st.binary(max_size=30)))
        elif kind == "repeat":
            end = min(len(page), position + draw(st.integers(1, 2000)))
            page[position:position] = page[position:end] * draw(st.sampled_from((1, 2, 20)))
        elif kind == "truncate":
            del page[position:]
        elif kind == "swap":
            page = page[position:] + page[:position]
        else:
            charset = draw(st.sampled_from(("utf-16", "cp1252", "utf-16-be", "utf-8-sig")))
            page = bytearray(bytes(page).decode("utf-8", "replace").encode(charset, "replace"))
    return bytes(page)


def check(page: bytes, charset: str | None) -> None:
    """Parse and clean as a worker does, without the child process."""
    answer_ = answer(Request(page, charset, "https://news.example.org/a", 20.0))
    assert (answer_.parsed is None) == bool(answer_.reason)
    if answer_.parsed is None:
        assert answer_.reason in ("html_error", "html_memory")
        pytest.fail(f"{answer_.error} of {page[:200]!r}")  # all of these pages can be parsed
    assert all(isinstance(paragraph, str) for paragraph in answer_.parsed.paragraphs)
    cleaned = clean_record(ParsedRecord(raw=RawRecord(ref=PAGE_REF, html=b""), parsed=answer_.parsed, is_page=True))
    if isinstance(cleaned, Rejected):
        assert cleaned.stage == "clean"
        assert cleaned.reason in ("no_article_text", "incomplete_text")
        return
    check_article(cleaned)


def check_article(article: Article) -> None:
    """Check what the articles table guarantees for text and fields."""
    text = article.text
    assert text.strip()
    assert unicodedata.is_normalized("NFC", text)
    text.encode()
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff]|\n{3,}|[^\S\n]{2,}| \n|\n |\r", text)
    assert "\n" not in text.replace("\n\n", "")
    found = parse_dateline(text)
    assert found is None or 0 < found.end <= len(text)
    for value in (article.title, article.source_name, *article.authors, *article.sections, *article.keywords):
        assert value is None or (value.strip() and not any(unicodedata.category(mark) == "Cc" for mark in value))
    assert article.published_at is None or article.published_at.tzinfo is not None
    assert article.removed_chars >= 0


FAST = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))


@FAST
@given(page=mutated(), charset=st.sampled_from(CHARSETS))
def test_parse_mutated_page_gives_article_or_rejection(page: bytes, charset: str | None) -> None:
    check(page, charset)


@FAST
@given(page=st.binary(max_size=400), charset=st.sampled_from(CHARSETS))
def test_parse_any_bytes_give_article_or_rejection(page: bytes, charset: str | None) -> None:
    check(page, charset)


@pytest.mark.heavy
@settings(FAST, max_examples=1000)
@given(page=mutated(), charset=st.sampled_from(CHARSETS))
def test_parse_thousand_mutated_pages_give_article_or_rejection(page: bytes, charset: str | None) -> None:
    check(page, charset)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as child:
        yield child


@pytest.mark.heavy
@settings(FAST, max_examples=300)
@given(page=mutated(), charset=st.sampled_from(CHARSETS))
def test_parse_record_mutated_pages_are_parsed(sandbox: Sandbox, page: bytes, charset: str | None) -> None:
    result = parse_record(RawRecord(ref=PAGE_REF, html=page, charset=charset), sandbox)
    assert isinstance(result, ParsedRecord)
    assert result.raw.html is None
