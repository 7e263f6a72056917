"""A stream may write rows twice, and its run is committed without being finished: views and history take no harm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that

from pipeline.outputs.bigquery.append import DatasetAppender, write_client
from pipeline.outputs.bigquery.articles import DatasetArticles
from pipeline.outputs.bigquery.history import ReadDataset
from pipeline.outputs.bigquery.link_history import DatasetLinkHistory, DatasetLinkReader
from pipeline.outputs.bigquery.sql import view_name
from schemas.flow.linking import MOST_ENTITIES
from schemas.rows.columns import Part
from schemas.rows.entity import Entity, Mention
from schemas.rows.failure import Failure
from schemas.rows.quote import Quote
from schemas.rows.run import Input
from schemas.tables import TABLES
from tests.emulators import Cloud
from tests.pipeline.datasets import new_dataset
from tests.pipeline.outputs.bigquery.output_dataset import DatasetOutput
from tests.pipeline.rows import article, event, failed, incident, make_run, story
from transforms.blocks import NO_DATE, block_of
from transforms.link.increments.growth import id_of

pytestmark = pytest.mark.cloud

NOW = datetime.now(UTC).replace(microsecond=0) - timedelta(days=3)
BLOCK = block_of(NOW.date())
assert BLOCK is not None
STREAM = "stream"
DATES: dict[str, Any] = {"published_at": NOW, "published_date": NOW.date(), "site": "x.example", "crawled_at": NOW}

TOLD = article("a" * 32, "Told.", STREAM, paragraph_hashes=(1,), signature=b"1234", **DATES)
COPY = article("b" * 32, "Copy.", STREAM, outcome="duplicate", duplicate_of=TOLD.article_id, **DATES)
EVENT = event("e", TOLD)
CLUSTER: dict[str, Any] = {"first_published_at": NOW, "last_published_at": NOW}


def entity(name: str, salience: float = 0.5) -> Entity:
    return Entity(
        entity_id=name,
        article_id=TOLD.article_id,
        content_id=TOLD.content_id,
        run_id=STREAM,
        published_date=TOLD.published_date,
        name=name,
        type="GPE",
        mention_count=1,
        first_start=0,
        salience=salience,
        mentions=(Mention(text=name, start=0, end=1, label="GPE"),),
    )


ENTITIES = [entity(f"{number:03}", salience=number / 1_000) for number in range(MOST_ENTITIES + 2)]


def quote() -> Quote:
    return Quote(
        quote_id="q",
        article_id=TOLD.article_id,
        content_id=TOLD.content_id,
        run_id=STREAM,
        published_date=TOLD.published_date,
        kind="direct",
        text="Told",
        quote_start=0,
        quote_end=4,
        parts=(Part(start=0, end=4),),
    )


ROWS: dict[str, list[Any]] = {
    "articles": [TOLD, COPY],
    "entities": ENTITIES,
    "quotes": [quote()],
    "events": [EVENT],
    "incidents": [
        incident("i", TOLD.article_id, **CLUSTER),
        incident("i", TOLD.article_id, COPY.article_id, revision=2, **CLUSTER),
    ],
    "stories": [story("s", TOLD.article_id, **CLUSTER)],
    "failures": [replace(failed(STREAM), failed_at=NOW)],
    "inputs": [
        Input(
            uri="u",
            range_start=0,
            range_end=1,
            run_id=STREAM,
            fingerprint="f",
            record_count=1,
            code_version="1",
            committed_at=NOW,
        )
    ],
}


@pytest.fixture(scope="module")
def shared(google: Cloud) -> Iterator[DatasetOutput]:
    for dataset in new_dataset(google):
        yield DatasetOutput(dataset, f"gs://{google.bucket}/{dataset.name}")


@pytest.fixture
def output(shared: DatasetOutput) -> Iterator[DatasetOutput]:
    """A dataset that a stream is writing into, each row twice."""
    appender = DatasetAppender(shared.dataset, write_client())
    appender.append("runs", [replace(make_run(STREAM), started_at=NOW)])
    for table, rows in ROWS.items():
        assert appender.append(table, [*rows, *reversed(rows)]) == []
    yield shared
    shared.query("".join(f"DELETE FROM {name} WHERE TRUE;\n" for name in TABLES))


def counts(output: DatasetOutput) -> dict[str, int]:
    return {name: output.query(f"SELECT COUNT(*) FROM {view_name(name)}")[0][0] for name in ROWS}


FOUND: list[Any] = []


def keep(values: list[Any]) -> None:
    """Keep what a pipeline in this process gives."""
    FOUND.extend(values)


def found(given: Any, transform: Any, kind: type) -> list[Any]:
    """What a transform gives for some values."""
    FOUND.clear()
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        values = pipeline | beam.Create(list(given)).with_output_types(kind) | transform
        assert_that(values, keep)
    return list(FOUND)


def test_views_show_doubled_rows_once(output: DatasetOutput) -> None:
    assert counts(output) == {name: len(rows) for name, rows in ROWS.items()} | {"incidents": 1}
    assert output.query("SELECT revision, article_count FROM current_incidents") == [(2, 2)]


def test_views_of_two_rows_of_one_revision_show_the_one_with_more_articles(output: DatasetOutput) -> None:
    appender = DatasetAppender(output.dataset, write_client())
    appender.append("incidents", [incident("i", "x", "y", "z", revision=2, **CLUSTER)])
    assert output.query("SELECT revision, article_count FROM current_incidents") == [(2, 3)]


def test_link_history_gives_doubled_rows_once(output: DatasetOutput) -> None:
    history = DatasetLinkHistory(output.dataset, (STREAM,))
    (keys,) = found([BLOCK], history.keys(), int)
    assert keys.article_id == TOLD.article_id
    (linked,) = found([TOLD.article_id], history.articles(), str)
    assert [one.event_id for one in linked.events] == ["e"]
    assert [one.article_id for one in linked.copies] == [COPY.article_id]
    most_salient = [one.entity_id for one in reversed(ENTITIES)][:MOST_ENTITIES]
    assert [one.entity_id for one in linked.entities] == most_salient


def test_link_history_gives_copies_of_a_copy_to_the_article_that_stands(output: DatasetOutput) -> None:
    again = article("c" * 32, "Again.", STREAM, outcome="duplicate", duplicate_of=COPY.article_id, **DATES)
    DatasetAppender(output.dataset, write_client()).append("articles", [again])
    (linked,) = DatasetLinkReader(output.target).read_articles([TOLD.article_id, COPY.article_id])
    assert [one.article_id for one in linked.copies] == [COPY.article_id, again.article_id]


def test_link_reader_of_every_run_gives_what_the_history_of_those_runs_gives(output: DatasetOutput) -> None:
    every, those = DatasetLinkReader(output.target), DatasetLinkReader(output.target, (STREAM,))
    none = DatasetLinkReader(output.target, ("another",))
    assert list(every.read_keys([BLOCK, NO_DATE])) == list(those.read_keys([BLOCK, NO_DATE])) != []
    assert list(every.read_articles([TOLD.article_id])) == list(those.read_articles([TOLD.article_id])) != []
    assert list(none.read_keys([BLOCK])) == list(none.read_articles([TOLD.article_id])) == []


def test_link_reader_gives_clusters_once_and_both_of_two_that_differ(output: DatasetOutput) -> None:
    reader = DatasetLinkReader(output.target)
    assert [(id_of(row), row.revision) for row in reader.read_clusters([TOLD.article_id])] == [("i", 2), ("s", 1)]
    other = incident("i", TOLD.article_id, "other", "another", revision=2, **CLUSTER)
    DatasetAppender(output.dataset, write_client()).append("incidents", [other])
    found = [row for row in reader.read_clusters([TOLD.article_id]) if id_of(row) == "i"]
    assert sorted(row.article_count for row in found) == [2, 3]


def test_keys_of_copies_and_site_boilerplate_count_doubled_articles_once(output: DatasetOutput) -> None:
    keys = found([BLOCK], DatasetArticles(output.dataset, (STREAM,)).keys(), int)
    assert sorted(key.earlier.article_id for key in keys) == [TOLD.article_id, COPY.article_id]
    (site_article,) = [
        one
        for one in found(["x.example"], ReadDataset(output.dataset, (STREAM,)), str)
        if one.article_id == TOLD.article_id
    ]
    assert site_article.paragraphs


def test_commit_beside_a_stream_leaves_its_rows_alone_and_shows_what_is_newest(output: DatasetOutput) -> None:
    revised = replace(TOLD, content_id="Revised.", text="Revised.", run_id="", crawled_at=NOW + timedelta(hours=1))
    output.commit(
        "batch",
        articles=[revised],
        events=[event("e2", revised)],
        incidents=[incident("i", "other", revision=2, **CLUSTER)],
        inputs=[replace(ROWS["inputs"][0], run_id="batch")],
    )
    assert output.query("SELECT event_id, run_id FROM current_events") == [("e2", "batch")]
    assert output.query("SELECT COUNT(*) FROM events WHERE run_id = 'stream'") == [(2,)]
    assert output.query("SELECT article_count FROM current_incidents") == [(2,)]
    assert output.query("SELECT COUNT(*) FROM incidents WHERE revision = 2") == [(3,)]
    assert counts(output)["failures"] == 0  # it failed days ago: a transaction may resolve it


def test_commit_beside_a_stream_of_the_same_revision_is_hidden_now_and_once_the_stream_is_finished(
    output: DatasetOutput,
) -> None:
    again = replace(TOLD, run_id="")
    output.commit("batch", articles=[again], events=[replace(EVENT, run_id="")])
    shown = "SELECT run_id FROM current_articles WHERE outcome = 'coded' UNION ALL SELECT run_id FROM current_events"
    assert output.query(shown) == [(STREAM,), (STREAM,)]
    output.target.execute(f"UPDATE runs SET finished_at = CURRENT_TIMESTAMP() WHERE run_id = '{STREAM}'")
    assert output.query(shown) == [(STREAM,), (STREAM,)]


def test_commit_beside_a_stream_does_not_touch_a_failure_that_it_wrote_just_now(output: DatasetOutput) -> None:
    recent: Failure = replace(failed(STREAM), failure_id="recent", failed_at=datetime.now(UTC))
    DatasetAppender(output.dataset, write_client()).append("failures", [recent])
    output.commit("batch", inputs=[replace(ROWS["inputs"][0], run_id="batch")])
    assert output.query("SELECT failure_id FROM current_failures") == [("recent",)]
