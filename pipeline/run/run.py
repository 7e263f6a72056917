"""A run on one machine: chunk by chunk, each phase of a chunk a pipeline on Beam's local runner.

    OUTPUT/_staging/<run_id>/plan.json           the run and its chunks
                             prepared-<chunk>.json  a chunk's staged files; there once it is prepared
                             decided.json        the groups of every chunk with what to drop of them
                             <attempt>/          files that one attempt at a phase wrote

Killed at any moment, the same command goes on: a chunk that is prepared or committed is not done again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import apache_beam as beam
import duckdb
import msgspec
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.transforms.environments import SubprocessSDKEnvironment

from pipeline import graph
from pipeline.accounting import Tally, refusal, too_many
from pipeline.cli.progress import Counted, Progress
from pipeline.engines.local_worker import COMMAND
from pipeline.errors import OptionError
from pipeline.inputs import InputError, expand_inputs
from pipeline.options import MEGABYTE, RunOptions
from pipeline.outputs.folder import views
from pipeline.outputs.folder.history import ReadFiles
from pipeline.outputs.folder.ledger import Ledger, read_json, write_atomically
from pipeline.outputs.parquet import WriteTable, Written
from pipeline.run.commit import CommitChunk, DecidedChunk, FinishChunk, KeepPieces, PreparedChunk, decided_chunk, gather
from pipeline.run.plan import Chunk, Plan, make_plan
from pipeline.run.record_files import ReadFrames, WriteFrames, read_frames
from schemas.flow.staging import StagedKey
from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import Input
from transforms.extract.annotate.model import ModelError, model_version
from transforms.failures import RecordFailures

SMALL = 2 * MEGABYTE
"""Bytes of input below which one process is faster than starting several."""

type Build = Callable[[beam.Pipeline], None]
type Engine = Callable[[Build, str], None]  # builds a pipeline and runs it; the string is the run's id


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a finished run tells the person at the terminal."""

    run_id: str
    output: Path
    tally: Tally
    skipped: int
    fresh: bool = True
    seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


def run(options: RunOptions, progress: Progress, engine: Engine | None = None) -> Summary:
    """Run to the end: everything committed, or an error.

    Args:
        options: With a folder as output.
        progress: Told how far it is.
        engine: What builds and runs the pipeline of a phase, on machines that all have the output folder; without
            one the pipelines run here.

    Raises:
        OptionError: An option or input that cannot be used.
        NewsbeamError: Another writer, or too many failures.
    """
    started = datetime.now(UTC)
    options.check()
    try:
        sources = expand_inputs(options.inputs)
        model = model_version(options.model)
    except (InputError, ModelError) as error:
        raise OptionError(str(error)) from error
    ledger = Ledger(options.output)
    ledger.prepare()
    with ledger.writing():
        plan, skipped = make_plan(options, ledger, sources, model, started)
        if plan is None:
            views.relink(ledger)
            return Summary(run_id="", output=ledger.output, tally=Tally(), skipped=skipped, fresh=False)
        ledger.sweep(plan.run.code_version)
        progress.start(len(plan.chunks))
        _Local(options, ledger, plan, progress, engine).run()
        ledger.unstage(plan.run.run_id)
    return _summary(ledger, plan, skipped, (datetime.now(UTC) - started).total_seconds())


