"""The ledger of a local output: what is committed, by whom, and who may write.

    OUTPUT/_newsbeam.json         marks the folder as newsbeam's
    OUTPUT/_lock                  held by the one writer; the kernel lets go of it when the process dies
    OUTPUT/_commits/<number>.json one manifest a commit: the files and input ranges it adds
    OUTPUT/<table>/run=<run_id>/  files; one that no manifest lists does not exist

A commit is the appearance of its manifest, whole, under the next number.
"""

import fcntl
import os
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import msgspec

from pipeline.accounting import Tally
from pipeline.errors import NewsbeamError, OptionError
from pipeline.inputs import OUTPUT_MARKER
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
class RunInfo:
    """What is known of a run before its first commit; its rows are made from it."""

    run_id: str
    base: str
    started_at: datetime
    runner: str
    code_version: str
    model: str
    options: str
    options_key: str
    chunks: tuple[str, ...]
    banner_snapshot: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What one commit adds."""

    number: int
    run: RunInfo
    chunk: str
    status: str
    committed_at: datetime
    tally: Tally
    parts: dict[str, tuple[PartRef, ...]]
    inputs: tuple[Input, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """What tells of a plan, whoever wrote it, which code it is for."""

    run: RunInfo


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

    def whole(self) -> tuple[str, ...]:
        """Ids of the runs that are committed as a whole, in order of their names."""
        return tuple(sorted({one.run.run_id for one in self.manifests() if one.status == "committed"}))

    def files(self, table: str, runs: Collection[str]) -> tuple[str, ...]:
        """Files of a table that some runs committed."""
        own = (one for one in self.manifests() if one.run.run_id in runs and one.status != "failed")
        return tuple(str(self.output / part.path) for one in own for part in one.parts.get(table, ()))

    def commit(
        self,
        *,
        run: RunInfo,
        chunk: str,
        tally: Tally,
        parts: dict[str, tuple[PartRef, ...]],
        inputs: tuple[Input, ...],
        failed: bool = False,
    ) -> Manifest:
        """Commit a chunk once, however often it is tried.

        Args:
            run: Its run.
            chunk: Names the chunk within the run.
            tally: Its sums.
            parts: Files by table.
            inputs: Ranges it took.
            failed: The run ends here, without its other chunks.

        Returns:
            The manifest, or the one that stands for this chunk already.
        """
        with self._committing():
            known = self.manifests()
            own = [one for one in known if one.run.run_id == run.run_id and one.status != "failed"]
            standing = next((one for one in own if one.chunk == chunk), None)
            if standing is not None and not failed:
                return standing
            missing = [one.path for refs in parts.values() for one in refs if not (self.output / one.path).exists()]
            if missing:
                raise NewsbeamError(f"{missing[0]}: a file to be committed is gone; run the same command again")
            now = datetime.now(UTC)
            done = {one.chunk for one in own} | {chunk}
            status = "failed" if failed else "committed" if done >= set(run.chunks) else "running"
            total = sum((one.tally for one in own), tally)
            row = _run_row(run, total, status=status, finished_at=None if status == "running" else now)
            manifest = Manifest(
                number=known[-1].number + 1 if known else 1,
                run=run,
                chunk=chunk,
                status=status,
                committed_at=now,
                tally=tally,
                parts={
                    **parts,
                    "runs": self._write("runs", run.run_id, Run, [row]),
                    "inputs": self._write("inputs", run.run_id, Input, list(inputs)),
                },
                inputs=inputs,
            )
            write_atomically(self.commits / f"{manifest.number:08d}.json", _encode(manifest))
            return manifest

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
            if not plan.exists() or read_json(plan, _Planned).run.code_version != code_version:
                self.unstage(folder.name)

    @contextmanager
    def _committing(self) -> Iterator[None]:
        """Hold the commits: a worker that outlived its launcher may still try one."""
        with (self.commits / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _write(self, table: str, run_id: str, record: type, rows: list[Run] | list[Input]) -> tuple[PartRef, ...]:
        if not rows:
            return ()
        part = Part(str(self.table_folder(table, run_id)), record)
        part.write(rows)
        part.close()
        return (self.ref(part.path, part.rows),)

    def table_folder(self, table: str, run_id: str) -> Path:
        """Where a run's files of a table lie."""
        return self.output / table / f"run={run_id}"

    def ref(self, path: str, rows: int) -> PartRef:
        """A file as a manifest names it."""
        return PartRef(path=str(Path(path).relative_to(self.output)), rows=rows)

    def staging(self, run_id: str) -> Path:
        """Where a run keeps what is prepared and not yet committed."""
        return self.output / "_staging" / run_id

    def unstage(self, run_id: str) -> None:
        """Take away what a committed run had staged, its plan first: what is left then belongs to nobody."""
        (self.staging(run_id) / "plan.json").unlink(missing_ok=True)
        shutil.rmtree(self.staging(run_id), ignore_errors=True)


def _run_row(run: RunInfo, total: Tally, *, status: str, finished_at: datetime | None) -> Run:
    return Run(
        run_id=run.run_id,
        started_at=run.started_at,
        finished_at=finished_at,
        status=status,
        runner=run.runner,
        code_version=run.code_version,
        model=run.model,
        options=run.options,
        **total.columns(),
        banner_snapshot=run.banner_snapshot,
    )


_MANIFEST = msgspec.json.Decoder(Manifest)


def _encode(manifest: Manifest) -> bytes:
    return msgspec.json.format(msgspec.json.encode(manifest, order="sorted"), indent=1)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all, even when the machine stops."""
    scratch = path.with_name(f".{path.name}.{uuid4().hex}")  # workers on two machines may have one process id
    with scratch.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    scratch.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_json[T](path: Path, kind: type[T]) -> T:
    """A file that `write_atomically` wrote, as what it holds."""
    return msgspec.json.decode(path.read_bytes(), type=kind)
