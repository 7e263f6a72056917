"""Copies made of real articles are found, and different articles on one matter are not taken for copies."""

import os

import pytest

from tests.benchmarks.near_copies import measure
from tests.measure import EVAL

pytestmark = [
    pytest.mark.floor,
    pytest.mark.skipif(not EVAL.exists() and not os.environ.get("CI"), reason=f"no gold data at {EVAL}"),
]


def test_near_copies_recall_and_precision_are_above_their_floors() -> None:
    figures = measure(limit=60)
    assert figures.others > 1000
    assert figures.recall >= 0.97
    assert figures.precision >= 0.98
