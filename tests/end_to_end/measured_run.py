"""A run whose memory is measured."""

import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.end_to_end.command import NEWSBEAM
from tests.end_to_end.corpus import Corpus, write_corpus


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRun:
    """A corpus, the output of a run on it, and its peak memory in bytes."""

    corpus: Corpus
    output: Path
    peak: int


def measured_run(folder: Path, *, count: int) -> MeasuredRun:
    """Write a corpus with a huge page, and run on it with two workers.

    Args:
        folder: For corpus and output.
        count: Number of records.

    Raises:
        subprocess.CalledProcessError: The run failed.
    """
    corpus = write_corpus(folder / "news", count=count, huge=True)
    command = [*NEWSBEAM, "run", str(corpus.folder), "--output", str(folder / "out"), "--workers", "2"]
    with subprocess.Popen(command) as process:
        memory = _PeakMemory(psutil.Process(process.pid))
        memory.start()
        code = process.wait()
        memory.join()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return MeasuredRun(corpus=corpus, output=folder / "out", peak=memory.peak)


class _PeakMemory(threading.Thread):
    """Measures a process and its children; a shared page counts once (proportional set size)."""

    def __init__(self, root: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak = 0

    def run(self) -> None:
        while self.root.is_running() and self.root.status() != psutil.STATUS_ZOMBIE:
            total = 0
            for process in [self.root, *self.root.children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except (psutil.Error, OSError):  # it has just exited
                    continue
            self.peak = max(self.peak, total)
            time.sleep(0.3)
