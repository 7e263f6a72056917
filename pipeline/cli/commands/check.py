"""`newsbeam check DIR [--repair]`: find damage in an output folder, and repair it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.exit_codes import report_errors
from pipeline.errors import OptionError

if TYPE_CHECKING:  # importing these takes seconds (Beam)
    from pipeline.repair.damage import Damage, UnreadChunk

_SHOWN = 3
"""Inputs named of a chunk."""


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Set damaged files aside; the next run of the same inputs reads them again."),
    ] = False,
) -> None:
    """Check that every file of an output folder is as it was written.

    Exit codes: 0 whole; 3 damaged, and it can be repaired or read again; 4 an input that has to be read again is gone
    or has changed. With --repair 0 if everything can be had again.
    """
    with report_errors():
        from pipeline.outputs.folder.ledger import Ledger
        from pipeline.repair.check import check as find_damage
        from pipeline.repair.damage import Severity
        from pipeline.repair.repair import repair as repair_damage

        if str(folder).startswith("bq:/"):
            raise OptionError(f"DIR: got {str(folder)!r}, wanted a folder; BigQuery checks its own tables")
        ledger = Ledger(folder)
        ledger.check_exists()
        if not repair:
            damage = find_damage(ledger)
            severity = damage.severity
        else:
            with ledger.writing():
                damage = find_damage(ledger)
                repair_damage(ledger, damage)
            severity = Severity.LOST if damage.severity is Severity.LOST else Severity.WHOLE
        for line in _lines(damage, str(folder), repaired=repair):
            typer.echo(line)
    if severity:
        raise typer.Exit(severity)


def _lines(damage: "Damage", folder: str, *, repaired: bool) -> Iterator[str]:
    for manifest in damage.damaged_manifests:
        known = f"of run {manifest.plan.run.run_id}" if manifest.plan else "; which run it was of is not known"
        yield f"damaged: _commits/{manifest.number:08d}.json: {manifest.fault} (the manifest of a commit{known})"
    for part in damage.parts:
        rows = f"commit {part.manifest.number}, {part.part.rows:,} rows of {part.table}"
        yield f"damaged: {part.part.path}: {part.fault} ({rows})"
    for plan in damage.plans:
        yield f"damaged: {plan.file.path}: {plan.fault} (a plan, which only repairs need)"
    if damage.marker:
        yield f"damaged: _newsbeam.json: {damage.marker}"
    for what in damage.views:
        yield f"damaged: {what}"
    for chunk in damage.unread:
        yield f"to be read again: {_describe(chunk)}"
        for uri in chunk.unavailable:
            yield f"lost: {uri} is gone or has changed; restore it and run the same command, or its rows stay missing"
    for what in damage.leftovers:
        yield f"note: {what}"
    yield f"{damage.files:,} files of {len(damage.manifests):,} commits, {damage.bytes:,} bytes: {_verdict(damage)}"
    if damage.count and not repaired:
        yield f"to repair: newsbeam check --repair {folder}"
    elif damage.unread:
        yield f"to read again what is missing: the same newsbeam run ... --output {folder} as before"


def _verdict(damage: "Damage") -> str:
    if damage.count:
        return f"{damage.count:,} damaged"
    return "whole, but rows are missing" if damage.unread else "whole"


def _describe(chunk: "UnreadChunk") -> str:
    uris = sorted({part.uri for part in chunk.ranges})
    inputs = ", ".join(uris[:_SHOWN]) + (f" and {len(uris) - _SHOWN:,} more" if len(uris) > _SHOWN else "")
    equal = "the rows will be the same" if chunk.is_repeatable else "rows may differ: its plan or newsbeam's is another"
    return f"{inputs or 'inputs that are not known'} (run {chunk.run_id}; {equal})"
