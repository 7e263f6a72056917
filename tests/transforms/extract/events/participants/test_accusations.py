"""Named people in rows that would accuse them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events
from transforms.extract.events.participants.accusations import (
    ACTOR,
    LEAST_CONFIDENCE,
    RECIPIENT,
    accused_role,
    without_thin_accusations,
)

Parse = Callable[..., Document]


@pytest.mark.parametrize(
    ("event_type", "role"), [("ASSAULT", ACTOR), ("CRIME", ACTOR), ("TRY", RECIPIENT), ("CONSULT", None)]
)
def test_accused_role_depends_on_the_type(event_type: str, role: int | None) -> None:
    assert accused_role(event_type) == role


@pytest.mark.model
def test_without_thin_accusations_named_attacker_of_an_unlikely_attack_goes(parse: Parse) -> None:
    document = parse("Tom Baker stabbed two men in Leeds on Friday, police said.")
    event = next(row for row in extract_events(document) if row.event_type == "ASSAULT")
    assert [row.text for row in event.actors] == ["Tom Baker"]
    unlikely = without_thin_accusations(document, replace(event, confidence=LEAST_CONFIDENCE - 0.1))
    assert (unlikely.actors, unlikely.recipients) == ((), event.recipients)


@pytest.mark.model
def test_without_thin_accusations_unnamed_attacker_stays(parse: Parse) -> None:
    document = parse("A gunman shot two men in Leeds on Friday, police said.")
    event = next(row for row in extract_events(document) if row.event_type == "ASSAULT")
    assert without_thin_accusations(document, replace(event, confidence=0.4)).actors == event.actors


@pytest.mark.model
def test_extract_events_victim_listed_behind_the_verb_is_no_attacker(parse: Parse) -> None:
    document = parse(
        "Tom Baker, 28, is accused of fatally stabbing 20-year-old Ethan Cole of Conway, Washington; 21-year-old "
        "Maya Moran of Spokane, Washington; and 21-year-old Kate Gomez of Rathdrum, Idaho on November 13."
    )
    accused = {row.text for event in extract_events(document) for row in event.actors}
    assert not any(name in text for text in accused for name in ("Maya", "Kate"))


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "George Cole shot Tom Baker. Prosecutors charged Cole with murder in the Baker shooting.",
        '"Captain Baker, killed 12 years ago, was a hero," Ana Ruiz wrote.',
    ],
)
def test_extract_events_victim_is_not_accused(parse: Parse, text: str) -> None:
    attacks = [row for row in extract_events(parse(text)) if row.event_type == "ASSAULT"]
    assert attacks
    assert not any("Baker" in actor.text for row in attacks for actor in row.actors)
