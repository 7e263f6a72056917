"""A BigQuery dataset as the output of a stream."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import apache_beam as beam

from pipeline.options import Dataset
from pipeline.outputs.bigquery.stream_history import ReadRecentArticles, ReadSiteArticles
from pipeline.outputs.bigquery.write_rows import DatasetClusters, WriteArticles, WriteFailures, WriteRecords
from schemas.flow.staging import RangeCount
from schemas.rows.run import Input, Run


@dataclass(frozen=True, slots=True)
class BigQueryStream:
    """See `pipeline.outputs.base.StreamOutput`.

    Attributes:
        dataset: The dataset, whose tables exist.
        run: The stream, as a run.
        snapshot: Ids of the runs that were committed before.
    """

    dataset: Dataset
    run: Run
    snapshot: tuple[str, ...]

    def snapshot_articles(self) -> ReadSiteArticles:
        return ReadSiteArticles(self.dataset, self.snapshot)

    def recent_articles(self, memory: timedelta) -> ReadRecentArticles:
        return ReadRecentArticles(self.dataset, self.snapshot, memory)

    def write_articles(self) -> WriteArticles:
        return WriteArticles(self.dataset, self.run)

    def write_failures(self) -> WriteFailures:
        return WriteFailures(self.dataset, self.run.run_id)

    def write_inputs(self) -> beam.PTransform:
        return _WriteInputs(self.dataset, self.run)

    def clusters(self) -> DatasetClusters:
        return DatasetClusters(self.dataset)


class _MakeInput(beam.DoFn):
    def __init__(self, run: Run) -> None:
        self._run = run

    def process(self, count: RangeCount) -> Iterator[Input]:
        yield Input(
            uri=count.uri,
            range_start=count.start,
            range_end=count.end,
            run_id=self._run.run_id,
            fingerprint=count.fingerprint,
            record_count=count.records,
            code_version=self._run.code_version,
            committed_at=datetime.now(UTC),
        )


@dataclass
class _WriteInputs(beam.PTransform):
    dataset: Dataset
    run: Run

    def expand(self, counts: beam.PCollection[RangeCount]) -> beam.PCollection[Input]:
        rows = counts | "MakeInput" >> beam.ParDo(_MakeInput(self.run)).with_output_types(Input)
        return rows | "Write" >> WriteRecords(self.dataset, "inputs")
