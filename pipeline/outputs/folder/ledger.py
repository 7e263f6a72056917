"""The ledger of an output folder: what is committed, by which run, and which process may write.

    OUTPUT/_newsbeam.json         marks the folder as newsbeam's output
    OUTPUT/_lock                  locked by the writer; the kernel releases it when the process dies
    OUTPUT/_commits/<number>.json one manifest per commit: the files and input ranges it adds
    OUTPUT/_plans/<run_id>.json   the plan of a run, from which damaged rows can be read again
    OUTPUT/_staging/<run_id>/     the workspace of a run, until it is committed
    OUTPUT/_messages/             messages of a stream, of which rows were read
    OUTPUT/_retried/              payloads of failures, of which rows were read when their inputs were gone
    OUTPUT/_damaged/              what a repair has set aside, under the same paths
    OUTPUT/<table>/run=<run_id>/  files of a table; readers ignore those that no manifest lists

A commit is the atomic creation of its manifest under the next number, when all that it lists is on disk.
"""

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from pipeline.accounting import RunCounts
from pipeline.errors import NewsbeamError, OptionError
from pipeline.files import OUTPUT_MARKER, Workspace, entries, read_file, sync, write_atomically, write_file
from pipeline.outputs.folder.manifest import (
    FileRef,
    Manifest,
    ManifestError,
    PartRef,
    current_commits,
    decode_manifest,
    done_commits,
    encode_manifest,
)
from pipeline.outputs.folder.views_record import read_record
from pipeline.outputs.ready import Ready
from pipeline.shell import shell_command
from pipeline.storage_errors import storage_error
from schemas.flow.table_file import TableFile
from schemas.ids import checksum
from schemas.rows.run import Input, Run
from schemas.tables import TABLES

MARKER = msgspec.json.format(msgspec.json.encode({"format": 1, "what": "tables written by newsbeam"}))
"""The content of the file that marks the folder as newsbeam's output."""

