"""The whole graph on Beam's local runner: types of its collections, and counters that equal Beam's metrics."""

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.metrics import MetricsFilter
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from pipeline import graph
from pipeline.inputs import expand_inputs, split_ranges
from pipeline.options import Dataset, Settings
from pipeline.outputs.bigquery.articles import DatasetArticles
from pipeline.outputs.bigquery.history import ReadDataset
from pipeline.outputs.folder.articles import FolderArticles
from pipeline.outputs.folder.history import ReadFiles
from schemas.flow.copies import EarlierArticles
from schemas.flow.linking import ArticleRevision
from schemas.flow.record import InputRange
from schemas.rows.article import Article
from schemas.rows.event import Event
from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import CounterValue
from tests.pipeline.shuffles import Shuffles
from tests.transforms.prepare.read.samples import warc_record
from transforms import metrics
from transforms.count_rows import CountRows
from transforms.extract.annotate import annotator
from transforms.extract.annotate.model_files import DEFAULT_MODEL
from transforms.extract.document import Document
from transforms.extract.events import extract as events
from transforms.extract.events.extract import extract_events
from transforms.failures import RecordFailures
from transforms.link.link import Link
from transforms.link.newest import KeepNewest, revision_of

SETTINGS = Settings(source=None, model=DEFAULT_MODEL, since=date(2024, 11, 1), until=None)


