"""A run as one pipeline, the same on every engine: PREPARE, DECIDE, EXTRACT, load and commit.

    TEMP/<run_id>/<attempt>/plan/     ranges to read and the inputs they are of
                            staged/   cleaned articles between PREPARE and EXTRACT
                            tables/   Parquet files of the rows
                            error.txt what the last step of an attempt that failed has to say
                 /ready.json          what there is to load, once all of it is written

The last step of the graph commits, so that the launcher may be gone by then. Started again after any end but a commit,
the same command is the same run: it loads what is ready, or goes through the graph anew under a new attempt; the
first attempt that commits stands, and the others leave nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import apache_beam as beam
import msgspec

from pipeline import graph
from pipeline.errors import NewsbeamError, OptionError
from pipeline.frames import ReadFrames
from pipeline.handoff import by_name, gather
from pipeline.job import Job, make_job, read, read_ready, remove, write
from pipeline.ledger import Tally
from pipeline.local import FEW, Build, Engine, execute
from pipeline.options import RunOptions
from pipeline.sinks.bigquery import BigQuery, Ready
from pipeline.sinks.parquet import WriteTable
from pipeline.snapshot import ReadDataset
from schemas.failure import Failure
from schemas.record import InputRange
from schemas.run import Input, ReasonCount, Run
from schemas.staging import RangeCount
from transforms.decide.drops import DropRepeats
from transforms.extract.language import ModelError, model_version
from transforms.failures import RecordFailures
from transforms.parts import Part
from transforms.prepare.read.plan import InputError, expand

_EARLY = ("read", "parse", "clean")


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """What a finished run tells the person at the terminal; `run` is None when nothing was left to do."""

    output: str
    run: Run | None
    skipped: int
    seconds: float = 0.0


def launch(options: RunOptions, engine: Engine | None = None) -> Launched:
    """Run to the end: everything committed, or an error and nothing of it.

    Args:
        options: With a BigQuery output.
        engine: What the graph runs on; this machine when None.

    Raises:
        OptionError: An option or input that cannot be used.
        NewsbeamError: Rights, places or tables that are missing or different, a job that failed, too many failures.
    """
    started = datetime.now(UTC)
    options.check()
    if options.dataset is None or options.temp is None:
        raise OptionError(f"--output {options.output!r}: wanted 'bq://PROJECT.DATASET', with --temp gs://BUCKET/PATH")
    try:
        sources = expand(options.inputs)
        model = model_version(options.model)
    except (InputError, ModelError) as error:
        raise OptionError(str(error)) from error
    target = BigQuery(options.dataset)
    target.prepare()
    job, skipped = make_job(options, target, sources, model, started)
    if job is None:
        return Launched(output=options.output, run=None, skipped=skipped)
    ready = read_ready(job)
    if ready is not None:
        target.commit(ready)
    else:
        target.begin(job.run)
        _execute(job, engine or partial(_locally, options.processes))
    rows = target.rows("SELECT * FROM runs WHERE run_id = @run_id", run_id=job.run.run_id)
    (run,) = [msgspec.convert(row, Run) for row in rows]
    remove(job.temp)
    seconds = (datetime.now(UTC) - started).total_seconds()
    return Launched(output=options.output, run=run, skipped=skipped, seconds=seconds)


def _locally(processes: int, build_job: Build, _run_id: str) -> None:
    execute(build_job, processes)


def _execute(job: Job, engine: Engine) -> None:
    def build_job(pipeline: beam.Pipeline) -> None:
        build(pipeline, job)

    try:
        engine(build_job, job.run.run_id)
    except Exception as error:
        said = read(job.path("error.txt"))
        if said is None:
            raise
        raise NewsbeamError(said.decode()) from error


def build(pipeline: beam.Pipeline, job: Job) -> None:
    """The whole graph of a run.

    Args:
        pipeline: Of any engine.
        job: The attempt; its plan is written.
    """
    run_id = job.run.run_id
    ranges = pipeline | "Plan" >> beam.Create([job.path("plan", "ranges")]) | "Ranges" >> ReadFrames(InputRange)
    prepared = graph.prepare(ranges, job.settings, folder=job.path("staged"))
    earlier = ReadDataset(job.dataset, job.snapshot) if job.snapshot else None
    decided = graph.decide(prepared.keys, earlier)
    groups = {"groups": prepared.groups, **decided._asdict()} | "DropRepeats" >> DropRepeats()
    found = graph.extract(groups, job.settings)
    rejected = (prepared.rejected, found.rejected) | "AllRejected" >> beam.Flatten()
    none = pipeline | "None" >> beam.Create([])  # the commit resolves earlier failures, where they lie
    failures = {"rejected": rejected, "earlier": none} | "Failures" >> RecordFailures(run_id)
    planned = pipeline | "PlannedInputs" >> beam.Create([job.path("plan", "inputs")]) | "Inputs" >> ReadFrames(Input)
    tables = {
        "articles": found.articles,
        "entities": found.entities,
        "quotes": found.quotes,
        "events": found.events,
        "failures": failures,
        "inputs": {"planned": planned, "counts": prepared.counts} | "CountInputs" >> _CountInputs(),
    }
    parts = [
        rows | f"Write_{name}" >> WriteTable(name, job.path("tables", name), _constants(name, job.run))
        for name, rows in tables.items()
    ]
    pieces = {
        "parts": parts | "Parts" >> beam.Flatten(),
        "reasons": failures | "Reasons" >> beam.Map(_reason) | "CountReasons" >> beam.combiners.Count.PerElement(),
        "records": prepared.counts | "Records" >> beam.Map(_records) | "SumRecords" >> beam.CombineGlobally(sum),
        "outside": prepared.outside | "CountOutside" >> beam.combiners.Count.Globally(),
        "repeats": decided.repeats | "CountRepeats" >> beam.combiners.Count.Globally(),
    }
    gather(pieces) | "StablePieces" >> beam.Reshuffle() | "Commit" >> beam.ParDo(_Commit(job))


def _constants(table: str, run: Run) -> dict[str, str]:
    if table in {"failures", "inputs"}:
        return {}
    return {"run_id": run.run_id} | ({"code_version": run.code_version} if table == "articles" else {})


def _reason(one: Failure) -> tuple[str, str]:
    return one.stage, one.reason


def _records(one: RangeCount) -> int:
    return one.records


def _range_of(one: Input | RangeCount) -> tuple[str, int, int]:
    return (one.uri, one.range_start, one.range_end) if isinstance(one, Input) else (one.uri, one.start, one.end)


class _Count(beam.DoFn):
    def process(self, joined: tuple[tuple[str, int, int], dict[str, Iterable[Any]]]) -> Iterator[Input]:
        count = sum(one.records for one in joined[1]["counts"])
        for one in joined[1]["planned"]:
            yield replace(one, record_count=count)


@dataclass
class _CountInputs(beam.PTransform):
    """Planned inputs and the records their ranges held to rows of the inputs table."""

    def expand(self, found: dict[str, beam.PCollection[Any]]) -> beam.PCollection[Input]:
        keyed = tuple[tuple[str, int, int], Any]
        joined = {
            name: values | f"{name}ByRange" >> beam.WithKeys(_range_of).with_output_types(keyed)
            for name, values in found.items()
        } | "Join" >> beam.CoGroupByKey()
        return joined | "Count" >> beam.ParDo(_Count()).with_output_types(Input)


class _Commit(beam.DoFn):
    """Load and commit what a job wrote: the last step of its graph, which may be tried several times."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def process(self, pieces: list[tuple[str, Any]]) -> None:
        try:
            finish(self._job, pieces)
        except NewsbeamError as error:
            write(self._job.path("error.txt"), str(error).encode())
            raise


