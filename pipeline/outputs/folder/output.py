"""A folder as output: Parquet files, committed by a manifest per chunk, read through DuckDB views."""

from collections.abc import Sequence

import apache_beam as beam
import msgspec

from pipeline.files import MESSAGES_FOLDER, entries
from pipeline.outputs.base import Committed, CommittedRanges
from pipeline.outputs.folder import views
from pipeline.outputs.folder.articles import FolderArticles
from pipeline.outputs.folder.history import ReadFiles
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.link_history import FolderLinkHistory, ReadRun
from pipeline.outputs.folder.manifest import committed_runs, current_commits, done_commits
from pipeline.outputs.folder.query import open_tables
from schemas.flow.record import InputRange
from schemas.rows.failure import Failure
from schemas.rows.run import Run
from transforms.link.history import LinkHistory


class FolderOutput(Ledger):
    """See `pipeline.outputs.base.Output`."""

    is_chunked = True

    def __str__(self) -> str:
        return str(self.output)

    def committed(self, options: str, code_version: str, uris: Sequence[str]) -> Committed:
        manifests = self.manifests()
        ranges: CommittedRanges = {}
        for manifest in done_commits(manifests):
            if (manifest.run.options, manifest.run.code_version) == (options, code_version):
                for row in manifest.inputs:
                    ranges.setdefault((row.uri, row.fingerprint), []).append((row.range_start, row.range_end))
        begun = frozenset(manifest.run.run_id for manifest in manifests)
        return Committed(finished=committed_runs(manifests), begun=begun, ranges=ranges)

    def snapshot(self) -> tuple[str, ...]:
        return tuple(sorted(committed_runs(self.manifests())))

    def earlier(self, snapshot: tuple[str, ...]) -> beam.PTransform | None:
        files = self.files("articles", snapshot)
        return ReadFiles(files) if files else None

    def earlier_articles(self, snapshot: tuple[str, ...], run: Run) -> FolderArticles | None:
        commits: dict[str, int] = {}
        files, same_runs = [], set()
        for manifest in current_commits(self.manifests()):
            other = manifest.run
            if other.run_id in snapshot and other.status != "failed":
                number = commits.setdefault(other.run_id, manifest.number)
                files += [(str(self.output / part.path), number) for part in manifest.parts.get("articles", ())]
                if (other.code_version, other.model) == (run.code_version, run.model):
                    same_runs.add(other.run_id)
        return FolderArticles(tuple(files), str(self.output), frozenset(same_runs)) if files else None

    def link_history(self, snapshot: tuple[str, ...]) -> LinkHistory | None:
        return FolderLinkHistory(str(self.output), snapshot) if self.files("articles", snapshot) else None

    def committed_articles(self, run_id: str) -> beam.PTransform | None:
        return ReadRun(str(self.output), run_id)

    def unfinished(self) -> list[str]:
        return sorted(folder.name for folder in entries(self.output / "_staging"))

    def open_failures(
        self, run_id: str, ranges: Sequence[InputRange], retried: Sequence[str] | None = None
    ) -> list[Failure]:
        if not any(one.parts.get("failures") for one in self.manifests() if one.run.run_id != run_id):
            return []
        by_uri: dict[str, list[tuple[int, int]]] = {}
        for part in ranges:
            by_uri.setdefault(part.uri, []).append((part.start, part.end))
        with open_tables(self) as connection:
            # The payload of a resolved failure is never read; loading those of a large file would fill the memory.
            column, wanted = ("record.uri", sorted(by_uri)) if retried is None else ("failure_id", retried)
            query = (
                f"SELECT * REPLACE (NULL AS payload) FROM failures WHERE {column} IN (SELECT unnest(?)) AND run_id <> ?"
            )
            rows = connection.sql(query, params=[list(wanted), run_id]).to_arrow_table().to_pylist()
        failures = [msgspec.convert(row, Failure) for row in rows]
        if retried is not None:
            return failures
        return [failure for failure in failures if _is_in_ranges(failure, by_uri[failure.record.uri])]

    def messages_folder(self) -> str:
        return str(self.output / MESSAGES_FOLDER)

    def table_folder(self, table: str, run_id: str, attempt: str) -> str:
        if table == "inputs":  # the commit writes these rows again, with the time of the commit
            return self.workspace(run_id).file(attempt, table)
        return str(self.run_folder(table, run_id))

    def begin(self, run: Run) -> None:
        self.check_sizes()
        self.sweep(run.code_version)
        if (self.output / views.VIEWS_FILE).exists() and views.check_views(self):
            views.create_views(self)  # in a folder that was moved they read the original's files

    def resume(self, run: Run) -> frozenset[str]:
        done = done_commits(self.manifests())
        return frozenset(manifest.chunk for manifest in done if manifest.run.run_id == run.run_id)

    def fail(self, run_id: str) -> None:
        self.publish()  # a run that ended with its failures has committed its row with them

    def publish(self) -> None:
        self.check_sizes()
        views.create_views(self)

    def result(self, run_id: str) -> Run:
        return next(manifest.run for manifest in reversed(self.manifests()) if manifest.run.run_id == run_id)


def _is_in_ranges(failure: Failure, ranges: Sequence[tuple[int, int]]) -> bool:
    offset = failure.record.offset or 0
    return len(ranges) == 1 or any(start <= offset < max(end, 1) for start, end in ranges)