_KNOWN_MANIFESTS = 4_096
"""Manifests that are remembered as decoded: some kilobytes each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlannedRun:
    """The part of a plan that says which code it was made by."""

    run: Run


class Ledger:
    """The commits of an output folder.

    Args:
        output: The folder.
    """

    def __init__(self, output: str | Path) -> None:
        self.output = Path(output).absolute()
        self.commits = self.output / "_commits"
        self._option = f"--output {str(self.output)!r}"

    def prepare(self) -> None:
        """Create the folder, or check that it is an output of newsbeam.

        Raises:
            OptionError: It is a file, contains foreign files, or cannot be written to.
            NewsbeamError: Its disk cannot be written to.
        """
        marker = self.output / OUTPUT_MARKER
        if "?" in str(self.output):
            raise OptionError(f"{self._option}: wanted a path without '?', which DuckDB cannot open")
        if self.output.exists() and not self.output.is_dir():
            raise OptionError(f"{self._option}: got a file, wanted a folder")
        if self.commits.exists() or marker.exists():
            self.commit_numbers()  # without a manifest, the files that it lists would be taken for leftovers
        if not marker.exists() and entries(self.commits, "*.json"):
            raise self.damage_error(marker, "the file that marks an output of newsbeam is missing")
        if not marker.exists() and self.output.exists() and any(self._foreign_entries()):
            raise OptionError(
                f"{self._option}: the folder holds something that newsbeam did not write; "
                "wanted a new or empty folder, or one of an earlier run"
            )
        try:
            self.commits.mkdir(parents=True, exist_ok=True)
            if not marker.exists():
                write_atomically(marker, MARKER)
        except OSError as error:
            unusable = OptionError(f"{self._option}: cannot be written to ({error.strerror})")
            raise storage_error(error, str(self.output)) or unusable from error

    def _foreign_entries(self) -> Iterator[Path]:
        """Entries that an output folder without a marker, from a crashed `prepare`, would not contain."""
        return (path for path in self.output.iterdir() if path.name not in {"_lock", "_commits"})

    def check_exists(self) -> None:
        """Raise an `OptionError` unless the folder is an output of newsbeam, if perhaps one without its marker."""
        is_marked = (self.output / OUTPUT_MARKER).exists()
        if not self.output.is_dir() or not (is_marked or entries(self.commits, "*.json")):
            reason = "got no output of newsbeam, wanted a folder that a run has written"
            raise OptionError(f"{str(self.output)!r}: {reason}")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Lock the folder against other writers.

        Raises:
            NewsbeamError: Another process holds the lock.
        """
        with (self.output / "_lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "unknown"
                reason = f"process {holder} is writing there; wait for it or choose another folder"
                raise NewsbeamError(f"{self._option}: {reason}") from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def manifests(self) -> list[Manifest]:
        """The manifests of all commits, in order.

        Raises:
            NewsbeamError: One is damaged or missing.
        """
        return [self.manifest(number) for number in self.commit_numbers()]

    def commit_numbers(self) -> list[int]:
        """The numbers of all commits, in order, without those that a repair has set aside.

        Raises:
            NewsbeamError: One is missing.
        """
        found = self._found_manifests()
        for number in self._expected_commits(found):
            path = self.manifest_path(number)
            if number not in found and not self.set_aside_path(path).exists():
                raise self.damage_error(path, "the manifest of a commit is missing")
        return sorted(found)

    def expected_commits(self) -> range:
        """The numbers of all commits that were ever made, as far as the newest manifest and the views show."""
        return self._expected_commits(self._found_manifests())

    def _expected_commits(self, found: Iterable[int]) -> range:
        shown = (views.commit for views in read_record(self.output))
        return range(1, max(chain(shown, found), default=0) + 1)

    def _found_manifests(self) -> set[int]:
        return {int(file.stem) for file in entries(self.commits, "[0-9]*.json")}

    def manifest(self, number: int) -> Manifest:
        """The manifest of a commit.

        Raises:
            NewsbeamError: It is damaged.
        """
        path = self.manifest_path(number)
        try:
            status = path.stat()
            manifest = _read_manifest(path, (status.st_mtime_ns, status.st_size, status.st_ino))
        except ManifestError as error:
            raise self.damage_error(path, f"the manifest of a commit is damaged ({error})") from error
        if manifest.number != number:
            raise self.damage_error(path, f"got the manifest of commit {manifest.number}")
        return manifest

    def manifest_path(self, number: int) -> Path:
        """The path of a commit's manifest."""
        return self.commits / f"{number:08d}.json"

    def damage_error(self, path: Path, what: str) -> NewsbeamError:
        """An error about a damaged file of the folder."""
        return NewsbeamError(f"{path}: {what}; run: {shell_command('check', '--repair', str(self.output))}")

    def set_aside_path(self, path: Path) -> Path:
        """Where a repair puts a damaged file."""
        return self.output / "_damaged" / path.relative_to(self.output)

    def check_sizes(self) -> None:
        """Check that all files that count exist and have their sizes, which is quick.

        Raises:
            NewsbeamError: Some do not.
        """
        parts = [part for manifest in current_commits(self.manifests()) for part in chain(*manifest.parts.values())]
        if damaged := [part.path for part in parts if not self._has_size(part)]:
            others = f", and so are {len(damaged) - 1} others" if len(damaged) > 1 else ""
            raise self.damage_error(self.output / damaged[0], f"a file of a table is missing or cut off{others}")

    def _has_size(self, part: FileRef) -> bool:
        try:
            size = (self.output / part.path).stat().st_size
        except FileNotFoundError:
            return False
        return size > 0 if part.bytes is None else size == part.bytes

    def files(self, table: str, runs: Collection[str]) -> tuple[str, ...]:
        """Paths of the files of a table that the given runs committed."""
        return tuple(
            str(self.output / part.path)
            for manifest in current_commits(self.manifests())
            if manifest.run.run_id in runs and manifest.run.status != "failed"
            for part in manifest.parts.get(table, ())
        )

    def commit(self, ready: Ready) -> None:
        """Commit a chunk; calling it again has no effect.

        Args:
            ready: What was written. Status `failed` ends the run without its other chunks.

        Raises:
            NewsbeamError: A file to be committed does not exist, or is not what was written.
        """
        run, failed = ready.run, ready.run.status == "failed"
        with self.locking_commits():
            manifests = self.manifests()
            earlier = [manifest for manifest in done_commits(manifests) if manifest.run.run_id == run.run_id]
            chunks = {manifest.chunk for manifest in earlier}
            if not failed and ready.chunk in chunks:
                return
            _sync(ready.files)
            now = datetime.now(UTC)
            if not failed and len(chunks | {ready.chunk}) < ready.chunk_count:
                run = replace(run, status="running")
            counts = RunCounts.of(run.counters)
            run = replace(
                run,
                finished_at=None if run.status == "running" else now,
                **sum((manifest.counts for manifest in earlier), counts).columns(),
            )
            inputs = () if failed else tuple(replace(row, committed_at=now) for row in _read_inputs(ready))
            parts = {
                table: tuple(map(self._part_ref, ready.of(table)))
                for table in TABLES
                if table != "inputs" and ready.of(table)
            }
            manifest = Manifest(
                number=manifests[-1].number + 1 if manifests else 1,
                run=run,
                chunk=ready.chunk,
                committed_at=now,
                counts=counts,
                parts={
                    **parts,
                    "runs": self.write("runs", run.run_id, [run]),
                    "inputs": self.write("inputs", run.run_id, inputs),
                },
                inputs=inputs,
                plan=None if failed else self._keep_plan(run.run_id),
            )
            self.append(manifest)

    def append(self, manifest: Manifest) -> None:
        """Write the manifest of a commit, whose files are on disk; the commits must be locked."""
        write_atomically(self.manifest_path(manifest.number), encode_manifest(manifest))

    def plan_path(self, run_id: str) -> Path:
        """The path of a run's plan, kept for repairs."""
        return self.output / "_plans" / f"{run_id}.json"

    def _keep_plan(self, run_id: str) -> FileRef | None:
        """Copy the plan of a run out of its workspace, where it is deleted when the run is committed."""
        plan = read_file(self.workspace(run_id).file("plan.json"))
        if plan is None:
            return None
        kept = self.plan_path(run_id)
        if not kept.exists() or kept.read_bytes() != plan:
            write_file(str(kept), plan)
        return FileRef(path=str(kept.relative_to(self.output)), bytes=len(plan), checksum=checksum(plan))

    def restore_plan(self, run_id: str) -> None:
        """Put the plan of a run that has commits back into its workspace, if the one that they kept is undamaged."""
        plan = read_file(str(self.plan_path(run_id)))
        listed = {one.plan.checksum for one in self.manifests() if one.plan and one.run.run_id == run_id}
        if plan is not None and (not listed or checksum(plan) in listed):
            write_file(self.workspace(run_id).file("plan.json"), plan)

    def sweep(self, code_version: str) -> None:
        """Delete what crashed runs left behind: files that no manifest lists, and workspaces that nobody will resume.

        Args:
            code_version: Of the running code; runs of other code are never resumed.
        """
        for folder in entries(self.output / "_staging"):
            workspace = self.workspace(folder.name)
            plan = workspace.load("plan.json", _PlannedRun)
            if plan is None or plan.run.code_version != code_version:
                workspace.remove(first="plan.json")
        with self.locking_commits():
            for file in self.unlisted_files():
                file.unlink()

    def unlisted_files(self) -> Iterator[Path]:
        """Files that interrupted runs left: partly written ones, and those of tables that no manifest lists."""
        yield from entries(self.output, ".*newsbeam.*.*")
        yield from (*entries(self.commits, ".*.*"), *entries(self.output / "_plans", ".*.*"))
        listed = {part.path for manifest in self.manifests() for part in chain(*manifest.parts.values())}
        for table in TABLES:
            for file in chain(*map(entries, entries(self.output / table, "run=*"))):
                if str(file.relative_to(self.output)) not in listed:
                    yield file

    @contextmanager
    def locking_commits(self) -> Iterator[None]:
        """Lock the commits: a worker that outlived its launcher may still try to commit."""
        with (self.commits / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def write(self, table: str, run_id: str, rows: Sequence[Any]) -> tuple[PartRef, ...]:
        """Write rows of a table that a commit adds itself."""
        if not rows:
            return ()
        from pipeline.outputs.parquet import write_table_file  # with Beam, which readers need not wait for

        file = write_table_file(table, str(self.run_folder(table, run_id)), rows)
        _sync([file])
        return (self._part_ref(file),)

    def _part_ref(self, file: TableFile) -> PartRef:
        path = str(Path(file.path).relative_to(self.output))
        return PartRef(path=path, rows=file.rows, bytes=file.bytes, checksum=file.checksum)

    def workspace(self, run_id: str) -> Workspace:
        """The workspace of a run."""
        return Workspace(str(self.output / "_staging" / run_id), self._option, "a folder that can be written to")

    def run_folder(self, table: str, run_id: str) -> Path:
        """The folder of a run's files of a table."""
        return self.output / table / f"run={run_id}"


@lru_cache(maxsize=_KNOWN_MANIFESTS)
def _read_manifest(path: Path, state: tuple[int, ...]) -> Manifest:
    """A manifest as it is on disk. A run reads all of them some twenty times, and in a stream they are many.

    Args:
        path: The file.
        state: Tells one content of it from another.
    """
    return decode_manifest(path.read_bytes())


def _read_inputs(ready: Ready) -> list[Input]:
    """Rows of the inputs table that were written, ordered by position."""
    import pyarrow.parquet as pq  # which readers need not wait for

    # `pq.read_table` would import what reads whole datasets.
    rows = [row for file in ready.of("inputs") for row in pq.ParquetFile(file.path).read().to_pylist()]
    inputs: list[Input] = msgspec.convert(rows, list[Input])
    return sorted(inputs, key=lambda row: (row.uri, row.range_start))


def _sync(files: Iterable[TableFile]) -> None:
    """Wait until files and their folders are on disk, so that a manifest never lists what a power failure took.

    Raises:
        NewsbeamError: A file does not exist, or has not the size that was written.
    """
    folders = set()
    for file in files:
        try:
            size = sync(file.path)
        except FileNotFoundError:
            raise NewsbeamError(f"{file.path}: a file to be committed is gone; run the same command again") from None
        if file.bytes not in (None, size):
            reason = f"got {size} bytes of a file to be committed, wanted the {file.bytes} that were written"
            raise NewsbeamError(f"{file.path}: {reason}; run the same command again")
        folders.add(os.path.dirname(file.path))
    for folder in folders:
        sync(folder)
