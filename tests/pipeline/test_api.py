"""The steps for Beam pipelines of one's own: the README's program, what they give, and what may not change."""

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing import test_stream
from apache_beam.testing.util import assert_that
from apache_beam.transforms.window import FixedWindows, IntervalWindow, TimestampedValue

from pipeline import api
from pipeline.api import Article, Entity, Event, Extract, Prepare, Quote, RawRecord, RecordRef, Rejected
from pipeline.run.one_article import extract_one
from schemas.dictionary import described_columns
from tests.pipeline.shuffles import Shuffles
from tests.readme import programs
from transforms.extract.annotate.model_files import DEFAULT_MODEL

PUBLIC = Path(__file__).parents[1] / "data" / "public_api.json"
ROWS = (Article, Entity, Event, Quote)
ARTICLE = {
    "url": "https://a.example/1",
    "published_at": "2024-11-29",
    "text": 'Gunmen killed two guards in Cali on Monday. "It was quick," Mayor Ana Lim said.',
}
PAGE = b"<html><body><article><p>Rebels seized the town of Gao on Monday, the army said.</p></article></body></html>"


def public_names() -> dict[str, list[str]]:
    """The public names, each with its fields; `python -m tests.pipeline.test_api` writes them."""
    return {name: list(_fields(getattr(api, name))) for name in api.__all__}


def _fields(public: type) -> Iterable[str]:
    if public in ROWS:
        return (path for path, _ in described_columns(public))
    return getattr(public, "_fields", None) or [field.name for field in dataclasses.fields(public)]


def test_api_no_public_name_or_field_is_gone() -> None:
    found = public_names()
    recorded: dict[str, list[str]] = json.loads(PUBLIC.read_text())
    gone = [f"{name}.{field}" for name in recorded for field in recorded[name] if field not in found.get(name, ())]
    assert not gone, f"gone from pipeline.api: {gone}; that takes a new major version (before 1.0, a new minor one)"
    unrecorded = [name for name in found if found[name] != recorded.get(name)]
    assert not unrecorded, f"new: {unrecorded}; run python -m tests.pipeline.test_api"


@pytest.mark.model
def test_readme_program_prints_what_it_says_and_no_warning() -> None:
    (program,) = programs("In a Beam pipeline of your own")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=300)
    assert sorted(done.stdout.splitlines()) == [
        "ASSAULT 2 Gunmen killed two guards at a mine near Gao on Monday, the army said.",
        "no_content",
    ]
    assert done.stderr == ""


def check(collection: beam.PCollection[Any], expected: Any, label: str) -> None:
    """Assert that a collection holds what is expected, in any order."""

    def compare(found: list[Any]) -> None:
        assert sorted(found, key=repr) == sorted(expected, key=repr)

    assert_that(collection, compare, label=label)


def _outcome(article: Article) -> tuple[str, str, str | None]:
    return article.record.uri, article.outcome, article.canonical_url


def _why(rejected: Rejected) -> tuple[str, str, str]:
    return rejected.ref.uri, rejected.stage, rejected.reason


def test_prepare_takes_dictionaries_and_records_and_rejects_what_is_no_article() -> None:
    ref = RecordRef(uri="gs://pages/1", offset=10, length=len(PAGE), media_type="text/html")
    records = [
        ARTICLE,
        {"html": PAGE, "record_uri": "gs://pages/2"},
        beam.Row(text=ARTICLE["text"], url="https://a.example/3"),
        {"text": "Zwei Wächter wurden am Montag in der Stadt von Unbekannten getötet, sagte die Polizei dem Sender."},
        RawRecord(ref=ref, html=PAGE, url="https://a.example/2"),
        RawRecord(ref=ref, html=b"<html></html>"),
        {"title": "without text"},
        "no dictionary",
    ]
    with beam.Pipeline() as pipeline:
        prepared = pipeline | beam.Create(records) | Prepare(uri="queue://news")
        articles = [
            ("queue://news", "coded", "https://a.example/1"),
            ("gs://pages/2", "coded", None),
            ("queue://news", "coded", "https://a.example/3"),
            ("queue://news", "unsupported_language", None),
            ("gs://pages/1", "coded", "https://a.example/2"),
        ]
        rejected = [
            ("gs://pages/1", "clean", "no_article_text"),
            ("queue://news", "read", "no_content"),
            ("queue://news", "read", "bad_json"),
        ]
        check(prepared.articles | beam.Map(_outcome), articles, "articles")
        check(prepared.rejected | "Why" >> beam.Map(_why), rejected, "rejected")


