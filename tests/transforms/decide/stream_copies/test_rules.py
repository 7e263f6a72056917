"""Which article of a stream is a copy of which, whatever the order in which their bands see them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.flow.stream_copies import Arrived, Probe, Reply, Seen
from schemas.rows.article import Article
from tests.transforms.decide.copies.articles import MemoryArticles, make, text_of
from tests.transforms.decide.stream_copies.arrivals import arrive, bands_of_all, standing_for
from transforms.decide.stream_copies.rules import (
    MOST_AT_BAND,
    MOST_TEXTS,
    arrival_of,
    candidates,
    decide,
    meet,
    microseconds,
    see,
    takes_part,
)
from transforms.shingles import MIN_SHARED_BANDS

WIRE, RAIN = text_of(range(0, 60, 5)), text_of(range(300, 360, 5))
VARIANTS = [WIRE, f"CALI (Reuters) - {WIRE}", f"{WIRE} Reporting by Ann Lee.", f"By Bo Ray. {WIRE} More follows."]


def probe(name: str, *, time: int = 0, revision: str = "1") -> Probe:
    return Probe(name, revision, b"", time)


def names(probes: Sequence[Probe]) -> list[str]:
    return [f"{one.article_id}{one.content_id}" for one in probes]


def mapping(articles: Sequence[Article]) -> dict[str, str]:
    """The copies, and what each is a copy of, by the articles' numbers."""
    numbers = {article.article_id: article.external_id or "" for article in articles}
    return {numbers[one.article_id]: numbers[one.duplicate_of] for one in articles if one.duplicate_of is not None}


def test_see_texts_of_an_article_only_a_repeat_is_dropped() -> None:
    first = see(None, "t1", "arrival 1", 10)
    assert first == Seen("arrival 1", ("t1",), 10)
    assert see(first, "t1", "arrival 2", 11) is None
    revised = see(first, "t2", "arrival 3", 5)
    assert revised == Seen("arrival 1", ("t1", "t2"), 10)
    assert see(revised, "t1", "arrival 4", 12) is None


def test_see_many_revisions_the_latest_texts_are_remembered() -> None:
    seen: Seen | None = None
    for number in range(MOST_TEXTS + 2):
        seen = see(seen, str(number), "arrival", number)
    assert seen is not None
    assert seen.texts == tuple(str(number) for number in range(2, MOST_TEXTS + 2))


def test_meet_articles_find_those_that_came_before() -> None:
    known, found = meet((), probe("a"))
    assert (names(known), found) == (["a1"], [])
    known, found = meet(known, probe("b"))
    assert (names(known), names(found)) == (["a1", "b1"], ["a1"])


def test_meet_full_band_is_found_and_remembers_no_more() -> None:
    known = [probe(name) for name in "abcdefgh"[:MOST_AT_BAND]]
    remembered, found = meet(known, probe("z"))
    assert remembered == found == known


def test_meet_revision_takes_the_place_of_the_one_before_it() -> None:
    known, found = meet([probe("a"), probe("b", time=7), probe("c")], probe("b", revision="2", time=3))
    assert names(known) == ["a1", "b2", "c1"]
    assert names(found) == ["a1"]
    assert known[1].time == 7


def test_meet_forgotten_article_leaves_its_place() -> None:
    memory = timedelta(hours=1)
    known = [probe("a", time=0), probe("b", time=1)]
    remembered, found = meet(known, probe("c", time=microseconds(memory)), memory)
    assert (names(remembered), names(found)) == (["b1", "c1"], ["b1"])


def test_candidates_share_enough_bands_in_any_revision() -> None:
    own = bytes(range(160))
    few, enough = own[: 4 * (MIN_SHARED_BANDS - 1)], own[: 4 * MIN_SHARED_BANDS]
    met = [Probe("a", "1", few, 0), Probe("b", "1", few, 0), Probe("b", "2", enough, 0), Probe("c", "1", enough, 0)]
    assert candidates(own, met * 2) == ["b", "c"]


@pytest.mark.parametrize(
    ("outcome", "found", "wanted"),
    [("coded", b"1234", True), ("coded", b"", False), ("coded", None, False), ("too_short", b"1234", False)],
)
def test_takes_part_articles_to_be_coded_with_a_signature(outcome: str, found: bytes | None, wanted: bool) -> None:
    assert takes_part(replace(make(1, WIRE), outcome=outcome, signature=found)) is wanted


