"""The plan of a run: which inputs it takes, and the chunks they are committed in.

A plan is written once and read again by whoever resumes the run, so that its chunks and its snapshot stay the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import PurePosixPath

from pipeline.files import Workspace
from pipeline.inputs import SourceFile, fingerprints, split_ranges
from pipeline.options import MEGABYTE, RunOptions, Settings
from pipeline.outputs.base import Committed, CommittedRanges, Output
from pipeline.outputs.snapshot import snapshot_id
from pipeline.version import code_version
from schemas.flow.record import InputRange
from schemas.ids import content_hash
from schemas.rows.run import Run
from transforms.prepare.read.io.formats import FORMATS, Format

RANGE_BYTES = 16 * MEGABYTE

EXPANSION = 4
"""How many times larger compressed news is when read."""

OUTPUT_BYTES = 2_000_000
"""Bytes of an output folder that do not depend on its input: views (two files while they are replaced)."""

# Bytes that an output folder needs at most at one time, `OUTPUT_BYTES` apart, by byte of input as it is when read:
# about 2.0 of JSON Lines with nothing but text, 3.4 of the seven sample articles (29 kB: every file takes a block of
# its disk at least), 0.07 of 250 news pages.
_TEXT_SHARE = 2.5
_PAGE_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The unit of commit: some ranges of inputs."""

    name: str
    ranges: tuple[InputRange, ...]

    @property
    def bytes(self) -> int:
        """Bytes as they are when read."""
        return sum(map(decompressed_size, self.ranges))


ALL_CHUNKS = Chunk(name="all", ranges=())
"""What a pipeline is about that reads no ranges but the checkpoints of all chunks."""


LINK_CHUNK = Chunk(name="link", ranges=())
"""The last commit of a run in an output that is written in chunks: what all chunks tell together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run will do.

    Attributes:
        run: The run's row as it begins.
        chunks: What it reads, and `LINK_CHUNK`; one chunk where the output is not written in chunks.
        snapshot: Ids of the runs whose articles count where site boilerplate is found.
        retried: Ids of the failures whose records it takes again, if it reads only those.
    """

    run: Run
    chunks: tuple[Chunk, ...]
    snapshot: tuple[str, ...] = ()
    retried: tuple[str, ...] | None = None


def make_plan(
    options: RunOptions, output: Output, sources: Sequence[SourceFile], model: str, now: datetime
) -> tuple[Plan | None, int]:
    """The plan of the run that is to begin or to be resumed.

    The same inputs, options and code make the same run: after a kill it is resumed. Once it is committed, the next
    generation takes what is not done yet, or everything again (`--reprocess`).

    Args:
        options: What was asked for.
        output: Held for writing.
        sources: Every input.
        model: Name and version of the language model.
        now: When the run starts, should it be a new one.

    Returns:
        The plan, None when nothing is left to do; and how many inputs are skipped as done.

    Raises:
        NewsbeamError: The plan cannot be written.
    """
    affecting, version = options.result_affecting_options(model), code_version()
    marks = fingerprints(sources)
    committed = output.committed(affecting, version, [source.uri for source in sources])
    base = content_hash(
        "run",
        content_hash("options", affecting),
        version,
        *(part for uri in sorted(marks) for part in (uri, marks[uri])),
    )
    for generation in count():
        run_id = content_hash("generation", base, generation)
        if run_id in committed.finished:
            output.workspace(run_id).remove(first="plan.json")  # what a launcher killed after the commit left
        elif (plan := _begun_plan(output, run_id, committed)) is not None and _is_current(plan, output):
            return plan, 0
        elif run_id not in committed.begun:  # begun without a plan: its chunks are no longer known
            break
    done = {} if options.reprocess else committed.ranges
    taken = [source for source in sources if not is_covered(source, marks[source.uri], done)]
    if not taken:
        return None, len(sources)
    ranges = [
        replace(part, fingerprint=marks[source.uri])
        for source in taken
        for part in split_ranges(source, RANGE_BYTES, options.format)
    ]
    snapshot = output.snapshot()
    chunks = (*cut(ranges, options.chunk_mb * MEGABYTE), LINK_CHUNK) if output.is_chunked else tuple(cut(ranges, None))
    plan = Plan(
        run=new_run(options, model, run_id=run_id, now=now, snapshot=snapshot),
        chunks=chunks,
        snapshot=snapshot,
    )
    output.workspace(run_id).save("plan.json", plan)
    return plan, len(sources) - len(taken)


def make_retry_plan(
    options: RunOptions, output: Output, ranges: Sequence[InputRange], retried: Sequence[str], model: str, now: datetime
) -> Plan:
    """The plan of a run over the records of some failures, begun or new.

    Args:
        options: What was asked for; its inputs do not count.
        output: Held for writing; one that is written in chunks.
        ranges: Where the records are, with their offsets.
        retried: Ids of the failures.
        model: Name and version of the language model.
        now: When the run starts, should it be a new one.

    Raises:
        NewsbeamError: The plan cannot be written.
    """
    affecting, version = options.result_affecting_options(model), code_version()
    committed = output.committed(affecting, version, [])
    for generation in count():
        run_id = content_hash("retry", affecting, version, *sorted(retried), generation)
        if run_id not in committed.begun:
            break
        if run_id not in committed.finished and (plan := _begun_plan(output, run_id, committed)) is not None:
            return plan
    snapshot = output.snapshot()
    plan = Plan(
        run=new_run(options, model, run_id=run_id, now=now, snapshot=snapshot),
        chunks=(_chunk(list(ranges)), LINK_CHUNK),
        snapshot=snapshot,
        retried=tuple(retried),
    )
    output.workspace(run_id).save("plan.json", plan)
    return plan


