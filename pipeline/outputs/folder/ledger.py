"""The ledger of an output folder: what is committed, by which run, and which process may write.

    OUTPUT/_newsbeam.json         marks the folder as newsbeam's output
    OUTPUT/_lock                  locked by the writer; the kernel releases it when the process dies
    OUTPUT/_commits/<number>.json one manifest per commit: the files and input ranges it adds
    OUTPUT/_staging/<run_id>/     the workspace of a run, until it is committed
    OUTPUT/<table>/run=<run_id>/  files of a table; readers ignore those that no manifest lists

A commit is the atomic creation of its manifest under the next number.
"""

import fcntl
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq

from pipeline.accounting import RunCounts
from pipeline.errors import NewsbeamError, OptionError
from pipeline.files import Workspace, write_atomically
from pipeline.inputs import OUTPUT_MARKER
from pipeline.outputs.base import Ready
from pipeline.outputs.parquet import write_table_file
from schemas.flow.table_file import TableFile
from schemas.rows.run import Input, Run
from schemas.tables import TABLES

MARKER_CONTENT = {"format": 1, "what": "tables written by newsbeam"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRef:
    """A file of a table: its path relative to the output folder, and its number of rows."""

    path: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one commit adds.

    Attributes:
        number: Position of the commit in the ledger, from 1.
        run: The run's row, with the counts of all its commits so far.
        chunk: Name of the chunk.
        counts: The counts of this commit.
        parts: Files by table.
        inputs: Ranges that were read.
    """

    number: int
    run: Run
    chunk: str
    committed_at: datetime
    counts: RunCounts
    parts: dict[str, tuple[PartRef, ...]]
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _PlannedRun:
    """The part of a plan that says which code it was made by."""

    run: Run


def committed_runs(manifests: Iterable[Manifest]) -> frozenset[str]:
    """Ids of the runs that some commits complete."""
    return frozenset(manifest.run.run_id for manifest in manifests if manifest.run.status == "committed")


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
        """
        marker = self.output / OUTPUT_MARKER
        if "?" in str(self.output):
            raise OptionError(f"{self._option}: wanted a path without '?', which DuckDB cannot open")
        if self.output.exists() and not self.output.is_dir():
            raise OptionError(f"{self._option}: got a file, wanted a folder")
        if not marker.exists() and self.output.exists() and any(self._foreign_entries()):
            raise OptionError(
                f"{self._option}: the folder holds something that newsbeam did not write; "
                "wanted a new or empty folder, or one of an earlier run"
            )
        try:
            self.commits.mkdir(parents=True, exist_ok=True)
            if not marker.exists():
                write_atomically(marker, msgspec.json.format(msgspec.json.encode(MARKER_CONTENT)))
        except OSError as error:
            raise OptionError(f"{self._option}: cannot be written to ({error.strerror})") from error

    def _foreign_entries(self) -> Iterator[Path]:
        """Entries that an output folder without a marker, from a crashed `prepare`, would not contain."""
        return (path for path in self.output.iterdir() if path.name not in {"_lock", "_commits"})

    def check_exists(self) -> None:
        """Raise an `OptionError` unless the folder is an output of newsbeam."""
        if not (self.output / OUTPUT_MARKER).exists():
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
        """All commits, in order."""
        files = sorted(self.commits.glob("[0-9]*.json"))
        return [_MANIFEST.decode(file.read_bytes()) for file in files]

    def files(self, table: str, runs: Collection[str]) -> tuple[str, ...]:
        """Paths of the files of a table that the given runs committed."""
        return tuple(
            str(self.output / part.path)
            for manifest in self.manifests()
            if manifest.run.run_id in runs and manifest.run.status != "failed"
            for part in manifest.parts.get(table, ())
        )

    def commit(self, ready: Ready) -> None:
        """Commit a chunk; calling it again has no effect.

        Args:
            ready: What was written. Status `failed` ends the run without its other chunks.

        Raises:
            NewsbeamError: A file to be committed does not exist.
        """
        run, failed = ready.run, ready.run.status == "failed"
        with self._locking_commits():
            manifests = self.manifests()
            earlier = [m for m in manifests if m.run.run_id == run.run_id and m.run.status != "failed"]
            chunks = {manifest.chunk for manifest in earlier}
            if not failed and ready.chunk in chunks:
                return
            missing = [file.path for file in ready.files if not Path(file.path).exists()]
            if missing:
                raise NewsbeamError(f"{missing[0]}: a file to be committed is gone; run the same command again")
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
                    "runs": self._write("runs", run.run_id, [run]),
                    "inputs": self._write("inputs", run.run_id, inputs),
                },
                inputs=inputs,
            )
            write_atomically(self.commits / f"{manifest.number:08d}.json", _encode(manifest))

    def sweep(self, code_version: str) -> None:
        """Delete what crashed runs left behind: files that no manifest lists, and workspaces that nobody will resume.

        Args:
            code_version: Of the running code; runs of other code are never resumed.
        """
        for folder in (self.output / "_staging").glob("*"):
            workspace = self.workspace(folder.name)
            plan = workspace.load("plan.json", _PlannedRun)
            if plan is None or plan.run.code_version != code_version:
                workspace.remove(first="plan.json")
        with self._locking_commits():
            for scratch in (*self.output.glob(".*newsbeam.*.*"), *self.commits.glob(".*.*")):
                scratch.unlink()
            listed = {part.path for manifest in self.manifests() for parts in manifest.parts.values() for part in parts}
            for table in TABLES:
                for file in (self.output / table).glob("run=*/*"):
                    if str(file.relative_to(self.output)) not in listed:
                        file.unlink()

    @contextmanager
    def _locking_commits(self) -> Iterator[None]:
        """Lock the commits: a worker that outlived its launcher may still try to commit."""
        with (self.commits / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, table: str, run_id: str, rows: Sequence[Any]) -> tuple[PartRef, ...]:
        return (self._part_ref(write_table_file(table, str(self.run_folder(table, run_id)), rows)),) if rows else ()

    def _part_ref(self, file: TableFile) -> PartRef:
        return PartRef(path=str(Path(file.path).relative_to(self.output)), rows=file.rows)

    def workspace(self, run_id: str) -> Workspace:
        """The workspace of a run."""
        return Workspace(str(self.output / "_staging" / run_id), self._option, "a folder that can be written to")

    def run_folder(self, table: str, run_id: str) -> Path:
        """The folder of a run's files of a table."""
        return self.output / table / f"run={run_id}"


def _read_inputs(ready: Ready) -> list[Input]:
    """Rows of the inputs table that were written, ordered by position."""
    rows = [row for file in ready.of("inputs") for row in pq.read_table(file.path).to_pylist()]
    inputs: list[Input] = msgspec.convert(rows, list[Input])
    return sorted(inputs, key=lambda row: (row.uri, row.range_start))


_MANIFEST = msgspec.json.Decoder(Manifest)


def _encode(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)
