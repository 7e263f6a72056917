"""`newsbeam query DIR [QUERY]`: query the tables of an output folder, wherever it is."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.exit_codes import report_errors, screen
from pipeline.cli.output_folder import open_output
from pipeline.cli.page_file import STANDARD_OUTPUT, check_page_path
from pipeline.cli.querying.results import SCREEN_ROWS, ResultFormat, format_of, write_result
from transforms.extract.gc_freeze import collecting_later

EXAMPLES = """
Examples:

  newsbeam query tables "SELECT event_type, sentence FROM events LIMIT 5"

  newsbeam query tables "FROM place_timeline WHERE place = 'Kirkuk'" --out kirkuk.csv

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

    A query reads nothing but the tables of the folder, and writes nothing; its rows go to the screen or to --out. On a
    terminal the first 100 are shown, unless --format is given.

    Exit codes: 0 the rows are written; 1 a file of the tables is damaged, or the file for the rows cannot be written;
    2 the query is wrong, or the folder or an option cannot be used.
    """
    with report_errors():
        if out == Path(STANDARD_OUTPUT):
            out = None
        chosen = format_of(ResultFormat.CSV if csv else form, out)
        with collecting_later():
            from pipeline.outputs.folder.query import ask, explaining_query, open_for_queries

            ledger = open_output(folder)
        if out is not None:
            check_page_path(str(out), str(folder), option="--out")
        if not ledger.commit_numbers():
            screen.print("nothing is committed yet: the tables are empty")

        most = SCREEN_ROWS if form is None and not csv and sys.stdout.isatty() else None
        with open_for_queries(ledger) as tables:

            def answer(asked: str) -> None:
                with explaining_query(ledger):
                    write_result(ask(tables, asked), chosen, out, most=most)

            if query is not None:
                answer(query)
            elif sys.stdin.isatty():
                from pipeline.cli.querying.prompt import prompt

                prompt(answer, tables.interrupt)
            else:
                answer(sys.stdin.read())
