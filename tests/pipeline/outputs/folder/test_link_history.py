"""What LINK reads of an output folder: articles with their rows, keys by blocks, and clusters by articles."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.link_history import FolderLinkHistory, ReadRun
from pipeline.outputs.folder.link_reader import read_keys
from pipeline.outputs.folder.query import open_tables
from schemas.flow.linking import MOST_ENTITIES
from schemas.rows.entity import Entity
from schemas.rows.event import Casualties, Location, Participant
from schemas.rows.incident import Incident
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article, event, incident, story
from transforms.blocks import NO_DATE, block_of
from transforms.extract.link_article import link_article
from transforms.link.newest import revision_of

DAY = date(2024, 11, 29)
BLOCK = block_of(DAY)
RUNS = ("r1", "r2")


def published(days: int) -> dict[str, Any]:
    """Columns of an article published so many days after `DAY`."""
    at = datetime(2024, 11, 29, 9, tzinfo=UTC) + timedelta(days)
    return {"published_date": at.date(), "published_at": at, "crawled_at": at}


def organisation(number: int, **more: Any) -> Entity:
    of = {"article_id": TOLD.article_id, "content_id": TOLD.content_id, "run_id": "r1", "published_date": DAY}
    known = {"name": f"Office {number}", "type": "ORG", "mention_count": 1, "first_start": 0, "mentions": ()}
    return Entity(entity_id=f"n{number:02}", **(known | of | {"salience": number / 100} | more))


TOLD = article("told", "a", "r1", title="Blast in Gao", topic_words=("blast", "gao"), site="a.example", **published(0))
COPY = article("copy", "b", "r2", outcome="duplicate", duplicate_of="told", site="b.example", **published(1))
OLD = article("changed", "old", "r1", **published(0))
CHANGED = article("changed", "new", "r2", **published(2))
FAR = article("far", "f", "r1", **published(90))
UNDATED = article("undated", "d", "r1")
BLAST = replace(
    event("e1", TOLD),
    actors=(Participant(text="they", start=0, end=4, name="the rebels", sector="REB"),),
    location=Location(text="Gao", start=0, end=3, geonames_id=7, name="Gao", country_code="ML", latitude=16.27),
    date_start=DAY,
    casualties=(Casualties(kind="killed", low=2, text="two", start=0, end=3),),
    salience=0.75,
)
ARREST = replace(event("e2", TOLD), sentence_start=1)
ENTITIES = [organisation(number) for number in range(MOST_ENTITIES + 2)]
FRIDAY = organisation(99, type="DATE")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with two runs."""
    output = OutputFolder(tmp_path_factory.mktemp("output") / "tables")
    output.commit(
        "r1",
        articles=[TOLD, OLD, FAR, UNDATED],
        events=[ARREST, BLAST, event("e3", OLD)],
        entities=[*ENTITIES, FRIDAY],
        incidents=[incident("i1", "told"), incident("i2", "changed"), incident("i3", "far"), incident("i4", "told")],
        stories=[story("s1", "told", "changed")],
    )
    output.commit(
        "r2",
        articles=[CHANGED, COPY],
        events=[event("e4", CHANGED)],
        incidents=[
            incident("i1", "told", "copy", revision=2),
            incident("i2", revision=2),
            incident("i4", revision=2, replaced_by="i1"),
        ],
    )
    return output.ledger.output


def found(transform: beam.PTransform, values: list[Any], expected: list[Any], which: str | None = None) -> None:
    """Check what a transform gives for values."""
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        given = pipeline | beam.Create(values).with_output_types(type(values[0]))
        rows = given | "Read" >> transform
        assert_that(getattr(rows, which) if which else rows, equal_to(expected))


def test_articles_come_with_their_events_salient_entities_and_copies(folder: Path) -> None:
    copy = revision_of(COPY).copy
    assert copy is not None
    expected = replace(link_article(TOLD, [*ENTITIES, FRIDAY], [ARREST, BLAST]), copies=(copy,))
    assert [one.event_id for one in expected.events] == ["e1", "e2"]
    assert len(expected.entities) == MOST_ENTITIES
    found(FolderLinkHistory(str(folder), RUNS).articles(), ["told", "copy", "nobody"], [expected])


def test_articles_of_other_runs_do_not_count(folder: Path) -> None:
    found(FolderLinkHistory(str(folder), ("r1",)).articles(), ["changed"], [])


def test_keys_are_those_of_the_blocks_in_their_newest_revision(folder: Path) -> None:
    def summary(blocks: list[int]) -> list[tuple[str, str]]:
        return [(keys.article_id, keys.content_id) for keys in read(folder, blocks)]

    assert BLOCK is not None
    assert sorted(summary([BLOCK])) == [("changed", "new"), ("told", "a")]
    assert summary([NO_DATE]) == [("undated", "d")]
    assert summary([BLOCK + 1]) == []


def read(folder: Path, blocks: list[int]) -> list[Any]:
    """The keys of some blocks."""
    with open_tables(Ledger(folder), all_rows=True) as tables:
        return list(read_keys(tables, blocks, list(RUNS)))


def test_clusters_are_those_that_list_an_article(folder: Path) -> None:
    clusters = FolderLinkHistory(str(folder), RUNS).clusters()
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        rows = pipeline | beam.Create(["told"]) | "Read" >> clusters
        incidents = rows.incidents | beam.Map(lambda row: (row.incident_id, row.revision))
        assert_that(incidents, equal_to([("i1", 2)]), label="incidents")
        assert_that(rows.stories | beam.Map(lambda row: row.story_id), equal_to(["s1"]), label="stories")


def test_clusters_that_list_no_article_are_found_by_their_names(folder: Path) -> None:
    names = [(name, "2024-11-01") for name in ("i1", "i2", "i4", "unknown")]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        rows = pipeline | beam.Create(names) | "Read" >> FolderLinkHistory(str(folder), RUNS).emptied(Incident)
        found = rows | beam.Map(lambda row: (row.incident_id, row.revision))
        assert_that(found, equal_to([("i2", 2), ("i4", 2)]))


def test_copies_are_those_of_earlier_runs(folder: Path) -> None:
    copy = revision_of(COPY).copy
    found(FolderLinkHistory(str(folder), RUNS).copies(), ["told", "changed", "nobody"], [copy])
    found(FolderLinkHistory(str(folder), ("r1",)).copies(), ["told"], [])


def test_run_gives_its_newest_articles_its_copies_and_all_its_ids(folder: Path) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        run = pipeline | ReadRun(str(folder), "r2")
        assert_that(run.articles | beam.Map(lambda one: one.content_id), equal_to(["new"]), label="articles")
        assert_that(run.copies | beam.Map(lambda one: one.article_id), equal_to(["copy"]), label="copies")
        assert_that(run.ids, equal_to(["changed", "copy"]), label="ids")
