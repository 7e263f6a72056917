"""Messages and exit codes of commands that end early."""

import logging
import signal
import threading
from collections.abc import Iterator

import pytest
import typer

from pipeline.cli.exit_codes import report_errors


def interrupt_within_a_step() -> None:
    try:
        signal.raise_signal(signal.SIGINT)  # to this thread, immediately; a signal to the process may arrive later
    except KeyboardInterrupt as stop:
        raise RuntimeError("KeyboardInterrupt [while running 'Clean']") from stop


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Undo what an interrupt does to logging, threads and timers of the process."""
    hook = threading.excepthook
    yield
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.cancel()
    threading.excepthook = hook
    logging.disable(logging.NOTSET)


@pytest.mark.usefixtures("restored_logging")
def test_report_errors_interrupt_within_a_step_is_reported_as_interrupt(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        interrupt_within_a_step()
    assert end.value.exit_code == 130
    assert "goes on from there" in capsys.readouterr().err
    assert not log.exists()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_report_errors_unexpected_error_prints_one_line_and_logs_traceback(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise RuntimeError("first\nlast")
    assert end.value.exit_code == 1
    assert "RuntimeError: last" in capsys.readouterr().err
    assert "Traceback" in log.read_text()
