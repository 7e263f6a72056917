"""What the person at the terminal is told when a command ends early."""

import logging
import signal
import threading
from collections.abc import Iterator

import pytest
import typer

from pipeline.cli.exit_codes import report_errors


def stop_within_a_step() -> None:
    try:
        signal.raise_signal(signal.SIGINT)  # to this thread, now: one sent to the process may come later
    except KeyboardInterrupt as stop:
        raise RuntimeError("KeyboardInterrupt [while running 'Clean']") from stop


@pytest.fixture
def loud_again() -> Iterator[None]:
    """A stop silences logs and threads for the rest of the process, and ends it before long."""
    hook = threading.excepthook
    yield
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
    threading.excepthook = hook
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("loud_again")
def test_a_stop_within_a_step_is_told_as_a_stop(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        stop_within_a_step()
    assert end.value.exit_code == 130
    assert "goes on from there" in capsys.readouterr().err
    assert not log.exists()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_error_of_ours_is_told_in_a_line_and_kept_whole(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise RuntimeError("first\nlast")
    assert end.value.exit_code == 1
    assert "RuntimeError: last" in capsys.readouterr().err
    assert "Traceback" in log.read_text()
