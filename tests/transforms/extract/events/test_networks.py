"""What the networks of the events share."""

import numpy as np
import pytest

from transforms.extract.events.networks import OneHot, binary_features, logistic_outputs, networks_of, split_rows


def test_networks_of_reads_each_network_by_its_number() -> None:
    names = ("hidden", "hidden_bias", "output", "output_bias")
    arrays = {f"{name}_{index}": np.full(2, index, np.float16) for name in names for index in range(2)}
    first, second = networks_of(arrays)
    assert first.output.tolist() == [0, 0]
    assert second.hidden_bias.tolist() == [1, 1]
    assert second.hidden.dtype == np.float32


def test_logistic_outputs_are_independent() -> None:
    assert logistic_outputs(np.array([[0, 0]], np.float32)).tolist() == [[0.5, 0.5]]


@pytest.mark.parametrize(("value", "row"), [("a", [1, 0]), ("b", [0, 1]), ("c", [0, 0])])
def test_one_hot_value_without_a_column_has_none(value: str, row: list[int]) -> None:
    assert list(OneHot(("a", "b"))[value]) == row


def test_binary_features_have_a_row_each() -> None:
    names = OneHot(("a", "b"))
    assert binary_features([names["b"] + bytes((True,)), names["a"] + bytes((False,))]).tolist() == [
        [0, 1, 1],
        [1, 0, 0],
    ]


def test_split_rows_are_those_of_numpy() -> None:
    weights = np.arange(14, dtype=np.float32).reshape(7, 2)
    for found, wanted in zip(split_rows(weights, (3, 0, 2)), np.split(weights, [3, 3, 5]), strict=True):
        assert (found == wanted).all()
        assert found.shape == wanted.shape
