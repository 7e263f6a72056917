"""The final step of a pipeline: it writes a checkpoint, or adds up the counts and commits.

Its inputs are small and come as side inputs: those are complete, typed, and the same when the step is retried.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsList, AsSingleton

from pipeline.accounting import RunCounts
from pipeline.errors import NewsbeamError
from pipeline.files import write_file, write_json
from pipeline.outputs.ready import Ready
from pipeline.run.plan import Job
from schemas.flow.table_file import TableFile
from schemas.rows.run import CounterValue


class _Commit(beam.DoFn):
    def __init__(self, job: Job) -> None:
        self._job = job

    def process(
        self,
        _: str,
        files: list[TableFile],
        counters: list[CounterValue],
        over_limit: bool,
        written: list[str] | None = None,
    ) -> None:
        try:
            commit(self._job, files, counters, over_limit=over_limit)
        except NewsbeamError as error:
            with suppress(Exception):  # the disk may be what failed
                write_file(self._job.path("error.txt"), str(error).encode())
            raise


class _WriteCheckpoint(beam.DoFn):
    def process(self, path: str, **values: list[Any]) -> Iterator[str]:
        write_json(path, values)
        yield path


@dataclass
class Commit(beam.PTransform):
    """Commit what a pipeline wrote: the final step, which may run several times, and after the launcher is gone.

    Attributes:
        job: The attempt.
        files: `TableFile`s that were written.
        counters: `CounterValue`s of all steps.
        over_limit: Whether too many records failed: one value.
        written: Paths of checkpoints that must be there first.
    """

    job: Job
    files: beam.PCollection[TableFile]
    counters: beam.PCollection[CounterValue]
    over_limit: beam.PCollection[bool]
    written: beam.PCollection[str] | None = None

    def expand(self, pipeline: beam.Pipeline) -> beam.PCollection[None]:
        once = pipeline | "Trigger" >> beam.Create([self.job.chunk])
        inputs = AsList(self.files), AsList(self.counters), AsSingleton(self.over_limit)
        written = () if self.written is None else (AsList(self.written),)
        return once | "Commit" >> beam.ParDo(_Commit(self.job), *inputs, *written).with_output_types(None)


@dataclass
class WriteCheckpoint(beam.PTransform):
    """Write small results of a pipeline as JSON, by name, for a phase that follows; gives the path.

    Attributes:
        path: The file.
        results: Collections by name.
    """

    path: str
    results: dict[str, beam.PCollection[Any]]

    def expand(self, pipeline: beam.Pipeline) -> beam.PCollection[str]:
        once = pipeline | "Trigger" >> beam.Create([self.path])
        inputs = {name: AsList(values) for name, values in self.results.items()}
        return once | "Write" >> beam.ParDo(_WriteCheckpoint(), **inputs).with_output_types(str)


def commit(job: Job, files: Iterable[TableFile], counters: Iterable[CounterValue], *, over_limit: bool) -> None:
    """Add up what a pipeline counted, and commit what it wrote.

    Args:
        job: The attempt.
        files: What was written.
        counters: What was counted; values of the same name are added.
        over_limit: Whether too many records failed.

    Raises:
        NewsbeamError: Too many records failed (only failures are committed then), or the commit failed.
        RuntimeError: The counts do not add up.
    """
    counts = RunCounts.of(counters)
    ready = Ready(
        run=job.run,
        chunk=job.chunk,
        chunk_count=job.chunk_count,
        attempt=job.attempt,
        files=tuple(sorted(files, key=lambda file: (file.table, file.path))),
    )
    if over_limit:
        run = replace(job.run, status="failed", **counts.failures_only().columns())
        job.output.commit(replace(ready, run=run, files=ready.of("failures")))
        raise counts.failure_limit_error(job.max_failures, job.output)
    counts.check()
    run = replace(job.run, status="committed", **counts.columns())
    job.output.commit(replace(ready, run=run, known_runs=len(job.snapshot)))
