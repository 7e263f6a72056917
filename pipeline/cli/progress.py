"""The progress bar of a run."""

import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from rich import progress
from rich.console import Console

from pipeline.cli.stop import on_stop
from pipeline.run.live_counts import SECONDS, Progress, read_count, remove_counts


class ProgressBar(Progress):
    """Two bars: chunks prepared, articles extracted.

    Args:
        console: Where to draw.
        quiet: Draw nothing.
    """

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._scratch: tempfile.TemporaryDirectory[str] | None = None
        with suppress(OSError):  # without a folder for temporary files nothing is counted
            self._scratch = tempfile.TemporaryDirectory(prefix="newsbeam-", ignore_cleanup_errors=True)
            self.folder = Path(self._scratch.name)
            on_stop(self._scratch.cleanup)
        self._bars = progress.Progress(
            progress.SpinnerColumn(),
            progress.TextColumn("{task.description:<8}"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TextColumn("{task.fields[note]}"),
            progress.TimeElapsedColumn(),
            progress.TimeRemainingColumn(),
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
        if self._scratch is not None:
            self._scratch.cleanup()

    def start(self, chunks: int) -> None:
        self._bars.update(self._prepare, total=chunks, visible=True)

    def prepared(self) -> None:
        self._bars.advance(self._prepare)

    def extracting(self, articles: int) -> None:
        self._bars.update(self._extract, total=articles, visible=True)

    def extracted(self, articles: int) -> None:
        self._extracted += articles
        if self.folder is not None:
            remove_counts(self.folder, "extracted")
        self._bars.update(self._extract, completed=self._extracted)

    def _watch(self) -> None:
        while self.folder is not None and not self._stop.wait(SECONDS):
            self._bars.update(self._prepare, note=f"{read_count(self.folder, 'prepared'):,} articles")
            self._bars.update(self._extract, completed=self._extracted + read_count(self.folder, "extracted"))
