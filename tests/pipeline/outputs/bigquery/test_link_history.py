"""What earlier runs left in a dataset is read for LINK: by blocks of days, and by ids of articles."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import apache_beam as beam
import msgspec
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from pipeline.outputs.bigquery import link_history
from pipeline.outputs.bigquery.link_history import DatasetLinkHistory
from schemas.flow.linking import MOST_ENTITIES, LinkArticle, LinkCopy, LinkEntity, LinkEvent
from schemas.rows.entity import Entity
from schemas.rows.event import Casualties, Location, Participant
from schemas.rows.incident import Incident
from tests.emulators import Cloud
from tests.pipeline.datasets import new_dataset
from tests.pipeline.outputs.bigquery.output_dataset import DatasetOutput
from tests.pipeline.rows import article, event, incident, story
from transforms.blocks import NO_DATE, block_of

pytestmark = pytest.mark.cloud

DAY = date(2024, 11, 29)
BLOCK = block_of(DAY)
RUNS = ("r1", "r2")


def published(days: int) -> dict[str, Any]:
    """Columns of an article published so many days after `DAY`."""
    return {"published_date": DAY + timedelta(days), "published_at": at(days)}


def at(days: int) -> datetime:
    return datetime(2024, 11, 29, 9, tzinfo=UTC) + timedelta(days)


def organisation(number: int, salience: float, **more: Any) -> Entity:
    known = {"name": f"Office {number}", "type": "ORG", "mention_count": 1, "first_start": 0, "mentions": ()}
    of = {"article_id": TOLD.article_id, "content_id": TOLD.content_id, "published_date": DAY}
    return Entity(entity_id=f"n{number:02}", salience=salience, **(known | of | more))


TOLD = article("told", "a", "r1", title="Blast in Gao", topic_words=("blast", "gao"), site="a.example", **published(0))
COPY = article("copy", "b", "r1", outcome="duplicate", duplicate_of="told", site="b.example", **published(40))
OLD = article("changed", "old", "r1", **published(0))
CHANGED = article("changed", "new", "r2", modified_at=at(3), **published(70))
CRAWLED = article("crawled", "c", "r1", crawled_at=at(1))
UNDATED = article("undated", "d", "r1")
ONCE_CODED = article("once_coded", "e", "r1", **published(0))
NOW_A_COPY = replace(ONCE_CODED, run_id="r2", outcome="duplicate", duplicate_of="undated")
SHORT = article("short", "f", "r1", outcome="too_short", **published(0))
LATER = article("later", "g", "r3", **published(0))

BLAST = replace(
    event("e1", TOLD),
    actors=(Participant(text="they", start=0, end=4, name="the rebels", sector="REB"),),
    location=Location(text="Gao", start=0, end=3, geonames_id=7, name="Gao", country_code="ML"),
    date_start=DAY,
    casualties=(Casualties(kind="killed", low=2, text="two", start=0, end=3),),
    salience=0.75,
)
ARREST = replace(event("e2", TOLD), sentence_start=1)
ENTITIES = [organisation(number, number / 100) for number in range(MOST_ENTITIES + 2)]
FRIDAY = organisation(99, 1, type="DATE")


@pytest.fixture(scope="module")
def output(google: Cloud) -> Iterator[DatasetOutput]:
    """A dataset with three runs, of which two are in the snapshot."""
    for dataset in new_dataset(google):
        output = DatasetOutput(dataset, f"gs://{google.bucket}/{dataset.name}")
        output.commit(
            "r1",
            articles=[TOLD, COPY, OLD, CRAWLED, UNDATED, ONCE_CODED, SHORT],
            events=[ARREST, BLAST, event("e3", OLD)],
            entities=[*ENTITIES, FRIDAY],
            incidents=[
                incident("told", "told", first_published_at=at(0), last_published_at=at(0)),
                incident("long", "early", "told", "late", first_published_at=at(-400), last_published_at=at(400)),
                incident("moved", "changed", first_published_at=at(0), last_published_at=at(0)),
                incident("other", "other", first_published_at=at(0), last_published_at=at(0)),
                incident("merged", "late", first_published_at=at(400), last_published_at=at(400)),
                incident("far", "far", first_published_at=at(900), last_published_at=at(900)),
            ],
            stories=[story("undated", "undated", first_published_at=None, last_published_at=None)],
        )
        output.commit(
            "r2",
            articles=[CHANGED, NOW_A_COPY],
            events=[event("e4", CHANGED)],
            incidents=[
                incident("told", "told", "copy", revision=2, first_published_at=at(0), last_published_at=at(40)),
                incident("moved", "b", revision=2, first_published_at=at(200), last_published_at=at(200)),
                emptied("other", first_published_at=at(0)),
                emptied("merged", first_published_at=at(400), replaced_by="long"),
                emptied("far", first_published_at=at(900), replaced_by="another"),
            ],
        )
        output.commit("r3", articles=[LATER], events=[event("e5", LATER)])
        yield output


def emptied(name: str, **more: Any) -> Any:
    """The second revision of an incident that has lost its articles."""
    return incident(name, revision=2, last_published_at=None, **more)


@pytest.fixture
def check(output: DatasetOutput) -> Callable[..., None]:
    """Checks what the transform of that name gives for some values."""
    history = DatasetLinkHistory(output.dataset, RUNS)

    def check(name: str, values: Iterable[Any], expected: Iterable[Any], which: str | None = None) -> None:
        given = list(values)
        with TestPipeline(runner=FnApiRunner()) as pipeline:
            asked = pipeline | beam.Create(given).with_output_types(type(given[0]))
            found = asked | getattr(history, name)()
            assert_that(getattr(found, which) if which else found, equal_to(list(expected), equals_fn=_equal))

    return check


def _equal(expected: Any, found: Any) -> bool:
    return bool(expected == (found if type(found) is type(expected) else _summary(found)))


def _summary(found: Any) -> Any:
    if hasattr(found, "keys"):
        return found.article_id, found.content_id
    return (found.incident_id if hasattr(found, "incident_id") else found.story_id), found.revision


def linked(of: Any, run_id: str = "r1", **lists: Any) -> LinkArticle:
    columns = {name: getattr(of, name) for name in LinkArticle.__slots__ if hasattr(of, name)}
    return msgspec.convert({**columns, "run_id": run_id, **lists}, LinkArticle)


def converted(rows: Iterable[Any], kind: type) -> list[Any]:
    return [msgspec.convert(row, kind, from_attributes=True) for row in rows]


def test_keys_of_a_block_are_of_newest_coded_revisions(check: Callable[..., None]) -> None:
    check("keys", [BLOCK], [("told", "a"), ("crawled", "c")])


def test_keys_of_articles_without_any_date_have_a_block_of_their_own(check: Callable[..., None]) -> None:
    check("keys", [NO_DATE], [("undated", "d")])


def test_articles_are_newest_coded_revisions_with_their_events_entities_and_copies(check: Callable[..., None]) -> None:
    most_salient = sorted(ENTITIES, key=lambda entity: -entity.salience)[:MOST_ENTITIES]
    copy = LinkCopy(article_id="copy", duplicate_of="told", run_id="r1", site="b.example", published_at=at(40))
    expected = [
        linked(
            TOLD,
            events=converted([BLAST, ARREST], LinkEvent),
            entities=converted(most_salient, LinkEntity),
            copies=[copy],
        ),
        linked(CHANGED, "r2", events=converted([event("e4", CHANGED)], LinkEvent)),
        linked(UNDATED, copies=[LinkCopy(article_id="once_coded", duplicate_of="undated", run_id="r2", **LATEST)]),
    ]
    asked = ["told", "changed", "undated", "undated", "copy", "once_coded", "short", "later", "unknown"]
    check("articles", asked, expected)


LATEST = {"site": NOW_A_COPY.site, "published_at": NOW_A_COPY.published_at}


def test_clusters_are_newest_rows_that_list_an_article(check: Callable[..., None]) -> None:
    check("clusters", ["told", "unknown"], [("told", 2), ("long", 1)], "incidents")


def test_clusters_whose_newest_revision_lost_the_article_are_not_given(check: Callable[..., None]) -> None:
    check("clusters", ["changed"], [], "incidents")


def test_clusters_that_list_no_article_are_found_by_their_names(output: DatasetOutput) -> None:
    names = [("merged", f"{at(400):%Y-%m-01}"), ("told", f"{DAY:%Y-%m-01}"), ("unknown", "")]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        asked = pipeline | beam.Create(names).with_output_types(tuple[str, str])
        found = asked | DatasetLinkHistory(output.dataset, RUNS).emptied(Incident) | beam.Map(_summary)
        assert_that(found, equal_to([("merged", 2)]))


def test_copies_of_articles_are_given_in_their_newest_revisions(check: Callable[..., None]) -> None:
    copy = LinkCopy(article_id="copy", duplicate_of="told", run_id="r1", site="b.example", published_at=at(40))
    once_coded = LinkCopy(article_id="once_coded", duplicate_of="undated", run_id="r2", **LATEST)
    check("copies", ["told", "undated", "copy", "unknown"], [copy, once_coded])


def test_clusters_of_articles_without_any_date_are_found(check: Callable[..., None]) -> None:
    check("clusters", ["undated", "unknown"], [("undated", 1)], "stories")


def test_clusters_of_unknown_articles_are_none(check: Callable[..., None]) -> None:
    check("clusters", ["unknown"], [], "incidents")


def test_clusters_listed_for_two_batches_are_given_once(
    check: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_history, "IDS_PER_QUERY", 1)
    check("clusters", ["told", "copy"], [("told", 2), ("long", 1)], "incidents")
