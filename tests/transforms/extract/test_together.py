"""All rows of an article in one step: the same rows as of the branches of a run, and an error costs only its table."""

from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.coders import encode
from schemas.flow.annotation import Annotation
from schemas.flow.article_rows import ArticleRows
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from tests.documents import make_article
from tests.transforms.extract.test_independence import articles
from transforms.extract import together as module
from transforms.extract.annotate.annotate import AnnotateArticles
from transforms.extract.annotate.annotator import annotator
from transforms.extract.entities.extract import ExtractEntities
from transforms.extract.events.extract import ExtractEvents
from transforms.extract.quotes.extract import ExtractQuotes
from transforms.extract.together import ExtractTogether, extract_together

pytestmark = pytest.mark.model

TABLES = ("entities", "quotes", "events")


def annotation() -> Annotation:
    return annotator().annotate(articles()[0])


def rows_of(article: ArticleRows) -> list[bytes]:
    return [encode(row) for table in TABLES for row in getattr(article, table)] + [encode(article.article)]


def test_extract_together_gives_the_rows_of_the_three_branches() -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        read = pipeline | beam.Create(list(articles())) | AnnotateArticles("en_core_web_md")
        events = read.annotations | ExtractEvents()
        branches = (
            (read.annotations | ExtractEntities()).entities,
            (read.annotations | ExtractQuotes()).quotes,
            events.events,
            events.articles,
        )
        expected = branches | "Branches" >> beam.Flatten() | "Encode" >> beam.Map(encode)
        found = (read.annotations, read.unannotated) | ExtractTogether()
        encoded = found.articles | beam.FlatMap(rows_of)
        counted = (
            encoded | "Found" >> beam.Map(lambda row: (row, 1)),
            expected | "Expected" >> beam.Map(lambda row: (row, -1)),
        )
        differing = (
            counted
            | "Both" >> beam.Flatten()
            | beam.CombinePerKey(sum)
            | "Differing" >> beam.Filter(lambda pair: pair[1] != 0)
        )
        assert_that(differing, equal_to([]), label="SameRows")
        assert_that(found.rejected, equal_to([]), label="NoneRejected")
        assert_that(encoded | "Count" >> beam.combiners.Count.Globally(), _is_many, label="Many")


def _is_many(counts: list[int]) -> None:
    assert counts[0] > 3 * len(articles())


def test_extract_together_articles_without_annotation_pass_without_rows() -> None:
    copies = [make_article("A copy.", outcome="duplicate", duplicate_of="x"), make_article("Short.")]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        annotations = pipeline | "None" >> beam.Create([]).with_output_types(Annotation)
        others = pipeline | "Others" >> beam.Create(copies).with_output_types(Article)
        found = (annotations, others) | ExtractTogether()
        assert_that(found.articles, equal_to([ArticleRows(article=copy) for copy in copies]))


@pytest.mark.parametrize("broken", [f"extract_{table}" for table in TABLES])
def test_extract_together_error_costs_the_rows_of_its_table(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    (whole,) = extract_together(annotation())
    assert isinstance(whole, ArticleRows)

    def fail(_: Any) -> Any:
        raise ValueError("nothing works")

    monkeypatch.setattr(module, broken, fail)
    rejected, article = extract_together(annotation())
    assert isinstance(rejected, Rejected)
    assert isinstance(article, ArticleRows)
    assert (rejected.stage, rejected.reason, rejected.article_id) == (
        "extract",
        "extract_error",
        whole.article.article_id,
    )
    table = broken.removeprefix("extract_")
    assert getattr(article, table) == ()
    assert all(getattr(article, name) == getattr(whole, name) for name in TABLES if name != table)
    assert (article.article == whole.article) == (table != "events")


def test_extract_together_row_that_no_table_takes_costs_that_row(monkeypatch: pytest.MonkeyPatch) -> None:
    (whole,) = extract_together(annotation())
    assert isinstance(whole, ArticleRows)
    bad = make_article("Bad.", title="\ud800")
    monkeypatch.setattr(module, "extract_quotes", lambda _: [bad, *whole.quotes])
    rejected, article = extract_together(annotation())
    assert isinstance(rejected, Rejected)
    assert (rejected.stage, rejected.reason) == ("write", "write_error")
    assert article == whole


def test_extract_together_error_of_the_system_ends_the_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "extract_quotes", fail)
    with pytest.raises(OSError, match="No space"):
        list(extract_together(annotation()))