def finish(job: Job, pieces: Iterable[tuple[str, Any]]) -> None:
    """Write down what is ready, and commit it.

    Args:
        job: The attempt.
        pieces: Small results of its graph, by name.

    Raises:
        NewsbeamError: Too large a share of the records failed (what failed is committed then), or the commit failed.
    """
    found = by_name(pieces)
    files: dict[str, tuple[str, ...]] = {}
    rows: Counter[str] = Counter()
    for part in sorted(found.get("parts", ()), key=lambda one: (one.table, one.path)):
        files[part.table] = (*files.get(part.table, ()), part.path)
        rows[part.table] += part.rows
    stages: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for (stage, reason), count in found.get("reasons", ()):
        stages[stage] += count
        reasons[reason] += count
    tally = Tally(
        records_read=sum(found.get("records", ())) - sum(found.get("outside", ())),
        articles=rows["articles"],
        repeats=sum(found.get("repeats", ())),
        failures=rows["failures"],
        events=rows["events"],
        reasons=dict(sorted(reasons.items())),
    )
    early = sum(stages[stage] for stage in _EARLY)
    if tally.records_read != tally.articles + tally.repeats + early:
        raise RuntimeError(
            f"{tally.records_read} records read are not {tally.articles} articles, {tally.repeats} repeats and "
            f"{early} failures; please report this"
        )
    read = tally.records_read + sum(found.get("outside", ()))
    if read >= FEW and early > job.max_failures * read:
        _fail(job, tally, files.get("failures", ()), early, read)
    ready = Ready(
        run_id=job.run.run_id,
        attempt=job.attempt,
        files={**files, "runs": (_write_run(job, tally, "committed"),)},
    )
    write(job.ready, msgspec.json.encode(ready))
    BigQuery(job.dataset).commit(ready)


def _fail(job: Job, tally: Tally, files: tuple[str, ...], early: int, read: int) -> None:
    own = Tally(records_read=early, failures=early, reasons=tally.reasons)
    tables = {"failures": files, "runs": (_write_run(job, own, "failed"),)}
    BigQuery(job.dataset).commit(Ready(run_id=job.run.run_id, attempt=job.attempt, files=tables))
    worst = ", ".join(f"{reason} {count}" for reason, count in Counter(tally.reasons).most_common(3))
    raise NewsbeamError(
        f"{early} of {read} records failed ({worst}), more than --max-failures {job.max_failures}; "
        f"see the table failures in bq://{job.dataset}, or raise the share"
    )


def _write_run(job: Job, tally: Tally, status: str) -> str:
    row = replace(
        job.run,
        status=status,
        records_read=tally.records_read,
        articles=tally.articles,
        repeats=tally.repeats,
        failures=tally.failures,
        events=tally.events,
        failures_by_reason=tuple(ReasonCount(reason=reason, count=count) for reason, count in tally.reasons.items()),
    )
    part = Part(job.path("tables", "runs"), Run)
    part.write([row])
    part.close()
    return str(part.path)
