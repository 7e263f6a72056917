"""How a command ends: with an error message in one line, or at once on a signal, each with its exit code.

0   It did all that was asked. `watch` and `stream` end so after the first Ctrl-C or SIGTERM.
1   It failed: the run did not commit, the page to extract is no article, a file of the folder that is read is damaged,
    storage failed, an error that nothing foresaw.
2   An argument or option cannot be used, a query is wrong, or an id names nothing, or several things.
3   `check`, `verify`, `retry`: something is damaged, does not hold, or fails again.
4   The same: nothing is, but of some it cannot be told, because their input is gone or has changed, another version of
    newsbeam wrote them, or their page takes more to parse than is allowed.
128 + n   Signal n ended it: 130 Ctrl-C, 143 SIGTERM, 129 a closed terminal.
"""

import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from rich.console import Console

from pipeline.cli.stop import stopping_with
from pipeline.errors import NewsbeamError
from pipeline.printable import printable
from pipeline.storage_errors import storage_error

screen = Console(stderr=True)
"""Where messages for the user go."""


def say(message: str, console: Console = screen) -> None:
    """Print a message; control characters and markup in it are shown, not interpreted."""
    console.print(printable(message), markup=False, highlight=False, soft_wrap=True)


_STOPPED = "stopped"
_RUN_STOPPED = "stopped; finished chunks are kept, and the same command goes on from there"


@contextmanager
def report_errors(log: Path | None = None) -> Iterator[None]:
    """Report errors in one line and exit with their code.

    Args:
        log: Where the traceback of an unexpected error goes.
    """
    try:
        with stopping_with(_STOPPED if log is None else _RUN_STOPPED):
            yield
            sys.stdout.flush()  # what standard output does not take is an error too
    except NewsbeamError as error:
        _print_error(str(error))
        if error.log:
            say(error.log)
        raise typer.Exit(error.exit_code) from error
    except Exception as error:
        explained = storage_error(error)
        if explained:
            _give_up_output()
        _print_error(str(explained) if explained else _unexpected(error, log))
        raise typer.Exit(1) from error


def _give_up_output() -> None:
    """Have the interpreter not try again, when it ends, to print what standard output does not take."""
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError, ValueError):  # it may be no file
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


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
    say(message)
