"""One fault after the other: what the command says, what is readable then, and what the same command makes of it."""

import shutil
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.fault_suite.points import Point
from tests.fault_suite.processes import Outcome, in_fork, run_command
from tests.fault_suite.scenario import Rows, first_command, naming_phases, read_tables, second_command
from tests.fault_suite.shim import Shim


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What came of a fault.

    Attributes:
        is_reached: Whether the call was made, and failed.
        code: Exit code of the command; None if it did not end.
        said: What it printed.
        problems: What is not as it must be.
        seconds: How long it took to try it.
    """

    is_reached: bool
    code: int | None
    said: str
    problems: tuple[str, ...]
    seconds: float


class Bench:
    """A folder in which faults are tried; several processes have one each.

    Args:
        folder: Made here.
        news: The input.
    """

    def __init__(self, folder: Path, news: Path) -> None:
        self.output = folder / "out"
        self._folder = folder
        self._news = news
        self._first = folder / "first"
        self._decided = folder / "decided"
        self._shim = Shim()
        folder.mkdir(parents=True)
        self._do(partial(run_command, first_command(news, self.output)))
        _copy(self.output, self._first)

    def undisturbed(self, log: Path) -> list[Rows]:
        """Run the second command without a fault; lists its calls, and returns what was visible from first to last."""
        _copy(self._first, self.output)
        states: list[Rows] = self._do(partial(self._run_logged, log)).value
        return states

    def _run_logged(self, log: Path) -> list[Rows]:
        states: list[Rows] = []

        def keep(phase: str) -> None:
            self._shim.watch(Path())
            if phase == "extract" and not self._decided.exists():
                _copy(self.output, self._decided)
            if phase in ("extract", "end"):
                states.append(read_tables(self.output, self._news))
            self._shim.watch(self.output, log)

        with naming_phases(self._shim, watching=keep):
            self._shim.watch(self.output, log)
            code = run_command(second_command(self._news, self.output))
        self._shim.watch(Path())
        assert code == 0
        return states

    def attempt(self, point: Point, states: list[Rows]) -> Attempt:
        """Let a call fail, and run the command again.

        Args:
            point: The call.
            states: What may be visible, the last one after success.
        """
        started = time.monotonic()
        # What comes after the decisions need not begin with making them.
        _copy(self._decided if point.phase in ("extract", "commit", "views", "end") else self._first, self.output)
        fault = in_fork(partial(self._run_with_fault, point), self._folder)
        code, is_reached = fault.value or (None, True)
        problems = _problems_of_message(code, fault.output)
        after = in_fork(self._read_and_run_again, self._folder)
        if after.value is None:
            problems.append(f"then: {after.output[-2000:]}")
        else:
            problems += _problems_of_rows(code, *after.value, states, after.output)
        return Attempt(
            is_reached=is_reached,
            code=code,
            said=fault.output,
            problems=tuple(problems),
            seconds=time.monotonic() - started,
        )

    def _run_with_fault(self, point: Point) -> tuple[int, bool]:
        with naming_phases(self._shim):
            self._shim.arm(point.name, point.occurrence, point.number)
            self._shim.watch(self.output)
            code = run_command(second_command(self._news, self.output))
            self._shim.watch(Path())
        return code, self._shim.fired

    def _read_and_run_again(self) -> tuple[Rows, int, int, Rows]:
        visible = read_tables(self.output, self._news)
        asked = run_command(["sql", str(self.output), "SELECT count(*) FROM articles"])
        code = run_command(second_command(self._news, self.output))
        return visible, asked, code, read_tables(self.output, self._news)

    def _do(self, function: Any) -> Outcome:
        outcome = in_fork(function, self._folder)
        if outcome.value is None:
            raise RuntimeError(outcome.output)
        return outcome


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target)


def _problems_of_message(code: int | None, said: str) -> list[str]:
    lines = [line for line in said.splitlines() if line.strip()]
    problems = []
    if code is None:
        problems.append("did not end by itself")
    if "Traceback" in said:
        problems.append("raw traceback")
    if code and (len(lines) != 1 or "error:" not in said):
        problems.append("not one line")
    if code not in (0, 1):
        problems.append(f"exit code {code}")
    return problems


def _problems_of_rows(
    code: int | None, visible: Rows, asked: int, then: int, finally_: Rows, states: list[Rows], output: str
) -> list[str]:
    problems = []
    if code == 0 and visible != states[-1]:
        problems.append("false success")
    if visible not in states:
        problems.append("committed rows do not read as before")
    if asked != 0:
        problems.append(f"sql failed: {output[:300]}")
    if then != 0:
        problems.append(f"the same command failed: {output[-500:]}")
    for table, rows in states[-1].items():
        lost, more = set(rows) - set(finally_[table]), len(finally_[table]) - len(rows)
        if lost or more:
            problems.append(f"{table}: {len(lost)} rows lost, {more} too many")
    return problems
