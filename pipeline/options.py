"""The options of a run: parsed once, checked before anything starts."""

import json
import os
from dataclasses import dataclass
from datetime import date

from pipeline.errors import OptionError
from schemas.ids import content_hash
from transforms.extract.language import DEFAULT_MODEL

FORMATS = ("html", "warc", "jsonl", "csv", "parquet", "text")
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What the person at the terminal asked for.

    Attributes:
        inputs: Files, folders, globs or paths of Beam's file systems.
        output: Folder of the tables.
        format: Format of every input; found by content when None.
        source: Names where the records come from: part of the identity of articles that have no URL.
        model: Name or path of a spaCy model.
        since, until: First and last day of publication to keep, inclusive.
        reprocess: Take inputs again that a run with the same code and options has taken.
        workers: Processes.
        chunk_mb: Input megabytes of a chunk, the unit of commit and of memory.
        max_failures: Share of records that may fail before the run does.
    """

    inputs: tuple[str, ...]
    output: str
    format: str | None = None
    source: str | None = None
    model: str = DEFAULT_MODEL
    since: date | None = None
    until: date | None = None
    reprocess: bool = False
    workers: int = 0
    chunk_mb: int = 256
    max_failures: float = 0.5

    def check(self) -> None:
        """Look for what cannot work.

        Raises:
            OptionError: Names the option, what was got and what was wanted.
        """
        if not self.inputs:
            raise OptionError("INPUT: got none, wanted at least one file, folder or glob")
        if self.format is not None and self.format not in FORMATS:
            raise OptionError(
                f"--format {self.format!r}: wanted one of {', '.join(FORMATS)}, or none to find it by content"
            )
        if self.since and self.until and self.since > self.until:
            raise OptionError(f"--since {self.since} lies after --until {self.until}: wanted the earlier day first")
        if "://" in self.output:
            raise OptionError(f"--output {self.output!r}: wanted a local folder")
        if self.workers < 0:
            raise OptionError(f"--workers {self.workers}: wanted 1 or more, or 0 for one a core")
        if self.chunk_mb < 1:
            raise OptionError(f"--chunk-mb {self.chunk_mb}: wanted 1 or more")
        if not 0 <= self.max_failures <= 1:
            raise OptionError(f"--max-failures {self.max_failures}: wanted a share from 0 to 1")

    @property
    def processes(self) -> int:
        """Worker processes: as asked for, else one a core."""
        return self.workers or len(os.sched_getaffinity(0))

    def that_matter(self, model: str) -> str:
        """The options that decide what the rows are, as JSON.

        Args:
            model: Name and version of the language model.
        """
        chosen = {
            "format": self.format,
            "model": model,
            "since": self.since and self.since.isoformat(),
            "source": self.source,
            "until": self.until and self.until.isoformat(),
        }
        return json.dumps(chosen, sort_keys=True)


def options_key(options: str) -> str:
    """Options that matter, as a hash: an input taken with others is taken again."""
    return content_hash("options", options)
