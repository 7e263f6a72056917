"""Ctrl-C while several processes work: the command ends at once, says so, leaves no process, and can be given again."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.end_to_end.command import NEWSBEAM, newsbeam_process
from tests.end_to_end.corpus import sums

pytestmark = [pytest.mark.model, pytest.mark.heavy, pytest.mark.timeout(900)]

PAGES = 40
PROMPT = 30.0
"""Seconds on a machine that has much else to do."""


def _write_pages(folder: Path) -> None:
    """Pages of which most is script: large enough for several processes, with little to read."""
    folder.mkdir()
    for number in range(PAGES):
        told = f"<p>Gunmen attacked bank number {number} in Cali on Monday, killing two guards.</p>" * 3
        script = f"<script>var filler = '{'x' * 80_000}';</script>"
        head, body = f"<head><title>Attack {number}</title>{script}</head>", f"<body><article>{told}</article></body>"
        (folder / f"{number}.html").write_text(f"<html lang='en'>{head}{body}</html>")


def _of_session(leader: int) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
    return found


@pytest.mark.parametrize("begun", ["_staging/*/*/part-*", "_staging/*/decided.json"], ids=["prepare", "extract"])
def test_a_stop_is_prompt_and_leaves_nothing_behind(tmp_path: Path, begun: str) -> None:
    news, output = tmp_path / "news", tmp_path / "out"
    _write_pages(news)
    command = [*NEWSBEAM, "run", str(news), "--output", str(output), "--workers", "2"]
    run = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    try:
        end = time.monotonic() + 600
        while not (list(output.glob(begun)) and len(_of_session(run.pid)) > 2):
            assert run.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
        started = time.monotonic()
        os.killpg(run.pid, signal.SIGINT)  # as a terminal does: to all of them
        _, said = run.communicate(timeout=120)
        took = time.monotonic() - started
    finally:
        left = _of_session(run.pid)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.pid, signal.SIGKILL)
    assert run.returncode == 130, said.decode()
    assert "the same command goes on from there" in " ".join(said.decode().split())
    assert "Traceback" not in said.decode(), said.decode()
    assert took < PROMPT
    assert left == []
    newsbeam_process(*command[len(NEWSBEAM) :])
    assert sums(output)["articles"] == PAGES
