"""Finds damage in an output folder: every file that a commit lists is as it was written, and no commit is missing."""

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import NewsbeamError
from pipeline.files import OUTPUT_MARKER, entries, file_checksum
from pipeline.inputs import fingerprint_file
from pipeline.outputs.folder.ledger import MARKER, Ledger
from pipeline.outputs.folder.manifest import (
    ChunkKey,
    FileRef,
    Manifest,
    PartRef,
    chunk_commits,
    done_commits,
    listed_commits,
)
from pipeline.outputs.folder.views import check_views
from pipeline.repair.damage import Damage, DamagedManifest, DamagedPart, DamagedPlan, UnreadChunk
from pipeline.run.plan import Plan
from pipeline.version import code_version
from schemas.flow.record import InputRange
from schemas.ids import checksum
from transforms.prepare.read.io.decompress import ReadError

_RUN_FOLDER = re.compile(rb"run=([0-9a-f]{32})/")


def check(ledger: Ledger) -> Damage:
    """Read everything that the commits of a folder list, and compare it with what was written.

    Args:
        ledger: Of the folder; nothing in it is changed.
    """
    manifests, faults = _read_manifests(ledger)
    plans, damaged_plans = _check_plans(ledger, manifests)
    parts = [
        (manifest, table, part)
        for manifest in listed_commits(manifests)
        for table, files in manifest.parts.items()
        for part in files
    ]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # hashing and reading release the interpreter's lock
        part_faults = threads.map(lambda one: _part_fault(ledger.output / one[2].path, one[2]), parts)
        damaged_parts = [
            DamagedPart(manifest=manifest, table=table, part=part, fault=fault)
            for (manifest, table, part), fault in zip(parts, part_faults, strict=True)
            if fault
        ]
    damaged_manifests = [_damaged_manifest(ledger, number, fault, manifests, plans) for number, fault in faults.items()]
    paths = [*entries(ledger.commits, "[0-9]*.json"), *(ledger.output / part.path for _, _, part in parts)]
    sizes = [path.stat().st_size for path in paths if path.exists()]
    return Damage(
        manifests=tuple(manifests),
        damaged_manifests=tuple(damaged_manifests),
        parts=tuple(damaged_parts),
        plans=tuple(damaged_plans),
        views=() if faults else tuple(check_views(ledger)),
        marker=_marker_fault(ledger),
        unread=tuple(_unread_chunks(ledger, manifests, damaged_parts, plans)),
        leftovers=tuple(_leftovers(ledger, can_list=not faults)),
        files=len(sizes),
        bytes=sum(sizes),
    )


def _read_manifests(ledger: Ledger) -> tuple[list[Manifest], dict[int, str]]:
    """The manifests that can be read, and what is wrong with the others, by number."""
    manifests, faults = [], {}
    for number in ledger.expected_commits():
        path = ledger.manifest_path(number)
        if not path.exists():
            if not ledger.set_aside_path(path).exists():
                faults[number] = "missing"
            continue
        try:
            manifests.append(ledger.manifest(number))
        except (NewsbeamError, OSError) as error:
            faults[number] = str(error).removeprefix(f"{path}: ").partition("; run: ")[0]
    return manifests, faults


def file_fault(path: Path, file: FileRef) -> str:
    """How a file differs from what was written; empty if it does not."""
    try:
        size = path.stat().st_size
        if file.bytes not in (None, size):
            return f"has {size:,} bytes, and {file.bytes:,} were written"
        if file.checksum not in (None, file_checksum(str(path))):
            return "its content does not match its checksum"
    except FileNotFoundError:
        return "missing"
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return ""


def _part_fault(path: Path, part: PartRef) -> str:
    if fault := file_fault(path, part):
        return fault
    try:
        with pq.ParquetFile(path) as file:
            rows = file.metadata.num_rows
            if part.checksum is None:  # of an earlier version: readable is all that can be known
                rows = sum(batch.num_rows for batch in file.iter_batches())
    except (pa.ArrowException, OSError) as error:
        return f"cannot be read ({str(error).splitlines()[0]})"
    return "" if rows == part.rows else f"has {rows:,} rows, and {part.rows:,} were counted"


def _check_plans(ledger: Ledger, manifests: Iterable[Manifest]) -> tuple[dict[str, Plan], list[DamagedPlan]]:
    """The plans that runs have left for repairs, by run, and those that are damaged."""
    listed = {manifest.plan.path: manifest.plan for manifest in manifests if manifest.plan is not None}
    damaged = [
        DamagedPlan(file=file, fault=fault)
        for path, file in listed.items()
        if (fault := file_fault(full := ledger.output / path, file))
        and (full.exists() or not ledger.set_aside_path(full).exists())  # one set aside may have been put back since
    ]
    plans = {}
    for path in entries(ledger.plan_path("").parent, "[!.]*.json"):
        relative = str(path.relative_to(ledger.output))
        content = path.read_bytes()
        if relative not in listed or checksum(content) == listed[relative].checksum:
            try:
                plans[path.stem] = msgspec.json.decode(content, type=Plan)
            except msgspec.MsgspecError:  # of another version
                continue
    return plans, damaged


