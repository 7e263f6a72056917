"""A run as one pipeline, the same on every engine: PREPARE, DECIDE, EXTRACT, load and commit.

    TEMP/<run_id>/<attempt>/plan/     ranges to read and the inputs they are of
                            staged/   cleaned articles between PREPARE and EXTRACT
                            tables/   Parquet files of the rows
                            error.txt, traceback.txt  why an attempt failed
                 /ready.json          what there is to load, once all of it is written

The last step of the graph commits, so that the launcher may be gone by then. Started again after any end but a commit,
the same command is the same run: it loads what is ready, or goes through the graph anew under a new attempt; the
first attempt that commits stands, and the others leave nothing.
"""

import re
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.pvalue import AsSingleton

from pipeline import graph
from pipeline.accounting import too_many
from pipeline.errors import NewsbeamError, OptionError
from pipeline.inputs import InputError, expand_inputs
from pipeline.options import RunOptions
from pipeline.outputs.bigquery.dataset import BigQuery
from pipeline.outputs.bigquery.history import ReadDataset
from pipeline.outputs.parquet import WriteTable
from pipeline.run.commit import gather
from pipeline.run.finish import Commit, commit, damaged
from pipeline.run.job import Job, make_job, read, read_ready, remove, write
from pipeline.run.record_files import ReadFrames
from pipeline.run.run import SMALL, Build, Engine, execute
from schemas.flow.record import InputRange
from schemas.flow.staging import RangeCount, StagedGroup
from schemas.rows.failure import Failure
from schemas.rows.run import Input, Run
from transforms.decide.apply_decisions import AttachDecisions
from transforms.extract.annotate.model import ModelError, model_version
from transforms.failures import RecordFailures

