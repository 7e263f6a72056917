"""Repairs an output folder: damaged files are set aside, and the next run of the same inputs reads them again.

A repair is a commit: it withdraws the damaged files and reopens their chunks. It may be interrupted, and what is whole
stays readable. Rows that are in the manifests too are written again at once.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from pipeline.accounting import RunCounts
from pipeline.files import OUTPUT_MARKER, sync, write_atomically
from pipeline.outputs.folder.ledger import MARKER, Ledger
from pipeline.outputs.folder.manifest import Manifest, PartRef, done_commits, encode_manifest
from pipeline.outputs.folder.views import create_views
from pipeline.repair.damage import Damage, DamagedManifest, DamagedPart
from pipeline.version import code_version


def repair(ledger: Ledger, damage: Damage) -> None:
    """Repair what a check has found; can be repeated if it is interrupted.

    Args:
        ledger: Of the folder, locked for writing.
        damage: What is damaged.
    """
    ledger.commits.mkdir(exist_ok=True)
    with ledger.locking_commits():
        if damage.marker:
            write_atomically(ledger.output / OUTPUT_MARKER, MARKER)
        for damaged in damage.damaged_manifests:
            _replace_manifest(ledger, damaged)
        by_run: dict[str, list[DamagedPart]] = defaultdict(list)
        for part in damage.parts:
            by_run[part.manifest.run.run_id].append(part)
        for run_id, parts in by_run.items():
            ledger.append(_withdrawal(ledger, run_id, parts))
        for path in (*(one.part.path for one in damage.parts), *(one.file.path for one in damage.plans)):
            _set_aside(ledger, ledger.output / path)
        if damage.damaged_manifests:  # what they listed is not deleted as a leftover
            for leftover in list(ledger.unlisted_files()):
                _set_aside(ledger, leftover)
    for run_id in {chunk.run_id for chunk in damage.unread if chunk.is_repeatable}:
        _resume(ledger, run_id)
    ledger.sweep(code_version())
    create_views(ledger)


def _replace_manifest(ledger: Ledger, damaged: DamagedManifest) -> None:
    """Put a manifest in the place of a damaged one that reopens what it may have committed, if its run is known.

    The run keeps the number of its first commit, which decides which of two revisions of an article is newer.
    """
    path = ledger.manifest_path(damaged.number)
    if damaged.plan is None:
        _set_aside(ledger, path)
        return
    manifest = Manifest(
        number=damaged.number,
        run=damaged.plan.run,
        chunk="",
        committed_at=datetime.now(UTC),
        counts=RunCounts(),
        parts={},
        reopened=damaged.chunks,
    )
    if path.exists():
        shutil.copyfile(path, _set_aside_target(ledger, path))
    write_atomically(path, encode_manifest(manifest))


def _withdrawal(ledger: Ledger, run_id: str, damaged: Iterable[DamagedPart]) -> Manifest:
    """The commit that withdraws damaged files of a run."""
    manifests = ledger.manifests()
    newest = [one for one in manifests if one.run.run_id == run_id][-1]
    reopened = sorted({one.reopens[1] for one in damaged if one.reopens})
    done = [one for one in done_commits(manifests) if one.run.run_id == run_id and one.chunk not in reopened]
    counts = sum((one.counts for one in done), RunCounts())
    run = replace(newest.run, status="running", finished_at=None, **counts.columns()) if reopened else newest.run
    inputs: tuple[PartRef, ...] = ()
    for one in damaged:
        if one.table == "inputs":
            inputs += ledger.write("inputs", run_id, one.manifest.inputs)
    return Manifest(
        number=manifests[-1].number + 1,
        run=run,
        chunk="",
        committed_at=datetime.now(UTC),
        counts=RunCounts(),
        parts={"runs": ledger.write("runs", run_id, [run]), **({"inputs": inputs} if inputs else {})},
        plan=newest.plan,
        withdrawn=tuple(one.part.path for one in damaged),
        reopened=tuple(reopened),
    )


def _resume(ledger: Ledger, run_id: str) -> None:
    """Put the plan of a run back into its workspace, as if the run had been interrupted."""
    if not Path(ledger.workspace(run_id).file("plan.json")).exists():
        ledger.restore_plan(run_id)


def _set_aside(ledger: Ledger, path: Path) -> None:
    """Move a damaged file; of one that is missing leave an empty file, which says that this is known."""
    target = _set_aside_target(ledger, path)
    try:
        path.rename(target)
    except FileNotFoundError:
        target.touch()
    else:
        sync(path.parent)
    sync(target.parent)


def _set_aside_target(ledger: Ledger, path: Path) -> Path:
    """Where a file is set aside: a path that does not exist yet, in a folder that does."""
    wanted = ledger.set_aside_path(path)
    wanted.parent.mkdir(parents=True, exist_ok=True)
    names = (wanted if number == 0 else wanted.with_name(f"{wanted.name}.{number}") for number in count())
    return next(name for name in names if not name.exists())
