"""How a command ends: with an error message in one line, or promptly on Ctrl-C, each with its exit code."""

import logging
import os
import signal
import tempfile
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import typer
from rich.console import Console

from pipeline.errors import NewsbeamError
from pipeline.storage_errors import storage_error

screen = Console(stderr=True)
"""Where messages for the user go."""

_EXIT_TIMEOUT = 10.0
"""Seconds an interrupted run may take to exit. Beam waits forever for a worker that died before registering."""

_ERROR_DELAY = 5.0
"""Seconds before a thread's error is shown: Ctrl-C stops the workers too, perhaps before it reaches this process."""


@contextmanager
def report_errors(log: Path | None = None) -> Iterator[None]:
    """Report errors in one line and exit with their code.

    Args:
        log: Where the traceback of an unexpected error goes.
    """
    try:
        with _catching_interrupts() as stopped:
            yield
    except NewsbeamError as error:
        if stopped.is_set():
            raise _report_interrupt() from None
        _print_error(str(error))
        if error.log:
            screen.print(error.log, markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt:
        raise _report_interrupt() from None
    except Exception as error:
        if stopped.is_set():  # Beam reports the interrupt as an error of the step it hit
            raise _report_interrupt() from None
        explained = storage_error(error)
        _print_error(str(explained) if explained else _unexpected(error, log))
        raise typer.Exit(1) from error


def _unexpected(error: Exception, log: Path | None) -> str:
    """An unexpected error in one line, and where all of it is: in a file or, if none can be written, below it."""
    last = (str(error).strip().splitlines() or [""])[-1]
    message = f"{type(error).__name__}: {last}; run the same command again"
    text = "".join(traceback.format_exception(error))
    try:
        return f"{message}. All of the error: {_write_log(text, log)}"
    except OSError:
        return f"{message}. All of the error:\n{text}"


def _write_log(text: str, log: Path | None) -> Path:
    if log is not None and log.parent.is_dir():
        with suppress(OSError):
            log.write_text(text)
            return log
    with tempfile.NamedTemporaryFile("w", prefix="newsbeam-error-", suffix=".txt", delete=False) as file:
        file.write(text)
    return Path(file.name)


def _print_error(message: str) -> None:
    screen.print("[bold red]error:[/] ", end="")
    screen.print(message, markup=False, highlight=False, soft_wrap=True)


def _report_interrupt() -> typer.Exit:
    screen.print("stopped; finished chunks are kept, and the same command goes on from there", soft_wrap=True)
    return typer.Exit(130)


def _exit_now() -> None:
    os._exit(_report_interrupt().exit_code)  # what is not committed stays invisible


@contextmanager
def _catching_interrupts() -> Iterator[threading.Event]:
    """Set the event on Ctrl-C, whatever catches the KeyboardInterrupt."""
    stopped = threading.Event()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        if not stopped.is_set():
            stopped.set()
            timer = threading.Timer(_EXIT_TIMEOUT, _exit_now)
            timer.daemon = True
            timer.start()
        logging.disable(logging.CRITICAL)
        raise KeyboardInterrupt

    def show_error(error: threading.ExceptHookArgs) -> None:
        if not stopped.wait(_ERROR_DELAY):
            threading.__excepthook__(error)

    in_main_thread = threading.current_thread() is threading.main_thread()
    if not in_main_thread or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield stopped
        return
    signal.signal(signal.SIGINT, on_interrupt)
    threading.excepthook = show_error
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
