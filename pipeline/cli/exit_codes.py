"""How a command ends: with an error in one line, or at once on Ctrl-C, each with its exit code."""

import logging
import os
import signal
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import typer
from rich.console import Console

from pipeline.errors import NewsbeamError

screen = Console(stderr=True)
"""Where messages for the person at the terminal go."""

_EXIT_TIMEOUT = 10.0
"""Seconds that an interrupted run may take to end. Beam waits forever for a worker that died before registering."""

_ERROR_DELAY = 5.0
"""Seconds before a thread's error is shown: the signal that stops a run stops its workers too, perhaps earlier."""


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
            raise _stop() from None
        screen.print("[bold red]error:[/] ", end="")
        screen.print(str(error), markup=False, highlight=False, soft_wrap=True)
        raise typer.Exit(error.exit_code) from error
    except KeyboardInterrupt:
        raise _stop() from None
    except Exception as error:
        if stopped.is_set():  # Beam reports it as an error of the step it was in
            raise _stop() from None
        if log is None or not log.parent.is_dir():
            raise
        log.write_text(traceback.format_exc())
        last = str(error).strip().splitlines()[-1:] or [""]
        screen.print("[bold red]error:[/] ", end="")
        screen.print(f"{type(error).__name__}: {last[0]}", markup=False, highlight=False, soft_wrap=True)
        screen.print(f"Finished chunks are kept; the same command goes on from there. All of the error: {log}")
        raise typer.Exit(1) from error


def _stop() -> typer.Exit:
    screen.print("stopped; finished chunks are kept, and the same command goes on from there", soft_wrap=True)
    return typer.Exit(130)


def _exit_now() -> None:
    code = _stop().exit_code
    os._exit(code)  # what is not committed is invisible


@contextmanager
def _catching_interrupts() -> Iterator[threading.Event]:
    """An event that is set by Ctrl-C, whatever happens to the KeyboardInterrupt that it raises."""
    stopped = threading.Event()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        if not stopped.is_set():
            stopped.set()
            last = threading.Timer(_EXIT_TIMEOUT, _exit_now)
            last.daemon = True
            last.start()
        logging.disable(logging.CRITICAL)
        raise KeyboardInterrupt

    def show_error(error: threading.ExceptHookArgs) -> None:
        if not stopped.wait(_ERROR_DELAY):
            threading.__excepthook__(error)

    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield stopped
        return
    signal.signal(signal.SIGINT, on_interrupt)
    threading.excepthook = show_error
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
