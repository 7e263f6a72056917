"""Rows of an article depend on that article alone, whatever was processed before or beside it; every span is exact."""

import dataclasses
import gc
import weakref
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.coders import encode
from schemas.rows.article import Article
from tests.documents import make_article
from transforms.extract.annotate.annotate import AnnotateArticles
from transforms.extract.annotate.annotator import annotator
from transforms.extract.document import Document, cached_document
from transforms.extract.entities.extract import ExtractEntities, extract_entities
from transforms.extract.events.extract import ExtractEvents, extract_events
from transforms.extract.quotes.extract import ExtractQuotes, extract_quotes

pytestmark = pytest.mark.model

TEXTS = (
    "PARIS, Texas (AP) — Two people were shot on Friday. Police in Paris said the mayor, Ann Lee, was safe.",
    'PARIS (Reuters) - President Emmanuel Macron met Ann Lee of the IMF. "We agree," Lee told Le Monde last week.',
    "Syrian rebels seized Saraqib.\n\nHayat Tahrir al-Sham (HTS) took the town, HTS said. At least 12 soldiers died.",
    "Lee was jailed in Georgia. The Georgian court in Tbilisi sentenced her to two years on 3 March 2021.",
    "A bus fell off a bridge near Lima, Ohio, killing nine.\n\n“It was terrible,” he said.\n\nHe had seen it all.",
    "İ Ø — “” ... 12 of 13. Washington said Washington would meet in Washington; Washington did not.",
)  # the same names mean other things in each


@cache
def articles() -> tuple[Article, ...]:
    return tuple(make_article(text, url=f"https://news.example.org/{i}") for i, text in enumerate(TEXTS))


def rows_of(article: Article) -> bytes:
    document = cached_document(annotator().annotate(article))
    return encode([extract_entities(document), extract_quotes(document), extract_events(document)])


@cache
def alone() -> tuple[bytes, ...]:
    return tuple(rows_of(article) for article in articles())


@settings(max_examples=10, deadline=None)
@given(st.lists(st.integers(0, len(TEXTS) - 1), max_size=8))
def test_extract_any_order_gives_the_rows_of_each_article_alone(order: list[int]) -> None:
    assert [rows_of(articles()[i]) for i in order] == [alone()[i] for i in order]


def test_cached_document_is_freed_without_the_garbage_collector_when_the_next_is_built() -> None:
    def extract(article: Article) -> weakref.ref[Document]:
        document = cached_document(annotator().annotate(article))
        for step in (extract_entities, extract_quotes, extract_events):
            step(document)
        return weakref.ref(document)

    gc.collect()
    gc.disable()
    try:
        found = [extract(article) for article in articles()]
        assert [own() is None for own in found] == [True] * (len(found) - 1) + [False]
    finally:
        gc.enable()


def test_graph_additional_article_changes_no_other_rows() -> None:
    def run(chosen: Sequence[Article], wanted: list[bytes]) -> None:
        with TestPipeline(runner=FnApiRunner()) as pipeline:
            read_ = pipeline | beam.Create(list(chosen)) | AnnotateArticles("en_core_web_md")
            branches = (
                (read_.annotations | ExtractEntities()).entities,
                (read_.annotations | ExtractQuotes()).quotes,
                (read_.annotations | ExtractEvents()).events,
            )
            assert_that(branches | beam.Flatten() | beam.Map(encode), equal_to(wanted))

    rows = [
        [encode(row) for branch in (extract_entities, extract_quotes, extract_events) for row in branch(document)]
        for article in articles()
        for document in [cached_document(annotator().annotate(article))]
    ]
    assert all(rows)
    for chosen in ([0, 2, 3], [3, 5, 1, 0, 4, 2]):
        run([articles()[i] for i in chosen], [row for i in chosen for row in rows[i]])


def spans(value: Any) -> Iterator[tuple[str, int, int]]:
    """Every record with text, start and end, however deep."""
    if dataclasses.is_dataclass(value):
        if {"text", "start", "end"} <= {field.name for field in dataclasses.fields(value)}:
            yield value.text, value.start, value.end  # type: ignore[union-attr]
        for field in dataclasses.fields(value):
            yield from spans(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from spans(one)


ODD = st.text(st.sampled_from("aZé İß—“”'\".,;:()$%0９1½٣\u0301\U0001f600-/ "), max_size=12)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([s for t in TEXTS for s in t.split(". ")]), ODD), min_size=1, max_size=5))
def test_extract_any_text_every_span_equals_its_text(pieces: list[tuple[str, str]]) -> None:
    text = "\n\n".join(" ".join(f"{sentence}. {odd}".split()) for sentence, odd in pieces)
    document = cached_document(annotator().annotate(make_article(text)))
    for rows in (extract_entities(document), extract_quotes(document), extract_events(document)):
        for own, start, end in spans(rows):
            assert text[start:end] == own
            assert start < end
    for quote in extract_quotes(document):
        assert quote.text == " ".join(text[part.start : part.end] for part in quote.parts)
