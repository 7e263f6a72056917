"""`newsbeam retry DIR`: take what failed again."""

import logging
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors
from pipeline.cli.output_folder import open_output
from pipeline.errors import OptionError

EXAMPLES = """
Examples:

  newsbeam retry tables

  newsbeam retry tables --reason html_timeout --seconds 120

  newsbeam retry tables --reason html_memory --memory-mb 4096
"""


def retry(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    reason: Annotated[
        list[str] | None, typer.Option(help="Take only failures of this reason; may be given several times.")
    ] = None,
    seconds: opt.Seconds = None,
    memory_mb: opt.MemoryMb = None,
    model: Annotated[
        str | None,
        typer.Option(help="spaCy model: an installed package or a path; default: that of the run that failed."),
    ] = None,
    workers: opt.Workers = 0,
) -> None:
    """Take the records and articles that failed again, with other limits if asked.

    A record is read at its place or, if its input is gone or has changed, from its payload, which failures keep up to
    64 KiB. Rows of CSV and items of feeds need their input: their payloads alone do not say what they are. What
    succeeds goes to the tables in a run of its own, and its failure is resolved (failures.resolved_by); what fails
    again stays as it is.

    Exit codes: 0 nothing is left that failed, or with --reason nothing that failed for that reason; 3 some of it fails
    again; 4 none does, but some cannot be taken again until its input is restored.
    """
    with report_errors():
        from pipeline.printable import printable
        from pipeline.retry.retry import Outcome
        from pipeline.retry.retry import retry as retry_failures
        from pipeline.shell import shell_command
        from pipeline.storage_errors import explaining_storage_errors
        from schemas.rows.failure import REASONS

        again = shell_command("run", "...", "--reprocess")
        open_output(folder, instead=f"into a dataset read the inputs again: {again}")
        if unknown := sorted({*(reason or ())} - REASONS.keys()):
            raise OptionError(f"--reason {unknown[0]!r}: wanted one of {', '.join(REASONS)}")
        limits = opt.parser_limits(seconds, memory_mb)
        logging.getLogger().setLevel(logging.CRITICAL + 1)  # each error is reported once
        counts: Counter[Outcome] = Counter()
        with explaining_storage_errors(str(folder.absolute())):
            found = retry_failures(
                folder,
                reasons=reason or (),
                limits=limits,
                model=model,
                workers=workers,
            )
            for one in found:
                counts[one.outcome] += 1
                ref = one.failure.record
                where = ref.uri + ("" if ref.offset is None else f" at {ref.offset}")
                why = f" ({one.why})" if one.why else ""
                typer.echo(printable(f"{one.outcome}: {one.failure.stage} {one.failure.reason}: {where}{why}"))
        figures = f"{counts[Outcome.RESOLVED]:,} resolved, {counts[Outcome.FAILED]:,} fail again"
        lost = f", {counts[Outcome.LOST]:,} cannot be taken again: restore their inputs" if counts[Outcome.LOST] else ""
        typer.echo(f"{counts.total():,} failures: {figures}{lost}")
        code = 3 if counts[Outcome.FAILED] else 4 if counts[Outcome.LOST] else 0
    if code:
        raise typer.Exit(code)
