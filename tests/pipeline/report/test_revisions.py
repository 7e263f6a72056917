"""What changed in an article's events from one revision to the next."""

from dataclasses import replace

import pytest

from pipeline.report.revisions import STRENGTH, event_changes
from schemas.rows.event import Attribution, Casualties, Event, Location, Participant, Trigger
from tests.end_to_end.test_contract import CLOSED_LISTS


def killed(low: int, high: int | None = None) -> Casualties:
    return Casualties(kind="killed", low=low, high=high, text="x", start=0, end=1)


def who(name: str) -> Participant:
    return Participant(text=name, start=0, end=1)


ATTACK = Event(
    event_id="e1",
    article_id="a",
    content_id="c1",
    event_type="ASSAULT",
    event_mode="shooting",
    trigger=Trigger(text="shot", start=0, end=4, lemma="shoot"),
    sentence="Gunmen shot nine people at a market in Cali on Friday, police said.",
    sentence_start=0,
    sentence_end=10,
    actors=(who("gunmen"), who("a guard")),
    casualties=(killed(9, 9),),
)
LATER = replace(
    ATTACK,
    event_id="e2",
    content_id="c2",
    sentence="Gunmen shot twelve people at a market in Cali on Friday, police said.",
)
TALKS = replace(
    ATTACK,
    event_type="CONSULT",
    event_mode=None,
    trigger=Trigger(text="met", start=0, end=3, lemma="meet"),
    sentence="The two ministers met in Geneva.",
)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"casualties": (killed(12, 12),)}, "toll raised: 12 killed, was 9"),
        ({"casualties": (killed(8, None),)}, "toll lowered: 8 or more killed, was 9"),
        ({"casualties": (killed(9, None),)}, "toll changed: 9 or more killed, was 9"),
        ({"casualties": ()}, "toll gone: was 9 killed"),
        ({"actors": (who("Gunmen"),)}, "actor gone: a guard"),
        ({"actors": (*ATTACK.actors, who("ELN"))}, "actor new: ELN"),
        ({"recipients": (who("nine people"),)}, "recipient new: nine people"),
        ({"modality": "reported"}, "modality weakened: reported, was asserted"),
        ({"modality": "historical"}, "modality changed: historical, was asserted"),
        ({"event_mode": None}, "mode gone: was shooting"),
        ({"location": Location(text="there", start=0, end=1, name="Cali")}, "place: Cali"),
        ({"attribution": Attribution(text="police", start=0, end=1)}, "source: police"),
    ],
)
def test_event_changes_of_one_event_are_said(changed: dict[str, object], said: str) -> None:
    newer = replace(LATER, **changed)
    name = "ASSAULT/shooting" if newer.event_mode else "ASSAULT"
    assert event_changes([ATTACK], [newer]) == (f"{name} 'shot': {said}",)


def test_event_changes_modality_that_grows_is_strengthened() -> None:
    older = replace(ATTACK, modality="denied")
    assert event_changes([older], [LATER]) == ("ASSAULT/shooting 'shot': modality strengthened: asserted, was denied",)


def test_event_changes_pair_each_event_once_and_name_the_others() -> None:
    assert event_changes([ATTACK, TALKS], [LATER, LATER]) == (
        f"ASSAULT/shooting 'shot': new: {LATER.sentence}",
        f"CONSULT 'met': gone: {TALKS.sentence}",
    )


def test_event_changes_events_in_other_words_are_not_the_same() -> None:
    other = replace(LATER, sentence="Elsewhere soldiers were shot during an exercise.")
    assert [line.split(": ")[1] for line in event_changes([ATTACK], [other])] == ["new", "gone"]


def test_event_changes_of_equal_events_are_none() -> None:
    assert event_changes([ATTACK, TALKS], [LATER, TALKS]) == ()
    assert event_changes([], []) == ()


def test_strength_knows_all_modalities() -> None:
    assert set(STRENGTH) == CLOSED_LISTS["events", "modality"]
