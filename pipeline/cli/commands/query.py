"""`newsbeam query DIR [QUERY]`: query the tables of an output folder, wherever it is."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.output_folder import open_output
from pipeline.cli.page_file import STANDARD_OUTPUT, check_page_path
from pipeline.cli.querying.results import ResultFormat, format_of, write_result
from transforms.extract.gc_freeze import collecting_later

if TYPE_CHECKING:  # importing it takes long
    import duckdb

EXAMPLES = """
Examples:

  newsbeam query tables "SELECT event_type, sentence FROM events LIMIT 5"

  newsbeam query tables "FROM place_timeline WHERE place = 'Gao'" --out gao.csv

  newsbeam query tables "FROM incident_tolls('2024-03-12')" --format json

  newsbeam query tables        (a prompt; .questions lists the queries that are ready)
"""


def query(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    query: Annotated[
        str | None, typer.Argument(metavar="[QUERY]", help="DuckDB SQL that reads; default: ask for queries.")
    ] = None,
    form: Annotated[
        ResultFormat | None, typer.Option("--format", help="Default: as the suffix of --out says, or a table.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File for the rows: .csv, .json or .parquet; - is the screen.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="The same as --format csv.")] = False,
) -> None:
    """Query the tables of an output folder.

    A query reads nothing but the tables of the folder, and writes nothing; its rows go to the screen or to --out.
    Exit codes: 0, 1 if the folder or the file cannot be used, 2 if the query is wrong.
    """
    with report_errors():
        if out == Path(STANDARD_OUTPUT):
            out = None
        chosen = format_of(ResultFormat.CSV if csv else form, out)
        with collecting_later():
            from pipeline.outputs.folder.query import ask, open_for_queries

            ledger = open_output(folder)
        if out is not None:
            check_page_path(str(out), str(folder), option="--out")
        if not ledger.commit_numbers():
            screen.print("nothing is committed yet: the tables are empty")

        def show(result: "duckdb.DuckDBPyConnection") -> None:
            write_result(result, chosen, out)

        with open_for_queries(ledger) as tables:
            if query is not None:
                show(ask(tables, query))
            elif sys.stdin.isatty():
                from pipeline.cli.querying.prompt import prompt

                prompt(tables, show)
            else:
                show(ask(tables, sys.stdin.read()))
