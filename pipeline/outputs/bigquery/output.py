"""A BigQuery dataset as output: a run is one pipeline, whose last step loads staging tables and commits a transaction.

TEMP/<run_id>/plan.json       the run, its ranges and its snapshot
              ready.json      the files to load, once all are written
              <attempt>/      files of one attempt: plan/, staged/, tables/, error.txt, traceback.txt
"""

import os.path
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
import msgspec
from apache_beam.io.filesystems import FileSystems

from pipeline.accounting import RunCounts
from pipeline.errors import NewsbeamError
from pipeline.files import Workspace, file_checksum
from pipeline.options import Dataset
from pipeline.outputs.base import Committed, CommittedRanges
from pipeline.outputs.bigquery.articles import DatasetArticles
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.errors import first_line, is_about_content
from pipeline.outputs.bigquery.history import ReadDataset
from pipeline.outputs.bigquery.link_history import DatasetLinkHistory
from pipeline.outputs.parquet import write_table_file
from pipeline.outputs.ready import Ready
from schemas.flow.record import InputRange
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Failure, Rejected
from schemas.rows.run import Run
from transforms.failures import describe, failure
from transforms.link.history import LinkHistory

_CONCURRENT_REQUESTS = 16
"""Concurrent requests to a file system."""

_PARQUET = "application/vnd.apache.parquet"


class BigQueryOutput(BigQueryDataset):
    """See `pipeline.outputs.base.Output`.

    Args:
        dataset: The dataset.
        temp: Folder on Cloud Storage for intermediate files; tables are loaded from there.
    """

    is_chunked = False

    def __init__(self, dataset: Dataset, temp: str) -> None:
        super().__init__(dataset)
        self.temp = temp

    def __str__(self) -> str:
        return f"bq://{self.dataset}"

    def writing(self) -> AbstractContextManager[None]:
        return nullcontext()  # the transaction lets only one of several writers commit

    def committed(self, options: str, code_version: str, uris: Sequence[str]) -> Committed:
        same = {"options": options, "code_version": code_version}
        condition = "runs.status = 'committed' AND runs.options = @options AND runs.code_version = @code_version"
        runs = frozenset(row["run_id"] for row in self.rows(f"SELECT run_id FROM runs WHERE {condition}", **same))
        query = (
            "SELECT DISTINCT inputs.uri, inputs.fingerprint, inputs.range_start, inputs.range_end "
            "FROM inputs JOIN runs ON runs.run_id = inputs.run_id "
            f"WHERE {condition} AND STARTS_WITH(inputs.uri, @prefix)"
        )
        ranges: CommittedRanges = {}
        prefix = os.path.commonprefix(list(uris))  # noqa: RUF071 - of strings
        for row in self.rows(query, **same, prefix=prefix):
            ranges.setdefault((row["uri"], row["fingerprint"]), []).append((row["range_start"], row["range_end"]))
        return Committed(finished=runs, begun=runs, ranges=ranges)

    def snapshot(self) -> tuple[str, ...]:
        rows = self.rows("SELECT run_id FROM runs WHERE status = 'committed'")
        return tuple(sorted(row["run_id"] for row in rows))

    def earlier(self, snapshot: tuple[str, ...]) -> beam.PTransform | None:
        return ReadDataset(self.dataset, snapshot) if snapshot else None

    def link_history(self, snapshot: tuple[str, ...]) -> LinkHistory | None:
        return DatasetLinkHistory(self.dataset, snapshot) if snapshot else None

    def earlier_articles(self, snapshot: tuple[str, ...], run: Run) -> DatasetArticles | None:
        return DatasetArticles(self.dataset, snapshot) if snapshot else None

    def committed_articles(self, run_id: str) -> beam.PTransform | None:
        return None  # nothing of a run is committed before its last step

    def open_failures(
        self, run_id: str, ranges: Sequence[InputRange], retried: Sequence[str] | None = None
    ) -> list[Failure]:
        return []  # the transaction resolves them

    def unfinished(self) -> list[str]:
        return []  # nothing of them is committed, and their inputs are read again

    def restore_plan(self, run_id: str) -> None:
        pass  # a run with commits is finished

    def workspace(self, run_id: str) -> Workspace:
        wanted = "a bucket that exists, and roles/storage.objectAdmin on it"
        return Workspace(str(FileSystems.join(self.temp, run_id)), f"--temp {self.temp!r}", wanted)

    def messages_folder(self) -> str:
        return str(FileSystems.join(self.temp, "messages"))

    def table_folder(self, table: str, run_id: str, attempt: str) -> str:
        return self.workspace(run_id).file(attempt, "tables", table)

    def resume(self, run: Run) -> frozenset[str]:
        ready = self.workspace(run.run_id).load("ready.json", Ready)
        if ready is None or ready.run.banner_snapshot != run.banner_snapshot or self._damaged(ready):
            return frozenset()
        try:
            self.load(ready, resumed=True)
        except NewsbeamError as error:
            if self._damaged_behind(ready, error):
                return frozenset()
            raise
        return frozenset({ready.chunk})

    def commit(self, ready: Ready) -> None:
        ready = self._with_rows(ready, "runs", [ready.run])
        if ready.run.status == "failed":
            # Other jobs and staging tables than those of the attempt, which may already hold other rows.
            self.load(replace(ready, attempt=f"{ready.attempt}_failed"))
            return
        self.workspace(ready.run.run_id).save("ready.json", ready)
        if damaged := self._damaged(ready):
            raise self._report_damaged(ready, damaged)
        try:
            self.load(ready)
        except NewsbeamError as error:
            if damaged := self._damaged_behind(ready, error):
                raise self._report_damaged(ready, damaged, error) from error
            raise

    def _damaged_behind(self, ready: Ready, error: NewsbeamError) -> list[str]:
        """The damaged files that may have made loading fail."""
        return self._damaged(ready, is_read=True) if is_about_content(error) else []

    def _damaged(self, ready: Ready, *, is_read: bool = False) -> list[str]:
        try:
            return damaged_files(ready, is_read=is_read)
        except Exception as error:  # each file system raises its own
            workspace = self.workspace(ready.run.run_id)
            raise NewsbeamError(
                f"{workspace.option}: cannot be read ({first_line(error)}); wanted {workspace.wanted}; what is written "
                "is kept: the same command goes on"
            ) from error

    def _report_damaged(
        self, ready: Ready, damaged: Sequence[str], error: NewsbeamError | None = None
    ) -> NewsbeamError:
        """Commit files that are missing or damaged as failures of a failed run; gives the error to raise."""
        report = NewsbeamError(
            f"{f'{error};' if error else f'{self}:'} {len(damaged)} of {len(ready.files)} files to be loaded are gone "
            f"or damaged, such as {damaged[0]}: the same command writes them again"
        )
        rows = [_damaged_file_failure(path, report, ready.run.run_id) for path in damaged]
        counts = RunCounts(counters={"failures.write.write_error": len(rows)})
        run = replace(ready.run, status="failed", **counts.columns())
        with suppress(Exception):  # the first error is the one to report
            self.commit(self._with_rows(replace(ready, run=run, files=()), "failures", rows))
        return report

    def publish(self) -> None:
        self.prepare_views()  # somebody may have replaced one while the run was under way

    def result(self, run_id: str) -> Run:
        for row in self.rows("SELECT * FROM runs WHERE run_id = @run_id AND status = 'committed'", run_id=run_id):
            return msgspec.convert(row, Run)
        raise NewsbeamError(
            f"{self}.runs: the row of run {run_id} is gone, though it was committed; the same command commits it again"
        )

    def _with_rows(self, ready: Ready, table: str, rows: Sequence[Any]) -> Ready:
        """Replace the files of a table by a new one with the given rows."""
        written = write_table_file(table, self.table_folder(table, ready.run.run_id, ready.attempt), rows)
        return replace(ready, files=(*(file for file in ready.files if file.table != table), written))


