"""What the networks of the events share."""

import numpy as np
import pytest

from transforms.extract.events.networks import logistic_outputs, networks_of, one_hot


def test_networks_of_reads_each_network_by_its_number() -> None:
    names = ("hidden", "hidden_bias", "output", "output_bias")
    arrays = {f"{name}_{index}": np.full(2, index, np.float16) for name in names for index in range(2)}
    first, second = networks_of(arrays)
    assert first.output.tolist() == [0, 0]
    assert second.hidden_bias.tolist() == [1, 1]
    assert second.hidden.dtype == np.float32


def test_logistic_outputs_are_independent() -> None:
    assert logistic_outputs(np.array([[0, 0]], np.float32)).tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(("value", "row"), [("a", (True, False)), ("b", (False, True)), ("c", (False, False))])
def test_one_hot_value_without_a_column_has_none(value: str, row: tuple[bool, ...]) -> None:
    assert one_hot(value, ("a", "b")) == row
