"""Ctrl-C during a run with several processes: it ends promptly, says so, leaves no process, and can be resumed."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.command import NEWSBEAM, newsbeam_process
from tests.end_to_end.corpus import last_run

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(900)]

PAGES = 40
MAX_SECONDS = 30.0
"""For stopping, on a busy machine."""


def _write_pages(folder: Path) -> None:
    """Write pages that are mostly script: large enough for several processes, with little text."""
    folder.mkdir()
    for number in range(PAGES):
        sentences = f"<p>Gunmen attacked bank number {number} in Cali on Monday, killing two guards.</p>" * 3
        script = f"<script>var filler = '{'x' * 80_000}';</script>"
        head, body = (
            f"<head><title>Attack {number}</title>{script}</head>",
            f"<body><article>{sentences}</article></body>",
        )
        (folder / f"{number}.html").write_text(f"<html lang='en'>{head}{body}</html>")


def _session_processes(leader: int) -> list[psutil.Process]:
    processes = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                processes.append(process)
    return processes


@pytest.mark.parametrize(
    "stage_reached", ["_staging/*/*/staged/part-*", "_staging/*/decided.json"], ids=["prepare", "extract"]
)
def test_run_interrupted_stops_promptly_and_leaves_no_process(tmp_path: Path, stage_reached: str) -> None:
    news, output = tmp_path / "news", tmp_path / "out"
    _write_pages(news)
    command = [*NEWSBEAM, "run", str(news), "--output", str(output), "--workers", "2"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    try:
        end = time.monotonic() + 600
        while not (list(output.glob(stage_reached)) and len(_session_processes(run.pid)) > 2):
            assert run.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        started = time.monotonic()
        os.killpg(run.pid, signal.SIGINT)  # to all processes, as a terminal does
        _, said = run.communicate(timeout=120)
        took = time.monotonic() - started
    finally:
        left = _session_processes(run.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 130, said.decode()
    assert "the same command goes on from there" in " ".join(said.decode().split())
    assert "Traceback" not in said.decode(), said.decode()
    assert took < MAX_SECONDS
    assert left == []
    newsbeam_process(*command[len(NEWSBEAM) :])
    assert last_run(output)["articles"] == PAGES
