"""The prompt of `newsbeam query`: queries and short commands, one after another, until the end of the input."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import typer

from pipeline.errors import NewsbeamError
from pipeline.printable import printable

if TYPE_CHECKING:  # importing it takes long
    import duckdb

_HELP = """\
a query, over as many lines as it takes, ends with ;
  .tables          the tables
  .columns TABLE   the columns of a table
  .questions       queries that are ready: each is a table to read from
  .quit            or the end of the input (Ctrl-D)"""


def prompt(tables: "duckdb.DuckDBPyConnection", show: Callable[["duckdb.DuckDBPyConnection"], None]) -> None:
    """Answer what is typed, until the end of the input. An error is shown, and ends nothing.

    Args:
        tables: As `open_for_queries` opens them.
        show: Shows the result of a query.
    """
    with suppress(ImportError):
        import readline  # noqa: F401 (gives `input` a history and keys to edit with)

    typer.echo("Ask in SQL, such as: FROM events LIMIT 5;   (.help for more)")
    lines: list[str] = []
    while True:
        try:
            line = input("     ...> " if lines else "newsbeam> ")
        except EOFError:
            typer.echo()
            return
        if not lines and line.strip().startswith("."):
            if line.strip() in (".quit", ".exit"):
                return
            _answer(tables, line.split(), show)
            continue
        lines.append(line)
        if line.rstrip().endswith(";"):
            _ask(tables, "\n".join(lines), show)
            lines = []
        elif not "".join(lines).strip():
            lines = []


def _answer(
    tables: "duckdb.DuckDBPyConnection", words: list[str], show: Callable[["duckdb.DuckDBPyConnection"], None]
) -> None:
    from pipeline.outputs.questions.questions import questions
    from schemas.tables import TABLES

    match words:
        case [".tables"]:
            for table in TABLES.values():
                typer.echo(f"{table.name:<10} {table.description}")
        case [".questions"]:
            for question in questions():
                typer.echo(f"{question.name:<20} {question.description}")
            typer.echo(
                f"{'incident_tolls(day)':<20} What was known at the end of a day of how many each incident killed."
            )
        case [".columns", name]:
            _ask(tables, f'SELECT column_name, column_type FROM (DESCRIBE FROM "{name.replace('"', "")}")', show)
        case _:
            typer.echo(_HELP)


def _ask(tables: "duckdb.DuckDBPyConnection", query: str, show: Callable[["duckdb.DuckDBPyConnection"], None]) -> None:
    from pipeline.outputs.folder.query import ask

    try:
        show(ask(tables, query))
    except NewsbeamError as error:
        typer.echo(printable(f"error: {error}"), err=True)
