"""`newsbeam sql DIR QUERY`: ask the views, for those without a DuckDB shell at hand."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.exit_codes import report_errors
from pipeline.cli.render import show_rows


def sql(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="In DuckDB's SQL, such as 'FROM events LIMIT 5'.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Ask the tables of an output folder."""
    with report_errors():
        from pipeline.outputs.folder.ledger import Ledger
        from pipeline.outputs.folder.views import ask

        ledger = Ledger(folder)
        ledger.require()
        show_rows(*ask(ledger, query), console=Console(), as_csv=csv)