@pytest.mark.model
def test_extract_gives_the_rows_that_the_command_extract_prints(tmp_path: Path) -> None:
    path = tmp_path / "news.json"
    path.write_text(json.dumps(ARTICLE))
    expected = extract_one(str(path), format=None, model=DEFAULT_MODEL, number=1)
    article = dataclasses.replace(expected.article, main_event_id=None, topic_words=())
    short = dataclasses.replace(article, article_id="short", outcome="too_short")
    assert expected.events
    assert expected.quotes
    with beam.Pipeline() as pipeline:
        found = pipeline | beam.Create([article, short]) | Extract()
        check(found.articles, [expected.article, short], "articles")
        check(found.entities, expected.entities, "entities")
        check(found.quotes, expected.quotes, "quotes")
        check(found.events, expected.events, "events")
        check(found.rejected, [], "rejected")


class _WithWindow(beam.DoFn):
    def process(
        self,
        event: Event,
        timestamp: Any = beam.DoFn.TimestampParam,
        window: Any = beam.DoFn.WindowParam,
    ) -> Any:
        yield event.trigger.text, float(timestamp), window


@pytest.mark.model
def test_transforms_keep_windows_and_timestamps() -> None:
    with beam.Pipeline() as pipeline:
        records = pipeline | beam.Create([(30, "Gunmen killed two guards in Cali."), (90, "Rebels seized Gao.")])
        timed = records | beam.MapTuple(lambda time, text: TimestampedValue({"text": text + " It was Monday."}, time))
        prepared = timed | beam.WindowInto(FixedWindows(60)) | Prepare()
        events = (prepared.articles | Extract()).events | beam.ParDo(_WithWindow())
        expected = [("killed", 30.0, IntervalWindow(0, 60)), ("seized", 90.0, IntervalWindow(60, 120))]
        check(events, expected, "events")


class _Grouped(beam.pipeline.PipelineVisitor):
    """Collects transforms that shuffle."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_transform(self, node: Any) -> None:
        if isinstance(node.transform, beam.GroupByKey):
            self.found.append(node.full_label)


def test_transforms_have_types_and_shuffle_nothing() -> None:
    pipeline = beam.Pipeline()
    records = pipeline | beam.Impulse() | beam.Map(lambda _: ARTICLE)
    _ = (records | Prepare()).articles | Extract()
    shuffles, grouped = Shuffles(), _Grouped()
    pipeline.visit(shuffles)
    pipeline.visit(grouped)
    assert not shuffles.pickled
    assert not [name for name in shuffles.untyped if name.startswith(("Prepare", "Extract"))]
    assert not grouped.found


@pytest.mark.model
def test_transforms_give_rows_of_a_stream() -> None:
    stream = (
        test_stream.TestStream()
        .advance_watermark_to(0)
        .add_elements([json.dumps(ARTICLE).encode()])
        .advance_processing_time(10)
        .add_elements([json.dumps({**ARTICLE, "url": "https://a.example/2"}).encode()])
        .advance_watermark_to_infinity()
    )
    with beam.Pipeline(options=PipelineOptions(streaming=True)) as pipeline:
        prepared = pipeline | stream | beam.Map(json.loads) | Prepare()
        events = (prepared.articles | Extract()).events | beam.Map(_trigger)
        check(events, ["killed", "killed"], "events")


def _trigger(event: Event) -> str:
    return event.trigger.text


if __name__ == "__main__":
    PUBLIC.write_text(json.dumps(public_names(), indent=1) + "\n")