class _Local:
    """The phases of a planned run."""

    def __init__(
        self,
        options: RunOptions,
        ledger: Ledger,
        plan: Plan,
        progress: Progress,
        engine: Engine | None,
    ) -> None:
        self.engine = engine
        self.options = options
        self.ledger = ledger
        self.plan = plan
        self.progress = progress
        self.staging = ledger.staging(plan.run.run_id)
        self.settings = graph.Settings(
            source=options.source, model=options.model, since=options.since, until=options.until
        )

    def run(self) -> None:
        for chunk in self.plan.chunks:
            self.prepare(chunk)
        decided = self.decide()
        self.refuse_too_many(decided)
        committed = {one.chunk for one in self.ledger.manifests() if one.run.run_id == self.plan.run.run_id}
        self.progress.extracting(sum(one.prepared.articles - one.repeats for one in decided.values()))
        for chunk in self.plan.chunks:
            if chunk.name not in committed:
                self.extract(chunk, decided[chunk.name])
            self.progress.extracted(decided[chunk.name].prepared.articles - decided[chunk.name].repeats)
            views.relink(self.ledger)

    def prepare(self, chunk: Chunk) -> None:
        mark = self.staging / f"prepared-{chunk.name}.json"
        if not mark.exists():
            folder = self._attempt()

            def build(pipeline: beam.Pipeline) -> None:
                ranges = pipeline | "Ranges" >> beam.Create(list(chunk.ranges))
                prepared = ranges | "Prepare" >> graph.Prepare(self.settings, folder)
                counted = prepared.keys | "CountKeys" >> Counted(str(self.progress.folder), "prepared")
                pieces = {
                    "keys": counted | "KeepKeys" >> WriteFrames(folder, "keys"),
                    "rejected": prepared.rejected | "KeepRejected" >> WriteFrames(folder, "rejected"),
                    "groups": prepared.groups,
                    "counts": prepared.counts,
                    "outside": prepared.outside | "CountOutside" >> beam.combiners.Count.Globally(),
                    "articles": prepared.keys | "CountArticles" >> beam.combiners.Count.Globally(),
                    "failures": prepared.rejected | "CountRejected" >> beam.combiners.Count.Globally(),
                }
                gather(pieces) | "Finish" >> beam.ParDo(FinishChunk(str(mark)))

            self._execute(build, self._workers(chunk))
        self.progress.prepared()

    def decide(self) -> dict[str, DecidedChunk]:
        mark = self.staging / "decided.json"
        if not mark.exists():
            prepared = {
                chunk.name: read_json(self.staging / f"prepared-{chunk.name}.json", PreparedChunk)
                for chunk in self.plan.chunks
            }
            folder = self._attempt()
            found = Path(folder) / "decided.json"
            earlier = self.ledger.files("articles", self.plan.snapshot)

            def build(pipeline: beam.Pipeline) -> None:
                files = [path for one in prepared.values() for path in one.keys]
                keys = pipeline | "Files" >> beam.Create(files, reshuffle=False) | "Keys" >> ReadFrames(StagedKey)
                decided = keys | "Decide" >> graph.Decide(ReadFiles(earlier) if earlier else None)
                pieces = {
                    "repeats": decided.repeats | "KeepRepeats" >> WriteFrames(folder, "repeats"),
                    "boilerplate": decided.boilerplate | "KeepBoilerplate" >> WriteFrames(folder, "boilerplate"),
                }
                gather(pieces) | "Finish" >> beam.ParDo(KeepPieces(str(found)))

            self._execute(build, 1)
            paths = read_json(found, dict[str, list[str]])
            keys = {name: [key for path in own for key in read_frames(StagedKey, path)] for name, own in paths.items()}
            chunks = {name: decided_chunk(one, **keys) for name, one in prepared.items()}
            write_atomically(mark, msgspec.json.encode(chunks))
        return read_json(mark, dict[str, DecidedChunk])

    def refuse_too_many(self, decided: dict[str, DecidedChunk]) -> None:
        """Fail the run, its failures on record, when too large a share of the records could not be prepared."""
        read = sum(count.records for one in decided.values() for count in one.prepared.counts)
        failed = sum(one.prepared.failures for one in decided.values())
        if not too_many(failed, read, self.options.max_failures):
            return
        reasons: Counter[str] = Counter()
        parts: list[Written] = []
        for chunk in decided.values():
            if paths := chunk.prepared.rejected:
                reasons.update(one.reason for path in paths for one in read_frames(Rejected, path))
                parts += self._write_rejected(paths)
        self.ledger.commit(
            run=self.plan.run,
            chunk="failed",
            tally=Tally(records_read=failed, failures=failed, reasons=dict(reasons)),
            parts={"failures": tuple(self.ledger.ref(part.path, part.rows) for part in parts)},
            inputs=(),
            failed=True,
        )
        views.relink(self.ledger)
        where = str(self.ledger.output / views.NAME)
        raise refusal(failed, read, reasons, share=self.options.max_failures, where=where)

    def _write_rejected(self, paths: Sequence[str]) -> list[Written]:
        """Files of the failures table, of what was rejected in a chunk."""
        folder, listed = self._folder("failures"), Path(self._attempt()) / "failures.json"

        def build(pipeline: beam.Pipeline) -> None:
            rejected = pipeline | "RejectedFiles" >> beam.Create(list(paths)) | "Rejected" >> ReadFrames(Rejected)
            found = (rejected, pipeline | "None" >> beam.Create([]).with_output_types(Failure))
            written = (
                found
                | "Failures" >> RecordFailures(self.plan.run.run_id)
                | "Write" >> WriteTable("failures", folder, {})
            )
            gather({"parts": written}) | "Finish" >> beam.ParDo(KeepPieces(str(listed)))

        execute(build, 1)  # here, whatever the engine: it is little
        return read_json(listed, dict[str, list[Written]])["parts"]

    def extract(self, chunk: Chunk, decided: DecidedChunk) -> None:
        run_id = self.plan.run.run_id
        earlier = self._open_failures(chunk)
        step = CommitChunk(
            output=str(self.ledger.output),
            run=self.plan.run,
            chunk=chunk.name,
            decided=decided,
            inputs=self._inputs(chunk, decided.prepared),
        )

        def build(pipeline: beam.Pipeline) -> None:
            groups = pipeline | "Groups" >> beam.Create(list(decided.prepared.groups))
            found = groups | "Extract" >> graph.Extract(self.settings)
            counted = found.articles | "CountArticles" >> Counted(str(self.progress.folder), "extracted")
            paths = pipeline | "RejectedFiles" >> beam.Create(list(decided.prepared.rejected))
            rejected = (found.rejected, paths | "Rejected" >> ReadFrames(Rejected)) | "AllRejected" >> beam.Flatten()
            open_ = pipeline | "OpenFailures" >> beam.Create(earlier).with_output_types(Failure)
            failures = (rejected, open_) | "Failures" >> RecordFailures(run_id)
            tables = {
                "articles": counted,
                "entities": found.entities,
                "quotes": found.quotes,
                "events": found.events,
                "failures": failures,
            }
            parts = [
                rows | f"Write_{name}" >> WriteTable(name, self._folder(name), self._constants(name))
                for name, rows in tables.items()
            ]
            pieces = {
                "parts": parts | "Parts" >> beam.Flatten(),
                "reasons": failures | "Reasons" >> beam.FlatMap(_reason),
            }
            gather(pieces) | "Commit" >> beam.ParDo(step)

        self._execute(build, self._workers(chunk))

    def _folder(self, table: str) -> str:
        return str(self.ledger.table_folder(table, self.plan.run.run_id))

    def _constants(self, table: str) -> dict[str, str]:
        run = self.plan.run
        if table == "failures":
            return {}
        return {"run_id": run.run_id} | ({"code_version": run.code_version} if table == "articles" else {})

    def _attempt(self) -> str:
        folder = self.staging / uuid4().hex
        folder.mkdir(parents=True)
        return str(folder)

    def _execute(self, build: Build, workers: int) -> None:
        if self.engine is not None:
            self.engine(build, self.plan.run.run_id)
        else:
            execute(build, workers)

    def _workers(self, chunk: Chunk) -> int:
        return 1 if chunk.bytes < SMALL else self.options.processes

    def _inputs(self, chunk: Chunk, prepared: PreparedChunk) -> tuple[Input, ...]:
        counts = {(one.uri, one.start, one.end): one.records for one in prepared.counts}
        return tuple(
            Input(
                uri=part.uri,
                range_start=part.start,
                range_end=part.end,
                run_id=self.plan.run.run_id,
                fingerprint=self.plan.fingerprints[part.uri],
                record_count=counts.get((part.uri, part.start, part.end), 0),
                code_version=self.plan.run.code_version,
                committed_at=datetime.now(UTC),
            )
            for part in chunk.ranges
        )

    def _open_failures(self, chunk: Chunk) -> list[Failure]:
        """Failures of earlier runs in the ranges that this chunk reads again."""
        database = self.ledger.output / views.NAME
        if not database.exists():
            return []
        uris = sorted({part.uri for part in chunk.ranges})
        with duckdb.connect(str(database), read_only=True) as views_:
            views_.execute("SET TimeZone = 'UTC'")
            # Nobody sees the payload of a failure that is resolved; of a large file they would fill the memory.
            query = (
                "SELECT * REPLACE (NULL AS payload) FROM failures "
                "WHERE record.uri IN (SELECT unnest(?)) AND run_id <> ?"
            )
            rows = views_.sql(query, params=[uris, self.plan.run.run_id]).to_arrow_table().to_pylist()
        found = [msgspec.convert(row, Failure) for row in rows]
        ranges = [(part.uri, part.start, part.end) for part in chunk.ranges]
        return [one for one in found if _within(one, ranges)]


