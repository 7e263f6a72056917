"""The interface between a run and its output, implemented for a folder and for a BigQuery dataset."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple, Protocol

import apache_beam as beam

from pipeline.files import Workspace
from pipeline.outputs.ready import Ready
from schemas.flow.copies import EarlierArticles
from schemas.flow.linking import ArticleRevision
from schemas.flow.record import InputRange
from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import Run
from transforms.link.history import LinkHistory
from transforms.link.stream.link_written import ClusterStore

type CommittedRanges = dict[tuple[str, str], list[tuple[int, int]]]
"""Input ranges as (start, end) in bytes, by URI and fingerprint."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Committed:
    """What is already committed.

    Attributes:
        finished: Ids of completely committed runs.
        begun: Ids of runs with at least one commit, which a new run may not use.
        ranges: Ranges read by runs with the same options and code.
    """

    finished: frozenset[str] = frozenset()
    begun: frozenset[str] = frozenset()
    ranges: CommittedRanges = field(default_factory=dict)


class Output(Protocol):
    """A destination of tables. It is pickled into the last step of a graph, which commits."""

    is_chunked: bool
    """Whether each phase of each chunk runs as a separate pipeline, with checkpoints between them and a commit per
    chunk. Otherwise a run is one pipeline, which does not depend on the process that launched it."""

    def prepare(self) -> None:
        """Create or update what is needed for writing; raises a `NewsbeamError` if the output cannot be used."""

    def writing(self) -> AbstractContextManager[None]:
        """Lock the output, if it allows only one writer; raises a `NewsbeamError` if another holds the lock."""

    def committed(self, options: str, code_version: str, uris: Sequence[str]) -> Committed:
        """What runs with these result-affecting options and this code have committed of these inputs."""

    def snapshot(self) -> tuple[str, ...]:
        """Ids of the completely committed runs, sorted."""

    def earlier(self, snapshot: tuple[str, ...]) -> beam.PTransform | None:
        """A transform from sites to the `SiteArticle`s in a snapshot's runs; None if there are none."""

    def earlier_articles(self, snapshot: tuple[str, ...], run: Run) -> EarlierArticles | None:
        """The articles in a snapshot's runs, as another run reads them; None if there are none."""

    def link_history(self, snapshot: tuple[str, ...]) -> LinkHistory | None:
        """What a snapshot's runs left to be linked with; None if there are none."""

    def committed_articles(self, run_id: str) -> beam.PTransform | None:
        """A transform from the pipeline to a run's `Linkable`, if its chunks are committed before LINK; else None."""

    def open_failures(
        self, run_id: str, ranges: Sequence[InputRange], retried: Sequence[str] | None = None
    ) -> list[Failure]:
        """Failures of other runs in ranges that this run reads again, if the graph is to resolve them.

        Args:
            run_id: This run.
            ranges: What it reads.
            retried: Ids of the failures whose records it reads, if it reads only those.
        """

    def workspace(self, run_id: str) -> Workspace:
        """The folder of a run's intermediate files."""

    def unfinished(self) -> list[str]:
        """Ids of runs that were begun and may have left something to go on from, sorted."""

    def restore_plan(self, run_id: str) -> None:
        """Put the plan of a run that has commits back into its workspace, if the output has kept it."""

    def messages_folder(self) -> str:
        """The folder in which a stream keeps the messages that it has read, which rows are traced back to."""

    def table_folder(self, table: str, run_id: str, attempt: str) -> str:
        """The folder in which an attempt at a run writes the files of a table."""

    def begin(self, run: Run) -> None:
        """Record that a run has started, and clean up what crashed runs left behind."""

    def resume(self, run: Run) -> frozenset[str]:
        """Commit what an earlier attempt left completely written, and return the names of the committed chunks."""

    def commit(self, ready: Ready) -> None:
        """Commit what was written; calling it again has no effect. Raises a `NewsbeamError` that says what to do."""

    def fail(self, run_id: str) -> None:
        """Record that a run failed, unless it is committed."""

    def publish(self) -> None:
        """Show readers what is committed."""

    def result(self, run_id: str) -> Run:
        """The row of a committed run."""


class Written(NamedTuple):
    """Articles of a stream that are written with all their rows, and rows that their tables do not take."""

    revisions: beam.PCollection[ArticleRevision]
    rejected: beam.PCollection[Rejected]


class StreamOutput(Protocol):
    """A destination of the rows of a stream, which are written as they come. It is pickled into the graph."""

    def snapshot_articles(self) -> beam.PTransform:
        """A transform from the pipeline to the `SiteArticle`s of all earlier runs, from which boilerplate is known."""

    def recent_articles(self, memory: timedelta) -> beam.PTransform:
        """A transform from the pipeline to the articles published within that time, at their event times."""

    def write_articles(self) -> beam.PTransform:
        """A transform from `ArticleRows` to `Written`."""

    def write_failures(self) -> beam.PTransform:
        """A transform that writes what was `Rejected`."""

    def write_inputs(self) -> beam.PTransform:
        """A transform that records, by `RangeCount`s, which parts of inputs were read."""

    def clusters(self) -> ClusterStore:
        """Where the incidents and stories are."""
