"""The networks: probabilities, and the size of what is committed."""

from importlib import resources

import numpy as np
import pytest

from transforms.extract.events.detection import network
from transforms.extract.events.detection.network import load_networks, probabilities
from transforms.extract.events.detection.words import NO_EVENT
from transforms.extract.events.networks import Network, softmax

MEGABYTE = 1 << 20


def _network(bias: float) -> Network:
    return Network(
        np.array([[1.0, -1.0]], np.float32),
        np.zeros(2, np.float32),
        np.array([[2.0, 0.0], [0.0, 2.0]], np.float32),
        np.array([bias, 0.0], np.float32),
    )


def test_softmax_large_scores_do_not_overflow() -> None:
    assert softmax(np.array([[1000.0, 0.0]], np.float32)).tolist() == [[1.0, 0.0]]


def test_probabilities_follow_the_sign_of_the_input() -> None:
    found = probabilities(np.array([[3.0], [-3.0]], np.float32), [_network(0.0)])
    assert found.argmax(axis=1).tolist() == [0, 1]
    assert found.sum(axis=1) == pytest.approx([1, 1])


def test_probabilities_of_two_networks_are_their_mean() -> None:
    inputs = np.array([[0.5]], np.float32)
    one, other = (probabilities(inputs, [_network(bias)]) for bias in (0.0, 2.0))
    assert probabilities(inputs, [_network(0.0), _network(2.0)]) == pytest.approx((one + other) / 2)


def test_load_networks_have_a_column_for_every_type_and_none() -> None:
    assert {one.output.shape[1] for one in load_networks()} == {NO_EVENT + 1}


def test_committed_tables_are_smaller_than_five_megabytes() -> None:
    folder = resources.files(network.__package__)
    sizes = [len(file.read_bytes()) for file in folder.iterdir() if file.name.endswith(".npz")]
    assert len(sizes) == 3
    assert sum(sizes) < 5 * MEGABYTE
