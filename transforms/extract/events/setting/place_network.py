"""The network that gives the probability of each place that an event happened there, and of none.

Method: each pair of an event and a place has a score, from a hidden layer of rectified linear units and directly from
its features; the scores of an event's places, and zero for no place, become probabilities by a softmax. The mean of
several networks that differ in their random start is taken. `python -m tests.training` fits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

import numpy as np

from transforms.extract.events.networks import Floats, load_arrays, split_rows


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


@dataclass(frozen=True, slots=True)
class PlaceEnsemble:
    """The weights of several networks beside each other, so that one product serves them all.

    Attributes:
        hidden: (features, networks · units).
        hidden_bias: (networks · units,).
        output: (networks · units, networks), zero from the units of one network to the score of another.
        direct: (features, networks).
        bias: (networks,).
    """

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    direct: Floats
    bias: Floats

    @classmethod
    def of(cls, networks: Sequence[PlaceNetwork]) -> "PlaceEnsemble":
        """The ensemble of at least one network."""
        units = len(networks[0].output)
        output = np.zeros((len(networks) * units, len(networks)), np.float32)
        for column, one in enumerate(networks):
            output[column * units : (column + 1) * units, column] = one.output
        return cls(
            hidden=np.hstack([one.hidden for one in networks]),
            hidden_bias=np.concatenate([one.hidden_bias for one in networks]),
            output=output,
            direct=np.stack([one.direct for one in networks], axis=1),
            bias=np.concatenate([one.bias for one in networks]),
        )


def place_probabilities(of_event: Floats, of_place: Floats, of_pair: Floats, ensemble: PlaceEnsemble) -> Floats:
    """The mean probabilities that networks give.

    What is known of an event or of a place is multiplied once, however many pairs it is part of.

    Args:
        of_event: (events, features).
        of_place: (places, features).
        of_pair: (events, places, features).
        ensemble: The networks.

    Returns:
        (events, places); what is missing to 1 is the probability of none.
    """
    widths = (of_event.shape[1], of_place.shape[1])
    event, place, pair = split_rows(ensemble.hidden, widths)
    units: Floats = of_pair @ pair
    units += (of_event @ event + ensemble.hidden_bias)[:, None]
    units += of_place @ place
    np.maximum(units, 0, out=units)
    event, place, pair = split_rows(ensemble.direct, widths)
    scores = units @ ensemble.output
    scores += of_pair @ pair
    scores += of_place @ place + ensemble.bias
    scores += (of_event @ event)[:, None]
    return np.asarray(_softmax(scores).mean(axis=2), np.float32)


def _softmax(scores: Floats) -> Floats:
    """(events, places, networks): probabilities of the places, with zero as the score of none."""
    highest = np.maximum(scores.max(axis=1, keepdims=True), 0)
    exponentials = np.exp(scores - highest)
    found: Floats = exponentials / (exponentials.sum(axis=1, keepdims=True) + np.exp(-highest))
    return found


@cache
def load_place_networks() -> PlaceEnsemble:
    """The committed networks, `place.npz`."""
    known = {name: values.astype(np.float32) for name, values in load_arrays(__package__, "place.npz").items()}
    names = [field.name for field in fields(PlaceNetwork)]
    return PlaceEnsemble.of(
        [PlaceNetwork(*(known[name][index] for name in names)) for index in range(len(known["bias"]))]
    )
