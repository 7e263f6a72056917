"""What the logistic models of events share: their tables of weights, and the probability that log-odds give."""

import math
import tomllib
from importlib import resources
from typing import Any


def load_table(name: str) -> dict[str, Any]:
    """A committed table of weights of this package, in log-odds."""
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


def probability(log_odds: float) -> float:
    """The probability that log-odds give, rounded to four digits."""
    return round(1 / (1 + math.exp(-log_odds)), 4)