def damaged_files(ready: Ready, *, is_read: bool = False) -> list[str]:
    """Paths of the files to load that do not exist or do not have the size that was written.

    Args:
        ready: What is to be loaded.
        is_read: Whether to read the files and compare their checksums, too.
    """
    folders = sorted({FileSystems.split(file.path)[0] for file in ready.files})
    found = FileSystems.match([FileSystems.join(folder, "*") for folder in folders])
    sizes = {file.path: file.size_in_bytes for match in found for file in match.metadata_list}
    damaged = {
        file.path for file in ready.files if file.path not in sizes or file.bytes not in (None, sizes[file.path])
    }
    if is_read:
        rest = [file for file in ready.files if file.path not in damaged]
        with ThreadPoolExecutor(_CONCURRENT_REQUESTS) as threads:
            checksums = threads.map(file_checksum, [file.path for file in rest])
            damaged |= {
                file.path for file, found in zip(rest, checksums, strict=True) if file.checksum not in (None, found)
            }
    return sorted(damaged)


def _damaged_file_failure(path: str, error: NewsbeamError, run_id: str) -> Failure:
    ref = RecordRef(uri=path, media_type=_PARQUET)
    rejected = Rejected(stage="write", reason="write_error", error=describe(error), ref=ref)
    return failure(rejected, run_id=run_id, failed_at=datetime.now(UTC))
