"""Happenings stay apart among ten thousand articles, of which most are made from others."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.linking.incidents import scores_of
from tests.measure import EVAL

LEAST_PRECISION = 0.96


@pytest.mark.model
@pytest.mark.heavy
@pytest.mark.xdist_group("incidents")  # with the floor of the same run
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not EVAL.exists() and not os.environ.get("CI"), reason=f"no gold data at {EVAL}")
def test_incidents_of_ten_thousand_articles_are_told_apart(coded_task: Callable[[str], Path]) -> None:
    scores = scores_of(coded_task("incidents"), articles=10_000)
    assert scores["n"] >= 10_000
    assert scores["pair_precision"] >= LEAST_PRECISION, scores
