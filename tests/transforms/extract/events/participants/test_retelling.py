"""Participants that a telling takes over from another telling of its event."""

from collections.abc import Callable

import pytest

from schemas.rows.event import Event
from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


def event_at(document: Document, trigger: str) -> Event:
    return next(row for row in extract_events(document) if row.trigger.text == trigger)


def names(event: Event, role: str) -> list[str]:
    return [row.name or row.text for row in getattr(event, role)]


def test_with_retold_noun_that_refers_back_takes_over_roles(parse: Parse) -> None:
    document = parse("A judge in Lima sentenced Ana Ruiz to six years. Her lawyer said the sentencing was unjust.")
    event = event_at(document, "sentencing")
    assert (names(event, "actors"), names(event, "recipients")) == (["A judge in Lima"], ["Ana Ruiz"])


def test_with_retold_passive_with_same_recipient_takes_over_actor(parse: Parse) -> None:
    document = parse("The board dismissed Ana Ruiz on Monday. Staff were shocked. Ruiz was dismissed by letter.")
    assert names(event_at(document, "dismissed"), "actors") == ["The board"]
    dismissals = [row for row in extract_events(document) if row.trigger.lemma == "dismiss"]
    assert [names(row, "actors") for row in dismissals] == [["The board"], ["The board"]]


def test_with_retold_named_attacker_of_another_sentence_is_not_taken_over(parse: Parse) -> None:
    document = parse("Tom Baker stabbed Ana Ruiz in June, police say. Friends mourned. Ruiz was stabbed in a park.")
    assert [names(row, "actors") for row in extract_events(document) if row.event_mode == "stabbing"][1:] == [[]]


def test_with_retold_tellings_that_disagree_leave_the_role_open(parse: Parse) -> None:
    document = parse("Rebels attacked a convoy. Soldiers attacked a village. The attack was condemned.")
    assert names(event_at(document, "attack"), "recipients") == []


def test_with_retold_new_event_takes_over_nothing(parse: Parse) -> None:
    document = parse("Rebels attacked a convoy in the north. Another attack was reported in the south.")
    assert names(event_at(document, "attack"), "actors") == []


def test_extract_events_charge_as_only_evidence_reports(parse: Parse) -> None:
    document = parse("Tom Baker was arrested for the murder of his aunt.")
    event = event_at(document, "murder")
    assert (names(event, "actors"), event.modality) == (["Tom Baker"], "reported")


def test_with_retold_step_of_a_trial_takes_over_the_accused(parse: Parse) -> None:
    document = parse("Prosecutors charged Ana Ruiz with fraud. Her lawyer said the trial was unfair.")
    assert names(event_at(document, "trial"), "recipients") == ["Ana Ruiz"]


def test_with_retold_refusal_takes_over_nobody_who_was_refused_before(parse: Parse) -> None:
    document = parse("Peru rejected Chile's request on Monday. Peru has rejected higher tariffs before.")
    refusals = [names(row, "recipients") for row in extract_events(document) if row.event_type == "REJECT"]
    assert not any("Chile" in name for name in refusals[-1])
