"""The network that chooses places."""

import numpy as np
import pytest

from transforms.extract.events.setting.place_network import PlaceNetwork, place_probabilities


def _network(direct: list[float]) -> PlaceNetwork:
    return PlaceNetwork(
        hidden=np.zeros((3, 2), np.float32),
        hidden_bias=np.zeros(2, np.float32),
        output=np.ones(2, np.float32),
        direct=np.array(direct, np.float32),
        bias=np.zeros(1, np.float32),
    )


def test_place_probabilities_leave_a_share_for_none() -> None:
    of_event, of_place = np.zeros((1, 1), np.float32), np.array([[0.0], [1.0]], np.float32)
    of_pair = np.zeros((1, 2, 1), np.float32)
    found = place_probabilities(of_event, of_place, of_pair, [_network([0, 1, 0])])
    total = 2 + np.e
    assert found == pytest.approx(np.array([[1 / total, np.e / total]]), abs=1e-6)