def unfinished_plans(output: Output, options: RunOptions, model: str) -> Iterator[Plan]:
    """The plans of runs with these options and this code that were begun and not finished.

    Args:
        output: Held for writing.
        options: What was asked for.
        model: Name and version of the language model.
    """
    begun = output.unfinished()
    if not begun:
        return
    affecting, version = options.result_affecting_options(model), code_version()
    committed = output.committed(affecting, version, [])
    for run_id in begun:
        plan = _begun_plan(output, run_id, committed)
        same = plan is not None and (plan.run.options, plan.run.code_version) == (affecting, version)
        if plan is not None and same and run_id not in committed.finished:
            yield plan


def _begun_plan(output: Output, run_id: str, committed: Committed) -> Plan | None:
    """The plan of a run that was begun, None if there is none or its chunks are no longer known.

    A run with commits goes on even if its workspace is damaged: what it committed is in no snapshot of another run, so
    that it would be linked with nothing, and no copy of it would be found.
    """
    workspace = output.workspace(run_id)
    plan = workspace.load("plan.json", Plan)
    if plan is None and run_id in committed.begun:
        output.restore_plan(run_id)
        plan = workspace.load("plan.json", Plan)
    return plan


def _is_current(plan: Plan, output: Output) -> bool:
    """Whether a run may go on by its plan: not if its one pipeline would not take in what was committed meanwhile."""
    return output.is_chunked or plan.snapshot == output.snapshot()


def new_run(options: RunOptions, model: str, *, run_id: str, now: datetime, snapshot: Sequence[str] = ()) -> Run:
    """The row of a run as it begins.

    Args:
        options: What was asked for.
        model: Name and version of the language model.
        run_id: Its id.
        now: When it starts.
        snapshot: See `Plan`.
    """
    return Run(
        run_id=run_id,
        started_at=now,
        status="running",
        runner=options.runner,
        code_version=code_version(),
        model=model,
        options=options.result_affecting_options(model),
        banner_snapshot=snapshot_id(snapshot),
    )


def is_covered(source: SourceFile, fingerprint: str, done: CommittedRanges) -> bool:
    """Whether the committed ranges of an input leave no gap."""
    reached = 0
    ranges = sorted(done.get((source.uri, fingerprint), ()))
    for start, end in ranges:
        if start > reached:
            return False
        reached = max(reached, end)
    return bool(ranges) and reached >= source.size


def decompressed_size(part: InputRange) -> int:
    """Bytes of a range as they are when read, estimated for compressed ones."""
    return (part.end - part.start) * (EXPANSION if part.compression else 1)


def output_bytes(part: InputRange) -> int:
    """Bytes that a range needs in an output folder until it is committed, staged articles included, estimated.

    A run needs `OUTPUT_BYTES` besides.
    """
    suffixes = [part.format, *PurePosixPath(part.uri).name.lower().split(".")[1:]]
    is_page = any(suffix in (*FORMATS[Format.HTML].suffixes, *FORMATS[Format.WARC].suffixes) for suffix in suffixes)
    return round(decompressed_size(part) * (_PAGE_SHARE if is_page else _TEXT_SHARE))


def cut(ranges: Iterable[InputRange], target: int | None) -> Iterator[Chunk]:
    """Ranges in order, as chunks of about `target` bytes; None makes one chunk of all."""
    chunk: list[InputRange] = []
    size = 0
    for part in ranges:
        weight = decompressed_size(part)
        if target is not None and chunk and size + weight > target:
            yield _chunk(chunk)
            chunk, size = [], 0
        chunk.append(part)
        size += weight
    if chunk:
        yield _chunk(chunk)


def _chunk(ranges: list[InputRange]) -> Chunk:
    name = content_hash("chunk", *(field for part in ranges for field in (part.uri, part.start, part.end)))
    return Chunk(name=name[:16], ranges=tuple(ranges))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One attempt at a chunk of a run, as plain values that any worker can be given.

    Attributes:
        run: The run's row as it begins.
        chunk: Name of the chunk.
        chunk_count: Number of chunks of the run.
        attempt: Names the attempt.
        output: Where the tables go.
        settings: Of the steps.
        max_failures: Share of records that may fail before the run does.
        snapshot: See `Plan`.
        live_counts: Folder for counts that a progress bar shows, if there is one.
    """

    run: Run
    chunk: str
    chunk_count: int
    attempt: str
    output: Output
    settings: Settings
    max_failures: float
    snapshot: tuple[str, ...] = ()
    live_counts: str | None = None

    @property
    def workspace(self) -> Workspace:
        """What the run keeps, for every attempt at it."""
        return self.output.workspace(self.run.run_id)

    def path(self, *parts: str) -> str:
        """A path among the files of this attempt."""
        return self.workspace.file(self.attempt, *parts)

    @property
    def ranges(self) -> str:
        """The record file of the ranges to read; a graph that carried them would be too large for an engine."""
        return self.path("plan", "inputs")
