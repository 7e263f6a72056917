"""`newsbeam sql DIR QUERY`: query the views without a DuckDB shell."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.exit_codes import report_errors
from pipeline.cli.render import show_rows


def sql(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="DuckDB SQL, such as 'FROM events LIMIT 5'.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Query the tables of an output folder."""
    with report_errors():
        from pipeline.outputs.folder.ledger import Ledger
        from pipeline.outputs.folder.views import run_query

        ledger = Ledger(folder)
        ledger.check_exists()
        show_rows(*run_query(ledger, query), console=Console(), as_csv=csv)
