"""The steps of stream copies as one transform, on Beam's local runner, which takes a stream that ends."""

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue

import schemas.coders  # noqa: F401
from schemas.rows.article import Article
from tests.pipeline.shuffles import Shuffles
from tests.transforms.decide.copies.articles import START, make, text_of
from transforms.decide.stream_copies.find import FindStreamCopies

WIRE, RAIN, FIRE = text_of(range(0, 60, 5)), text_of(range(300, 360, 5)), text_of(range(600, 612))


def articles(pipeline: beam.Pipeline, label: str, found: list[Article]) -> beam.PCollection[Article]:
    values = [TimestampedValue(article, START.timestamp()) for article in found]
    return pipeline | label >> beam.Create(values).with_output_types(Article)


def _summary(article: Article) -> tuple[str | None, str, str | None, str | None]:
    return article.external_id, article.outcome, article.duplicate_of, article.duplicate_kind


@pytest.mark.parametrize("is_empty", [True, False], ids=["empty output", "articles in the output"])
def test_find_stream_copies_articles_come_out_once(is_empty: bool) -> None:
    output = [] if is_empty else [make(1, WIRE), make(2, RAIN)]
    arriving = [
        make(2, RAIN),
        make(3, WIRE),
        make(4, FIRE),
        make(4, FIRE),
        make(5, f"Cali. {RAIN}", outcome="too_short"),
    ]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = (articles(pipeline, "New", arriving), articles(pipeline, "Output", output)) | FindStreamCopies()
        copy = ("3", "coded", None, None) if is_empty else ("3", "duplicate", output[0].article_id, "exact")
        wanted = [copy, ("4", "coded", None, None), ("5", "too_short", None, None)]
        repeats = [("4", "coded", None, None)]
        (wanted if is_empty else repeats).append(("2", "coded", None, None))
        assert_that(found.articles | beam.Map(_summary), equal_to(wanted))
        assert_that(found.repeats | "Repeats" >> beam.Map(_summary), equal_to(repeats), label="repeats")


def test_find_stream_copies_nothing_is_pickled() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    _ = (articles(pipeline, "New", []), articles(pipeline, "Output", [])) | FindStreamCopies()
    shuffles = Shuffles()
    pipeline.visit(shuffles)
    assert shuffles.seen >= 6
    assert shuffles.pickled == []
    assert [label for label in shuffles.untyped if "FindStreamCopies" in label] == []
