"""The graph of a stream on Prism, Beam's portable runner, into BigQuery's emulator: what Dataflow is given to run.

Pub/Sub's place is taken by a `TestStream`, since Prism has no source for it.
"""

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.coders import BytesCoder
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream
from apache_beam.transforms.window import TimestampedValue

from pipeline import streaming
from pipeline.inputs import fingerprint_file
from pipeline.options import Dataset, RunOptions
from pipeline.outputs.bigquery.sql import view_name
from pipeline.run.run import run
from pipeline.run.stream_job import prepare_output
from pipeline.streaming import Stream, ranges_of
from schemas.coders import decode, encode
from schemas.flow.message import Message
from schemas.rows.failure import Rejected
from tests.emulators import Cloud
from tests.end_to_end.corpus import BOILERPLATE, Story, comparable, stories
from tests.end_to_end.job_server import running_job_server
from tests.pipeline.datasets import new_dataset, query_rows, upload
from transforms.prepare.read.reader import read_range

SUBSCRIPTION = "projects/news-desk/subscriptions/articles"
ROW_TABLES = ("entities", "quotes", "events")
IDS = {"article_id", "entity_id", "event_id", "quote_id", "main_event_id"}
PLACES = {"record", "crawled_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is published: first what an earlier run reads, then what the stream and a run read."""

    earlier: list[Story]
    new: list[Story]
    reprints: list[tuple[Story, str]]
    in_object: list[Story]

    @property
    def group(self) -> dict[str, str]:
        """The URL of the original by that of a reprint."""
        return {url: story.url for story, url in self.reprints}

    def messages(self, chance: random.Random) -> list[bytes]:
        """Of the stream, in random order: one in five twice, and some that cannot be read."""
        articles = [_line(story.fields()) for story in self.new]
        articles += [_line(story.fields() | {"id": None, "url": url}) for story, url in self.reprints]
        unreadable = [b"no json", b'{"title": "without text"}', b"\x80\x81"]
        found = articles + chance.sample(articles, len(articles) // 5) + unreadable
        chance.shuffle(found)
        return found


@pytest.fixture(scope="module")
def news() -> News:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    made = []
    for story in stories(random.Random(11), 62):
        own = [f"{text} That was report {story.number}." for text in story.paragraphs if text != BOILERPLATE]
        made.append(replace(story, paragraphs=own if story.number % 3 else [*own, BOILERPLATE], published=yesterday))
    # Boilerplate is known of one site only, so that reprints of articles that have some would differ from these.
    reprinted = [made[i] for i in (4, 20, 22, 23, 25, 26)]
    reprints = [(story, f"https://other{i}.example.net/{story.number}") for i, story in enumerate(reprinted)]
    return News(earlier=made[:16], new=made[16:56], reprints=reprints, in_object=made[56:])


@pytest.fixture
def other_dataset(google: Cloud) -> Iterator[Dataset]:
    yield from new_dataset(google)


@pytest.mark.cloud
@pytest.mark.model
@pytest.mark.timeout(1_800)
def test_stream_on_prism_gives_rows_of_run_over_same_articles(
    dataset: Dataset, other_dataset: Dataset, news: News, folder: str, tmp_path: Path
) -> None:
    chance = random.Random(3)
    messages = news.messages(chance)
    _put(tmp_path / "earlier", folder, "earlier", [_line(story.fields()) for story in news.earlier])
    _put(tmp_path / "object", folder, "object", [_line(story.fields()) for story in news.in_object])
    _put(tmp_path / "messages", folder, "messages", [message for message in messages if b"\n" not in message])
    for one in (dataset, other_dataset):
        _run(one, folder, "earlier")
    _run(other_dataset, folder, "messages", "object")
    with running_job_server("prism", tmp_path) as server:
        _stream(dataset, server.endpoint, messages, f"{folder}/object/articles.jsonl", folder)
    found, wanted = _Rows(dataset, news), _Rows(other_dataset, news)
    assert _differing(found.articles(), wanted.articles()) == []
    assert found.outcomes_of_copies() == wanted.outcomes_of_copies()
    for table in ROW_TABLES:
        assert _differing(found.rows(table), wanted.rows(table)) == [], table
    assert found.failures() == wanted.failures()
    for table in ("incidents", "stories"):
        assert sorted(map(str, found.clusters(table))) == sorted(map(str, wanted.clusters(table))), table
    assert len(found.clusters("incidents")) > 5


def test_ranges_of_object_are_all_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "RANGE_BYTES", 100)
    path = tmp_path / "articles.jsonl"
    path.write_text('{"text": "Gunmen attacked a bank."}\n' * 10)
    ranges = ranges_of(str(path))
    assert [part.start for part in ranges[1:]] == [part.end for part in ranges[:-1]]
    assert (ranges[0].start, ranges[-1].end) == (0, path.stat().st_size)
    assert {part.fingerprint for part in ranges} == {fingerprint_file(str(path))}


def test_ranges_of_object_that_is_gone_is_one_that_fails() -> None:
    (part,) = ranges_of("/nowhere/articles.jsonl")
    (found,) = read_range(part)
    assert isinstance(found, Rejected)
    assert found.reason == "unreadable"


def _line(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields).encode()


def _put(local: Path, folder: str, name: str, lines: list[bytes]) -> None:
    local.mkdir()
    (local / "articles.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    upload(local, f"{folder}/{name}")


def _options(dataset: Dataset, folder: str, *inputs: str) -> RunOptions:
    return RunOptions(inputs=inputs, output=f"bq://{dataset}", temp=f"{folder}/temp", workers=1)


def _run(dataset: Dataset, folder: str, *names: str) -> None:
    run(_options(dataset, folder, *(f"{folder}/{name}/articles.jsonl" for name in names)))


def _stream(dataset: Dataset, endpoint: str, messages: list[bytes], name: str, folder: str) -> None:
    """Run the graph of a stream over messages, and a notification that names an object, until there are no more."""
    bucket, _, path = name.removeprefix("gs://").partition("/")
    notification = {"eventType": "OBJECT_FINALIZE", "bucketId": bucket, "objectId": path}
    incoming = [Message(uri=f"pubsub://{SUBSCRIPTION}/{i}", data=data) for i, data in enumerate(messages)]
    incoming.insert(7, Message(uri=f"pubsub://{SUBSCRIPTION}/object", data=b"{}", attributes=notification))
    settings = _options(dataset, folder, SUBSCRIPTION)
    output = prepare_output(settings, SUBSCRIPTION)
    beam_options = PipelineOptions(
        flags=[], runner="PortableRunner", job_endpoint=endpoint, streaming=True, environment_type="LOOPBACK"
    )
    with beam.Pipeline(options=beam_options) as pipeline:
        published = pipeline | "Messages" >> _published(incoming).with_output_types(bytes)
        found = published | "Decode" >> beam.Map(_decoded).with_output_types(Message)
        _ = found | "Stream" >> Stream(settings.settings, output)


def _decoded(data: bytes) -> Message:
    message: Message = decode(Message, data)
    return message


def _published(messages: list[Message]) -> TestStream:
    """Messages ten at a time, with two minutes in between."""
    now = int(datetime.now(UTC).timestamp())
    stream = TestStream(coder=BytesCoder()).advance_watermark_to(now)
    for first in range(0, len(messages), 10):
        part = messages[first : first + 10]
        stream = stream.add_elements([TimestampedValue(encode(one), now + i * 0.001) for i, one in enumerate(part)])
        now += 120
        stream = stream.advance_watermark_to(now).advance_processing_time(120)
    return stream.advance_watermark_to_infinity()


class _Rows:
    """The visible rows of a dataset, as they can be compared: copies under the name of what they are copies of."""

    def __init__(self, dataset: Dataset, news: News) -> None:
        self._dataset = dataset
        articles = query_rows(dataset, f"SELECT * FROM {view_name('articles')}")
        self._names = {row["article_id"]: news.group.get(row["url"], row["url"]) for row in articles}
        self._reprinted = set(news.group.values())
        self._articles = articles

    def articles(self) -> list[str]:
        """Those that have no reprints, with all columns."""
        rows = [row for row in self._articles if self._names[row["article_id"]] not in self._reprinted]
        return sorted(_text(row, PLACES) for row in rows)

    def outcomes_of_copies(self) -> list[str]:
        rows = [row for row in self._articles if self._names[row["article_id"]] in self._reprinted]
        shown = [(self._names[row["article_id"]], row["outcome"], self._names.get(row["duplicate_of"])) for row in rows]
        return sorted(map(str, shown))

    def rows(self, table: str) -> list[str]:
        found = query_rows(self._dataset, f"SELECT * FROM {view_name(table)}")
        return sorted(f"{self._names[row['article_id']]} {_text(row, IDS)}" for row in found)

    def failures(self) -> list[str]:
        found = query_rows(self._dataset, f"SELECT stage, reason, payload FROM {view_name('failures')}")
        rows = [row | {"payload": row["payload"].rstrip(b"\n")} for row in found]  # a line ends, a message does not
        return sorted(map(str, rows))

    def clusters(self, table: str) -> list[list[str]]:
        """The articles of each incident or story."""
        found = query_rows(self._dataset, f"SELECT article_ids, replaced_by FROM {view_name(table)}")
        return sorted(
            sorted({self._names[one] for one in row["article_ids"]}) for row in found if row["replaced_by"] is None
        )


def _differing(found: list[Any], wanted: list[Any]) -> list[str]:
    """What only one of the two has, as it is read in a failed test."""
    missing, more = (Counter(map(str, wanted)), Counter(map(str, found)))
    return [f"missing: {one}" for one in missing - more] + [f"more: {one}" for one in more - missing]


def _text(row: dict[str, Any], left_out: set[str]) -> str:
    kept = _without({name: value for name, value in row.items() if name not in left_out}, left_out)
    return json.dumps(comparable(kept, ""), default=str, sort_keys=True)


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        return {name: _without(inner, names) for name, inner in value.items() if name not in names}
    return [_without(inner, names) for inner in value] if isinstance(value, list) else value
