"""All points: in processes side by side, each with the shim preloaded; and the table of what they did."""

import json
import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

import msgspec

from tests.fault_suite.attempts import Attempt, FaultTester
from tests.fault_suite.points import Point, select
from tests.fault_suite.processes import warm_up
from tests.fault_suite.scenario import write_news
from tests.fault_suite.shim import build


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A point and what came of it."""

    point: Point
    attempt: Attempt


def run_suite(
    folder: Path, *, processes: int = 2, every_error: bool = False, only: str = "", limit: int = 100_000
) -> list[Result]:
    """Try the points of the scenario.

    Args:
        folder: An empty folder.
        processes: How many run side by side.
        every_error: See `find_points`.
        only: Try only points whose name contains this.
        limit: Try no more points, see `select`.

    Raises:
        UnavailableError: There is no C compiler.
    """
    write_news(folder / "news")
    environment = {
        **os.environ,
        "LD_PRELOAD": str(build(folder)),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }

    def run_part(index: int) -> list[Result]:
        arguments = [str(folder), str(index), str(processes), str(int(every_error)), str(limit), only]
        command = [sys.executable, "-m", "tests.fault_suite.suite", *arguments]
        found = []
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as part:
            assert part.stdout is not None
            for line in part.stdout:
                found.append(msgspec.json.decode(line, type=Result))
                print(_line(found[-1]), flush=True)
        if part.returncode:
            raise RuntimeError(f"a process of the suite ended with exit code {part.returncode}")
        return found

    with ThreadPoolExecutor(processes) as pool:
        return [result for results in pool.map(run_part, range(processes)) for result in results]


def _run_part(folder: Path, index: int, processes: int, *, every_error: bool, limit: int, only: str) -> None:
    warm_up()
    tester = FaultTester(folder / str(index), folder / "news", every_error=every_error)
    first, second = tester.scenarios
    known = {point.key for point in first.points}
    scenarios = {point: first for point in first.points if point.phase in ("start", "begin", "prepare", "decide")}
    scenarios.update({point: second for point in second.points if point.phase in ("extract", "commit", "views", "end")})
    scenarios.update({point: second for point in second.points if point.key not in known})  # resuming reads more
    for point in select(scenarios, limit):
        name = f"{point.name} {point.error}"
        # What another process takes is not taken here, though it may have found the points in another order.
        if only in name and crc32(name.encode()) % processes == index:
            attempt = tester.attempt(scenarios[point], point)
            print(json.dumps(asdict(Result(point=point, attempt=attempt))), flush=True)


def show(results: list[Result]) -> None:
    """Print the table of all points, and their totals."""
    by_phase = Counter((result.point.phase, result.point.call) for result in results)
    for (phase, call), count in sorted(by_phase.items()):
        print(f"{phase:8} {call:10} {count:4}")
    points = {result.point.key for result in results if result.attempt.is_reached}
    codes = Counter(result.attempt.code for result in results)
    problems = Counter(problem[:60] for result in results for problem in result.attempt.problems)
    print(
        f"{len(results)} faults at {len(points)} points; exit codes {dict(codes)}; problems: {dict(problems) or 'none'}"
    )


def _line(result: Result) -> str:
    point, attempt = result.point, result.attempt
    said = " ".join(attempt.said.split())[:200]
    outcome = "; ".join(attempt.problems) or ("ok" if attempt.is_reached else "not reached")
    where = f"{point.phase:8} {point.call:10} {point.error:8} {point.occurrence:3} {point.path}"
    return f"{where}\n    {attempt.seconds:.1f} s, exit code {attempt.code}: {outcome} | {said}"


if __name__ == "__main__":
    root, at, of, every, most, wanted = sys.argv[1:]
    _run_part(Path(root), int(at), int(of), every_error=every == "1", limit=int(most), only=wanted)
