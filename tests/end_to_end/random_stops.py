"""Stops runs at random moments, goes on with them, and compares their rows with those of an undisturbed run.

`python -m tests.end_to_end.random_stops 100 --workers 2 --load` prints what was stopped, in which phase and how, how
long it took until the last process was gone, and what went wrong.
"""

import argparse
import contextlib
import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.end_to_end.command import NEWSBEAM
from tests.end_to_end.corpus import tables

MAX_SECONDS = 10.0
"""Until the last process is gone."""

MOST_SECONDS = 900.0
"""For a run to its end, on a busy machine."""

STOPS_PER_OUTPUT = 8
"""After which a run is left alone, to its end."""

PAGES_PER_CHUNK = 6

PHASES = ("start", "prepare", "decide", "extract", "commit")

EVENTS = ("_lock", "_staging/*/plan.json", "_staging/*/*/staged/part-*", "_staging/*/decided.json", "_commits/*.json")


def write_pages(folder: Path, chunks: int) -> None:
    """Write pages that are mostly script, with little text: each chunk is large enough for several processes."""
    folder.mkdir()
    for number in range(PAGES_PER_CHUNK * chunks):
        sentences = f"<p>Gunmen attacked bank number {number} in Cali on Monday, killing two guards.</p>" * 3
        script = f"<script>var filler = '{'x' * 500_000}';</script>"
        head = f"<head><title>Attack {number}</title>{script}</head>"
        body = f"<body><article>{sentences}</article></body>"
        (folder / f"{number}.html").write_text(f"<html lang='en'>{head}{body}</html>")


def session_processes(leader: int) -> list[int]:
    """Ids of the processes of a session that have not ended."""
    found = []
    for name in os.listdir("/proc"):
        with contextlib.suppress(OSError, ValueError):
            if os.getsid(int(name)) == leader:
                state = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[0]
                found += [int(name)] if state not in "ZX" else []
    return found


def worker_processes(leader: int) -> list[int]:
    """Ids of a session's worker processes: those that its worker server forked."""
    parents = {}
    for process in session_processes(leader):
        with contextlib.suppress(psutil.Error):
            found = psutil.Process(process)
            if "pipeline.engines.worker_server" in found.cmdline():
                parents[process] = found.ppid()
    return [process for process, parent in parents.items() if parent in parents]


def _do_nothing(number: int, frame: object) -> None:
    pass


