"""Scores on public gold data may not fall below their floors.

A floor is raised when the score has risen, and lowered only by a commit that says why.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.measure import EVAL, FLOORS, score, score_at

pytestmark = [
    pytest.mark.model,
    pytest.mark.heavy,
    pytest.mark.floor,
    pytest.mark.timeout(1800),
    pytest.mark.skipif(not EVAL.exists() and not os.environ.get("CI"), reason=f"no gold data at {EVAL}"),
]


@pytest.mark.parametrize("task", [pytest.param(task, marks=pytest.mark.xdist_group(task)) for task in FLOORS])
def test_measure_no_score_is_below_its_floor(task: str, coded_task: Callable[[str], Path]) -> None:
    scores = score(task, coded_task(task))
    found = {path: score_at(scores, path) for path in FLOORS[task]}
    low = {path: (found[path], floor) for path, floor in FLOORS[task].items() if found[path] < floor}
    assert not low, f"{task}: (found, floor) {low}"
