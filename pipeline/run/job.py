"""A run that goes to an engine as one pipeline: what an attempt at it is, and how it is planned."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from os.path import commonprefix
from uuid import uuid4

import msgspec
from apache_beam.io.filesystems import FileSystems

from pipeline import graph
from pipeline.errors import NewsbeamError
from pipeline.inputs import SourceFile, fingerprints, split_ranges
from pipeline.options import Dataset, RunOptions, options_key
from pipeline.outputs.bigquery.dataset import BigQuery, Ready
from pipeline.outputs.snapshot import snapshot_id
from pipeline.run.plan import RANGE_BYTES, covered
from pipeline.run.record_files import write_frames
from pipeline.version import code_version
from schemas.ids import content_hash
from schemas.rows.run import Input, Run

REQUESTS = 16
"""Requests to a file system at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One attempt at a run, as plain values that any worker can be given.

    Attributes:
        run: The run's row as it begins.
        attempt: Names the attempt.
        temp: Folder of the run.
        dataset: Where the rows go.
        settings: Of the steps.
        max_failures: Share of records that may fail before the run does.
        snapshot: Ids of the runs whose articles count where site banners are found.
    """

    run: Run
    attempt: str
    temp: str
    dataset: Dataset
    settings: graph.Settings
    max_failures: float
    snapshot: tuple[str, ...] = ()

    def path(self, *parts: str) -> str:
        """A place among what this attempt writes."""
        return str(FileSystems.join(self.temp, self.attempt, *parts))

    @property
    def ready(self) -> str:
        """Where it is written what there is to load."""
        return str(FileSystems.join(self.temp, "ready.json"))


def make_job(
    options: RunOptions, target: BigQuery, sources: Sequence[SourceFile], model: str, now: datetime
) -> tuple[Job | None, int]:
    """A new attempt at the run that is to begin or to go on, its plan written.

    The same inputs, options and code make the same run, until it is committed; then comes the next of its generation,
    which takes what is not done, or all again (`--reprocess`).

    Args:
        options: What was asked for.
        target: The output.
        sources: Every input.
        model: Name and version of the language model.
        now: When the run starts.

    Returns:
        The attempt, None when nothing is left to do; and how many inputs are skipped as done.

    Raises:
        NewsbeamError: `--temp` cannot be written to.
    """
    assert options.dataset is not None
    assert options.temp is not None
    matter, version = options.that_matter(model), code_version()
    prints = fingerprints(sources)
    named = (part for uri in sorted(prints) for part in (uri, prints[uri]))
    base = content_hash("run", options_key(matter), version, *named)
    asked = {"options": matter, "code_version": version}
    query = "SELECT run_id FROM runs WHERE status = 'committed' AND options = @options AND code_version = @code_version"
    committed = {row["run_id"] for row in target.rows(query, **asked)}
    generation, run_id = 0, content_hash("generation", base, 0)
    while run_id in committed:
        remove(FileSystems.join(options.temp, run_id))  # what a launcher that was killed did not take away
        generation += 1
        run_id = content_hash("generation", base, generation)
    done = {} if options.reprocess else _done(target, sources, asked)
    taken = [source for source in sources if not covered(source, prints[source.uri], done)]
    if not taken:
        return None, len(sources)
    temp = str(FileSystems.join(options.temp, run_id))
    with _using(options.temp):
        snapshot = _snapshot(target, str(FileSystems.join(temp, "snapshot.json")))
    run = Run(
        run_id=run_id,
        started_at=now,
        status="running",
        runner=options.runner,
        code_version=version,
        model=model,
        options=matter,
        banner_snapshot=snapshot_id(snapshot),
    )
    settings = graph.Settings(source=options.source, model=options.model, since=options.since, until=options.until)
    job = Job(
        run=run,
        attempt=uuid4().hex[:16],
        temp=temp,
        dataset=options.dataset,
        settings=settings,
        max_failures=options.max_failures,
        snapshot=snapshot,
    )
    ranges = [part for source in taken for part in split_ranges(source, RANGE_BYTES, options.format)]
    inputs = (
        Input(
            uri=part.uri,
            range_start=part.start,
            range_end=part.end,
            run_id=run_id,
            fingerprint=prints[part.uri],
            record_count=0,
            code_version=version,
            committed_at=now,
        )
        for part in ranges
    )
    with _using(options.temp):
        write_frames(job.path("plan", "ranges"), ranges)
        write_frames(job.path("plan", "inputs"), inputs)
    return job, len(sources) - len(taken)


@contextmanager
def _using(temp: str) -> Iterator[None]:
    """Say what is wanted of `--temp` when it cannot be used."""
    try:
        yield
    except NewsbeamError:
        raise
    except Exception as error:  # each filesystem raises its own
        raise NewsbeamError(
            f"--temp {temp!r}: cannot be written to ({_first(error)}); wanted a bucket that exists, and "
            "roles/storage.objectAdmin on it"
        ) from error


def _snapshot(target: BigQuery, path: str) -> tuple[str, ...]:
    """The runs that are committed when a run is first attempted: later attempts count the same."""
    if (kept := read(path)) is not None:
        return msgspec.json.decode(kept, type=tuple[str, ...])
    rows = target.rows("SELECT run_id FROM runs WHERE status = 'committed'")
    snapshot = tuple(sorted(row["run_id"] for row in rows))
    write(path, msgspec.json.encode(snapshot))
    return snapshot


def _done(
    target: BigQuery, sources: Sequence[SourceFile], asked: dict[str, str]
) -> dict[tuple[str, str], list[tuple[int, int]]]:
    """Committed ranges by (uri, fingerprint), of runs with the same options and code."""
    query = (
        "SELECT DISTINCT inputs.uri, inputs.fingerprint, inputs.range_start, inputs.range_end "
        "FROM inputs JOIN runs ON runs.run_id = inputs.run_id "
        "WHERE runs.status = 'committed' AND runs.options = @options AND runs.code_version = @code_version "
        "AND STARTS_WITH(inputs.uri, @above)"
    )
    done: dict[tuple[str, str], list[tuple[int, int]]] = {}
    above = commonprefix([source.uri for source in sources])  # noqa: RUF071 - of URIs, as text
    for row in target.rows(query, **asked, above=above):
        done.setdefault((row["uri"], row["fingerprint"]), []).append((row["range_start"], row["range_end"]))
    return done


def read_ready(job: Job) -> Ready | None:
    """What an earlier attempt at the run has written and not committed, if one came so far."""
    content = read(job.ready)
    return None if content is None else msgspec.json.decode(content, type=Ready)


def remove(folder: str) -> None:
    """Take away a folder and everything in it, if it is there."""
    below = FileSystems.match([FileSystems.join(folder, "**")])[0].metadata_list
    if below:
        FileSystems.delete([one.path for one in below])


def read(path: str) -> bytes | None:
    """What a file holds, None when there is none."""
    if not FileSystems.exists(path):
        return None
    with FileSystems.open(path, mime_type="application/octet-stream") as file:
        return bytes(file.read())


def write(path: str, content: bytes) -> None:
    """Write a small file. On Cloud Storage, where `--temp` lies, it is there whole or not at all."""
    with FileSystems.create(path, mime_type="application/octet-stream") as file:
        file.write(content)


def _first(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
