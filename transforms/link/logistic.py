"""What the logistic models of links share: their tables of weights, and the probability that their inputs give."""

import math
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple


class Weights(NamedTuple):
    """The weights of a model, in log-odds; the others are in the order of its inputs."""

    intercept: float
    others: tuple[float, ...]


def load_weights(package: str, table: str, inputs: Sequence[str]) -> Weights:
    """A table of the committed `score.toml` of a package.

    Args:
        package: Its name.
        table: Of the file.
        inputs: Names of the model's inputs.
    """
    weights = tomllib.loads(resources.files(package).joinpath("score.toml").read_text("utf-8"))[table]
    return Weights(float(weights["intercept"]), tuple(float(weights[name]) for name in inputs))


def probability(weights: Weights, inputs: Sequence[float]) -> float:
    """What a model gives for its inputs, 0 to 1, rounded to four digits."""
    return round(1 / (1 + math.exp(-weights.intercept - math.sumprod(weights.others, inputs))), 4)
