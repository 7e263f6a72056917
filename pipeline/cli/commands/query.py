"""`newsbeam sql DIR QUERY`: query the tables of an output folder, wherever it is."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.render import show_rows
from transforms.extract.gc_freeze import collecting_later


def sql(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    query: Annotated[str, typer.Argument(metavar="QUERY", help="DuckDB SQL, such as 'FROM events LIMIT 5'.")],
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead of a table.")] = False,
) -> None:
    """Query the tables of an output folder."""
    with report_errors():
        with collecting_later():
            from pipeline.outputs.folder.ledger import Ledger
            from pipeline.outputs.folder.query import run_query

        ledger = Ledger(folder)
        ledger.check_exists()
        if not ledger.commit_numbers():
            screen.print("nothing is committed yet: the tables are empty")
        show_rows(*run_query(ledger, query), console=Console(), as_csv=csv)
