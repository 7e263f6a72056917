"""Counts of a pipeline that runs on this machine, for the progress bar.

Workers are other processes: each writes how many records it has seen to a small file of its own, now and then, and
whoever draws the bar adds them up.
"""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import apache_beam as beam

SECONDS = 0.5
"""Between two updates of a file, and of the bar."""


class _Count(beam.DoFn):
    def __init__(self, folder: str, name: str) -> None:
        self._folder = folder
        self._name = name

    def setup(self) -> None:
        self._file = Path(self._folder) / f"{self._name}-{os.getpid()}-{uuid4().hex}"
        self._seen = 0
        self._written_at = 0.0

    def process(self, element: Any) -> Iterator[Any]:
        self._seen += 1
        if time.monotonic() - self._written_at > SECONDS:
            self._write()
        yield element

    def finish_bundle(self) -> None:
        self._write()

    def _write(self) -> None:
        self._written_at = time.monotonic()
        with suppress(OSError):  # a count less is no reason to fail
            self._file.write_text(str(self._seen))


@dataclass
class CountLive(beam.PTransform):
    """Pass elements through and write how many there are.

    Attributes:
        folder: Where the counts are written; nothing is counted without one.
        name: What is counted.
    """

    folder: str | None
    name: str

    def expand(self, elements: beam.PCollection[Any]) -> beam.PCollection[Any]:
        if self.folder is None:
            return elements
        count = beam.ParDo(_Count(self.folder, self.name)).with_output_types(elements.element_type)
        return elements | "Count" >> count


def read_count(folder: Path, name: str) -> int:
    """The sum of the counts under a name."""
    total = 0
    with suppress(OSError):  # the folder may be gone
        for file in folder.glob(f"{name}-*"):
            with suppress(OSError, ValueError):  # being written or deleted just now
                total += int(file.read_text() or 0)
    return total


def remove_counts(folder: Path, name: str) -> None:
    """Delete the counts under a name, as far as that is possible."""
    with suppress(OSError):
        for file in folder.glob(f"{name}-*"):
            file.unlink(missing_ok=True)


class Progress:
    """Told how far a run is; shows nothing.

    Attributes:
        folder: Where the pipelines write their counts, None when they need not.
    """

    folder: Path | None = None

    def start(self, chunks: int) -> None:
        """The run begins; it has so many chunks."""

    def prepared(self) -> None:
        """A chunk is prepared."""

    def extracting(self, articles: int) -> None:
        """So many articles are to be extracted."""

    def extracted(self, articles: int) -> None:
        """A chunk of so many articles is committed."""
