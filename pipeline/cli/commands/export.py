"""`newsbeam export DIR --format FORMAT -o FILE`: the tables in the formats of other data sets on events."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.page_file import STANDARD_OUTPUT, check_page_path
from pipeline.errors import OptionError

EXAMPLES = """
Examples:

  newsbeam export tables --format geojson -o incidents.geojson

  newsbeam export tables --format gdelt -o events.tsv --since 2024-11-01 --until 2024-11-30

  newsbeam export tables --format acled -o incidents.csv

  newsbeam export --columns gdelt        (what each column is from)
"""

_OPTION = "--output"


class ExportFormat(StrEnum):
    """Whose columns a file has."""

    GEOJSON = "geojson"
    GDELT = "gdelt"
    ACLED = "acled"


def export(
    folder: Annotated[str | None, typer.Argument(metavar="DIR", help="An output folder.")] = None,
    form: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="Incidents as points or as ACLED's, events as GDELT's."),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            _OPTION, "-o", metavar="FILE", help="The file; with tabs if it ends in .tsv; - is standard output."
        ),
    ] = None,
    since: opt.Since = None,
    until: opt.Until = None,
    columns: Annotated[
        ExportFormat | None, typer.Option(help="Print what each column of a format is from, and write nothing.")
    ] = None,
) -> None:
    """Write the tables in a format that other tools read: GeoJSON, or the columns of GDELT or ACLED.

    Codes of theirs are filled where newsbeam's types decide them, and empty otherwise.
    """
    with report_errors():
        from pipeline.export.layouts import LAYOUTS

        if columns is not None:
            typer.echo(LAYOUTS[columns].markdown().rstrip("\n"))
            return
        if folder is None:
            raise OptionError("DIR: got none, wanted an output folder")
        if form is None:
            raise OptionError(f"--format: got none, wanted one of {', '.join(LAYOUTS)}")
        if output is None:
            raise OptionError(f"{_OPTION}: got none, wanted a file, or - for standard output")
        if folder.startswith("bq:/"):
            raise OptionError(f"DIR: got {folder!r}, wanted an output folder; a dataset has exports of its own")
        if "://" in output:
            raise OptionError(f"{_OPTION}: got {output!r}, wanted a file on this machine, or - for standard output")
        check_page_path(output, folder, option=_OPTION)
        from pipeline.export.export import export_rows
        from pipeline.files import replacing
        from pipeline.options import check_period
        from pipeline.outputs.folder.ledger import Ledger

        first, last = since and since.date(), until and until.date()
        check_period(first, last)
        ledger = Ledger(Path(folder))
        ledger.check_exists()
        layout = LAYOUTS[form]
        if output == STANDARD_OUTPUT:
            export_rows(ledger, layout, sys.stdout, since=first, until=last)
            return
        delimiter = "\t" if output.lower().endswith(".tsv") else ","
        with replacing(Path(output)) as path, path.open("w", encoding="utf-8", newline="") as file:
            count = export_rows(ledger, layout, file, since=first, until=last, delimiter=delimiter)
        screen.print(f"{output}: {count:,} rows", markup=False, highlight=False, soft_wrap=True)
