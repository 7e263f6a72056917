"""The pipelines of a planned run, one after the other.

Where the output is written in chunks, each chunk is a pipeline of PREPARE, all chunks together one of DECIDE, each
chunk again one of EXTRACT that ends with its commit, and all that is committed one of LINK; phases that left a
checkpoint are not run again. Otherwise all phases are one pipeline that ends with the commit; an attempt that wrote
everything is committed, and one that did not is replaced by a new one.

    WORKSPACE/plan.json               the run, its chunks and its snapshot
              prepared-<chunk>.json   checkpoint after PREPARE
              decided.json            checkpoint after DECIDE
              linkable-<chunk>.json   checkpoint after EXTRACT
              <attempt>/              what one pipeline writes: plan/, staged/, error.txt, traceback.txt
"""

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Any
from uuid import uuid4

import apache_beam as beam

from pipeline.accounting import over_failure_limit
from pipeline.engines.local import Engine, execute
from pipeline.engines.memory import release_memory
from pipeline.engines.start_up import SMALL_INPUT
from pipeline.engines.worker_client import end_shared_server
from pipeline.errors import NewsbeamError
from pipeline.files import read_file
from pipeline.options import RunOptions
from pipeline.outputs.base import Output
from pipeline.run.assemble import Phase, assemble
from pipeline.run.checkpoints import (
    DecidedGroups,
    LinkableFiles,
    PreparedFiles,
    is_decided,
    is_linkable,
    is_prepared,
    select_chunk_groups,
)
from pipeline.run.live_counts import Progress
from pipeline.run.plan import ALL_CHUNKS, LINK_CHUNK, OUTPUT_BYTES, Chunk, Job, Plan, output_bytes
from pipeline.run.record_files import write_records
from pipeline.run.unexpected import unexpected_error
from pipeline.storage_errors import storage_error
from transforms.extract.annotate.model_process import started_process

MANY_ARTICLES = 10_000
"""From so many on, a run frees memory between its phases; a smaller one would lose more time than it is worth.

DECIDE leaves 5 kB of garbage an article, and LINK takes 30 kB. LINK runs in this process alone, so the server that
starts workers, which takes 600 MB, is ended before it.
"""


