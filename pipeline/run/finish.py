"""How a run's graph ends: its last step sums up, writes down what there is to load, and commits it, or says why not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from pipeline.accounting import EARLY, Tally, refusal
from pipeline.errors import NewsbeamError
from pipeline.outputs.bigquery.dataset import BigQuery, Ready
from pipeline.run.commit import by_name
from pipeline.run.job import REQUESTS, Job, write
from schemas.flow.record import RecordRef
from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import Run
from transforms.failures import describe, failure
from transforms.parquet_writer import Part

_PARQUET = "application/vnd.apache.parquet"


class Commit(beam.DoFn):
    """Load and commit what a job wrote: the last step of its graph, which may be tried several times.

    Args:
        job: The attempt.
    """

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
    read, outside = sum(found.get("records", ())), sum(found.get("outside", ()))
    early = sum(stages[stage] for stage in EARLY)
    if any(found.get("hopeless", ())):
        own = Tally(records_read=early, failures=early, reasons=dict(sorted(reasons.items())))
        _fail(job, own, files.get("failures", ()))
        raise refusal(early, read, reasons, share=job.max_failures, where=f"bq://{job.dataset}")
    tally = Tally(
        records_read=read - outside,
        articles=rows["articles"],
        repeats=sum(found.get("repeats", ())),
        failures=rows["failures"],
        events=rows["events"],
        reasons=dict(sorted(reasons.items())),
    )
    tally.check(early)
    ready = Ready(
        run_id=job.run.run_id,
        attempt=job.attempt,
        files={**files, "runs": (_write(job, "runs", [_run(job, tally, "committed")]),)},
    )
    write(job.ready, msgspec.json.encode(ready))
    commit(job, ready)


def commit(job: Job, ready: Ready) -> None:
    """Load and commit what is ready.

    Args:
        job: The attempt that asks for it.
        ready: What it or an earlier one has written.

    Raises:
        NewsbeamError: It failed; files that are gone or damaged are on record as failures then.
    """
    try:
        BigQuery(job.dataset).commit(ready)
    except NewsbeamError as error:
        dead = damaged(ready)
        if not dead:
            raise
        lost = [_lost(job, path, error) for path in dead]
        own = Tally(failures=len(lost), reasons={"write_error": len(lost)})
        with suppress(NewsbeamError):  # the first error is the one to be told
            _fail(job, own, (_write(job, "failures", lost),))
        raise NewsbeamError(
            f"{error}\n{len(dead)} of the files to be loaded are gone or damaged, such as {dead[0]}; "
            "the same command writes them anew"
        ) from error


def damaged(ready: Ready) -> list[str]:
    """Files to be loaded that are gone, or that are no whole Parquet files."""
    paths = sorted(path for own in ready.files.values() for path in own)
    with ThreadPoolExecutor(REQUESTS) as threads:
        return [path for path, sound in zip(paths, threads.map(_is_sound, paths), strict=True) if not sound]


def _is_sound(path: str) -> bool:
    if not FileSystems.exists(path):
        return False
    try:
        with FileSystems.open(path, mime_type="application/octet-stream") as file:
            pq.read_metadata(file)
    except pa.ArrowInvalid:
        return False
    return True


def _lost(job: Job, path: str, error: NewsbeamError) -> Failure:
    ref = RecordRef(uri=path, media_type=_PARQUET)
    lost = Rejected(stage="write", reason="write_error", error=describe(error), ref=ref)
    return failure(lost, run_id=job.run.run_id, failed_at=datetime.now(UTC))


def _fail(job: Job, tally: Tally, failures: tuple[str, ...]) -> None:
    """Put the run on record as failed, and what failed in it."""
    files = {"failures": failures, "runs": (_write(job, "runs", [_run(job, tally, "failed")]),)}
    # Jobs and staging tables of its own: those of the attempt may hold other rows by now.
    BigQuery(job.dataset).commit(Ready(run_id=job.run.run_id, attempt=f"{job.attempt}_failed", files=files))


def _run(job: Job, tally: Tally, status: str) -> Run:
    return replace(job.run, status=status, **tally.columns())


def _write(job: Job, table: str, rows: Sequence[Run | Failure]) -> str:
    part = Part(job.path("tables", table), type(rows[0]))
    part.write(rows)
    part.close()
    return str(part.path)