def _within(one: Failure, ranges: Iterable[tuple[str, int, int]]) -> bool:
    at = one.record.offset or 0
    own = [(start, end) for uri, start, end in ranges if uri == one.record.uri]
    return any(start <= at < max(end, 1) for start, end in own) or len(own) == 1


def execute(build: Build, workers: int) -> None:
    """Build a pipeline and run it on Beam's local runner.

    The runner is named: Beam's default looks for another runner's program on the network first.
    """
    environment = SubprocessSDKEnvironment.from_command_string(COMMAND) if workers > 1 else None
    options = PipelineOptions(flags=[], direct_num_workers=workers)
    with beam.Pipeline(runner=FnApiRunner(default_environment=environment), options=options) as pipeline:
        build(pipeline)


def _reason(one: Failure) -> Iterator[tuple[str, str]]:
    if one.resolved_by is None:
        yield one.stage, one.reason


def _summary(ledger: Ledger, plan: Plan, skipped: int, seconds: float) -> Summary:
    own = [one for one in ledger.manifests() if one.run.run_id == plan.run.run_id and one.status != "failed"]
    rows: Counter[str] = Counter()
    for manifest in own:
        for table, parts in manifest.parts.items():
            rows[table] += sum(part.rows for part in parts)
    return Summary(
        run_id=plan.run.run_id,
        output=ledger.output,
        tally=sum((one.tally for one in own), Tally()),
        skipped=skipped,
        seconds=seconds,
        rows=dict(rows),
    )
