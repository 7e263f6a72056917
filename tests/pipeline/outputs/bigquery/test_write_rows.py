"""A stream writes an article's rows before the article, and hands on what is written; refused rows become failures."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.bigquery import write_rows as module
from pipeline.outputs.bigquery.append import RefusedRow
from pipeline.outputs.bigquery.write_rows import (
    DatasetClusters,
    WriteArticles,
    WriteFailures,
    WriteRecords,
    write_articles,
)
from schemas.flow.article_rows import ArticleRows
from schemas.flow.linking import ArticleRevision
from schemas.rows.failure import Rejected
from schemas.rows.run import Input
from tests.pipeline.outputs.bigquery.test_append import TODAY
from tests.pipeline.rows import NOW, REF, article, event, incident, make_run, story

DATASET = Dataset(project="some-project", name="news")


class FakeTarget:
    """Keeps what is appended, and refuses rows with some ids.

    Args:
        refused: Values of the first column.
    """

    def __init__(self, *refused: str) -> None:
        self.refused = refused
        self.appended: list[tuple[str, list[str], dict[str, str]]] = []

    def append(self, table: str, rows: Sequence[Any], constants: Mapping[str, str] | None = None) -> list[RefusedRow]:
        bad = [row for row in rows if _id(row) in self.refused]
        self.appended.append((table, [_id(row) for row in rows if row not in bad], dict(constants or {})))
        return [RefusedRow(row=row, error="not today") for row in bad]

    def tables(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for table, ids, _ in self.appended:
            found.setdefault(table, []).extend(ids)
        return found


def _id(row: Any) -> str:
    return str(getattr(row, next(iter(row.__slots__))))


def told(name: str, **more: Any) -> ArticleRows:
    """An article with one event."""
    row = article(name, f"Text of {name}.", "", **more)
    return ArticleRows(article=row, events=(event(f"event_{name}", row),))


def write(target: FakeTarget, *articles: ArticleRows) -> list[ArticleRevision | Rejected]:
    return list(write_articles(target, articles, run_id="r", code_version="2"))  # type: ignore[arg-type]


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> FakeTarget:
    """What the steps write to."""
    found = FakeTarget()
    monkeypatch.setattr(module, "appender", lambda _: found)
    return found


def test_write_articles_come_after_their_rows_and_are_handed_on() -> None:
    target = FakeTarget()
    copy = ArticleRows(article=article("c", "Copy.", "", outcome="duplicate", duplicate_of="a"))
    found = write(target, told("a"), copy)
    assert [table for table, _, _ in target.appended] == ["entities", "quotes", "events", "articles"]
    assert target.tables()["articles"] == ["a", "c"]
    assert target.appended[-1][2] == {"run_id": "r", "code_version": "2"}
    assert target.appended[-2] == ("events", ["event_a"], {"run_id": "r"})
    assert [(one.article_id, one.is_coded) for one in found if isinstance(one, ArticleRevision)] == [
        ("a", True),
        ("c", False),
    ]
    (link_copy,) = [one.copy for one in found if isinstance(one, ArticleRevision) and one.copy]
    assert (link_copy.duplicate_of, link_copy.run_id) == ("a", "r")


def test_write_articles_refused_row_costs_that_row() -> None:
    target = FakeTarget("event_a")
    rejected, *revisions = write(target, told("a"), told("b"))
    assert isinstance(rejected, Rejected)
    assert (rejected.stage, rejected.reason, rejected.error, rejected.article_id) == (
        "write",
        "write_error",
        "not today",
        "a",
    )
    assert len(revisions) == 2
    assert target.tables()["articles"] == ["a", "b"]


def test_write_articles_refused_article_is_not_handed_on() -> None:
    rejected, revision = write(FakeTarget("a"), told("a"), told("b"))
    assert isinstance(rejected, Rejected)
    assert isinstance(revision, ArticleRevision)
    assert (rejected.article_id, revision.article_id) == ("a", "b")


def test_write_articles_article_too_old_for_a_partition_is_one_failure_without_rows() -> None:
    target = FakeTarget()
    (rejected,) = write(target, told("a", published_date=TODAY - timedelta(days=5_000)))
    assert isinstance(rejected, Rejected)
    assert "BigQuery streams rows into no other partition" in rejected.error
    assert all(not ids for _, ids, _ in target.appended)


def test_write_articles_in_a_pipeline_gives_revisions_and_rejected_rows(
    target: FakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_ARTICLES", 2)
    target.refused = ("event_b",)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        articles = pipeline | beam.Create([told("a"), told("b"), told("c")])
        written = articles | WriteArticles(DATASET, make_run("r"))
        assert_that(written.revisions | beam.Map(lambda one: one.article_id), equal_to(["a", "b", "c"]), label="all")
        assert_that(written.rejected | "Of" >> beam.Map(lambda one: one.article_id), equal_to(["b"]), label="one")
    assert sorted(target.tables()["articles"]) == ["a", "b", "c"]
    assert max(len(ids) for table, ids, _ in target.appended if table == "articles") <= 2


def test_write_articles_in_a_pipeline_keeps_their_times(target: FakeTarget) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        times = pipeline | beam.Create([("a", 5), ("b", 7)])
        articles = times | beam.Map(lambda one: TimestampedValue(told(one[0]), one[1])).with_output_types(ArticleRows)
        found = (articles | WriteArticles(DATASET, make_run("r"))).revisions | "Time" >> beam.Map(_with_time)
        assert_that(found, equal_to([("a", 5.0), ("b", 7.0)]))


def _with_time(revision: ArticleRevision, time: Any = beam.DoFn.TimestampParam) -> tuple[str, float]:
    return revision.article_id, float(time)


def test_write_failures_in_a_pipeline_writes_rows_of_the_run(target: FakeTarget) -> None:
    rejected = Rejected(stage="read", reason="bad_json", error="e", ref=REF)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        _ = pipeline | beam.Create([rejected, replace(rejected, stage="parse")]) | WriteFailures(DATASET, "r")
    assert [table for table, _, _ in target.appended] == ["failures"] * len(target.appended)
    assert len(target.tables()["failures"]) == 2


def an_input(uri: str) -> Input:
    return Input(
        uri=uri,
        range_start=0,
        range_end=1,
        run_id="r",
        fingerprint="f",
        record_count=1,
        code_version="1",
        committed_at=NOW,
    )


def test_write_records_in_a_pipeline_are_written_in_batches(
    target: FakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_RECORDS", 3)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        _ = pipeline | beam.Create([an_input(f"{number}") for number in range(8)]) | WriteRecords(DATASET, "inputs")
    assert sorted(target.tables()["inputs"]) == [f"{number}" for number in range(8)]
    assert max(len(ids) for _, ids, _ in target.appended) <= 3


def test_write_records_refused_row_fails_the_bundle(target: FakeTarget) -> None:
    target.refused = ("u",)
    with (
        pytest.raises(NewsbeamError, match=r"bq://some-project.news.inputs: not today"),
        TestPipeline(runner=FnApiRunner()) as pipeline,
    ):
        _ = pipeline | beam.Create([an_input("u")]) | WriteRecords(DATASET, "inputs")


def test_dataset_clusters_go_to_their_tables_and_refused_ones_are_rejected(target: FakeTarget) -> None:
    target.refused = ("s",)
    (rejected,) = DatasetClusters(DATASET).write([incident("i", "a"), story("s", "a"), story("t", "a")])
    assert target.tables() == {"incidents": ["i"], "stories": ["t"]}
    assert rejected.ref.uri == "bq://some-project.news.stories/s"