class TerminalRun:
    """A `newsbeam run` in a terminal and session of its own.

    Attributes:
        process: The main process.
        said: What it has written.
    """

    def __init__(self, news: Path, output: Path, *options: str) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_IGN:  # as in the background of a shell; the run would inherit it
                signal.signal(number, _do_nothing)
        self._terminal, inner = os.openpty()
        # The terminal that a session's leader opens first becomes the session's own.
        opening = ["/bin/sh", "-c", f"""exec "$0" "$@" <>{os.ttyname(inner)}"""]
        self.process = subprocess.Popen(
            [*opening, *NEWSBEAM, "run", str(news), "--output", str(output), *options],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            start_new_session=True,
        )
        os.close(inner)
        self.said = ""
        self._is_closing = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):  # at the end
            while not self._is_closing:
                if select.select([self._terminal], [], [], 0.05)[0]:
                    self.said += os.read(self._terminal, 2**16).decode(errors="replace")

    def press_ctrl_c(self) -> None:
        os.write(self._terminal, b"\x03")

    def close_terminal(self) -> None:
        """Close it as its emulator would if it crashed: the kernel sends SIGHUP."""
        self._is_closing = True
        self._reader.join()
        os.close(self._terminal)
        self._terminal = -1

    def send(self, number: int) -> None:
        """Send a signal to the main process alone."""
        self.process.send_signal(number)

    def kill_worker(self) -> None:
        """Kill a worker process, as the kernel does when memory is short."""
        for worker in worker_processes(self.process.pid)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def seconds_to_end(self, most: float) -> float:
        """Wait until no process is left."""
        started = time.monotonic()
        while session_processes(self.process.pid) and time.monotonic() - started < most:
            self.process.poll()
            time.sleep(0.02)
        return time.monotonic() - started

    def close(self) -> None:
        """Kill what is left, and read what was said."""
        for left in session_processes(self.process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(left, signal.SIGKILL)
        self.process.wait()
        if self._terminal >= 0:
            self._reader.join(2)  # until it has read all
            self.close_terminal()


WAYS: dict[str, tuple[Callable[[TerminalRun], None], frozenset[int]]] = {
    "Ctrl-C": (TerminalRun.press_ctrl_c, frozenset({130, -signal.SIGINT})),
    "SIGINT": (lambda run: run.send(signal.SIGINT), frozenset({130, -signal.SIGINT})),
    "SIGTERM": (lambda run: run.send(signal.SIGTERM), frozenset({143, -signal.SIGTERM})),
    "closed terminal": (TerminalRun.close_terminal, frozenset({129, -signal.SIGHUP})),
    "SIGKILL": (lambda run: run.send(signal.SIGKILL), frozenset({-signal.SIGKILL})),
    "dead worker": (TerminalRun.kill_worker, frozenset({1})),
}
"""Ways to stop a run, each with the exit codes: before a run has begun, the signal itself ends it, silently."""

_MESSAGES = {1: "a worker process died (signal 9)", 130: "the same command goes on", 143: "the same command goes on"}


@dataclass
class Report:
    """What was tried, how long each stop took, and what was wrong."""

    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    completed: int = 0

    def lines(self) -> Iterator[str]:
        yield f"{'':<16}" + "".join(f"{phase:>9}" for phase in PHASES)
        for way in WAYS:
            yield f"{way:<16}" + "".join(f"{self.tried[phase, way]:>9}" for phase in PHASES)
        ordered = sorted(self.seconds) or [0.0]
        yield f"{len(self.seconds)} stops: median {ordered[len(ordered) // 2]:.2f} s, slowest {ordered[-1]:.2f} s"
        yield f"{self.completed} outputs completed and compared; {len(self.failures)} failures"
        yield from self.failures


def stop_at_random(folder: Path, stops: int, *, workers: int = 2, chunks: int = 2, seed: int = 1) -> Iterator[Report]:
    """Stop runs until enough have been stopped; give the report, which grows, after each output that was completed.

    Args:
        folder: For inputs and outputs.
        stops: How many.
        workers: Of the runs.
        chunks: Of the runs.
        seed: Of the random choices.
    """
    chance, report = random.Random(seed), Report()
    news, expected = folder / "news", folder / "expected"
    write_pages(news, chunks)
    options = ("--workers", str(workers), "--chunk-mb", "3")
    started = time.monotonic()
    _complete(TerminalRun(news, expected, *options), report, "undisturbed")
    duration = time.monotonic() - started
    wanted = tables(expected, root=folder)
    number = 0
    while len(report.seconds) < stops:
        number += 1
        output = folder / f"out-{number}"
        for left in reversed(range(STOPS_PER_OUTPUT + 1)):
            run = TerminalRun(news, output, *options)
            is_complete = len(list(output.glob("_commits/*.json"))) == chunks + 1  # of the chunks, and of LINK
            if (
                not left
                or is_complete
                or len(report.seconds) >= stops
                or not _wait_for_moment(run, output, chance, duration)
            ):
                break
            possible = [way for way in WAYS if way != "dead worker" or worker_processes(run.process.pid)]
            way = chance.choice(possible)
            if not _stop(run, way, _phase(run, output, chunks), report):
                break
        _complete(run, report, f"out-{number}")
        if not (output / "newsbeam.duckdb").exists() or tables(output, root=folder) != wanted:
            report.failures.append(f"out-{number}: rows differ from those of an undisturbed run")
        yield report


def _wait_for_moment(run: TerminalRun, output: Path, chance: random.Random, duration: float) -> bool:
    """Wait for a random moment, often one soon after something was written; whether the run still runs then."""
    is_first = not output.exists()
    wait = chance.uniform(0, duration if is_first else duration / 3)
    to_come = [event for event in EVENTS if not any(output.glob(event))]
    if to_come and chance.random() < 0.4:
        event, wait = chance.choice(to_come), chance.expovariate(1 / 0.3)
        while run.process.poll() is None and not any(output.glob(event)):
            time.sleep(0.01)
    with contextlib.suppress(subprocess.TimeoutExpired):
        run.process.wait(wait)
    return run.process.poll() is None


def _phase(run: TerminalRun, output: Path, chunks: int) -> str:
    if "prepare" not in run.said:  # no progress bar yet
        return "start"
    if any(output.glob("_commits/*.json")):
        return "commit"
    if any(output.glob("_staging/*/decided.json")):
        return "extract"
    return "decide" if len(list(output.glob("_staging/*/prepared-*"))) == chunks else "prepare"


def _stop(run: TerminalRun, way: str, phase: str, report: Report) -> bool:
    """Stop a run; False if it goes on because the worker that was killed had done its work."""
    send, codes = WAYS[way]
    send(run)
    seconds = run.seconds_to_end(MAX_SECONDS)
    left = session_processes(run.process.pid)
    if left and way == "dead worker":
        return False
    run.close()
    report.tried[phase, way] += 1
    report.seconds.append(seconds)
    code = run.process.returncode
    context = f"{way} in phase {phase}"
    if "KeyboardInterrupt" in run.said and "pipeline" not in run.said:
        return True  # Python was still starting
    if left:
        report.failures.append(f"{context}: {len(left)} processes left after {seconds:.1f} s")
    if code not in codes and code != 0:  # 0: it had ended just before
        report.failures.append(f"{context}: exit code {code}\n{run.said[-500:]}")
    if _MESSAGES.get(code, "") not in run.said:
        report.failures.append(f"{context}: does not say {_MESSAGES[code]!r}\n{run.said[-500:]}")
    _check_said(run, report, context)
    return True


def _complete(run: TerminalRun, report: Report, name: str) -> None:
    run.seconds_to_end(MOST_SECONDS)
    run.close()
    code = run.process.returncode
    report.completed += 1
    if code:
        report.failures.append(f"{name}: exit code {code} of the run to its end\n{run.said[-500:]}")
    _check_said(run, report, name)


def _check_said(run: TerminalRun, report: Report, context: str) -> None:
    if any(sign in run.said for sign in ("Traceback", "Exception in", "Exception ignored")):
        report.failures.append(f"{context}: a traceback\n{run.said[-500:]}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stops", type=int)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--chunks", type=int, default=2)
    parser.add_argument("--load", action="store_true", help="with a busy process per core beside it")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    cores = (os.cpu_count() or 1) if given.load else 0
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cores)]
    report = Report()
    try:
        with tempfile.TemporaryDirectory(prefix="random-stops-") as folder:
            for report in stop_at_random(
                Path(folder), given.stops, workers=given.workers, chunks=given.chunks, seed=given.seed
            ):
                print("\n".join(report.lines()), end="\n\n", flush=True)
    finally:
        for process in busy:
            process.kill()
    sys.exit(bool(report.failures))


if __name__ == "__main__":
    main()
