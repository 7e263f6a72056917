"""Runs a command and measures its whole process tree: wall-clock time, processor time, peak memory.

Processor time is exact: it is what the kernel tells when each process has ended. Processes whose parent ends first are
handed on to this one (a 'subreaper'), so that theirs counts too. Memory is sampled: of each process its proportional
set size (PSS), in which a page that several processes share counts once, however many there are; workers are forked
and share much. Where the kernel does not tell it, it is the memory of the process alone (USS).
"""

import ctypes
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import psutil

from transforms.prepare.parse.sandbox import Sandbox

SAMPLE_SECONDS = 0.5
"""Between two samples, at least."""

SAMPLE_SHARE = 0.03
"""Share of one core that sampling takes, at most; that time counts as nobody's, but is taken from all."""

ORPHAN_SECONDS = 30.0
"""How long processes may go on after the command has ended."""

_PR_SET_CHILD_SUBREAPER = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a command took.

    Attributes:
        wall, cpu: Seconds; `cpu` of all processes of the tree.
        peak: Bytes of all processes at the same time; 0 if memory was not sampled.
        largest: Bytes that the largest process had at most, those that it shares included (RSS).
        sandbox: The same of the largest process that parses pages in its place.
    """

    wall: float
    cpu: float
    peak: int = 0
    largest: int = 0
    sandbox: int = 0


class CommandError(RuntimeError):
    """A measured command failed."""


@cache
def memory_kind() -> str:
    """Which kind of memory `Measured.peak` sums up: PSS, or USS where the kernel does not tell that."""
    try:
        return "PSS" if _memory(os.getpid()) else "USS"
    except OSError:
        return "USS"


def measure(
    command: Sequence[str], *, environment: Mapping[str, str] | None = None, samples_memory: bool = False
) -> Measured:
    """Run a command to its end. No other child of this process may end meanwhile.

    Args:
        command: Program and arguments.
        environment: Variables in place of this process's.
        samples_memory: Whether to look at the tree's memory, twice a second or less.

    Raises:
        CommandError: Its exit code was not 0; with the end of what it said.
    """
    with _adopting_orphans():
        before = {child.pid for child in psutil.Process().children()}
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = _Drain(process)
        sampler = _Sampler(process.pid, before)
        if samples_memory:
            sampler.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        sampler.stop()
        cpu = usage.ru_utime + usage.ru_stime + _orphans_cpu(before | {process.pid})
    said.join(ORPHAN_SECONDS)
    if process.returncode:
        raise CommandError(f"{' '.join(command)}: exit code {process.returncode}\n{said.end}")
    return Measured(wall=wall, cpu=cpu, peak=sampler.peak, largest=sampler.largest, sandbox=sampler.sandbox)


@contextmanager
def _adopting_orphans() -> Iterator[None]:
    """Let processes be handed on to this one if their parent ends, instead of to the first of the system."""
    prctl = ctypes.CDLL(None).prctl
    prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(_PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def _orphans_cpu(known: set[int]) -> float:
    """Processor time of processes that were handed on to this one, once they have ended."""
    seconds, deadline = 0.0, time.monotonic() + ORPHAN_SECONDS
    while orphans := [child for child in psutil.Process().children() if child.pid not in known]:
        for orphan in orphans:
            with suppress(ChildProcessError):
                pid, _, usage = os.wait4(orphan.pid, os.WNOHANG)
                seconds += (usage.ru_utime + usage.ru_stime) if pid else 0.0
        if time.monotonic() > deadline:
            raise CommandError(f"processes go on after their command has ended: {orphans}")
        time.sleep(0.01)
    return seconds


class _Drain(threading.Thread):
    """Reads what a command says, so that it never waits for that."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        super().__init__(daemon=True)
        self.end = ""
        self._stream = process.stderr
        self.start()

    def run(self) -> None:
        assert self._stream is not None
        with self._stream:
            for line in self._stream:
                self.end = (self.end + line.decode("utf8", "replace"))[-4000:]


@dataclass
class _Sampler:
    """Looks at the memory of a process and of all that come from it.

    Attributes:
        root: Its id.
        before: Ids of children of this process that are no part of it.
    """

    root: int
    before: set[int]
    peak: int = 0
    largest: int = 0
    sandbox: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        pause = SAMPLE_SECONDS
        while not self._ended.wait(pause):
            started, total = time.thread_time(), 0
            for process in self._tree():
                with suppress(psutil.Error, OSError):  # it has just ended
                    total += _memory(process.pid) if memory_kind() == "PSS" else process.memory_full_info().uss
                    highest = _highest_memory(process.pid)
                    if Sandbox.module in process.cmdline():
                        self.sandbox = max(self.sandbox, highest)
                    else:
                        self.largest = max(self.largest, highest)
            self.peak = max(self.peak, total)
            pause = max(SAMPLE_SECONDS, (time.thread_time() - started) / SAMPLE_SHARE)

    def _tree(self) -> list[psutil.Process]:
        found = psutil.Process().children(recursive=True)
        return [process for process in found if process.pid not in self.before]


def _memory(pid: int) -> int:
    """Proportional set size of a process in bytes."""
    return _kilobytes(f"/proc/{pid}/smaps_rollup", "Pss:") * 1024


def _highest_memory(pid: int) -> int:
    """The most bytes that a process has had resident so far, which no sample misses."""
    return _kilobytes(f"/proc/{pid}/status", "VmHWM:") * 1024


def _kilobytes(path: str, name: str) -> int:
    """A figure of a file of the kernel; 0 if it is not there."""
    lines = Path(path).read_text().splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
