"""LINK: the same clusters in one run and in several, ids that hold, revisions that leave, clusters that merge."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import batched

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.linking import (
    ArticleProfile,
    LinkArticle,
    LinkCasualties,
    LinkCopy,
    LinkEvent,
    LinkLocation,
    LinkTrigger,
)
from schemas.ids import content_hash
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from tests.transforms.link.memory_history import MemoryHistory, link_in_one_step
from tests.transforms.link.memory_history import link as link_by_pipeline
from transforms.link.increments.growth import Row, id_of
from transforms.link.stories.score import MatterScores

START = datetime(2024, 3, 1, 9, tzinfo=UTC)
DAYS = 10


def make_article(
    number: int, matter: int, day: int, *, killed: int = 3, words: Sequence[str] = (), text: str = ""
) -> LinkArticle:
    """An article of a day about a bombing in the town of its matter."""
    article_id, published = content_hash("article", number), START + timedelta(days=day, minutes=number)
    bombing_day = START.date() + timedelta(days=matter % 4)
    own = words or [f"town{matter}", f"market{matter}", f"name{matter}", f"bridge{matter}", f"bomb{matter}"]
    event = LinkEvent(
        event_id=content_hash("event", article_id, text),
        event_type="ASSAULT",
        event_mode="bombing",
        trigger=LinkTrigger(lemma="bomb"),
        sentence_start=0,
        location=LinkLocation(
            text=f"Town {matter}", name=f"Town {matter}", geonames_id=matter + 1, feature="PPL", country_code="IQ"
        ),
        location_basis="clause",
        date_start=bombing_day,
        date_end=bombing_day,
        date_precision="day",
        date_basis="explicit",
        casualties=(LinkCasualties(kind="killed", low=killed, high=killed, text=f"{killed} people"),),
        confidence=0.9,
        salience=0.9,
    )
    return LinkArticle(
        article_id=article_id,
        content_id=content_hash("content", article_id, text),
        site=f"site{number % 7}.example",
        title=f"Bomb kills {killed} in Town {matter}",
        published_at=published,
        published_date=published.date(),
        crawled_at=published + timedelta(hours=len(text)),
        topic_words=(*own, f"word{number}", f"other{number}"),
        main_event_id=event.event_id,
        events=(event,),
    )


def corpus() -> list[LinkArticle]:
    """Some matters, each told by several articles on several of ten days."""
    chance = random.Random(7)
    matters = [matter for matter in range(8) for _ in range(1 + matter % 4)]
    return [
        make_article(number, matter, min(DAYS - 1, matter % 4 + chance.randrange(4)), killed=3 + matter)
        for number, matter in enumerate(matters)
    ]


def by_day(articles: Sequence[LinkArticle]) -> Iterator[list[LinkArticle]]:
    for day in range(DAYS):
        wanted = (START + timedelta(days=day)).date()
        if found := [article for article in articles if article.published_date == wanted]:
            yield found


def final_rows(history: MemoryHistory) -> dict[str, Row]:
    """The rows that stand, without their revisions."""
    return {id_of(row): replace(row, revision=1) for row in history.rows.values() if row.article_count}


def members(history: MemoryHistory, kind: type) -> set[frozenset[str]]:
    rows = final_rows(history).values()
    return {frozenset(row.article_ids) for row in rows if isinstance(row, kind)}


@pytest.mark.heavy  # each run is a pipeline
def test_pipeline_writes_what_one_step_writes() -> None:
    """Over several runs: one revises an article, one brings a copy, one an earlier article, one comes again."""
    articles = corpus()
    copy = LinkCopy(article_id=content_hash("article", 99), duplicate_of=articles[0].article_id, site="b.example")
    runs = [
        (articles[8:], []),
        (articles[:8], []),
        ([make_article(9, 6, 2, text="revised")], [copy]),
        (articles[3:6], []),
    ]
    one_step, pipeline = MemoryHistory(), MemoryHistory()
    for part, copies in runs:
        expected = {id_of(row): row for row in link_in_one_step(part, one_step, copies)}
        assert {id_of(row): row for row in link_by_pipeline(part, pipeline, copies)} == expected


link = link_in_one_step


def run(*parts: Sequence[LinkArticle]) -> MemoryHistory:
    history = MemoryHistory()
    for part in parts:
        link(part, history)
    return history


@pytest.fixture(scope="module")
def whole() -> MemoryHistory:
    return run(corpus())


def test_reports_of_one_bombing_are_one_incident_and_one_story(whole: MemoryHistory) -> None:
    told: dict[int, set[str]] = {matter: set() for matter in range(8)}
    for article in corpus():
        told[int(article.topic_words[0].removeprefix("town"))].add(article.article_id)
    assert members(whole, Incident) == members(whole, Story) == {frozenset(ids) for ids in told.values()}


def test_ten_runs_of_a_day_equal_one_run_of_ten_days(whole: MemoryHistory) -> None:
    assert final_rows(run(*by_day(corpus()))) == final_rows(whole)


DRAWN = st.lists(st.tuples(st.integers(0, 5), st.integers(0, DAYS - 1), st.integers(1, 3)), min_size=1, max_size=25)
"""Matter, day and number of killed of some articles."""


def drawn_articles(drawn: list[tuple[int, int, int]]) -> list[LinkArticle]:
    return [make_article(number, matter, day, killed=killed) for number, (matter, day, killed) in enumerate(drawn)]


@given(DRAWN)
@settings(max_examples=40, deadline=None)
def test_runs_of_a_day_equal_one_run_of_all_days(drawn: list[tuple[int, int, int]]) -> None:
    articles = drawn_articles(drawn)
    assert final_rows(run(*by_day(articles))) == final_rows(run(articles))


@given(DRAWN, st.randoms(), st.integers(1, 6))
@settings(max_examples=40, deadline=None)
def test_runs_in_any_order_and_size_give_the_same_clusters(
    drawn: list[tuple[int, int, int]], chance: random.Random, size: int
) -> None:
    articles = drawn_articles(drawn)
    whole = run(articles)
    chance.shuffle(articles)
    other = run(*batched(articles, size))
    assert members(other, Incident) == members(whole, Incident)
    assert members(other, Story) == members(whole, Story)


def crowded_articles(chance: random.Random, size: int) -> list[LinkArticle]:
    """Articles of a month of few words, each of which more have than LINK knows of a word; a tenth without a date."""
    found = []
    for number in range(size):
        words = chance.sample([f"word-{one}" for one in range(12)], 5)
        article = make_article(number, chance.randrange(6), chance.randrange(30), words=words)
        is_undated = chance.random() < 0.1
        found.append(
            replace(article, published_at=None, published_date=None, crawled_at=None) if is_undated else article
        )
    return found


@pytest.mark.parametrize("seed", range(3))
def test_runs_of_articles_with_common_words_give_the_clusters_of_one_run(seed: int) -> None:
    chance = random.Random(seed)
    articles = crowded_articles(chance, 120)
    whole, parts = run(articles), run(*batched(chance.sample(articles, len(articles)), 13))
    assert members(parts, Story) == members(whole, Story)
    assert members(parts, Incident) == members(whole, Incident)


def test_every_article_is_in_one_story_where_more_are_joined_than_are_clustered_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("transforms.link.increments.affected.MOST_ARTICLES", 10)
    articles = crowded_articles(random.Random(4), 120)
    listed = [one for ids in members(run(*batched(articles, 10)), Story) for one in ids]
    assert sorted(listed) == sorted(article.article_id for article in articles)


def test_run_of_the_same_articles_again_writes_nothing(whole: MemoryHistory) -> None:
    history = MemoryHistory(stored=dict(whole.stored), rows=dict(whole.rows))
    assert link(corpus(), history) == []


def test_later_article_keeps_the_ids_and_raises_the_revisions() -> None:
    history = run([make_article(1, 0, 0)])
    before = set(history.rows)
    written = link([make_article(2, 0, 1)], history)
    assert {id_of(row) for row in written} == before
    assert {row.revision for row in written} == {2}


def test_earlier_article_that_comes_late_replaces_the_id() -> None:
    history = run([make_article(2, 0, 1)])
    old = {type(row): id_of(row) for row in history.rows.values()}
    link([make_article(1, 0, 0)], history)
    for kind in (Incident, Story):
        replaced = history.rows[old[kind]]
        assert replaced.replaced_by in history.rows
        assert replaced.article_count == 0
    assert len(members(history, Incident)) == 1


def test_revised_article_leaves_the_incident_it_does_not_tell_of_any_more() -> None:
    history = run([make_article(1, 0, 0), make_article(2, 0, 0)])
    link([make_article(2, 5, 0, text="revised")], history)
    assert {len(ids) for ids in members(history, Incident)} == {1}
    assert {len(ids) for ids in members(history, Story)} == {1}


def test_only_article_of_an_incident_revised_leaves_an_empty_row() -> None:
    history = run([make_article(1, 0, 0)])
    (old,) = (id_of(row) for row in history.rows.values() if isinstance(row, Incident))
    link([replace(make_article(1, 0, 0, text="revised"), events=())], history)
    assert (history.rows[old].article_count, history.rows[old].replaced_by) == (0, None)
    assert not members(history, Incident)


def test_copy_of_an_earlier_article_joins_its_incident_and_story() -> None:
    history = run([make_article(1, 0, 0)])
    copy_id = content_hash("article", 99)
    link([], history, [LinkCopy(article_id=copy_id, duplicate_of=content_hash("article", 1), site="b.example")])
    assert {row.revision for row in history.rows.values()} == {2}
    assert all(copy_id in row.article_ids for row in history.rows.values())


def test_article_that_is_read_again_keeps_its_copies_of_earlier_runs() -> None:
    history = run([make_article(1, 0, 0)])
    copy_id = content_hash("article", 99)
    link([], history, [LinkCopy(article_id=copy_id, duplicate_of=content_hash("article", 1), site="b.example")])
    link([make_article(1, 0, 0), make_article(2, 0, 0)], history)
    assert members(history, Story) == {frozenset(content_hash("article", number) for number in (1, 2, 99))}


def _share_of_words(one: ArticleProfile, other: ArticleProfile) -> MatterScores:
    share = min(1.0, len(set(one.keys) & set(other.keys)) / 4)
    return MatterScores(stories=share, incidents=share)


def test_clusters_that_a_later_article_joins_are_merged_and_split_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transforms.link.compare.matter_scores", _share_of_words)
    first = make_article(1, 0, 0, words=["a", "b", "c", "d"])
    second = make_article(2, 1, 0, words=["e", "f", "g", "h"])
    history = run([first, second])
    ids = {id_of(row) for row in history.rows.values() if isinstance(row, Story)}
    bridge = make_article(3, 2, 1, words=["a", "b", "c", "d", "e", "f", "g", "h"])
    link([bridge], history)
    assert members(history, Story) == {frozenset((first.article_id, second.article_id, bridge.article_id))}
    replaced = [row for row in history.rows.values() if isinstance(row, Story) and row.replaced_by]
    assert {id_of(row) for row in replaced} | {row.replaced_by for row in replaced} == ids
    link([make_article(3, 2, 1, words=["x", "y"], text="revised")], history)
    standing = {id_of(row) for row in history.rows.values() if isinstance(row, Story) and row.article_count}
    assert ids <= standing


def test_cluster_that_was_merged_twice_takes_up_its_id_and_its_revisions_when_it_is_split_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("transforms.link.compare.matter_scores", _share_of_words)
    last = make_article(9, 0, 3, words=["a", "b", "c", "d"])
    history = run([last])
    (own_id,) = (id_of(row) for row in history.rows.values() if isinstance(row, Story))
    link([make_article(5, 1, 2, words=["a", "b", "c", "d"])], history)
    link([make_article(1, 2, 1, words=["a", "b", "c", "d"])], history)
    revision = history.rows[own_id].revision
    assert not history.rows[own_id].article_count
    link([make_article(number, 3, number % 3, words=["x", "y"], text="revised") for number in (1, 5)], history)
    assert history.rows[own_id].article_ids == (last.article_id,)
    assert history.rows[own_id].revision > revision
