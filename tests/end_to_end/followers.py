"""`newsbeam watch` and `newsbeam stream` in processes of their own, which are killed at chosen moments."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import duckdb

from tests.end_to_end.command import NEWSBEAM
from tests.end_to_end.random_stops import session_processes

MOST_SECONDS = 600.0
"""For what is awaited, on a busy machine."""

_POLL_SECONDS = 0.01


class Follower:
    """A command that goes on until it is stopped.

    Args:
        arguments: Of `newsbeam`.
        output: The folder of its tables.
        log: Receives what it says.
        command: What stands for `newsbeam`.
    """

    def __init__(
        self, *arguments: str | Path, output: Path, log: Path, command: Sequence[str] = tuple(NEWSBEAM)
    ) -> None:
        self.output = output
        self._log = log
        with log.open("ab") as said:
            self._process = subprocess.Popen(
                [*command, *map(str, arguments), "--output", str(output)],
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The id of its main process."""
        return self._process.pid

    def wait_until(self, condition: Callable[[], bool], every: float = _POLL_SECONDS) -> None:
        """Wait for something while it runs.

        Args:
            condition: Whether it has come about.
            every: Seconds between two looks.

        Raises:
            AssertionError: It ended, or it took too long.
        """
        end = time.monotonic() + MOST_SECONDS
        while not condition():
            assert self._process.poll() is None, f"it ended: {self.said[-2_000:]}"
            assert time.monotonic() < end, f"waited in vain: {self.said[-2_000:]}"
            time.sleep(every)

    def kill(self) -> None:
        """Kill its main process, as the kernel does when memory is short; the others end with it."""
        self._process.kill()
        self._process.wait()
        self._wait_for_session()

    def stop(self) -> int:
        """Ask it to finish; gives the exit code."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(MOST_SECONDS)
        self._wait_for_session()
        return code

    @property
    def said(self) -> str:
        """What it has said, and those before it with the same log."""
        return self._log.read_text(errors="replace")

    def _wait_for_session(self) -> None:
        end = time.monotonic() + 30
        while left := session_processes(self.pid):
            assert time.monotonic() < end, f"processes are left: {left}"
            time.sleep(0.05)

    def __enter__(self) -> "Follower":
        return self

    def __exit__(self, *_: object) -> None:
        for left in session_processes(self.pid):
            with suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
        self._process.wait()


def commits(output: Path) -> int:
    """How many commits an output has: a run over a little input makes two, the second one that of LINK."""
    return len(list(output.glob("_commits/*.json")))


def is_staging(output: Path) -> bool:
    """Whether a run has staged articles."""
    return any(output.glob("_staging/*/*/staged/part-*"))


def is_linking(output: Path) -> bool:
    """Whether a run has committed its articles, and not yet their incidents and stories."""
    return commits(output) % 2 == 1


def visible(output: Path, query: str) -> int:
    """A number that readers of the tables see, while they are written to."""
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        row = database.execute(query).fetchone()
    assert row is not None
    return int(row[0])
