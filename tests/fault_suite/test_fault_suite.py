"""A selection of the faults; `python -m tests.fault_suite` tries them all."""

from pathlib import Path

import pytest

from tests.environments import skipping_unavailable
from tests.fault_suite.suite import run_suite, show

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(1800)]

POINTS = 32
"""One of every phase and call, at least."""


def test_faults_at_every_phase_leave_what_is_committed_and_the_same_command_goes_on(tmp_path: Path) -> None:
    with skipping_unavailable():
        results = run_suite(tmp_path, limit=POINTS)
    show(results)
    assert [(result.point, result.attempt.problems) for result in results if result.attempt.problems] == []
    assert len({result.point.key for result in results if result.attempt.is_reached}) >= 0.9 * POINTS
