"""Commands in forks of one process that has everything imported and the language model loaded."""

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.cli.command_line import app

TIMEOUT = 120.0
"""Seconds a fork may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a fork did.

    Attributes:
        value: What its function returned; None if it did not end by itself.
        output: What it printed.
    """

    value: Any
    output: str


def warm_up() -> None:
    """Import and load all that a run needs, without starting a thread."""
    import apache_beam  # noqa: F401
    import duckdb  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    from pipeline.cli.progress import ProgressBar  # noqa: F401
    from pipeline.engines.clusters import Cluster  # noqa: F401
    from pipeline.run.one_article import extract_one

    article = Path(__file__).parents[1] / "data" / "articles" / "abeche-offensive.txt"
    extract_one(str(article), format=None, model="en_core_web_md", number=1)


def in_fork(function: Callable[[], Any], folder: Path) -> Outcome:
    """Call a function in a fork of this process.

    Args:
        function: Returns something that JSON can hold.
        folder: For files of what it prints and returns.
    """
    printed, returned = folder / "printed", folder / "returned"
    returned.unlink(missing_ok=True)
    sys.stdout.flush()
    child = os.fork()
    if not child:
        _run_and_exit(function, printed, returned)
    end = time.monotonic() + TIMEOUT
    while not os.waitpid(child, os.WNOHANG)[0]:
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            break
        time.sleep(0.01)
    value = json.loads(returned.read_text()) if returned.exists() else None
    return Outcome(value=value, output=printed.read_text(errors="replace"))


def _run_and_exit(function: Callable[[], Any], printed: Path, returned: Path) -> None:
    try:
        file = os.open(printed, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        returned.write_text(json.dumps(function()))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


def run_command(arguments: list[str]) -> int:
    """The exit code of a command."""
    try:
        app(arguments)
    except SystemExit as end:
        return int(end.code or 0)
    raise AssertionError("the command did not exit")
