"""Mutated pages: whatever is done to a page, it ends as an article or as a failure, and nothing passes the boundary."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord, RecordRef
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms.datelines import parse_dateline
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import Sandbox
from transforms.prepare.parse.sandbox_child import Request, answer

DATA = Path(__file__).parents[3] / "data"
PAGES = [path.read_bytes() for path in sorted(DATA.rglob("*.html"))]
REF = RecordRef(uri="page.html", media_type="text/html")
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
    """A sound page with one to six mutations: bytes flipped, tags cut or moved, nesting deepened, references broken."""
    page = bytearray(draw(st.sampled_from(PAGES)))
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(("flip", "cut", "tag", "deepen", "junk", "repeat", "truncate", "swap", "charset")))
        place = draw(st.integers(0, len(page)))
        if kind == "flip" and place < len(page):
            page[place] ^= draw(st.integers(1, 255))
        elif kind == "cut":
            del page[place : place + draw(st.integers(1, 400))]
        elif kind == "tag" and (tags := list(TAG.finditer(page))):
            start, end = draw(st.sampled_from(tags[:200])).span()
            del page[start:end]
        elif kind == "deepen":
            name = draw(st.sampled_from((b"div", b"b", b"table", b"ul", b"blockquote", b"font", b"a", b"p", b"form")))
            page[place:place] = b"<%s>" % name * draw(st.sampled_from((3, 60, 300, 2000)))
        elif kind == "junk":
            page[place:place] = draw(st.one_of(st.sampled_from(JUNK), st.binary(max_size=30)))
        elif kind == "repeat":
            end = min(len(page), place + draw(st.integers(1, 2000)))
            page[place:place] = page[place:end] * draw(st.sampled_from((1, 2, 20)))
        elif kind == "truncate":
            del page[place:]
        elif kind == "swap":
            page = page[place:] + page[:place]
        else:
            charset = draw(st.sampled_from(("utf-16", "cp1252", "utf-16-be", "utf-8-sig")))
            page = bytearray(bytes(page).decode("utf-8", "replace").encode(charset, "replace"))
    return bytes(page)


def check(page: bytes, charset: str | None) -> None:
    """Parse and clean as a worker does, less the child process, whose answer this is."""
    answered = answer(Request(page, charset, "https://news.example.org/a", 20.0))
    assert (answered.parsed is None) == bool(answered.reason)
    if answered.parsed is None:
        assert answered.reason in ("html_error", "html_memory")
        pytest.fail(f"{answered.error} of {page[:200]!r}")  # no reason to give up on any of these
    assert all(isinstance(paragraph, str) for paragraph in answered.parsed.paragraphs)
    made = clean_record(ParsedRecord(raw=RawRecord(ref=REF, html=b""), parsed=answered.parsed, is_page=True))
    if isinstance(made, Rejected):
        assert (made.stage, made.reason) == ("clean", "no_article_text")
        return
    check_article(made)


def check_article(article: Article) -> None:
    """What the tables promise of every article's text and fields."""
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
def test_mutated_page_gives_article_or_rejection(page: bytes, charset: str | None) -> None:
    check(page, charset)


@FAST
@given(page=st.binary(max_size=400), charset=st.sampled_from(CHARSETS))
def test_any_bytes_give_article_or_rejection(page: bytes, charset: str | None) -> None:
    check(page, charset)


@pytest.mark.heavy
@settings(FAST, max_examples=1000)
@given(page=mutated(), charset=st.sampled_from(CHARSETS))
def test_thousand_mutated_pages_give_article_or_rejection(page: bytes, charset: str | None) -> None:
    check(page, charset)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as child:
        yield child


@pytest.mark.heavy
@settings(FAST, max_examples=300)
@given(page=mutated(), charset=st.sampled_from(CHARSETS))
def test_sandbox_mutated_pages_raise_page_errors_only(sandbox: Sandbox, page: bytes, charset: str | None) -> None:
    result = parse_record(RawRecord(ref=REF, html=page, charset=charset), sandbox)
    assert isinstance(result, ParsedRecord)
    assert result.raw.html is None