def write_news(folder: Path) -> None:
    """Write an article twice, another, an old and a short one, a broken line, an empty page and a request."""
    attack = {
        "url": "https://a.example/1",
        "published_at": "2024-11-29",
        "text": 'Gunmen killed two guards in Cali on Monday. "It was quick," Mayor Ana Lim said.',
    }
    records = [
        attack,
        attack,
        {"url": "https://a.example/2", "published_at": "2024-11-29", "text": "Rebels seized the town of Gao."},
        {"url": "https://a.example/3", "published_at": "2023-01-01", "text": "Rain flooded parts of Basra on Friday."},
        {"url": "https://a.example/4", "published_at": "2024-11-29", "text": "Too short."},
    ]
    (folder / "news.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records) + "broken\n")
    (folder / "page.html").write_text("<html><body></body></html>")
    (folder / "crawl.warc").write_bytes(warc_record(b"GET / HTTP/1.1\r\n\r\n", kind="request"))


def build(
    pipeline: beam.Pipeline, earlier: beam.PTransform | None = None, articles: EarlierArticles | None = None
) -> None:
    """Build the whole graph with failures and counters."""
    ranges = pipeline | "Ranges" >> beam.Create([InputRange(uri="a.txt", start=0, end=1, format="text")])
    prepared = ranges | "Prepare" >> graph.PreparePhase(SETTINGS, "staged")
    groups = (prepared.keys, prepared.groups) | "Decide" >> graph.DecidePhase(earlier, articles)
    extracted = groups | "Extract" >> graph.ExtractPhase(SETTINGS, articles)
    rejected = (prepared.rejected, extracted.rejected) | "AllRejected" >> beam.Flatten()
    earlier_failures = pipeline | "None" >> beam.Create([]).with_output_types(Failure)
    failures = (rejected, earlier_failures) | RecordFailures("run")
    failed = failures | "CountFailures" >> CountRows(metrics.FAILURES)
    _ = (prepared.counters, extracted.counters, failed) | "AllCounters" >> beam.Flatten()


DATASET = Dataset(project="p", name="d")


@pytest.mark.parametrize(
    ("earlier", "articles"),
    [
        (ReadFiles(("a",)), FolderArticles((("a", 1),))),
        (ReadDataset(DATASET, ("run",)), DatasetArticles(DATASET, ("run",))),
        (None, None),
    ],
)
def test_graph_every_collection_is_typed_and_no_shuffle_pickles(
    earlier: beam.PTransform | None, articles: EarlierArticles | None
) -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    build(pipeline, earlier, articles)
    shuffles = Shuffles()
    pipeline.visit(shuffles)
    assert shuffles.seen > 20
    assert not shuffles.pickled, "\n".join(shuffles.pickled)
    assert not shuffles.untyped, "\n".join(shuffles.untyped)


def test_shuffles_untyped_values_are_found() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    keyed = pipeline | beam.Create([("a", object())]).with_output_types(tuple[str, Any])
    _ = {"left": keyed, "right": keyed} | beam.CoGroupByKey()
    shuffles = Shuffles()
    pipeline.visit(shuffles)
    assert len(shuffles.pickled) >= 2


@pytest.mark.model
def test_graph_counters_equal_beam_metrics(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    write_news(news)
    pipeline = beam.Pipeline(runner=FnApiRunner())
    ranges = [part for source in expand_inputs([str(news)]) for part in split_ranges(source, 1 << 20)]
    prepared = pipeline | beam.Create(ranges) | "Prepare" >> graph.PreparePhase(SETTINGS, str(tmp_path / "staged"))
    groups = (prepared.keys, prepared.groups) | "Decide" >> graph.DecidePhase()
    extracted = groups | "Extract" >> graph.ExtractPhase(SETTINGS)
    failed = (
        (prepared.rejected, extracted.rejected) | "AllRejected" >> beam.Flatten(),
        pipeline | "None" >> beam.Create([]).with_output_types(Failure),
    ) | RecordFailures("run")
    revisions = extracted.articles | "Revisions" >> beam.Map(revision_of).with_output_types(ArticleRevision)
    linked = (revisions, extracted.linkable) | "KeepNewest" >> KeepNewest() | "Link" >> Link()
    counted = (
        prepared.counters,
        extracted.counters,
        linked.incidents | "CountIncidents" >> CountRows(metrics.INCIDENTS),
        linked.stories | "CountStories" >> CountRows(metrics.STORIES),
        failed | "CountFailures" >> CountRows(metrics.FAILURES),
    ) | "AllCounters" >> beam.Flatten()
    path = tmp_path / "counters"
    counted | "Line" >> beam.Map(_line).with_output_types(str) | beam.io.WriteToText(str(path), num_shards=1)
    result = pipeline.run()
    result.wait_until_finish()
    (written,) = tmp_path.glob("counters-*")
    elements = {name: int(value) for name, value in map(str.split, written.read_text().splitlines())}
    found: Counter[str] = Counter()
    for metric in result.metrics().query(MetricsFilter().with_namespace(metrics.ROWS_NAMESPACE))["counters"]:
        found[metric.key.metric.name] += metric.committed
    assert elements == dict(found)
    wanted = {
        "records_read.jsonl": 6,
        "records_read.html": 1,
        "skipped_records.request": 1,
        "articles_outside_period": 1,
        "repeated_records": 1,
        "articles.coded": 2,
        "articles.too_short": 1,
        "failures.read.bad_json": 1,
        "failures.clean.no_article_text": 1,
    }
    assert {name: elements.get(name) for name in wanted} == wanted
    unmet = {metrics.RECODED_COPIES.name, metrics.REUSED_ARTICLES.name}  # there is no earlier run
    assert {name.partition(".")[0] for name in elements} == {metric.name for metric in metrics.ROW_COUNTS} - unmet


@pytest.mark.model
def test_graph_every_article_is_given_once_whatever_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_or_extract(document: Document) -> tuple[Event, ...]:
        if "Gao" in document.text:
            raise RuntimeError("no such thing")
        return extract_events(document)

    monkeypatch.setattr(events, "extract_events", fail_or_extract)
    monkeypatch.setattr(annotator, "TEXT_LIMIT", 100)
    texts = ["Gunmen shot two guards in Cali.", "Rebels seized the town of Gao.", "Rain fell. " * 20, "Too short."]
    lines = [json.dumps({"id": str(place), "text": text}) + "\n" for place, text in enumerate(texts)]
    (tmp_path / "news.jsonl").write_text("".join(lines))
    ranges = [part for source in expand_inputs([str(tmp_path)]) for part in split_ranges(source, 1 << 20)]
    settings = replace(SETTINGS, since=None)
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        prepared = pipeline | beam.Create(ranges) | "Prepare" >> graph.PreparePhase(settings, str(tmp_path / "staged"))
        groups = (prepared.keys, prepared.groups) | "Decide" >> graph.DecidePhase()
        extracted = groups | "Extract" >> graph.ExtractPhase(settings)
        given = extracted.articles | beam.Map(_outcome).with_output_types(tuple[str, str, bool])
        wanted = [("0", "coded", True), ("1", "coded", False), ("2", "coded", False), ("3", "too_short", False)]
        assert_that(given, equal_to(wanted))
        failed = extracted.rejected | "Stage" >> beam.Map(_stage).with_output_types(str)
        assert_that(failed, equal_to(["annotate", "extract"]), label="failed")


def _outcome(article: Article) -> tuple[str | None, str, bool]:
    return article.external_id, article.outcome, article.main_event_id is not None


def _stage(rejected: Rejected) -> str:
    return rejected.stage


def _line(value: CounterValue) -> str:
    return f"{value.name} {value.value}"
