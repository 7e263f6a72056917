"""A run's pipeline: the graph with its tables, its counts and its last step; whole for an engine, or one phase of it.

Where an output is written in chunks, each phase is a pipeline of its own. What one phase gives to the next is written
to files in between (a checkpoint) and read again; the steps are those of the whole pipeline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import AsSingleton

from pipeline.accounting import over_failure_limit
from pipeline.graph import DecidePhase, ExtractPhase, PreparePhase
from pipeline.outputs.parquet import WriteTable
from pipeline.run.checkpoints import DecidedGroups, LinkableFiles, PreparedFiles, even_lots
from pipeline.run.commit import Commit, WriteCheckpoint
from pipeline.run.decide_run import DecideFiles
from pipeline.run.link_run import LinkFiles
from pipeline.run.live_counts import CountLive
from pipeline.run.plan import Job
from pipeline.run.record_files import ReadRecordFiles, WriteRecordFiles
from schemas.flow.copies import EarlierArticles
from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.flow.record import InputRange
from schemas.flow.staging import RangeCount, StagedGroup, StagedKey
from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import CounterValue, Input, Run
from transforms import metrics
from transforms.combiners import Total, one_each
from transforms.count_rows import CountRows
from transforms.decide.together import MOST_ARTICLES
from transforms.failures import RecordFailures
from transforms.link.by_size import LinkBySize
from transforms.link.history import Clusters
from transforms.link.link import Link
from transforms.link.newest import KeepNewest, revision_of
from transforms.link.together import MOST_RECORDS

_LINKABLE = ("articles", "revisions")
"""The record files of a `LinkableFiles`."""


class Phase(Enum):
    """The part of the graph that a pipeline runs."""

    PREPARE = "prepare"
    DECIDE = "decide"
    EXTRACT = "extract"
    LINK = "link"
    ALL = "all"


class _Prepared(NamedTuple):
    keys: beam.PCollection[StagedKey]
    groups: beam.PCollection[StagedGroup]
    ranges: beam.PCollection[RangeCount]
    rejected: beam.PCollection[Rejected]
    counters: beam.PCollection[CounterValue]
    failed: beam.PCollection[int]


@dataclass(frozen=True)
class _RestoredPrepared:
    """`_Prepared` from checkpoints; what is not asked for is not restored: each collection takes a stage."""

    pipeline: beam.Pipeline
    chunks: Sequence[PreparedFiles]

    @cached_property
    def keys(self) -> beam.PCollection[StagedKey]:
        return self._values("keys", str) | "ReadKeys" >> ReadRecordFiles(StagedKey)

    @cached_property
    def groups(self) -> beam.PCollection[StagedGroup]:
        return self._values("groups", StagedGroup)

    @cached_property
    def ranges(self) -> beam.PCollection[RangeCount]:
        return self._values("ranges", RangeCount)

    @cached_property
    def rejected(self) -> beam.PCollection[Rejected]:
        return self._values("rejected", str) | "ReadRejected" >> ReadRecordFiles(Rejected)

    @cached_property
    def counters(self) -> beam.PCollection[CounterValue]:
        return self._values("counters", CounterValue)

    @cached_property
    def failed(self) -> beam.PCollection[int]:
        return self._values("failed", int) | "SumFailed" >> Total(int)

    def _values(self, name: str, kind: type) -> beam.PCollection[Any]:
        found = [value for chunk in self.chunks for value in getattr(chunk, name)]
        return self.pipeline | f"Restore_{name}" >> beam.Create(found, reshuffle=False).with_output_types(kind)


class _Decided(NamedTuple):
    groups: beam.PCollection[StagedGroup]
    failed: beam.PCollection[int]
    records: beam.PCollection[int]


def assemble(
    pipeline: beam.Pipeline,
    job: Job,
    phase: Phase = Phase.ALL,
    *,
    prepared_files: Sequence[PreparedFiles] = (),
    decided_groups: DecidedGroups | None = None,
    open_failures: Sequence[Failure] = (),
    linkable_files: Sequence[LinkableFiles] | None = None,
    annotates_ahead: bool = False,
    workers: int | None = None,
) -> None:
    """Put a run's graph, or one phase of it, on a pipeline.

    Args:
        pipeline: A Beam pipeline, on any engine.
        job: The attempt; the file of its ranges must exist.
        phase: The part of the graph to run.
        prepared_files: Checkpoints of the chunks; needed by DECIDE (all chunks) and EXTRACT (one).
        decided_groups: The checkpoint of DECIDE; needed by EXTRACT.
        open_failures: Failures of earlier runs that this one may resolve.
        linkable_files: Checkpoints of all chunks for LINK; without them it reads what is committed.
        annotates_ahead: Annotate in the model's process; see `ExtractPhase`.
        workers: Processes on this machine, each of which gets an equal part of EXTRACT's work; None on an engine that
            deals out the groups.
    """
    if phase is Phase.LINK:
        _link_committed(pipeline, job, linkable_files, workers)
        return
    if phase is Phase.PREPARE:
        path = job.workspace.file(f"prepared-{job.chunk}.json")
        _ = pipeline | "Checkpoint" >> WriteCheckpoint(path, _prepared_results(_prepare(pipeline, job), job))
        return
    earlier = job.output.earlier_articles(job.snapshot, job.run)
    if phase is Phase.DECIDE:
        articles = sum(sum(chunk.articles) for chunk in prepared_files)
        if earlier is None and _takes_one_step(articles, MOST_ARTICLES, workers):
            decided = _decide_together(pipeline, prepared_files)
        else:
            decided = _decide(_RestoredPrepared(pipeline, prepared_files), job, earlier)
        _ = pipeline | "Checkpoint" >> WriteCheckpoint(job.workspace.file("decided.json"), decided._asdict())
        return
    prepared = _prepare(pipeline, job) if phase is Phase.ALL else _RestoredPrepared(pipeline, prepared_files)
    if decided_groups is None:
        groups, over_limit = _spread(pipeline, _decide(prepared, job, earlier), job.max_failures)
    else:
        groups, over_limit = _restore_spread(pipeline, decided_groups, job.max_failures, workers)
    _extract(pipeline, job, prepared, groups, over_limit, earlier, open_failures, annotates_ahead)


def _prepare(pipeline: beam.Pipeline, job: Job) -> _Prepared:
    ranges = pipeline | "Plan" >> beam.Create([job.ranges]) | "Ranges" >> ReadRecordFiles(InputRange)
    found = ranges | "Prepare" >> PreparePhase(job.settings, folder=job.path("staged"))
    failed = found.rejected | "CountRejected" >> Total(one_each)
    return _Prepared(found.keys, found.groups, found.counts, found.rejected, found.counters, failed)


def _prepared_results(prepared: _Prepared, job: Job) -> dict[str, beam.PCollection[Any]]:
    keys = prepared.keys | "CountLive" >> CountLive(job.live_counts, "prepared")
    return {
        **prepared._asdict(),
        "keys": keys | "WriteKeys" >> WriteRecordFiles(job.path(), "keys"),
        "rejected": prepared.rejected | "WriteRejected" >> WriteRecordFiles(job.path(), "rejected"),
        "articles": prepared.keys | "CountKeys" >> Total(one_each),
    }


def _decide(prepared: _Prepared | _RestoredPrepared, job: Job, earlier: EarlierArticles | None) -> _Decided:
    decide = DecidePhase(job.output.earlier(job.snapshot), earlier)
    groups = (prepared.keys, prepared.groups) | "Decide" >> decide
    records = prepared.ranges | "SumRecords" >> Total(_records)
    return _Decided(groups, prepared.failed, records)


def _decide_together(pipeline: beam.Pipeline, prepared: Sequence[PreparedFiles]) -> _Decided:
    keys = [path for chunk in prepared for path in chunk.keys]
    groups = [group for chunk in prepared for group in chunk.groups]
    failed = sum(sum(chunk.failed) for chunk in prepared)
    records = sum(_records(count) for chunk in prepared for count in chunk.ranges)
    return _Decided(
        pipeline | "Decide" >> DecideFiles(keys, groups),
        pipeline | "Failed" >> beam.Create([failed], reshuffle=False),
        pipeline | "Records" >> beam.Create([records], reshuffle=False),
    )


def _spread(
    pipeline: beam.Pipeline, decided: _Decided, max_failures: float
) -> tuple[beam.PCollection[StagedGroup], beam.PCollection[bool]]:
    """The groups to extract from, spread over the workers, and whether too many records failed."""
    over_limit = (
        pipeline
        | "MaxFailures" >> beam.Create([max_failures])
        | "OverLimit" >> beam.Map(_is_over_limit, AsSingleton(decided.failed), AsSingleton(decided.records))
    )
    groups = decided.groups | "UnlessOverLimit" >> beam.Filter(_is_within_limit, AsSingleton(over_limit))
    return groups | "Spread" >> beam.Reshuffle(), over_limit


def _restore_spread(
    pipeline: beam.Pipeline, decided: DecidedGroups, max_failures: float, lots: int | None
) -> tuple[beam.PCollection[StagedGroup], beam.PCollection[bool]]:
    """As `_spread`, from a checkpoint."""
    is_over_limit = over_failure_limit(sum(decided.failed), sum(decided.records), max_failures)
    groups = () if is_over_limit else decided.groups
    restored = beam.Create(even_lots(groups, lots or len(groups)), reshuffle=False)
    restored = restored.with_output_types(tuple[StagedGroup, ...])
    spread = pipeline | "RestoreDecided" >> restored | "Spread" >> beam.Reshuffle()
    over_limit = pipeline | "OverLimit" >> beam.Create([is_over_limit], reshuffle=False)
    return spread | "Groups" >> beam.FlatMap(iter).with_output_types(StagedGroup), over_limit


def _extract(
    pipeline: beam.Pipeline,
    job: Job,
    prepared: _Prepared | _RestoredPrepared,
    groups: beam.PCollection[StagedGroup],
    over_limit: beam.PCollection[bool],
    earlier: EarlierArticles | None,
    open_failures: Sequence[Failure],
    annotates_ahead: bool,
) -> None:
    found = groups | "Extract" >> ExtractPhase(job.settings, earlier, annotates_ahead)
    rejected = (prepared.rejected, found.rejected) | "AllRejected" >> beam.Flatten()
    failed_before = pipeline | "OpenFailures" >> beam.Create(list(open_failures)).with_output_types(Failure)
    tables: dict[str, beam.PCollection[Any]] = {
        "articles": found.articles | "CountLive" >> CountLive(job.live_counts, "extracted"),
        "entities": found.entities,
        "quotes": found.quotes,
        "events": found.events,
        "failures": (rejected, failed_before) | "Failures" >> RecordFailures(job.run.run_id),
        "inputs": prepared.ranges | "Inputs" >> beam.Map(_input, job.run).with_output_types(Input),
    }
    failure_counters = tables["failures"] | "CountFailures" >> CountRows(metrics.FAILURES)
    counters = [prepared.counters, found.counters, failure_counters]
    revisions = found.articles | "Revisions" >> beam.Map(revision_of).with_output_types(ArticleRevision)
    if job.output.is_chunked:
        results = _linkable_results(revisions, found.linkable, job)
        path = job.workspace.file(f"linkable-{job.chunk}.json")
        written = pipeline | "Checkpoint" >> WriteCheckpoint(path, results)
        _commit(pipeline, job, tables, counters, over_limit, written)
        return
    rows = (revisions, found.linkable) | "Link" >> LinkBySize(job.output.link_history(job.snapshot))
    _commit(pipeline, job, tables | rows._asdict(), counters + _link_counters(rows), over_limit)


def _linkable_results(
    revisions: beam.PCollection[ArticleRevision], articles: beam.PCollection[LinkArticle], job: Job
) -> dict[str, beam.PCollection[Any]]:
    counts = revisions | "CountRevisions" >> Total(one_each), articles | "CountLinkable" >> Total(one_each)
    return {
        "articles": articles | "WriteLinkable" >> WriteRecordFiles(job.path(), "linkable"),
        "revisions": revisions | "WriteRevisions" >> WriteRecordFiles(job.path(), "revisions"),
        "records": counts | "Counts" >> beam.Flatten() | "SumCounts" >> Total(int),
    }


def _takes_one_step(records: int, most: int, workers: int | None) -> bool:
    """Whether DECIDE or LINK is one step, with all records in memory: where Beam's local runner would keep them anyway.

    Args:
        records: How many there are.
        most: How many one worker of an engine takes.
        workers: See `assemble`.
    """
    return workers is not None or records <= most


def _link_committed(
    pipeline: beam.Pipeline, job: Job, files: Sequence[LinkableFiles] | None, workers: int | None
) -> None:
    """LINK of a run whose articles are committed already, from their checkpoints if they are all there."""
    history = job.output.link_history(job.snapshot)
    if files is None:
        reading = job.output.committed_articles(job.run.run_id)
        assert reading is not None, f"{job.output} is not written in chunks"
        rows = pipeline | "ReadRun" >> reading | "Link" >> Link(history)
    else:
        articles, revisions = ([path for one in files for path in getattr(one, name)] for name in _LINKABLE)
        if _takes_one_step(sum(sum(one.records) for one in files), MOST_RECORDS, workers):
            rows = pipeline | "Link" >> LinkFiles(articles, revisions, history)
        else:
            records = tuple(
                pipeline
                | f"Paths_{kind.__name__}" >> beam.Create(listed).with_output_types(str)
                | f"Read_{kind.__name__}" >> ReadRecordFiles(kind)
                for kind, listed in ((ArticleRevision, revisions), (LinkArticle, articles))
            )
            rows = records | "KeepNewest" >> KeepNewest() | "Link" >> Link(history)
    over_limit = pipeline | "OverLimit" >> beam.Create([False])
    _commit(pipeline, job, rows._asdict(), _link_counters(rows), over_limit)


def _link_counters(rows: Clusters) -> list[beam.PCollection[CounterValue]]:
    return [
        rows.incidents | "CountIncidents" >> CountRows(metrics.INCIDENTS),
        rows.stories | "CountStories" >> CountRows(metrics.STORIES),
    ]


def _commit(
    pipeline: beam.Pipeline,
    job: Job,
    tables: dict[str, beam.PCollection[Any]],
    counters: list[beam.PCollection[CounterValue]],
    over_limit: beam.PCollection[bool],
    written: beam.PCollection[str] | None = None,
) -> None:
    files = [rows | f"Write_{name}" >> _write_table(name, job) for name, rows in tables.items()]
    counted = counters | "Counters" >> beam.Flatten()
    _ = pipeline | "Commit" >> Commit(job, files | "Files" >> beam.Flatten(), counted, over_limit, written)


def _write_table(name: str, job: Job) -> WriteTable:
    constants = {"run_id": job.run.run_id} if name in ("articles", "entities", "quotes", "events") else {}
    if name == "articles":
        constants["code_version"] = job.run.code_version
    return WriteTable(name, job.output.table_folder(name, job.run.run_id, job.attempt), constants)


def _records(count: RangeCount) -> int:
    return count.records


def _is_over_limit(max_share: float, failed: int, read: int) -> bool:
    return over_failure_limit(failed, read, max_share)


def _is_within_limit(_: StagedGroup, over_limit: bool) -> bool:
    """Nothing is extracted for a run that fails; its last step says why."""
    return not over_limit


def _input(count: RangeCount, run: Run) -> Input:
    return Input(
        uri=count.uri,
        range_start=count.start,
        range_end=count.end,
        run_id=run.run_id,
        fingerprint=count.fingerprint,
        record_count=count.records,
        code_version=run.code_version,
        committed_at=run.started_at,
    )
