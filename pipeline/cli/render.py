"""Output of commands for people: the summary of a run, what a check has found."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.printable import printable
from pipeline.shell import shell_command

if TYPE_CHECKING:  # importing these takes seconds (Beam, spaCy)
    from pipeline.repair.damage import Damage, UnreadChunk
    from pipeline.run.run import Summary

_SHOWN = 5
"""Counts that a breakdown shows."""

_SHOWN_INPUTS = 3
"""Inputs that are named of a chunk."""


def show_summary(summary: "Summary", console: Console) -> None:
    """Print the counts of a run, and its failures by reason."""
    from pipeline.accounting import RunCounts  # imports Beam
    from transforms.metrics import (
        ARTICLES_OUTSIDE_PERIOD,
        MILLISECONDS,
        RECORDS_READ,
        REUSED_ARTICLES,
        SKIPPED_RECORDS,
    )

    run = summary.run
    if run is None:
        reason = f"all {summary.skipped} inputs are done already; --reprocess takes them again"
        console.print(f"nothing to do: {reason if summary.skipped else 'there is no input'}")
        return
    counts = RunCounts.of(run.counters)
    table = Table(title=escape(printable(summary.output)), title_justify="left", show_header=False, box=None)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True, style="dim")
    table.add_row("records read", f"{run.records_read:,}", _breakdown(counts.with_prefix(RECORDS_READ.name)))
    if skipped := counts.with_prefix(SKIPPED_RECORDS.name):
        table.add_row("skipped", f"{sum(skipped.values()):,}", _breakdown(skipped))
    for name in ("articles", "entities", "quotes", "events", "incidents", "stories"):
        table.add_row(name, f"{counts.total(name):,}", _breakdown(counts.with_prefix(name)))
    optional = {
        "read already": counts.total(REUSED_ARTICLES.name),
        "repeats": run.repeats,
        "outside --since/--until": counts.total(ARTICLES_OUTSIDE_PERIOD.name),
        "inputs done already": summary.skipped,
    }
    for name, count in optional.items():
        if count:
            table.add_row(name, f"{count:,}")
    table.add_row("failures", f"{run.failures:,}", style="red" if run.failures else "")
    for failed in sorted(run.failures_by_reason, key=lambda reason: (-reason.count, reason.reason)):
        table.add_row(f"  {failed.reason}", f"{failed.count:,}", style="red")
    seconds = {
        name.partition(".")[0]: value // 1000
        for name, value in summary.work.items()
        if name.endswith(MILLISECONDS.name)
    }
    table.add_row(
        "seconds", f"{summary.seconds:,.0f}", _breakdown({step: value for step, value in seconds.items() if value})
    )
    console.print(table)
    if not summary.output.startswith("bq://"):
        query = shell_command("query", summary.output, "SELECT event_type, sentence FROM events LIMIT 5")
        report = shell_command("report", summary.output, "-o", "report.html")
        console.print(f" look at it:\n  {query}\n  {report}", markup=False, highlight=False, soft_wrap=True)


def _breakdown(counts: dict[str, int]) -> str:
    """The greatest of some counts, with their names."""
    ordered = sorted(counts.items(), key=lambda count: (-count[1], count[0]))
    shown = [f"{name} {count:,}" for name, count in ordered[:_SHOWN]]
    return ", ".join(shown) + (", …" if len(ordered) > _SHOWN else "")


def show_damage(damage: "Damage", folder: str, *, repaired: bool) -> None:
    """Print what is damaged in an output folder, a line each, and what to do.

    Args:
        damage: As found.
        folder: As the user named it.
        repaired: Whether it has been repaired since.
    """
    for line in _damage_lines(damage, folder, repaired=repaired):
        typer.echo(printable(line))


def _damage_lines(damage: "Damage", folder: str, *, repaired: bool) -> Iterator[str]:
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
        yield f"to be read again: {_describe_chunk(chunk)}"
        for uri in chunk.unavailable:
            yield f"lost: {uri} is gone or has changed; restore it and run the same command, or its rows stay missing"
    for what in damage.leftovers:
        yield f"note: {what}"
    yield f"{damage.files:,} files of {len(damage.manifests):,} commits, {damage.bytes:,} bytes: {_verdict(damage)}"
    if damage.count and not repaired:
        yield f"to repair: {shell_command('check', '--repair', folder)}"
    elif damage.unread:
        yield f"to read again what is missing: the same {shell_command('run', '...', '--output', folder)} as before"


def _verdict(damage: "Damage") -> str:
    if damage.count:
        return f"{damage.count:,} damaged"
    return "whole, but rows are missing" if damage.unread else "whole"


def _describe_chunk(chunk: "UnreadChunk") -> str:
    uris = sorted({part.uri for part in chunk.ranges})
    inputs = ", ".join(uris[:_SHOWN_INPUTS]) + (
        f" and {len(uris) - _SHOWN_INPUTS:,} more" if len(uris) > _SHOWN_INPUTS else ""
    )
    equal = "the rows will be the same" if chunk.is_repeatable else "rows may differ: its plan or newsbeam's is another"
    return f"{inputs or 'inputs that are not known'} (run {chunk.run_id}; {equal})"
