"""The options of a run: parsed once, checked before anything starts."""

import json
import os
import re
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from pipeline.errors import OptionError
from transforms.extract.annotate.model_files import DEFAULT_MODEL
from transforms.prepare.parse.sandbox import Limits
from transforms.prepare.read.io.formats import FORMATS

RUNNERS = ("local", "dataflow", "flink", "portable")
MEGABYTE = 1 << 20

PROJECT_PATTERN = r"(?:[a-z0-9.-]{1,63}:)?[a-z][a-z0-9-]{4,28}[a-z0-9]"
_SUBSCRIPTION = rf"projects/{PROJECT_PATTERN}/subscriptions/[A-Za-z][A-Za-z0-9._~%+-]{{2,254}}"
_BIGQUERY = "bq://"
_DATASET_PATTERN = r"[A-Za-z0-9_]{1,1024}"
_TEMP_PATTERN = r"gs://[a-z0-9][a-z0-9._-]{1,220}[a-z0-9](?:/[A-Za-z0-9._=-]*[A-Za-z0-9_=-][A-Za-z0-9._=-]*)+/?"


def check_subscription(name: str) -> None:
    """Raise an `OptionError` unless a name is that of a subscription."""
    if not re.fullmatch(_SUBSCRIPTION, name):
        raise OptionError(f"--subscription {name!r}: wanted 'projects/PROJECT/subscriptions/NAME'")


def check_period(since: date | None, until: date | None) -> None:
    """Raise an `OptionError` if a period ends before it begins."""
    if since and until and since > until:
        raise OptionError(f"--since {since} lies after --until {until}: wanted the earlier day first")


def processes(workers: int) -> int:
    """The number of processes that `--workers` means: 0 is one per core that this process may use."""
    return workers or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """The names of a BigQuery dataset, checked so that they can be put into SQL."""

    project: str
    name: str

    def __str__(self) -> str:
        return f"{self.project}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The options that the graph's steps are made with.

    Attributes:
        source: Name of the source: part of the identity of articles without a URL.
        model: Name or path of a spaCy model.
        since, until: First and last day of publication to keep.
        limits: What parsing a page may take, if that is not the usual.
    """

    source: str | None = None
    model: str = DEFAULT_MODEL
    since: date | None = None
    until: date | None = None
    limits: Limits | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions(Settings):
    """The options that the user gave.

    Attributes:
        inputs: Files, folders, globs or paths of Beam's file systems.
        output: Folder of the tables, or `bq://PROJECT.DATASET`.
        temp: `gs://BUCKET/PATH` for intermediate files; required with a BigQuery output.
        runner: One of `RUNNERS`.
        format: Format of every input; detected by content when None.
        reprocess: Read inputs again that a run with the same code and options has read.
        workers: Processes; 0 for one per core.
        chunk_mb: Input megabytes of a chunk, the unit of commit and of memory.
        max_failures: Share of records that may fail before the run does.
    """

    inputs: tuple[str, ...]
    output: str
    temp: str | None = None
    runner: str = "local"
    format: str | None = None
    reprocess: bool = False
    workers: int = 0
    chunk_mb: int = 256
    max_failures: float = 0.5

    def check(self) -> None:
        """Check all options.

        Raises:
            OptionError: Names the option, what was given and what was wanted.
        """
        if not self.inputs:
            raise OptionError("INPUT: got none, wanted at least one file, folder or glob")
        if self.format is not None and self.format not in FORMATS:
            raise OptionError(
                f"--format {self.format!r}: wanted one of {', '.join(FORMATS)}, or none to find it by content"
            )
        check_period(self.since, self.until)
        self._check_locations()
        if self.workers < 0:
            raise OptionError(f"--workers {self.workers}: wanted 1 or more, or 0 for one a core")
        if self.chunk_mb < 1:
            raise OptionError(f"--chunk-mb {self.chunk_mb}: wanted 1 or more")
        if not 0 <= self.max_failures <= 1:
            raise OptionError(f"--max-failures {self.max_failures}: wanted a share from 0 to 1")

    def _check_locations(self) -> None:
        if self.runner not in RUNNERS:
            raise OptionError(f"--runner {self.runner!r}: wanted one of {', '.join(RUNNERS)}")
        if self.runner == "dataflow" and self.dataset is None:
            raise OptionError(f"--runner dataflow: wanted with --output 'bq://PROJECT.DATASET', got {self.output!r}")
        if self.dataset is None and "://" in self.output:
            raise OptionError(f"--output {self.output!r}: wanted a local folder or 'bq://PROJECT.DATASET'")
        if self.dataset is not None and self.temp is None:
            raise OptionError(
                f"--output {self.output!r} wants --temp gs://BUCKET/PATH too: tables are loaded from there"
            )
        if self.temp is not None and not re.fullmatch(_TEMP_PATTERN, self.temp):
            raise OptionError(
                f"--temp {self.temp!r}: wanted 'gs://BUCKET/PATH', the path of letters, digits, '.', '_', '-' and '/'"
            )
        if self.temp is not None and self.dataset is None:
            raise OptionError(f"--temp {self.temp!r}: wanted with --output 'bq://PROJECT.DATASET' only")

    @property
    def local_folder(self) -> str | None:
        """The output's folder, absolute; None if it is a dataset."""
        return None if self.dataset else str(Path(self.output).absolute())

    @property
    def dataset(self) -> Dataset | None:
        """The output if it is a BigQuery dataset.

        Raises:
            OptionError: `bq://` with names that BigQuery does not allow.
        """
        if not self.output.startswith(_BIGQUERY):
            return None
        project, _, name = self.output.removeprefix(_BIGQUERY).rpartition(".")
        if not re.fullmatch(PROJECT_PATTERN, project) or not re.fullmatch(_DATASET_PATTERN, name):
            raise OptionError(
                f"--output {self.output!r}: wanted 'bq://PROJECT.DATASET', a project's id and a dataset's name"
            )
        return Dataset(project=project, name=name)

    @property
    def processes(self) -> int:
        """Number of worker processes."""
        return processes(self.workers)

    @property
    def settings(self) -> Settings:
        """The options that the graph's steps are made with, without the others."""
        return Settings(**{field.name: getattr(self, field.name) for field in fields(Settings)})

    def result_affecting_options(self, model: str) -> str:
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