def reply_of(
    name: str, *, arrival: int, is_alone: bool = False, kind: str | None = "near", alike: float = 0.8
) -> Reply:
    return Reply(name, arrival_of(name, arrival), is_alone, kind, alike)


@pytest.mark.parametrize(
    ("replies", "original"),
    [
        ([], None),
        ([reply_of("a", arrival=1, is_alone=True, kind=None)], None),
        ([reply_of("a", arrival=9)], None),
        ([reply_of("a", arrival=9, is_alone=True)], "a"),
        ([reply_of("a", arrival=1, alike=0.9), reply_of("b", arrival=2, is_alone=True)], "b"),
        ([reply_of("a", arrival=1, alike=0.9), reply_of("b", arrival=2, kind="exact")], "b"),
        ([reply_of("a", arrival=2), reply_of("b", arrival=1, alike=0.9)], "b"),
        ([reply_of("a", arrival=2), reply_of("b", arrival=1)], "b"),
    ],
    ids=["none", "not alike", "later", "later, stands", "stands first", "exact first", "most alike", "first to arrive"],
)
def test_decide_replies_give_the_original(replies: list[Reply], original: str | None) -> None:
    article = make(1, WIRE)
    for given_replies in (replies, replies[::-1]):
        decided = decide(Arrived(article, arrival_of(article.article_id, 5), 5), given_replies)
        assert decided.duplicate_of == original
        assert decided.outcome == ("coded" if original is None else "duplicate")
    assert (
        replace(decided, outcome="coded", duplicate_of=None, duplicate_kind=None, duplicate_similarity=None) == article
    )


def test_arrive_copies_of_different_kinds_say_what_they_are() -> None:
    articles = [make(1, WIRE, day=3), make(2, RAIN, day=2), make(3, WIRE, day=1), make(4, VARIANTS[1], day=0)]
    found = arrive(articles)
    assert mapping(found) == {"3": "1", "4": "1"}
    assert [one.duplicate_kind for one in found] == [None, None, "exact", "near"]
    assert found[2].duplicate_similarity == 1.0
    assert 0.6 <= (found[3].duplicate_similarity or 0) < 1


@st.composite
def orders_of(draw: st.DrawFn, articles: list[Article]) -> dict[int, list[int]]:
    """The order in which each band sees articles: few orders, so that often all bands see two in the same one."""
    orders = draw(st.lists(st.permutations(range(len(articles))), min_size=1, max_size=3))
    return {band: draw(st.sampled_from(orders)) for band in bands_of_all(articles)}


texts = st.lists(st.sampled_from(VARIANTS), min_size=2, max_size=5)


@settings(max_examples=60, deadline=None)
@given(data=st.data(), pair=st.lists(st.sampled_from(VARIANTS), min_size=2, max_size=2))
def test_arrive_two_copies_at_once_exactly_one_stands(data: st.DataObject, pair: list[str]) -> None:
    articles = [make(number, text) for number, text in enumerate(pair)]
    found = arrive(articles, data.draw(orders_of(articles)))
    assert sorted(one.outcome for one in found) == ["coded", "duplicate"]


@settings(max_examples=60, deadline=None)
@given(data=st.data(), written=texts)
def test_arrive_several_copies_at_once_each_leads_to_one_that_stands(data: st.DataObject, written: list[str]) -> None:
    articles = [make(number, text) for number, text in enumerate([*written, RAIN])]
    found = arrive(articles, data.draw(orders_of(articles)))
    assert found[-1].outcome == "coded"
    for one in found[:-1]:
        assert standing_for(one, found).text != RAIN


@settings(max_examples=40, deadline=None)
@given(written=st.lists(st.sampled_from([*VARIANTS, RAIN, f"{RAIN} More."]), min_size=2, max_size=5))
def test_arrive_one_after_the_other_gives_what_runs_of_one_article_give(written: list[str]) -> None:
    articles = [make(number, text, day=(7 * number) % 5) for number, text in enumerate(written)]
    output = MemoryArticles()
    for article in articles:
        output = output.run([article])
    arrived = MemoryArticles([replace(article, run_id="1") for article in arrive(articles)])
    assert arrived.copies() == output.copies()
