"""The network that gives the probabilities of event types from features: an ensemble of small feed-forward networks.

Method: one hidden layer of rectified linear units and a softmax over the types and 'no event', averaged over networks
that differ in their random start (Lakshminarayanan et al., 'Simple and scalable predictive uncertainty estimation using
deep ensembles', 2017). `python -m tests.training` fits it.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from transforms.extract.events.networks import Floats, Network, hidden_units, load_arrays, networks_of, softmax


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


@cache
def load_networks() -> tuple[Network, ...]:
    """The committed networks, `network.npz`."""
    return networks_of(load_arrays(__package__, "network.npz"))
