"""What the small networks of the events have in common: their weights, how these are stored, and what they compute."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import resources
from io import BytesIO

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Network:
    """The weights of a network with one hidden layer.

    Attributes:
        hidden: (features, units).
        hidden_bias: (units,).
        output: (units, outputs).
        output_bias: (outputs,).
    """

    hidden: Floats
    hidden_bias: Floats
    output: Floats
    output_bias: Floats


def load_arrays(package: str, name: str) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a committed `.npz` file.

    Args:
        package: The package that it lies in.
        name: Its name.
    """
    content = resources.files(package).joinpath(name).read_bytes()
    with np.load(BytesIO(content)) as arrays:
        return {key: arrays[key] for key in arrays.files}


def networks_of(arrays: Mapping[str, npt.NDArray[np.generic]]) -> tuple[Network, ...]:
    """The networks of a file, whose arrays are named by the attributes of `Network` and a number: 'hidden_0'."""
    names = [field.name for field in fields(Network)]
    count = len(arrays) // len(names)
    return tuple(Network(*(arrays[f"{name}_{index}"].astype(np.float32) for name in names)) for index in range(count))


def hidden_units(inputs: Floats, network: Network) -> Floats:
    """(examples, units): the activations of the hidden layer, of rectified linear units."""
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


def split_rows(weights: Floats, widths: Iterable[int]) -> list[Floats]:
    """The weights of the first so many features, of the next ones and so on, and those of the remaining ones.

    As `np.split`, at a fraction of its cost for a few parts.

    Args:
        weights: (features, …).
        widths: Numbers of features.
    """
    parts, first = [], 0
    for width in widths:
        parts.append(weights[first : first + width])
        first += width
    return [*parts, weights[first:]]


class OneHot(dict[str, bytes]):
    """By value a byte for each of some names: 1 if it is the value, else 0. A value without a name has zeros.

    Rows of bytes are joined and read as one array, which is much cheaper than an array of lists.
    """

    def __init__(self, names: Iterable[str]) -> None:
        every = tuple(names)
        super().__init__({name: bytes(name == other for other in every) for name in every})
        self._none = bytes(len(every))

    def __missing__(self, value: str) -> bytes:
        return self._none


def binary_features(rows: Sequence[bytes]) -> Floats:
    """(rows, features): rows of bytes that are 0 or 1, at least one row, all of one length."""
    values: Floats = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1).astype(np.float32)
    return values
