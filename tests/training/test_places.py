"""Fitting where events happened: which places are right, and a network that learns them."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.training.arguments import ToldPlace
from tests.training.places import SAME_DIVISION, PlaceExamples, fit_place_network, right_places
from transforms.extract.document import Document
from transforms.extract.events.setting.place_candidates import place_candidates
from transforms.extract.events.setting.place_network import PlaceEnsemble, place_probabilities


@pytest.mark.model
def test_right_places_are_named_ones_and_half_those_of_their_division(parse: Callable[..., Document]) -> None:
    found = place_candidates(parse("He lives in Lyon, France. She was born in Grenoble. They met in Paris."))
    assert found is not None
    names = [place.name for place in found.locations]
    right = right_places(ToldPlace(("Lyon",)), found)
    assert right is not None
    assert right[names.index("Lyon")] == 1
    assert right[names.index("Grenoble")] == SAME_DIVISION
    assert right[names.index("Paris")] == right[names.index("France")] == 0
    assert right_places(ToldPlace(("Oslo",)), found) is None
    none = right_places(None, found)
    assert none is not None
    assert not none.any()


def test_fit_place_network_learns_which_place_is_right() -> None:
    random = np.random.default_rng(3)
    inputs = random.normal(size=(900, 4)).astype(np.float32)
    scores = inputs[:, 3].reshape(300, 3)
    right = (scores == scores.max(axis=1, keepdims=True)).astype(np.float32)
    examples = PlaceExamples(inputs, np.full(300, 3), right.ravel())
    network = fit_place_network(examples, units=8, epochs=60, dropout=0, input_dropout=0, rate=1e-2)
    found = place_probabilities(
        np.zeros((300, 0), np.float32),
        np.zeros((3, 0), np.float32),
        inputs.reshape(300, 3, 4),
        PlaceEnsemble.of([network]),
    )
    assert (found.argmax(axis=1) == right.argmax(axis=1)).mean() > 0.95
    again = fit_place_network(examples, units=8, epochs=60, dropout=0, input_dropout=0, rate=1e-2)
    assert (again.hidden == network.hidden).all()
