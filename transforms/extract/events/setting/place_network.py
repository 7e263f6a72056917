"""The network that gives the probability of each place that an event happened there, and of none.

Method: each pair of an event and a place has a score, from a hidden layer of rectified linear units and directly from
its features; the scores of an event's places, and zero for no place, become probabilities by a softmax. The mean of
several networks that differ in their random start is taken. `python -m tests.training` fits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from transforms.extract.events.networks import Floats, load_arrays


@dataclass(frozen=True, slots=True)
class PlaceNetwork:
    """The weights of one network; the features are those of the event, of the place, then of the pair.

    Attributes:
        hidden: (features, units).
        hidden_bias: (units,).
        output: (units,).
        direct: (features,), from the features to the score.
        bias: (1,), added to each score.
    """

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    direct: Floats
    bias: Floats


def place_probabilities(
    of_event: Floats, of_place: Floats, of_pair: Floats, networks: Sequence[PlaceNetwork]
) -> Floats:
    """The mean probabilities that networks give.

    Args:
        of_event: (events, features).
        of_place: (places, features).
        of_pair: (events, places, features).
        networks: At least one.

    Returns:
        (events, places); what is missing to 1 is the probability of none.
    """
    total = sum(_softmax(_scores(of_event, of_place, of_pair, one)) for one in networks)
    return np.asarray(total / len(networks), np.float32)


def _scores(of_event: Floats, of_place: Floats, of_pair: Floats, network: PlaceNetwork) -> Floats:
    cuts = [of_event.shape[1], of_event.shape[1] + of_place.shape[1]]
    event, place, pair = np.split(network.hidden, cuts)
    units = of_pair @ pair
    units += (of_event @ event + network.hidden_bias)[:, None]
    units += of_place @ place
    event, place, pair = np.split(network.direct, cuts)
    scores: Floats = np.maximum(units, 0) @ network.output + of_pair @ pair + of_place @ place + network.bias
    return scores + (of_event @ event)[:, None]


def _softmax(scores: Floats) -> Floats:
    """Probabilities of the places, with zero as the score of none."""
    highest = np.maximum(scores.max(axis=1, keepdims=True), 0)
    exponentials = np.exp(scores - highest)
    found: Floats = exponentials / (exponentials.sum(axis=1, keepdims=True) + np.exp(-highest))
    return found


@cache
def load_place_networks() -> tuple[PlaceNetwork, ...]:
    """The committed networks, `place.npz`."""
    known = {name: values.astype(np.float32) for name, values in load_arrays(__package__, "place.npz").items()}
    names = [field.name for field in fields(PlaceNetwork)]
    return tuple(PlaceNetwork(*(known[name][index] for name in names)) for index in range(len(known["bias"])))
