"""Copies are found in a run and over runs, whatever the order and the parts in which articles come."""

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.linking import ArticleKeys
from schemas.rows.article import Article
from tests.transforms.decide.copies.articles import MemoryArticles, make, text_of
from transforms.blocks import BLOCK_DAYS, sort_order
from transforms.decide.copies.candidates import from_bytes, to_bytes
from transforms.decide.copies.similarity import MIN_SIMILARITY
from transforms.leaders import leader_rows, merge_leaders
from transforms.shingles import bands_of, jaccard, shingles

MATTER, OTHER = range(0, 60, 5), range(300, 360, 5)
WIRE, RAIN = text_of(MATTER), text_of(OTHER)
HEADED = f"CALI (Reuters) - {WIRE}"


def copies_of(*runs: Sequence[Article]) -> dict[int, tuple[int, str, float]]:
    output = MemoryArticles()
    for articles in runs:
        output = output.run(articles)
    return output.copies()


def mapping(*runs: Sequence[Article]) -> dict[int, int]:
    return {number: copy[0] for number, copy in copies_of(*runs).items()}


def test_copies_of_one_text_the_earliest_stands() -> None:
    articles = [make(1, WIRE, day=2), make(2, WIRE, day=1), make(3, RAIN), make(4, HEADED, day=3)]
    found = copies_of(articles)
    assert found[1] == (2, "exact", 1.0)
    assert found[4][:2] == (2, "near")
    assert found[4][2] == pytest.approx(_similarity(WIRE, HEADED), abs=1e-4)
    assert set(found) == {1, 4}


def test_copies_without_date_come_after_those_with_one() -> None:
    assert mapping([make(1, WIRE, day=None), make(2, WIRE, day=400), make(3, WIRE, day=None)]) == {1: 2, 3: 2}


def test_copies_further_apart_than_blocks_side_by_side_are_not_compared() -> None:
    assert mapping([make(1, WIRE, day=0), make(2, WIRE, day=BLOCK_DAYS), make(3, WIRE, day=3 * BLOCK_DAYS)]) == {2: 1}


def test_short_texts_are_exact_copies_only() -> None:
    short = text_of([1, 2])
    assert mapping([make(1, short), make(2, short), make(3, short + " Really.")]) == {2: 1}


def test_texts_that_are_not_coded_are_no_copies() -> None:
    articles = [make(1, WIRE, outcome="unsupported_language"), make(2, WIRE), make(3, WIRE, outcome="too_short")]
    assert mapping(articles) == {}


def test_standing_article_goes_on_standing_when_an_older_one_comes_to_light() -> None:
    assert mapping([make(2, WIRE, day=5)], [make(1, WIRE, day=1), make(3, HEADED, day=6)]) == {1: 2, 3: 2}


def test_revision_is_no_copy_of_its_earlier_text() -> None:
    output = MemoryArticles().run([make(1, WIRE)]).run([make(1, HEADED, revised=3)])
    assert output.copies() == {}
    assert output.seen()["1"].text == HEADED


def test_two_revisions_in_a_run_only_the_newest_takes_part() -> None:
    articles = [make(1, WIRE, revised=1), make(1, RAIN, revised=2), make(2, WIRE, day=1), make(3, RAIN, day=1)]
    assert mapping(articles) == {3: 1}


def test_older_revision_in_a_later_run_changes_nothing() -> None:
    first = [make(1, WIRE, revised=5), make(2, WIRE, day=1)]
    assert mapping(first, [make(1, RAIN, revised=2), make(3, RAIN, day=1)]) == {2: 1}


def test_standing_article_revised_away_the_earliest_other_copy_is_coded() -> None:
    first = [make(1, WIRE), make(2, WIRE, day=1), make(3, HEADED, day=2)]
    output = MemoryArticles().run(first).run([make(1, RAIN, revised=4), make(4, WIRE, day=4)])
    assert {number: copy[:2] for number, copy in output.copies().items()} == {3: (2, "near"), 4: (2, "exact")}
    assert output.seen()["2"].outcome == "coded"
    assert {row.external_id for row in output.rows if row.run_id == "2"} == {"1", "2", "3", "4"}


def test_standing_article_revised_to_a_text_that_is_not_coded_the_next_copy_is_coded() -> None:
    output = MemoryArticles().run([make(1, WIRE), make(2, WIRE, day=1)])
    output = output.run([make(1, "Gone.", revised=4, outcome="too_short", signature=None)])
    assert output.copies() == {}
    assert output.seen()["2"].outcome == "coded"


def test_standing_article_revised_a_little_its_copies_are_mapped_anew() -> None:
    output = MemoryArticles().run([make(1, WIRE), make(2, WIRE, day=1)]).run([make(1, HEADED, revised=4)])
    assert {number: copy[:2] for number, copy in output.copies().items()} == {2: (1, "near")}
    assert output.seen()["1"].outcome == "coded"