def _damaged_manifest(
    ledger: Ledger, number: int, fault: str, manifests: Iterable[Manifest], plans: dict[str, Plan]
) -> DamagedManifest:
    path = ledger.manifest_path(number)
    known = chunk_commits(manifests)
    missing = {
        run_id: tuple(chunk.name for chunk in plan.chunks if (run_id, chunk.name) not in known)
        for run_id, plan in plans.items()
    }
    found = Counter(_RUN_FOLDER.findall(path.read_bytes() if path.exists() else b""))
    candidates = [run_id.decode() for run_id, _ in found.most_common(1)] or [run for run in missing if missing[run]]
    run_id = candidates[0] if len(candidates) == 1 else ""
    return DamagedManifest(number=number, fault=fault, plan=plans.get(run_id), chunks=missing.get(run_id, ()))


def _marker_fault(ledger: Ledger) -> str:
    marker = ledger.output / OUTPUT_MARKER
    if not marker.is_file():
        return "missing"
    return "" if marker.read_bytes() == MARKER else "its content is not what newsbeam writes"


def _unread_chunks(
    ledger: Ledger, manifests: list[Manifest], damaged_parts: Iterable[DamagedPart], plans: dict[str, Plan]
) -> Iterator[UnreadChunk]:
    known = chunk_commits(manifests)
    reopened = {key for key, commit in known.items() if commit is None}
    # Of a run that began to commit and has no workspace to go on from: its other commits are lost.
    lost = {
        (run_id, chunk.name)
        for run_id, plan in plans.items()
        if not Path(ledger.workspace(run_id).file("plan.json")).exists()
        for chunk in plan.chunks
        if (run_id, chunk.name) not in known
    }
    damaged = {part.reopens for part in damaged_parts if part.reopens is not None}
    covered = {
        (row.uri, row.fingerprint, row.range_start, row.range_end)
        for manifest in done_commits(manifests)
        if (manifest.run.run_id, manifest.chunk) not in damaged
        for row in manifest.inputs
    }
    unavailable: dict[tuple[str, str], bool] = {}
    for run_id, name in sorted(reopened | lost | damaged):
        plan = plans.get(run_id)
        ranges = _ranges_of((run_id, name), plan, manifests)
        if ranges and all((part.uri, part.fingerprint, part.start, part.end) in covered for part in ranges):
            continue
        for key in {(part.uri, part.fingerprint) for part in ranges} - unavailable.keys():
            unavailable[key] = not _is_available(*key)
        yield UnreadChunk(
            run_id=run_id,
            chunk=name,
            ranges=ranges,
            unavailable=tuple(sorted({part.uri for part in ranges if unavailable[part.uri, part.fingerprint]})),
            is_repeatable=plan is not None and plan.run.code_version == code_version(),
        )


def _ranges_of(key: ChunkKey, plan: Plan | None, manifests: Iterable[Manifest]) -> tuple[InputRange, ...]:
    if plan is not None:
        return next((chunk.ranges for chunk in plan.chunks if chunk.name == key[1]), ())
    rows = chain(*(manifest.inputs for manifest in manifests if (manifest.run.run_id, manifest.chunk) == key))
    return tuple(
        InputRange(uri=row.uri, start=row.range_start, end=row.range_end, format="", fingerprint=row.fingerprint)
        for row in rows
    )


def _is_available(uri: str, fingerprint: str) -> bool:
    try:
        return fingerprint_file(uri) == fingerprint
    except ReadError:
        return False


def _leftovers(ledger: Ledger, *, can_list: bool) -> Iterator[str]:
    for workspace in entries(ledger.output / "_staging"):
        yield f"_staging/{workspace.name}: the workspace of a run that has not finished; the same command goes on"
    unlisted = [path.stat().st_size for path in ledger.unlisted_files()] if can_list else []
    if unlisted:
        yield f"{len(unlisted)} files of interrupted runs, {sum(unlisted):,} bytes; the next run deletes them"
    set_aside = [path.stat().st_size for path in (ledger.output / "_damaged").rglob("*") if path.is_file()]
    if set_aside:
        yield f"_damaged: {len(set_aside)} files that a repair has set aside, {sum(set_aside):,} bytes; yours to delete"
