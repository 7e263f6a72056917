"""The features of events and their places."""

from collections.abc import Callable

import numpy as np
import pytest

from transforms.extract.document import Document
from transforms.extract.events.setting import place_features
from transforms.extract.events.setting.event_features import Situation
from transforms.extract.events.setting.place_features import place_choices
from transforms.extract.events.setting.place_network import load_place_networks
from transforms.extract.events.triggers.triggers import triggers

pytestmark = pytest.mark.model


def test_place_choices_fit_the_committed_networks(parse: Callable[..., Document]) -> None:
    document = parse("The minister spoke in Berlin. Rebels attacked a convoy near Lyon.")
    situations = [Situation(match, "asserted") for match in triggers(document)]
    (choices,) = place_choices(document, situations)
    of_place = choices.candidates.of_place
    width = choices.of_event.shape[1] + of_place.shape[1] + choices.of_pair.shape[2]
    assert len(load_place_networks().hidden) == width
    assert choices.of_pair.shape[:2] == (len(situations), len(of_place))


def test_place_choices_in_blocks_are_those_of_all_events(
    parse: Callable[..., Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    document = parse("The minister spoke in Berlin. Rebels attacked a convoy near Lyon. Troops shelled Lyon and Metz.")
    situations = [Situation(match, "asserted") for match in triggers(document)]
    (together,) = place_choices(document, situations)
    monkeypatch.setattr(place_features, "_BLOCK", 1)
    single = list(place_choices(document, situations))
    assert len(single) == len(situations) > 1
    assert (np.concatenate([one.of_pair for one in single]) == together.of_pair).all()
    assert (np.concatenate([one.nearest for one in single]) == together.nearest).all()


def test_place_choices_of_some_events_are_those_beside_all(parse: Callable[..., Document]) -> None:
    document = parse("The minister spoke in Berlin. Rebels attacked a convoy near Lyon. Troops shelled Lyon and Metz.")
    situations = [Situation(match, "asserted") for match in triggers(document)]
    (every,) = place_choices(document, situations)
    (some,) = place_choices(document, situations, [1, 0])
    assert (some.of_pair == every.of_pair[[1, 0]]).all()
    assert (some.of_event == every.of_event[[1, 0]]).all()
    assert (some.in_clause == every.in_clause[[1, 0]]).all()


def test_place_choices_without_events_or_places_are_none(parse: Callable[..., Document]) -> None:
    document = parse("Rebels attacked a convoy.")
    assert not list(place_choices(document, [Situation(match, "asserted") for match in triggers(document)]))
    assert not list(place_choices(parse("It was quiet in Lyon."), []))
