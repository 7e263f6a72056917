"""What the person at the terminal sees while a run goes on.

Workers are other processes: each writes how many records it has seen into a small file of its own, now and then, and
the terminal adds them up.
"""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import apache_beam as beam
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import (
    Progress as Bars,
)

_SECONDS = 0.5


class _Count(beam.DoFn):
    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name

    def setup(self) -> None:
        self._file = Path(self._folder) / f"{self._name}-{os.getpid()}-{uuid4().hex}"
        self._seen = 0
        self._told = 0.0

    def process(self, element: Any) -> Iterator[Any]:
        self._seen += 1
        if time.monotonic() - self._told > _SECONDS:
            self._tell()
        yield element

    def finish_bundle(self) -> None:
        self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        if self._file.parent.exists():
            self._file.write_text(str(self._seen))


@dataclass
class Counted(beam.PTransform):
    """Pass everything through and tell the terminal how much.

    Attributes:
        folder: Where the counts are written.
        name: What is counted.
    """

    folder: str
    name: str

    def expand(self, elements: beam.PCollection[Any]) -> beam.PCollection[Any]:
        return elements | "Count" >> beam.ParDo(_Count(self.folder, self.name))


class Progress:
    """Two bars: chunks prepared, articles extracted.

    Args:
        console: Where to draw.
        quiet: Draw nothing.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="newsbeam-")
        self.folder = Path(self._scratch.name)
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description:<8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=quiet or not console.is_terminal,
        )
        self._prepare = self._bars.add_task("prepare", total=None, note="", visible=False)
        self._extract = self._bars.add_task("extract", total=None, note="", visible=False)
        self._extracted = 0
        self._stop = threading.Event()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._bars.start()
        self._watcher.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._watcher.join()
        self._bars.stop()
        self._scratch.cleanup()

    def start(self, chunks: int) -> None:
        """The run begins; it has so many chunks."""
        self._bars.update(self._prepare, total=chunks, visible=True)

    def prepared(self) -> None:
        """A chunk is prepared."""
        self._bars.advance(self._prepare)

    def extracting(self, articles: int) -> None:
        """So many articles are to be extracted."""
        self._bars.update(self._extract, total=articles, visible=True)

    def extracted(self, articles: int) -> None:
        """A chunk of so many articles is committed."""
        self._extracted += articles
        for file in self.folder.glob("extracted-*"):
            file.unlink()
        self._bars.update(self._extract, completed=self._extracted)

    def _watch(self) -> None:
        while not self._stop.wait(_SECONDS):
            self._bars.update(self._prepare, note=f"{self._sum('prepared'):,} articles")
            self._bars.update(self._extract, completed=self._extracted + self._sum("extracted"))

    def _sum(self, name: str) -> int:
        total = 0
        for file in self.folder.glob(f"{name}-*"):
            try:
                total += int(file.read_text() or 0)
            except (OSError, ValueError):  # being written or taken away just now
                continue
        return total