_NO_RIGHTS = re.compile(r"\(403, 'Expected one of'|\bForbidden: 403\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Launched:
    """What a finished run tells the person at the terminal; `run` is None when nothing was left to do."""

    output: str
    run: Run | None
    skipped: int
    seconds: float = 0.0


def launch(options: RunOptions, engine: Engine | None = None, *, may_be_idle: bool = False) -> Launched:
    """Run to the end: everything committed, or an error and nothing of it.

    Args:
        options: With a BigQuery output.
        engine: What the graph runs on; this machine when None.
        may_be_idle: Folders and globs without a file are no error.

    Raises:
        OptionError: An option or input that cannot be used.
        NewsbeamError: Rights, places or tables that are missing or different, a job that failed, too many failures.
    """
    started = datetime.now(UTC)
    options.check()
    if options.dataset is None or options.temp is None:
        raise OptionError(f"--output {options.output!r}: wanted 'bq://PROJECT.DATASET', with --temp gs://BUCKET/PATH")
    try:
        sources = expand_inputs(options.inputs, allow_empty=may_be_idle, exclude=options.temp)
        model = model_version(options.model)
    except (InputError, ModelError) as error:
        raise OptionError(str(error)) from error
    target = BigQuery(options.dataset)
    target.prepare()
    job, skipped = make_job(options, target, sources, model, started)
    if job is None:
        return Launched(output=options.output, run=None, skipped=skipped)
    target.begin(job.run)
    with _on_record(target, job, ends=engine is None):
        ready = read_ready(job)
        if ready is not None and not damaged(ready):
            commit(job, ready)
        else:
            small = sum(source.size for source in sources) < SMALL
            _execute(job, engine or partial(_locally, 1 if small else options.processes))
    rows = target.rows("SELECT * FROM runs WHERE run_id = @run_id", run_id=job.run.run_id)
    (run,) = [msgspec.convert(row, Run) for row in rows]
    remove(job.temp)
    seconds = (datetime.now(UTC) - started).total_seconds()
    return Launched(output=options.output, run=run, skipped=skipped, seconds=seconds)


@contextmanager
def _on_record(target: BigQuery, job: Job, *, ends: bool) -> Iterator[None]:
    """Put the run on record as failed when it fails, also when it is stopped if it `ends` with this process."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        if ends or isinstance(error, Exception):
            with suppress(NewsbeamError):  # the first error is the one to be told
                target.end(job.run.run_id)
        raise


def _locally(processes: int, build_job: Build, _run_id: str) -> None:
    execute(build_job, processes)


def _execute(job: Job, engine: Engine) -> None:
    def build_job(pipeline: beam.Pipeline) -> None:
        build(pipeline, job)

    try:
        engine(build_job, job.run.run_id)
    except Exception as error:
        raise _why(job, error) from error


def _why(job: Job, error: Exception) -> NewsbeamError:
    """Why a job failed: as its last step says, else its engine, else with the place where all of it is to be read."""
    last = (str(error).strip().splitlines() or [""])[-1]
    if _NO_RIGHTS.search(last):  # as Cloud Storage's client says it, or as a worker's error repeats it
        last += f"; the account needs roles/storage.objectAdmin on the bucket of --temp {job.temp}"
    said = f"the job failed ({type(error).__name__}: {last}); nothing of it is committed: run the same command again"
    told = error if isinstance(error, NewsbeamError) else None
    log = job.path("traceback.txt")
    try:
        if own := read(job.path("error.txt")):
            return NewsbeamError(own.decode())
        if told is None:
            write(log, "".join(traceback.format_exception(error)).encode())
    except Exception:  # the place of --temp may be what failed
        return told or NewsbeamError(said)
    return told or NewsbeamError(f"{said}. All of the error: {log}")


def build(pipeline: beam.Pipeline, job: Job) -> None:
    """The whole graph of a run.

    Args:
        pipeline: Of any engine.
        job: The attempt; its plan is written.
    """
    run_id = job.run.run_id
    ranges = pipeline | "Plan" >> beam.Create([job.path("plan", "ranges")]) | "Ranges" >> ReadFrames(InputRange)
    prepared = ranges | "Prepare" >> graph.Prepare(job.settings, job.path("staged"))
    earlier = ReadDataset(job.dataset, job.snapshot) if job.snapshot else None
    decided = prepared.keys | "Decide" >> graph.Decide(earlier)
    records = prepared.counts | "Records" >> beam.Map(_records) | "SumRecords" >> beam.CombineGlobally(sum)
    failed = prepared.rejected | "CountRejected" >> beam.combiners.Count.Globally()
    hopeless = (
        pipeline
        | "Ask" >> beam.Create([job.max_failures])
        | "Hopeless" >> beam.Map(_hopeless, AsSingleton(failed), AsSingleton(records))
    )
    decisions = (prepared.groups, decided.repeats, decided.boilerplate)
    kept = decisions | "AttachDecisions" >> AttachDecisions()
    groups = kept | "UnlessHopeless" >> beam.Filter(_goes_on, AsSingleton(hopeless))
    found = groups | "Extract" >> graph.Extract(job.settings)
    rejected = (prepared.rejected, found.rejected) | "AllRejected" >> beam.Flatten()
    # The commit resolves earlier failures, where they lie.
    none = pipeline | "None" >> beam.Create([]).with_output_types(Failure)
    failures = (rejected, none) | "Failures" >> RecordFailures(run_id)
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
        "records": records,
        "hopeless": hopeless,
        "outside": prepared.outside | "CountOutside" >> beam.combiners.Count.Globally(),
        "repeats": decided.repeats | "CountRepeats" >> beam.combiners.Count.Globally(),
    }
    gather(pieces) | "StablePieces" >> beam.Reshuffle() | "Commit" >> beam.ParDo(Commit(job))


def _constants(table: str, run: Run) -> dict[str, str]:
    if table in {"failures", "inputs"}:
        return {}
    return {"run_id": run.run_id} | ({"code_version": run.code_version} if table == "articles" else {})


def _reason(one: Failure) -> tuple[str, str]:
    return one.stage, one.reason


def _records(one: RangeCount) -> int:
    return one.records


def _hopeless(share: float, failed: int, read: int) -> bool:
    return too_many(failed, read, share)


def _goes_on(_: StagedGroup, hopeless: bool) -> bool:
    """Nothing is extracted for a run that fails: its last step says so."""
    return not hopeless


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
