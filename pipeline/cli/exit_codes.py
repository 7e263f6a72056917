"""How a command ends: an error in one line, Ctrl-C at once, each with its exit code."""

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
"""What the person at the terminal is told on."""

_PATIENCE = 10.0
"""Seconds that a stopped run may take to end. Beam waits without end for a worker that died before it was known."""

_MOMENT = 5.0
"""Seconds until a thread's error is told: the signal that stops a run ends its workers too, perhaps before it."""


@contextmanager
def told(log: Path | None = None) -> Iterator[None]:
    """Tell errors in one line and end with their exit code.

    Args:
        log: Where the whole of an error goes that is not the person's to mend.
    """
    try:
        with _noticing_a_stop() as stopped:
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
        if stopped.is_set():  # Beam tells it as an error of the step it was in
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


def _leave() -> None:
    code = _stop().exit_code
    os._exit(code)  # what is not committed is as if it had never been written


@contextmanager
def _noticing_a_stop() -> Iterator[threading.Event]:
    """Whether there was a Ctrl-C, whatever becomes of the KeyboardInterrupt that it raises."""
    stopped = threading.Event()

    def notice(number: int, frame: FrameType | None) -> None:
        if not stopped.is_set():
            stopped.set()
            last = threading.Timer(_PATIENCE, _leave)
            last.daemon = True
            last.start()
        logging.disable(logging.CRITICAL)
        raise KeyboardInterrupt

    def tell(error: threading.ExceptHookArgs) -> None:
        if not stopped.wait(_MOMENT):
            threading.__excepthook__(error)

    here = threading.current_thread() is threading.main_thread()
    if not here or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield stopped
        return
    signal.signal(signal.SIGINT, notice)
    threading.excepthook = tell
    try:
        yield stopped
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)
