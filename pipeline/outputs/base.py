"""What a run asks of the place where its tables go; a folder and a BigQuery dataset each implement it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Protocol

import apache_beam as beam

from pipeline.files import Workspace
from schemas.flow.record import InputRange
from schemas.flow.table_file import TableFile
from schemas.rows.failure import Failure
from schemas.rows.run import Run

type CommittedRanges = dict[tuple[str, str], list[tuple[int, int]]]
"""Ranges of inputs, (start, end) in bytes, by URI and fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What an output holds already.

    Attributes:
        finished: Ids of the runs that are committed as a whole.
        begun: Ids of the runs that have committed anything; they are not given to a new run.
        ranges: What runs with the same options and code have read.
    """

    finished: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    ranges: CommittedRanges = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """Everything a commit needs once all rows are written.

    Attributes:
        run: The run's row with the counts of this commit. Its status is `committed`, or `failed` when the run ends
            here: then nothing but its failures is committed.
        chunk: Name of the chunk, the unit of commit.
        chunk_count: Chunks of the run.
        attempt: Names the attempt that wrote the files.
        files: What was written.
    """

    run: Run
    chunk: str
    chunk_count: int
    attempt: str
    files: tuple[TableFile, ...] = ()

    def of(self, table: str) -> tuple[TableFile, ...]:
        """The files of a table."""
        return tuple(file for file in self.files if file.table == table)


class Output(Protocol):
    """Where tables go. The last step of a graph carries one to the worker that commits, so it pickles small."""

    is_chunked: bool
    """Whether each phase of each chunk is a pipeline of its own, with checkpoints between them, and each chunk a
    commit. Otherwise a run is one pipeline that does not depend on the process that launched it."""

    def prepare(self) -> None:
        """Make the output ready to be written to, or raise a `NewsbeamError` that says why it cannot be."""

    def writing(self) -> AbstractContextManager[None]:
        """Hold the output as its one writer, where it can have only one; raises a `NewsbeamError` if another has it."""

    def committed(self, options: str, code_version: str, uris: Sequence[str]) -> Committed:
        """What is committed already, with these result-affecting options and this code, of these inputs."""

    def snapshot(self) -> tuple[str, ...]:
        """Ids of the committed runs, sorted."""

    def earlier(self, snapshot: tuple[str, ...]) -> beam.PTransform | None:
        """A transform from sites to the `SiteArticle`s in a snapshot's runs; None if they have none."""

    def open_failures(self, run_id: str, ranges: Sequence[InputRange]) -> list[Failure]:
        """Failures of other runs in ranges that this one reads again, where it is the graph that resolves them."""

    def workspace(self, run_id: str) -> Workspace:
        """What a run keeps until it is committed."""

    def table_folder(self, table: str, run_id: str, attempt: str) -> str:
        """Folder in which an attempt at a run writes the files of a table."""

    def begin(self, run: Run) -> None:
        """Record that a run starts, and clean up what crashed runs left behind."""

    def resume(self, run: Run) -> frozenset[str]:
        """Names of the chunks that are committed, after committing what an earlier attempt left completely written."""

    def commit(self, ready: Ready) -> None:
        """Commit what is ready, once however often this is called; raises a `NewsbeamError` that says what to do."""

    def fail(self, run_id: str) -> None:
        """Record that a run failed, unless it is committed."""

    def publish(self) -> None:
        """Make readers see what is committed."""

    def result(self, run_id: str) -> Run:
        """The row of a run that has committed."""
