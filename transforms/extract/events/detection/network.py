"""The network that gives the probabilities of event types from features: an ensemble of small feed-forward networks.

Method: one hidden layer of rectified linear units and a softmax over the types and 'no event', averaged over networks
that differ in their random start (Lakshminarayanan et al., 'Simple and scalable predictive uncertainty estimation using
deep ensembles', 2017). `python -m tests.training` fits it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from transforms.extract.events.detection.words import Floats, load_arrays


@dataclass(frozen=True, slots=True)
class Network:
    """The weights of one network.

    Attributes:
        hidden: (features, units).
        hidden_bias: (units,).
        output: (units, types + 1).
        output_bias: (types + 1,).
    """

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats


def probabilities(inputs: Floats, networks: Sequence[Network]) -> Floats:
    """The mean probabilities that networks give.

    Args:
        inputs: (words, features).
        networks: At least one.

    Returns:
        (words, types + 1), each row summing to 1.
    """
    total = sum(softmax(hidden_units(inputs, one) @ one.output + one.output_bias) for one in networks)
    return np.asarray(total / len(networks), np.float32)


def hidden_units(inputs: Floats, network: Network) -> Floats:
    """(words, units): the activations of the hidden layer."""
    activations: Floats = np.maximum(inputs @ network.hidden + network.hidden_bias, 0)
    return activations


def logistic_outputs(scores: Floats) -> Floats:
    """Each score as a probability of its own."""
    return np.asarray(1 / (1 + np.exp(-scores)), np.float32)


def softmax(scores: Floats) -> Floats:
    """Each row's scores as probabilities."""
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    normalised: Floats = exponentials / exponentials.sum(axis=1, keepdims=True)
    return normalised


@cache
def load_networks() -> tuple[Network, ...]:
    """The committed networks, `network.npz`."""
    arrays = {name: values.astype(np.float32) for name, values in load_arrays("network.npz").items()}
    names = ("hidden", "hidden_bias", "output", "output_bias")
    count = len(arrays) // len(names)
    return tuple(Network(*(arrays[f"{name}_{index}"] for name in names)) for index in range(count))
