"""Happenings that only their casualties tell."""

import pytest

from transforms.extract.events.casualties import casualties
from transforms.extract.events.consequences import HARMFUL, told_by_casualties
from transforms.extract.events.triggers import triggers

pytestmark = pytest.mark.model


def test_a_sentence_of_the_injured_without_any_trigger_tells_an_event(parse) -> None:
    document = parse("A woman is in critical condition with a gunshot wound.")
    matches = [match for match in triggers(document) if match.event_type not in HARMFUL]
    (found,) = told_by_casualties(document, matches)
    assert found.token.i in {claim.anchor for claim in casualties(document)}
    assert found.event_type == "ASSAULT"


def test_without_violence_it_is_an_accident(parse) -> None:
    document = parse("A hiker fell. The hiker is in serious condition.")
    (found,) = told_by_casualties(document, [])
    assert found.event_type == "ACCIDENT"


def test_what_a_trigger_tells_is_not_told_twice(parse) -> None:
    document = parse("Rebels killed two soldiers.")
    assert told_by_casualties(document, triggers(document)) == ()


def test_the_unhurt_are_no_event(parse) -> None:
    assert told_by_casualties(parse("No one was hurt."), []) == ()
