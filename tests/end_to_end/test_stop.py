"""Runs that are stopped at random moments, and workers that die: promptly over, no process left, resumed."""

import time
from pathlib import Path

import pytest

from tests.end_to_end.random_stops import (
    MAX_SECONDS,
    TerminalRun,
    stop_at_random,
    worker_processes,
    write_pages,
)

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(900)]


def test_runs_stopped_at_random_end_promptly_and_resume_with_equal_rows(tmp_path: Path) -> None:
    *_, report = stop_at_random(tmp_path, 6, workers=2, chunks=1)
    assert not report.failures, "\n".join(report.lines())
    assert len(report.seconds) == 6
    assert max(report.seconds) < MAX_SECONDS


def test_run_whose_worker_is_killed_says_so_and_leaves_no_process(tmp_path: Path) -> None:
    news = tmp_path / "news"
    write_pages(news, 1)
    run = TerminalRun(news, tmp_path / "out", "--workers", "2")
    try:
        end = time.monotonic() + 600
        while not worker_processes(run.process.pid):
            assert run.process.poll() is None, run.said
            assert time.monotonic() < end
            time.sleep(0.05)
        run.kill_worker()
        assert run.seconds_to_end(MAX_SECONDS) < MAX_SECONDS
    finally:
        run.close()
    said = " ".join(run.said.split())
    assert run.process.returncode == 1, said
    assert "a worker process died (signal 9)" in said
    assert "Traceback" not in said