class Execution:
    """The pipelines of a planned run.

    Attributes:
        work: Work metrics of the pipelines that ran on this machine.
    """

    def __init__(
        self, options: RunOptions, output: Output, plan: Plan, progress: Progress, engine: Engine | None
    ) -> None:
        self._options = options
        self._output = output
        self._plan = plan
        self._progress = progress
        self._engine = engine
        self._committed: set[str] = set()
        self.work: Counter[str] = Counter()

    def needed(self) -> int | None:
        """About how many bytes the chunks that are not committed need in the output; None if it is not on a disk."""
        if not self._output.is_chunked:
            return None
        left = [chunk for chunk in self._plan.chunks if chunk.name not in self._committed]
        return OUTPUT_BYTES + sum(output_bytes(part) for chunk in left for part in chunk.ranges)

    def run(self, committed: Collection[str]) -> None:
        """Run what is not committed: each phase of each chunk as a pipeline, or everything as one.

        Args:
            committed: Names of the chunks that are committed already.
        """
        self._committed.update(committed)
        if self._output.is_chunked:
            self._run_chunks()
            return
        if self._plan.chunks[0].name not in committed:
            self._execute(Phase.ALL, self._plan.chunks[0])
        self._output.publish()

    def _run_chunks(self) -> None:
        chunks = [chunk for chunk in self._plan.chunks if chunk != LINK_CHUNK]
        self._progress.start(len(chunks))
        prepared = {chunk.name: self._prepare(chunk) for chunk in chunks}
        has_many = sum(sum(one.articles) for one in prepared.values()) >= MANY_ARTICLES
        decided = self._decide(list(prepared.values()))
        if has_many:
            release_memory()
        if over_failure_limit(sum(decided.failed), sum(decided.records), self._options.max_failures):
            # Nothing is extracted: this pipeline commits the failures and raises the error.
            self._execute(Phase.EXTRACT, prepared_files=list(prepared.values()), decided_groups=decided)
            raise AssertionError("the pipeline of a run over its failure limit ended without an error")
        groups = {name: select_chunk_groups(one, decided) for name, one in prepared.items()}
        articles = {
            name: sum(one.articles) - groups[name].repeats + groups[name].recoded for name, one in prepared.items()
        }
        self._progress.extracting(sum(articles.values()))
        for chunk in chunks:
            if chunk.name not in self._committed:
                self._execute(
                    Phase.EXTRACT,
                    chunk,
                    prepared_files=[prepared[chunk.name]],
                    decided_groups=groups[chunk.name],
                    open_failures=self._output.open_failures(self._plan.run.run_id, chunk.ranges, self._plan.retried),
                )
                self._committed.add(chunk.name)
            self._progress.extracted(articles[chunk.name])
            if chunk != chunks[-1] or chunk.bytes >= SMALL_INPUT:  # else LINK is done in a moment
                self._output.publish()
        if LINK_CHUNK.name not in self._committed:
            if has_many:
                end_shared_server()
            self._execute(Phase.LINK, LINK_CHUNK, linkable_files=self._linkable_files())
        self._output.publish()

    def _prepare(self, chunk: Chunk) -> PreparedFiles:
        def is_usable(found: PreparedFiles) -> bool:
            return is_prepared(found, is_committed=chunk.name in self._committed)

        prepared = self._checkpoint(f"prepared-{chunk.name}.json", PreparedFiles, is_usable, Phase.PREPARE, chunk)
        self._progress.prepared()
        return prepared

    def _linkable_files(self) -> list[LinkableFiles] | None:
        """What the chunks left for LINK; None if it is not there any more for one of them."""
        workspace = self._output.workspace(self._plan.run.run_id)
        found = []
        for chunk in self._plan.chunks:
            files = workspace.load(f"linkable-{chunk.name}.json", LinkableFiles)
            if chunk != LINK_CHUNK and (files is None or not is_linkable(files)):
                return None
            found += [files] if files else []
        return found

    def _decide(self, prepared: list[PreparedFiles]) -> DecidedGroups:
        def is_usable(found: DecidedGroups) -> bool:
            return is_decided(found, prepared)

        return self._checkpoint("decided.json", DecidedGroups, is_usable, Phase.DECIDE, prepared_files=prepared)

    def _checkpoint[T](
        self,
        name: str,
        kind: type[T],
        is_usable: Callable[[T], bool],
        phase: Phase,
        chunk: Chunk = ALL_CHUNKS,
        **inputs: Any,
    ) -> T:
        """The checkpoint after a phase, which is run unless an earlier attempt left one that can be used."""
        workspace = self._output.workspace(self._plan.run.run_id)
        found = workspace.load(name, kind)
        if found is None or not is_usable(found):
            self._execute(phase, chunk, **inputs)
            found = workspace.load(name, kind)
        assert found is not None, f"the pipeline of {phase} ended without {name}"
        return found

    def _execute(self, phase: Phase, chunk: Chunk = ALL_CHUNKS, **inputs: Any) -> None:
        """Run one pipeline.

        Raises:
            NewsbeamError: It failed; says why, and where the whole error is.
        """
        job = self._job(chunk)
        write_records(job.ranges, chunk.ranges)

        workers = 1 if self._is_small(phase, chunk) else self._options.processes
        runs_in_this_process = self._engine is None and workers == 1
        annotates_ahead = runs_in_this_process and started_process(self._options.model) is not None

        def build(pipeline: beam.Pipeline) -> None:
            here = workers if self._engine is None else None
            assemble(pipeline, job, phase, **inputs, annotates_ahead=annotates_ahead, workers=here)

        try:
            if self._engine is not None:
                self._engine(build, job.run.run_id)
            else:
                needs_model = phase in (Phase.EXTRACT, Phase.ALL)
                self.work += execute(build, workers, self._options.model, needs_model=needs_model)
        except Exception as error:
            raise self._to_user_error(job, error) from error

    def _to_user_error(self, job: Job, error: Exception) -> NewsbeamError:
        """Why a pipeline failed: as its last step or the storage says, else as its engine does."""
        with suppress(Exception):  # the workspace may be what failed
            if reported := read_file(job.path("error.txt")):
                return NewsbeamError(reported.decode())
        if isinstance(error, NewsbeamError):
            return error
        is_here = self._engine is None
        explained = storage_error(error, self._options.local_folder, self.needed()) if is_here else None
        return explained or unexpected_error(job, error)

    def _is_small(self, phase: Phase, chunk: Chunk) -> bool:
        return phase is Phase.DECIDE or chunk.bytes < SMALL_INPUT

    def _job(self, chunk: Chunk) -> Job:
        options = self._options
        return Job(
            run=self._plan.run,
            chunk=chunk.name,
            chunk_count=len(self._plan.chunks),
            attempt=uuid4().hex[:16],
            output=self._output,
            settings=options.settings,
            max_failures=options.max_failures,
            # What was committed meanwhile, if this run was interrupted, has to be linked with, too.
            snapshot=self._output.snapshot() if chunk == LINK_CHUNK else self._plan.snapshot,
            live_counts=str(self._progress.folder) if self._progress.folder else None,
        )
