"""The network that chooses places."""

import numpy as np
import pytest

from transforms.extract.events.setting.place_network import PlaceEnsemble, PlaceNetwork, place_probabilities


def _network(direct: list[float], output: float = 1) -> PlaceNetwork:
    return PlaceNetwork(
        hidden=np.ones((3, 2), np.float32),
        hidden_bias=np.zeros(2, np.float32),
        output=np.full(2, output, np.float32),
        direct=np.array(direct, np.float32),
        bias=np.zeros(1, np.float32),
    )


def test_place_probabilities_leave_a_share_for_none() -> None:
    of_event, of_place = np.zeros((1, 1), np.float32), np.array([[0.0], [1.0]], np.float32)
    of_pair = np.zeros((1, 2, 1), np.float32)
    found = place_probabilities(of_event, of_place, of_pair, PlaceEnsemble.of([_network([0, 1, 0], output=0)]))
    total = 2 + np.e
    assert found == pytest.approx(np.array([[1 / total, np.e / total]]), abs=1e-6)


def test_place_probabilities_of_several_networks_are_their_mean() -> None:
    of_event, of_place = np.full((1, 1), 0.5, np.float32), np.array([[0.0], [1.0]], np.float32)
    of_pair = np.ones((1, 2, 1), np.float32)
    networks = [_network([0, 1, 0], output=0.3), _network([0, -2, 1], output=-0.7)]
    single = [place_probabilities(of_event, of_place, of_pair, PlaceEnsemble.of([one])) for one in networks]
    together = place_probabilities(of_event, of_place, of_pair, PlaceEnsemble.of(networks))
    assert together == pytest.approx((single[0] + single[1]) / 2, abs=1e-6)
