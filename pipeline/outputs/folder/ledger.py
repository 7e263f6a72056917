"""The ledger of an output folder: what is committed, by which run, and who may write.

    OUTPUT/_newsbeam.json         marks the folder as newsbeam's
    OUTPUT/_lock                  held by the one writer; the kernel releases it when the process dies
    OUTPUT/_commits/<number>.json one manifest a commit: the files and input ranges it adds
    OUTPUT/_staging/<run_id>/     what a run keeps until it is committed
    OUTPUT/<table>/run=<run_id>/  files; one that no manifest lists does not exist

A commit is the appearance of its manifest, whole, under the next number.
"""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq

from pipeline.accounting import RunCounts
from pipeline.errors import NewsbeamError, OptionError
from pipeline.files import write_atomically
from pipeline.inputs import OUTPUT_MARKER
from pipeline.outputs.base import Ready
from schemas.rows.run import Input, Run
from schemas.tables import TABLES
from transforms.parquet_writer import Part

MARK = {"format": 1, "what": "tables written by newsbeam"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRef:
    """A file of a table: its path within the output, and its rows."""

    path: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one commit adds.

    Attributes:
        number: Of the commit, from 1.
        run: The run's row with the counts of everything it has committed so far.
        chunk: Name of the chunk, `failed` where the run ended with its failures only.
        counts: Of this commit.
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
class _Planned:
    """The part of a plan that tells which code it is for."""

    run: Run


class Ledger:
    """The commits of an output folder.

    Args:
        output: The folder.
    """

    def __init__(self, output: str | Path) -> None:
        self.output = Path(output).absolute()
        self.commits = self.output / "_commits"

    def prepare(self) -> None:
        """Make the folder newsbeam's own, or find that it is.

        Raises:
            OptionError: It is a file, holds something else, or cannot be written to.
        """
        mark = self.output / OUTPUT_MARKER
        if "?" in str(self.output):
            raise OptionError(f"--output {str(self.output)!r}: wanted a path without '?', which DuckDB cannot open")
        if self.output.exists() and not self.output.is_dir():
            raise OptionError(f"--output {str(self.output)!r}: got a file, wanted a folder")
        if not mark.exists() and self.output.exists() and any(self._others()):
            raise OptionError(
                f"--output {str(self.output)!r}: the folder holds something that newsbeam did not write; "
                "wanted a new or empty folder, or one of an earlier run"
            )
        try:
            self.commits.mkdir(parents=True, exist_ok=True)
            if not mark.exists():
                write_atomically(mark, msgspec.json.format(msgspec.json.encode(MARK)))
        except OSError as error:
            raise OptionError(f"--output {str(self.output)!r}: cannot be written to ({error.strerror})") from error

    def _others(self) -> Iterator[Path]:
        """What a half-made folder of ours would not hold."""
        return (path for path in self.output.iterdir() if path.name not in {"_lock", "_commits"})

    def require(self) -> None:
        """Find that the folder is newsbeam's.

        Raises:
            OptionError: It is not.
        """
        if not (self.output / OUTPUT_MARKER).exists():
            raise OptionError(
                f"{str(self.output)!r}: got no output of newsbeam, wanted a folder that a run has written"
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder as its one writer.

        Raises:
            NewsbeamError: Another process does.
        """
        with (self.output / "_lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "unknown"
                raise NewsbeamError(
                    f"--output {str(self.output)!r}: process {holder} is writing there; "
                    "wait for it or choose another folder"
                ) from None
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            yield

    def manifests(self) -> list[Manifest]:
        """Every commit, in order."""
        files = sorted(self.commits.glob("[0-9]*.json"))
        return [_MANIFEST.decode(file.read_bytes()) for file in files]

    def committed_runs(self) -> tuple[str, ...]:
        """Ids of the runs that are committed as a whole, sorted."""
        return tuple(sorted({one.run.run_id for one in self.manifests() if one.run.status == "committed"}))

    def files(self, table: str, runs: Collection[str]) -> tuple[str, ...]:
        """Files of a table that some runs committed."""
        own = (one for one in self.manifests() if one.run.run_id in runs and one.run.status != "failed")
        return tuple(str(self.output / part.path) for one in own for part in one.parts.get(table, ()))

    def commit(self, ready: Ready) -> None:
        """Commit a chunk, exactly once however often this is called.

        Args:
            ready: What was written. One with status `failed` ends its run without the other chunks.

        Raises:
            NewsbeamError: A file to be committed does not exist.
        """
        run, failed = ready.run, ready.run.status == "failed"
        with self._committing():
            manifests = self.manifests()
            earlier = [one for one in manifests if one.run.run_id == run.run_id and one.run.status != "failed"]
            if not failed and any(one.chunk == ready.chunk for one in earlier):
                return
            missing = [file.path for file in ready.files if not Path(file.path).exists()]
            if missing:
                raise NewsbeamError(f"{missing[0]}: a file to be committed is gone; run the same command again")
            now = datetime.now(UTC)
            if not failed and len({ready.chunk, *(one.chunk for one in earlier)}) < ready.chunk_count:
                run = replace(run, status="running")
            counts = RunCounts.of(run.counters)
            run = replace(
                run,
                finished_at=None if run.status == "running" else now,
                **sum((one.counts for one in earlier), counts).columns(),
            )
            inputs = () if failed else tuple(replace(one, committed_at=now) for one in _read_inputs(ready))
            parts = {
                table: tuple(self.ref(file.path, file.rows) for file in ready.of(table))
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
        """Take away what nobody will ask for: files that no manifest lists, and what killed runs left half written.

        Args:
            code_version: The one that runs now; what another has staged is never gone on with.
        """
        self._sweep_staging(code_version)
        with self._committing():
            for scratch in (*self.output.glob(".*newsbeam.*.*"), *self.commits.glob(".*.*")):
                scratch.unlink()
            listed = {one.path for manifest in self.manifests() for refs in manifest.parts.values() for one in refs}
            for table in TABLES:
                for file in (self.output / table).glob("run=*/*"):
                    if str(file.relative_to(self.output)) not in listed:
                        file.unlink()

    def _sweep_staging(self, code_version: str) -> None:
        for folder in (self.output / "_staging").glob("*"):
            plan = folder / "plan.json"
            if not plan.exists() or _code_of(plan) != code_version:
                self.unstage(folder.name)

    @contextmanager
    def _committing(self) -> Iterator[None]:
        """Hold the commits: a worker that outlived its launcher may still try one."""
        with (self.commits / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, table: str, run_id: str, rows: Sequence[Any]) -> tuple[PartRef, ...]:
        if not rows:
            return ()
        part = Part(str(self.run_folder(table, run_id)), TABLES[table].record)
        part.write(rows)
        part.close()
        return (self.ref(part.path, part.rows),)

    def run_folder(self, table: str, run_id: str) -> Path:
        """Where a run's files of a table are."""
        return self.output / table / f"run={run_id}"

    def ref(self, path: str, rows: int) -> PartRef:
        """A file as a manifest names it."""
        return PartRef(path=str(Path(path).relative_to(self.output)), rows=rows)

    def staging(self, run_id: str) -> Path:
        """Where a run keeps what it has prepared and not committed."""
        return self.output / "_staging" / run_id

    def unstage(self, run_id: str) -> None:
        """Delete what a committed run had staged, its plan first: without a plan the rest belongs to no run."""
        (self.staging(run_id) / "plan.json").unlink(missing_ok=True)
        shutil.rmtree(self.staging(run_id), ignore_errors=True)


def _read_inputs(ready: Ready) -> list[Input]:
    """The ranges that were read, with their counts, in order."""
    rows = [row for file in ready.of("inputs") for row in pq.read_table(file.path).to_pylist()]
    inputs: list[Input] = msgspec.convert(rows, list[Input])
    return sorted(inputs, key=lambda one: (one.uri, one.range_start))


def _code_of(plan: Path) -> str:
    return msgspec.json.decode(plan.read_bytes(), type=_Planned).run.code_version


_MANIFEST = msgspec.json.Decoder(Manifest)


def _encode(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)
