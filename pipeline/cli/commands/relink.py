"""`newsbeam relink DIR`: make the views of an output folder anew."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors, screen


def relink(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder that was moved or copied.")],
) -> None:
    """Make newsbeam.duckdb anew, so that its views find the files where they lie now."""
    with report_errors():
        from pipeline.outputs.folder.ledger import Ledger
        from pipeline.outputs.folder.views import relink as make_views

        ledger = Ledger(folder)
        ledger.require()
        with ledger.writing():
            screen.print(f"{make_views(ledger)}: views made anew")
