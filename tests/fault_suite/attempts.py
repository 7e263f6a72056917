"""One fault after the other: what the command says, what is readable then, and what the same command makes of it."""

import shutil
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.fault_suite.points import Point, find_points
from tests.fault_suite.processes import Outcome, in_fork, run_command
from tests.fault_suite.scenario import Rows, command, naming_phases, read_tables
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A command, and the folder it starts from.

    Attributes:
        before: A copy of the output folder before the command.
        names: The files that the command reads.
        states: What may be visible during the command: before, and after each of its commits.
        points: The calls it makes.
    """

    before: Path
    names: str
    states: list[Rows]
    points: list[Point]


class FaultTester:
    """A folder in which faults are tried; several processes have one each.

    There are two scenarios, both on the rows of an earlier run: a run of one chunk from its beginning, and one of two
    chunks that was interrupted before the second was committed.

    Args:
        folder: Made here.
        news: The input.
        every_error: See `find_points`.
    """

    def __init__(self, folder: Path, news: Path, *, every_error: bool = False) -> None:
        self.output = folder / "out"
        self._folder = folder
        self._news = news
        self._shim = Shim()
        folder.mkdir(parents=True)
        self._do(partial(run_command, command(news, "a", self.output)))
        earlier, interrupted = folder / "earlier", folder / "interrupted"
        _copy(self.output, earlier)
        self._do(partial(self._run_and_copy_before_second_commit, interrupted))
        self.scenarios = [
            self._scenario(earlier, "ab", every_error=every_error),
            self._scenario(interrupted, "abc", every_error=every_error),
        ]

    def _run_and_copy_before_second_commit(self, copy: Path) -> int:
        phases = []

        def keep(phase: str) -> None:
            phases.append(phase)
            if phases.count("extract") == 2 and not copy.exists():
                _copy(self.output, copy)

        with naming_phases(self._shim, watching=keep):
            return run_command(command(self._news, "abc", self.output))

    def _scenario(self, before: Path, names: str, *, every_error: bool) -> Scenario:
        _copy(before, self.output)
        log = self._folder / f"calls-{names}"
        states: list[Rows] = self._do(partial(self._run_logged, names, log)).value
        points = list(find_points(log.read_text().splitlines(), every_error=every_error))
        return Scenario(before=before, names=names, states=states, points=points)

    def _run_logged(self, names: str, log: Path) -> list[Rows]:
        before = read_tables(self.output, self._news)
        with naming_phases(self._shim):
            self._shim.watch(self.output, log)
            code = run_command(command(self._news, names, self.output))
        self._shim.watch(Path())
        assert code == 0
        after = read_tables(self.output, self._news)
        unlinked = {**after, **{table: before[table] for table in ("incidents", "stories")}}  # LINK is committed last
        return [before, unlinked, after]

    def attempt(self, scenario: Scenario, point: Point) -> Attempt:
        """Let a call of a scenario fail, and run the command again."""
        started = time.monotonic()
        _copy(scenario.before, self.output)
        fault = in_fork(partial(self._run_with_fault, scenario, point), self._folder)
        code, is_reached = fault.value or (None, True)
        problems = _problems_of_message(code, fault.output)
        after = in_fork(partial(self._read_and_run_again, scenario), self._folder)
        if after.value is None:
            problems.append(f"then: {after.output[-2000:]}")
        else:
            problems += _problems_of_rows(code, *after.value, scenario.states, after.output)
        return Attempt(
            is_reached=is_reached,
            code=code,
            said=fault.output,
            problems=tuple(problems),
            seconds=time.monotonic() - started,
        )

    def _run_with_fault(self, scenario: Scenario, point: Point) -> tuple[int, bool]:
        with naming_phases(self._shim):
            self._shim.arm(point.name, point.occurrence, point.number)
            self._shim.watch(self.output)
            code = run_command(command(self._news, scenario.names, self.output))
            self._shim.watch(Path())
        return code, self._shim.fired

    def _read_and_run_again(self, scenario: Scenario) -> tuple[Rows, int, int, Rows]:
        visible = read_tables(self.output, self._news)
        asked = run_command(["sql", str(self.output), "SELECT count(*) FROM articles"])
        code = run_command(command(self._news, scenario.names, self.output))
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
