"""How much an article is about each of its events, and which is its main one."""

from collections.abc import Callable
from dataclasses import asdict, fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.rows.event import Event
from tests.documents import make_document
from tests.pipeline.rows import article, event
from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events, with_subject
from transforms.extract.events.salience import Features, features_of, main_event_id, salience

type Parse = Callable[..., Document]

NEWS = "A truck hit a bus near Lima on Monday, killing nine people. The mayor of Lima criticised the owner of the bus."


@given(st.builds(Features, **{field.name: st.floats(0, 1) for field in fields(Features)}))
def test_salience_any_features_is_from_0_to_1(features: Features) -> None:
    assert 0 <= salience(features) <= 1


@pytest.mark.parametrize("name", ["lead", "early", "headline", "retold", "actor", "factual", "main_count"])
def test_salience_more_weight_in_the_article_is_higher(name: str) -> None:
    nothing = Features(**dict.fromkeys((field.name for field in fields(Features)), 0.0))
    typical = replace(nothing, early=0.5, headline=0.2, main_clause=1.0)
    assert salience(replace(typical, **{name: 1.0})) > salience(replace(typical, **{name: 0.0}))


def events_of_salience(*values: float, modality: str = "asserted") -> list[Event]:
    told = article("a", "x", "r1")
    rows = [event(f"e{place}", told) for place in range(len(values))]
    return [replace(row, salience=value, modality=modality) for row, value in zip(rows, values, strict=True)]


def test_main_event_id_is_the_most_salient_that_happened() -> None:
    planned = replace(events_of_salience(0.9, modality="planned")[0], event_id="planned")
    assert main_event_id([planned, *events_of_salience(0.2, 0.7, 0.4)]) == "e1"


def test_main_event_id_of_equals_is_the_first_told_in_any_order() -> None:
    one, other = events_of_salience(0.5, 0.5)
    later = replace(other, event_id="a", trigger=replace(other.trigger, start=9))
    assert main_event_id([one, later]) == main_event_id([later, one]) == "e0"


@pytest.mark.parametrize("modality", ["planned", "hypothetical", "denied", "negated", "historical"])
def test_main_event_id_without_an_event_that_happened_is_none(modality: str) -> None:
    assert main_event_id(events_of_salience(0.9, modality=modality)) is None
    assert main_event_id([]) is None


def test_with_subject_gives_main_event_and_topic_words_and_changes_nothing_else() -> None:
    document = make_document([("Tigers", "tiger", "NOUN", "NNS", "ROOT", 0)], title="t")
    told = document.article
    assert with_subject(document, events_of_salience(0.1, 0.3)) == replace(
        told, main_event_id="e1", topic_words=("tiger",)
    )
    assert with_subject(document, []) == replace(told, topic_words=("tiger",))


@pytest.mark.model
def test_with_salience_the_news_is_more_salient_than_what_follows(parse: Parse) -> None:
    hit, killing, criticised = extract_events(parse(NEWS, title="Nine die as truck hits bus in Lima"))
    assert min(hit.salience, killing.salience) > criticised.salience


@pytest.mark.model
def test_with_salience_headline_decides_what_the_article_is_about(parse: Parse) -> None:
    *_, plain = extract_events(parse(NEWS))
    *_, named = extract_events(parse(NEWS, title="Mayor of Lima criticises owner of bus"))
    assert named.salience > plain.salience
    assert replace(named, salience=0.0, confidence=0.0) == replace(plain, salience=0.0, confidence=0.0)


@pytest.mark.model
def test_features_of_retold_event_counts_tellings_of_one_event_only(parse: Parse) -> None:
    document = parse(
        "Police arrested Ana Ruiz on Monday. Ana Ruiz was arrested at her home. Peru and Chile signed a treaty."
    )
    events = extract_events(document)
    retold = {row.event_type: one.retold for row, one in zip(events, features_of(document, events), strict=True)}
    assert retold == {"COERCE": 0.2, "AGREE": 0.0}


@pytest.mark.model
def test_features_of_event_are_from_0_to_1_and_say_where_it_stands(parse: Parse) -> None:
    document = parse(
        f'The sky was grey. {NEWS} "They killed him in May 2021," she said.', published_date=date(2024, 11, 29)
    )
    events = extract_events(document)
    found = features_of(document, events)
    assert all(0 <= value <= 1 for one in found for value in asdict(one).values())
    assert [one.lead for one in found] == sorted((one.lead for one in found), reverse=True)
    assert [bool(one.quoted) for one in found] == [False, False, False, True]
    assert (found[0].recent, found[-1].recent) == (1.0, 0.0)
