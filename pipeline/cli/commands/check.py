"""`newsbeam check DIR [--repair]`: find damage in an output folder, and repair it."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors
from pipeline.cli.output_folder import open_output
from pipeline.cli.render import show_damage

EXAMPLES = """
Examples:

  newsbeam check tables

  newsbeam check --repair tables
"""


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
        from pipeline.repair.check import check as find_damage
        from pipeline.repair.damage import Severity
        from pipeline.repair.repair import repair as repair_damage

        ledger = open_output(folder, instead="BigQuery itself keeps the files of a dataset whole")
        if not repair:
            damage = find_damage(ledger)
            severity = damage.severity
        else:
            with ledger.writing():
                damage = find_damage(ledger)
                repair_damage(ledger, damage)
            severity = Severity.LOST if damage.severity is Severity.LOST else Severity.WHOLE
        show_damage(damage, str(folder), repaired=repair)
    if severity:
        raise typer.Exit(severity)
