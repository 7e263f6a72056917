"""Worker processes that die, or whose step fails."""

import signal
import subprocess
import sys
import threading

import apache_beam as beam
import pytest

from pipeline.engines import local_workers
from pipeline.engines.local import execute
from pipeline.errors import NewsbeamError


def raise_signal(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create([signal.SIGKILL.value]) | beam.Map(signal.raise_signal)


def parse_word(pipeline: beam.Pipeline) -> None:
    _ = pipeline | beam.Create(["word"]) | beam.Map(int)


def test_execute_worker_that_dies_before_it_registers_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    hook = threading.excepthook
    failing = [sys.executable, "-c", "import sys; sys.exit('no room')"]
    monkeypatch.setattr(local_workers, "python_command", lambda module: failing)
    with pytest.raises(NewsbeamError, match=r"a worker process died \(exit code 1: no room\).*same command"):
        execute(parse_word, 2)
    assert threading.excepthook is hook


@pytest.mark.heavy
def test_execute_worker_killed_at_work_raises(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(NewsbeamError, match=r"a worker process died \(signal 9\)"):
        execute(raise_signal, 2)
    assert "Traceback" not in capfd.readouterr().err


@pytest.mark.heavy
def test_execute_step_that_fails_in_worker_raises_its_error_and_prints_nothing(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[str]] = []
    start = local_workers._Workers.start

    def remember(workers: local_workers._Workers, variables: dict[str, str]) -> "subprocess.Popen[str]":
        started.append(start(workers, variables))
        return started[-1]

    monkeypatch.setattr(local_workers._Workers, "start", remember)
    with pytest.raises(RuntimeError, match="invalid literal for int"):
        execute(parse_word, 2)
    assert "Traceback" not in capfd.readouterr().err
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)