def test_standing_article_revised_into_a_copy_of_another_hands_its_copies_on() -> None:
    first = [make(1, WIRE), make(2, WIRE, day=1), make(3, RAIN, day=1)]
    assert mapping(first, [make(1, RAIN, revised=4)]) == {1: 3}


def test_same_articles_read_again_change_nothing() -> None:
    articles = [make(1, WIRE), make(2, WIRE, day=1), make(3, HEADED, day=2), make(4, RAIN)]
    assert copies_of(articles, articles) == copies_of(articles)


def test_leaders_survive_as_bytes() -> None:
    articles = [
        ArticleKeys(article_id="", content_id="", order=_order(one), keys=tuple(bands_of(one.signature or b"")))
        for one in (make(number, text_of(range(number, number + 12))) for number in range(3))
    ]
    leaders = merge_leaders([leader_rows(articles)], 4)
    assert np.array_equal(from_bytes(to_bytes(leaders)), leaders)
    assert len(from_bytes(to_bytes(leaders[:0]))) == len(from_bytes(b"")) == 0


# Texts of twelve sentences, of which a variant lacks some: those of one matter with few lacking are near copies.
variants = st.tuples(st.integers(0, 2), st.frozensets(st.integers(0, 11), max_size=4))


def variant(matter: int, lacking: frozenset[int]) -> str:
    return text_of(500 * matter + 7 * i for i in range(12) if i not in lacking)


@st.composite
def published(draw: st.DrawFn, *, with_undated: bool = False) -> list[Article]:
    """Articles, some of them copies, in order of publication."""
    drawn = draw(st.lists(st.tuples(variants, st.integers(0, 40)), min_size=2, max_size=14))
    drawn.sort(key=lambda one: one[1])
    undated = draw(st.integers(0, 3)) if with_undated else 0
    days: list[int | None] = [day for _, day in drawn]
    days[max(len(days) - undated, 0) :] = [None] * min(undated, len(days))
    return [make(i, variant(*drawn[i][0]), day=day) for i, day in enumerate(days)]


@given(published(with_undated=True))
@settings(deadline=None, max_examples=25)
def test_copies_are_those_that_comparing_all_with_all_finds(articles: list[Article]) -> None:
    assert mapping(articles) == _oracle(articles)


@given(published(with_undated=True), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_copies_do_not_depend_on_the_order_of_records(articles: list[Article], chance: random.Random) -> None:
    shuffled = list(articles)
    chance.shuffle(shuffled)
    assert copies_of(shuffled) == copies_of(articles)


@given(published(), st.lists(st.integers(0, 14), max_size=4))
@settings(deadline=None, max_examples=25)
def test_runs_in_order_of_publication_equal_one_run(articles: list[Article], cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(articles)]
    runs = [articles[start:end] for start, end in pairwise(bounds)]
    assert copies_of(*runs) == copies_of(articles)


@given(published(with_undated=True), st.lists(st.integers(0, 14), max_size=4), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=25)
def test_every_copy_resembles_the_one_that_stands_for_it_whatever_the_runs(
    articles: list[Article], cuts: list[int], chance: random.Random
) -> None:
    revised = [
        make(int(a.external_id or 0), variant(1, frozenset({i})), revised=50) for i, a in enumerate(articles[:3])
    ]
    everything = [*articles, *revised]
    chance.shuffle(everything)
    bounds = [0, *sorted(cuts), len(everything)]
    output = MemoryArticles()
    for start, end in pairwise(bounds):
        output = output.run(everything[start:end])
    seen = output.seen()
    assert len(seen) == len(articles)
    for number, (original, kind, similarity) in output.copies().items():
        copy, stands = seen[str(number)], seen[str(original)]
        assert stands.outcome == "coded"
        assert (kind == "exact") == (copy.text == stands.text)
        assert similarity == pytest.approx(_similarity(copy.text, stands.text), abs=1e-4)
        assert similarity >= MIN_SIMILARITY


def _similarity(one: str, other: str) -> float:
    return jaccard(np.unique(shingles(one)), np.unique(shingles(other)))


def _oracle(articles: list[Article]) -> dict[int, int]:
    """Copies by comparing each article with all that stand, and are near enough in time."""
    standing: list[Article] = []
    copies = {}
    for article in sorted(articles, key=_order):
        likeness = {
            int(other.external_id or 0): _similarity(article.text, other.text)
            for other in standing
            if not (article.published_at and other.published_at) or abs(_block(article) - _block(other)) <= 1
        }
        best = max(likeness, key=likeness.__getitem__, default=None)  # of equals the earliest
        if best is not None and likeness[best] >= MIN_SIMILARITY:
            copies[int(article.external_id or 0)] = best
        else:
            standing.append(article)
    return copies


def _order(article: Article) -> str:
    return sort_order(article.article_id, article.published_at)


def _block(article: Article) -> int:
    assert article.published_date is not None
    return article.published_date.toordinal() - 719163 >> 4
