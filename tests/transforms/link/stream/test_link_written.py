"""Articles of a stream are linked in rounds, as if they had been linked at once; what is not shown yet waits."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched
from typing import Any, ClassVar

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.linking import ArticleRevision, LinkArticle, LinkCopy
from schemas.ids import content_hash
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from tests.transforms.link.memory_history import MemoryHistory, link_in_one_step
from tests.transforms.link.test_link import DRAWN, corpus, drawn_articles, final_rows, make_article, members
from transforms.link.increments.growth import Row, id_of
from transforms.link.stream import link_written as module
from transforms.link.stream.link_written import LinkWritten, _LinkWritten
from transforms.link.stream.rounds import MOST_ROUNDS, Round, Waiting, link_round


def revision(article: LinkArticle) -> ArticleRevision:
    return ArticleRevision(
        article_id=article.article_id,
        content_id=article.content_id,
        revised_at=article.modified_at or article.crawled_at,
        is_coded=True,
    )


def written(articles: Sequence[LinkArticle]) -> MemoryHistory:
    """An output with some articles, which are not linked yet."""
    return MemoryHistory(stored={article.article_id: article for article in articles})


def link(output: MemoryHistory, waiting: Sequence[Waiting]) -> Round:
    """Link, and write the rows."""
    result = link_round(waiting, output)
    output.rows |= {id_of(row): row for row in result.rows}
    return result


def waiting_for(articles: Sequence[LinkArticle]) -> list[Waiting]:
    return [Waiting(revision(article)) for article in articles]


@given(DRAWN, st.randoms(), st.integers(1, 6), st.booleans())
@settings(max_examples=40, deadline=None)
def test_link_round_in_rounds_of_any_order_and_size_gives_the_clusters_of_one_run(
    drawn: list[tuple[int, int, int]], chance: random.Random, size: int, all_at_once: bool
) -> None:
    articles = drawn_articles(drawn)
    whole = MemoryHistory()
    link_in_one_step(articles, whole)
    chance.shuffle(articles)
    output = written(articles if all_at_once else [])  # the others may be shown before it is their turn
    for part in batched(articles, size):
        output.stored |= {article.article_id: article for article in part}
        assert not link(output, waiting_for(part)).deferred
    assert members(output, Incident) == members(whole, Incident)
    assert members(output, Story) == members(whole, Story)


def test_link_round_of_all_articles_writes_the_rows_of_one_run() -> None:
    whole, output = MemoryHistory(), written(corpus())
    link_in_one_step(corpus(), whole)
    link(output, waiting_for(corpus()))
    assert final_rows(output) == final_rows(whole)
    assert len(output.rows) > 8


def test_link_round_again_writes_nothing() -> None:
    output = written(corpus())
    link(output, waiting_for(corpus()))
    assert link_round([*waiting_for(corpus()), *waiting_for(corpus())], output) == ([], [], [])


def test_link_round_article_that_is_not_shown_yet_waits_and_the_others_are_linked() -> None:
    shown, hidden = make_article(1, 0, 0), make_article(2, 0, 1)
    output = written([shown])
    result = link(output, waiting_for([shown, hidden]))
    assert result.deferred == [Waiting(revision(hidden), 1)]
    assert {row.article_ids for row in result.rows} == {(shown.article_id,)}
    output.stored[hidden.article_id] = hidden
    assert link(output, result.deferred).deferred == []
    assert members(output, Story) == {frozenset((shown.article_id, hidden.article_id))}


def test_link_round_article_that_is_never_shown_is_given_up() -> None:
    waiting, rounds = waiting_for([make_article(1, 0, 0)]), 0
    while waiting:
        rounds += 1
        result = link_round(waiting, MemoryHistory())
        waiting = result.deferred
    assert rounds == MOST_ROUNDS
    assert [one.revision.article_id for one in result.given_up] == [content_hash("article", 1)]


def test_link_round_revision_waits_while_an_older_one_is_shown() -> None:
    old, new = make_article(1, 0, 0), make_article(1, 5, 0, text="revised")
    output = written([old])
    result = link(output, waiting_for([new]))
    assert [one.revision.content_id for one in result.deferred] == [new.content_id]
    assert result.rows == []
    output.stored[new.article_id] = new
    assert link(output, result.deferred).rows


def test_link_round_revision_that_a_newer_one_supersedes_does_not_wait() -> None:
    old, new = make_article(1, 0, 0), make_article(1, 5, 0, text="revised")
    output = written([new])
    assert link(output, waiting_for([old])).deferred == []
    assert {row.article_ids for row in output.rows.values()} == {(new.article_id,)}


def test_link_round_copy_joins_the_clusters_of_its_original() -> None:
    original = make_article(1, 0, 0)
    output = written([original])
    link(output, waiting_for([original]))
    copy = LinkCopy(article_id=content_hash("article", 9), duplicate_of=original.article_id, site="b.example")
    output.stored[original.article_id] = replace(original, copies=(copy,))
    link(output, [Waiting(ArticleRevision(article_id=copy.article_id, content_id="", copy=copy))])
    assert all(copy.article_id in row.article_ids for row in output.rows.values())


def test_link_round_articles_that_are_not_coded_read_no_articles() -> None:
    class Nothing(MemoryHistory):
        def read_articles(self, ids: Any) -> list[LinkArticle]:
            assert not ids, "wanted no look-up"
            return []

    short = ArticleRevision(article_id="a", content_id="c")
    assert link_round([Waiting(short)], Nothing()) == ([], [], [])


@dataclass
class MemoryStore:
    """A store in this process, which the copies of it that a pipeline makes share.

    Attributes:
        refused: Ids of clusters that it does not take.
    """

    refused: tuple[str, ...] = ()
    output: ClassVar[MemoryHistory]
    rounds: ClassVar[list[int]]

    def reader(self) -> MemoryHistory:
        return MemoryStore.output

    def write(self, rows: Sequence[Row]) -> Iterator[Rejected]:
        MemoryStore.rounds.append(len(rows))
        for row in rows:
            if id_of(row) in self.refused:
                ref = RecordRef(uri=id_of(row), media_type="application/json")
                yield Rejected(stage="write", reason="write_error", error="refused", ref=ref)
            else:
                MemoryStore.output.rows[id_of(row)] = row


@pytest.fixture
def output() -> MemoryHistory:
    MemoryStore.output, MemoryStore.rounds = written(corpus()), []
    return MemoryStore.output


def rows_of_one_run() -> dict[str, Row]:
    whole = MemoryHistory()
    link_in_one_step(corpus(), whole)
    return final_rows(whole)


@pytest.mark.parametrize("most", [5, 2_000])
def test_link_written_gives_the_rows_of_one_run_when_the_stream_ends(
    output: MemoryHistory, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(module, "MOST_WAITING", most)
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        revisions = pipeline | beam.Create([revision(article) for article in corpus()])
        assert_that(revisions | LinkWritten(MemoryStore(), seconds=3_600.0), equal_to([]))
    assert final_rows(output) == rows_of_one_run()
    assert len(MemoryStore.rounds) == (1 if most == 2_000 else len(corpus()) // most + bool(len(corpus()) % most))


def test_link_written_rows_that_are_refused_are_rejected(output: MemoryHistory) -> None:
    refused = next(iter(rows_of_one_run()))
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        revisions = pipeline | beam.Create([revision(article) for article in corpus()])
        rejected = revisions | LinkWritten(MemoryStore(refused=(refused,)))
        assert_that(rejected | beam.Map(lambda one: one.ref.uri), equal_to([refused]))
    assert final_rows(output).keys() == rows_of_one_run().keys() - {refused}


@dataclass
class State:
    """The state of the one key: a bag, a sum or a value; and its timer."""

    values: list[Any] = field(default_factory=list)
    is_sum: bool = False
    is_bag: bool = False
    fires: float | None = None

    def read(self) -> Any:
        if self.is_bag:
            return list(self.values)
        return sum(self.values) if self.is_sum else next(iter(self.values), None)

    def add(self, value: Any) -> None:
        self.values.append(value)

    def write(self, value: Any) -> None:
        self.values = [value]

    def clear(self) -> None:
        self.values = []

    def set(self, time: Any) -> None:
        self.fires = time


@dataclass
class Key:
    """The step with the state of its one key."""

    step: Any = field(default_factory=lambda: _LinkWritten(MemoryStore(), 60.0))
    waiting: State = field(default_factory=lambda: State(is_bag=True))
    count: State = field(default_factory=lambda: State(is_sum=True))
    is_set: State = field(default_factory=State)
    due: State = field(default_factory=State)
    end: State = field(default_factory=State)

    def put(self, *articles: LinkArticle) -> None:
        for article in articles:
            keyed = (0, revision(article))
            assert not list(self.step.process(keyed, self.waiting, self.count, self.is_set, self.due, self.end))

    def fire(self) -> None:
        self.due.fires = None
        assert not list(self.step.link_due(self.waiting, self.count, self.is_set, self.due))


def test_timer_is_set_by_the_first_article_and_not_moved_by_later_ones(
    output: MemoryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    key, first, *rest = Key(), *corpus()
    monkeypatch.setattr(module, "time", lambda: 1_000.0)
    key.put(first)
    monkeypatch.setattr(module, "time", lambda: 1_030.0)
    key.put(*rest)
    assert (key.due.fires, MemoryStore.rounds) == (1_060.0, [])
    key.fire()
    assert (len(MemoryStore.rounds), key.due.fires, key.waiting.read()) == (1, None, [])
    key.put(first)
    assert key.due.fires == 1_090.0


def test_timer_is_set_again_for_what_the_output_does_not_show(output: MemoryHistory) -> None:
    key, hidden = Key(), make_article(99, 0, 0)
    key.put(corpus()[0], hidden)
    key.fire()
    assert key.waiting.read() == [Waiting(revision(hidden), 1)]
    assert key.due.fires is not None
    output.stored[hidden.article_id] = hidden
    key.fire()
    assert (key.waiting.read(), key.count.read(), key.due.fires) == ([], 0, None)


def test_crash_between_writing_and_clearing_writes_nothing_twice(
    output: MemoryHistory, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Key()
    key.put(*corpus())
    kept = list(key.waiting.values)
    key.fire()
    before = dict(output.rows)
    key.waiting.values = kept
    key.fire()
    assert output.rows == before
    assert len(MemoryStore.rounds) == 1


def test_store_that_fails_leaves_the_articles_waiting(output: MemoryHistory, monkeypatch: pytest.MonkeyPatch) -> None:
    key = Key()
    key.put(*corpus())

    def fail(self: MemoryStore, rows: Sequence[Row]) -> Iterator[Rejected]:
        raise RuntimeError("no answer")

    monkeypatch.setattr(MemoryStore, "write", fail)
    with pytest.raises(RuntimeError, match="no answer"):
        key.fire()
    assert len(key.waiting.read()) == len(corpus())
