"""The steps of stream copies give one article for each that comes, and forget all, in whatever order messages come."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from apache_beam.utils.timestamp import Duration, Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.rows.article import Article
from tests.transforms.decide.copies.articles import make, text_of
from tests.transforms.decide.stream_copies.arrivals import standing_for
from tests.transforms.decide.stream_copies.engine import Engine, Message
from transforms.decide.stream_copies.rules import GRACE, MEMORY

WIRE, RAIN = text_of(range(0, 60, 5)), text_of(range(300, 360, 5))
TEXTS = [WIRE, f"CALI (Reuters) - {WIRE}", f"{WIRE} Reporting by Ann Lee.", RAIN, f"{RAIN} More."]
START = Timestamp(1_750_000_000)
KNOWN = Duration(MEMORY.total_seconds())
FORGOTTEN = Duration((MEMORY + GRACE).total_seconds())


def first(_: int) -> int:
    return 0


def outcomes(engine: Engine) -> list[tuple[str, str]]:
    return [(one.external_id or "", one.outcome) for one in engine.articles]


@settings(max_examples=40, deadline=None)
@given(random=st.randoms(use_true_random=False), written=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_steps_messages_in_any_order_give_each_article_once(random: Random, written: list[str]) -> None:
    articles = [make(number, text) for number, text in enumerate(written)]
    engine = Engine(random.randrange)
    for article in articles:
        engine.put(article, START)
        engine.put(article, START)
    engine.run()
    assert [one.article_id for one in engine.articles] == [one.article_id for one in articles]
    assert len(engine.found["repeats"]) == len(articles)
    for one in engine.articles:
        original = standing_for(one, engine.articles)
        assert (WIRE in one.text) == (WIRE in original.text)
    engine.advance(START + FORGOTTEN)
    assert engine.remembered == 0
    assert len(engine.articles) == len(articles)


def test_steps_articles_come_out_at_their_event_times() -> None:
    engine = Engine(first)
    engine.put(make(1, WIRE), START)
    engine.run()
    engine.put(make(2, WIRE), START - 3600)
    engine.run()
    assert [(one.outcome, time) for one, time in engine.found["articles"]] == [
        ("coded", START),
        ("duplicate", START - 3600),
    ]


@pytest.mark.parametrize(
    ("article", "outcome"),
    [(make(2, WIRE, outcome="too_short"), "too_short"), (make(2, "So be it."), "coded"), (make(2, ""), "coded")],
    ids=["not coded", "few words", "none"],
)
def test_steps_article_that_takes_no_part_goes_straight_on(article: Article, outcome: str) -> None:
    engine = Engine(first)
    for one in (make(1, WIRE), article):
        engine.put(one, START)
    engine.run()
    assert outcomes(engine) == [("1", "coded"), ("2", outcome)]


def test_steps_article_without_signature_is_given_one() -> None:
    engine = Engine(first)
    for one in (make(1, WIRE), replace(make(2, WIRE), signature=None)):
        engine.put(one, START)
        engine.run()
    assert outcomes(engine) == [("1", "coded"), ("2", "duplicate")]
    assert engine.articles[1].signature == engine.articles[0].signature


def test_steps_revision_of_what_stands_goes_on_standing() -> None:
    engine = Engine(first)
    for one in (make(1, WIRE), make(2, TEXTS[1]), make(1, TEXTS[2], revised=1), make(3, TEXTS[2])):
        engine.put(one, START)
        engine.run()
    assert outcomes(engine) == [("1", "coded"), ("1", "coded"), ("2", "duplicate"), ("3", "duplicate")]
    assert engine.articles[3].duplicate_of == engine.articles[0].article_id
    assert engine.articles[3].duplicate_kind == "exact"


@pytest.mark.parametrize(("after", "outcome"), [(KNOWN - 1, "duplicate"), (KNOWN, "coded")], ids=["known", "forgotten"])
def test_steps_copy_is_found_as_long_as_the_article_is_known(after: Duration, outcome: str) -> None:
    engine = Engine(first)
    engine.put(make(1, WIRE), START)
    engine.run()
    engine.advance(START + after)
    engine.put(make(2, WIRE), START + after)
    engine.run()
    assert outcomes(engine) == [("1", "coded"), ("2", outcome)]


def test_steps_articles_of_the_output_have_copies_and_repeats_and_do_not_come_out() -> None:
    engine = Engine(first)
    engine.write(make(1, WIRE), START)
    engine.write(make(2, RAIN, outcome="duplicate", duplicate_of="x"), START)
    for one in (make(1, WIRE), make(2, RAIN), make(3, TEXTS[1]), make(4, TEXTS[4])):
        engine.put(one, START + 60)
    engine.run()
    assert outcomes(engine) == [("3", "duplicate"), ("4", "coded")]
    assert engine.articles[0].duplicate_of == make(1, WIRE).article_id
    assert [one.external_id for one, _ in engine.found["repeats"]] == ["1", "2"]


@pytest.mark.parametrize("kind", ["answer", "reply"])
def test_steps_article_whose_answers_are_lost_is_not(kind: str) -> None:
    def loses(message: Message) -> bool:
        value: Any = message.value[1]
        return getattr(value, kind, None) is not None

    engine = Engine(first, loses)
    for one in (make(1, WIRE), make(2, WIRE)):
        engine.put(one, START)
    engine.run()
    assert len(engine.articles) == (0 if kind == "answer" else 1)
    engine.advance(START + FORGOTTEN)
    assert outcomes(engine) == [("1", "coded"), ("2", "coded")]
    assert {time for _, time in engine.found["articles"]} == {START}
    assert engine.remembered == 0
