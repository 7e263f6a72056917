"""`newsbeam export DIR --format FORMAT -o FILE`: the tables for other tools."""

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import command_options as opt
from pipeline.cli.exit_codes import report_errors, say
from pipeline.cli.output_folder import open_output
from pipeline.cli.page_file import STANDARD_OUTPUT, check_page_path
from pipeline.errors import OptionError

if TYPE_CHECKING:
    from pipeline.outputs.folder.ledger import Ledger

EXAMPLES = """
Examples:

  newsbeam export tables --format geojson -o incidents.geojson

  newsbeam export tables --format gdelt -o events.tsv --since 2024-11-01 --until 2024-11-30

  newsbeam export tables --format acled -o incidents.csv

  newsbeam export tables --format notebook -o news.zip

  newsbeam export --columns gdelt        (what each column is from)
"""

_OPTION = "--output"


class ExportFormat(StrEnum):
    """What a file is: incidents as points, the columns of another data set, or all tables with a notebook."""

    GEOJSON = "geojson"
    GDELT = "gdelt"
    ACLED = "acled"
    NOTEBOOK = "notebook"


def export(
    folder: Annotated[str | None, typer.Argument(metavar="DIR", help="An output folder.")] = None,
    form: Annotated[
        ExportFormat | None,
        typer.Option(
            "--format",
            help="Incidents as points or as ACLED's, events as GDELT's; all tables, with a notebook to begin with.",
        ),
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
    """Write the tables in a format that other tools read: GeoJSON, the columns of GDELT or ACLED, or Parquet.

    Codes of theirs are filled where newsbeam's types decide them, and empty otherwise.
    """
    with report_errors():
        from pipeline.export.bundle import bundle_columns
        from pipeline.export.layouts import LAYOUTS

        if columns is not None:
            described = bundle_columns() if columns is ExportFormat.NOTEBOOK else LAYOUTS[columns].markdown()
            typer.echo(described.rstrip("\n"))
            return
        if folder is None:
            raise OptionError("DIR: got none, wanted an output folder")
        if form is None:
            raise OptionError(f"--format: got none, wanted one of {', '.join(ExportFormat)}")
        if output is None:
            raise OptionError(f"{_OPTION}: got none, wanted a file, or - for standard output")
        instead = "rows of a dataset: bq query --use_legacy_sql=false --format=csv 'SELECT ...'"
        ledger = open_output(folder, instead=instead)
        if "://" in output:
            raise OptionError(f"{_OPTION}: got {output!r}, wanted a file on this machine, or - for standard output")
        if form is ExportFormat.NOTEBOOK and output == STANDARD_OUTPUT:
            raise OptionError(f"{_OPTION}: got -, wanted a file: a notebook comes in a ZIP file")
        check_page_path(output, folder, option=_OPTION)
        from pipeline.options import check_period

        first, last = since and since.date(), until and until.date()
        check_period(first, last)
        _write(ledger, form, output, first, last)


def _write(ledger: "Ledger", form: ExportFormat, output: str, since: date | None, until: date | None) -> None:
    from pipeline.export.bundle import write_bundle
    from pipeline.export.export import export_rows
    from pipeline.export.layouts import LAYOUTS
    from pipeline.files import replacing

    if output == STANDARD_OUTPUT:
        export_rows(ledger, LAYOUTS[form], sys.stdout, since=since, until=until)
        return
    with replacing(Path(output)) as path:
        if form is ExportFormat.NOTEBOOK:
            count = write_bundle(ledger, path, since=since, until=until)
        else:
            delimiter = "\t" if output.lower().endswith(".tsv") else ","
            with path.open("w", encoding="utf-8", newline="") as file:
                count = export_rows(ledger, LAYOUTS[form], file, since=since, until=until, delimiter=delimiter)
    say(f"{output}: {count:,} rows")
