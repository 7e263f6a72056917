"""`newsbeam relink DIR`: recreate the views of an output folder."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors, say
from pipeline.cli.output_folder import open_output

EXAMPLES = """
Examples:

  newsbeam relink tables
"""


def relink(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder that was moved or copied.")],
) -> None:
    """Recreate newsbeam.duckdb, so that its views read the files from where they are now."""
    with report_errors():
        from pipeline.outputs.folder.views import create_views

        ledger = open_output(folder, instead="each newsbeam run into a dataset recreates its views")
        with ledger.writing():
            say(f"{create_views(ledger)}: views recreated")
