"""The prompt of `newsbeam query`: queries and short commands, one after another, until the end of the input."""

from collections.abc import Callable
from contextlib import suppress

import typer

from pipeline.cli.stop import interruptible
from pipeline.errors import NewsbeamError
from pipeline.printable import printable
from pipeline.storage_errors import storage_error

_HELP = """\
a query, over as many lines as it takes, ends with ;
  .tables          the tables
  .columns TABLE   the columns of a table
  .questions       queries that are ready: each is a table to read from
  .quit            or the end of the input (Ctrl-D)
  Ctrl-C           ends a query that runs, or drops one that is being typed"""


def prompt(answer: Callable[[str], None], interrupt: Callable[[], None]) -> None:
    """Answer what is typed, until the end of the input or `.quit`.

    An error is shown, and ends nothing; nor does Ctrl-C.

    Args:
        answer: Runs a query and shows its result.
        interrupt: Ends, from another thread, the query that runs.
    """
    with suppress(ImportError):
        import readline  # noqa: F401 (gives `input` a history and keys to edit with)

    typer.echo("Ask in SQL, such as: FROM events LIMIT 5;   (.help for more)")
    with interruptible():
        while True:
            try:
                with interruptible():
                    typed = _read()
                if typed is None:
                    return
                with interruptible(interrupt):  # only here: without a query, the next one would end
                    _answer(typed, answer)
            except KeyboardInterrupt:
                typer.echo(err=True)
            except UnicodeDecodeError as error:  # keys that the terminal's encoding does not have
                _show_error(error)


def _read() -> str | None:
    """What is typed next, a command or a query; None at the end."""
    lines: list[str] = []
    while True:
        try:
            line = input("     ...> " if lines else "newsbeam> ")
        except EOFError:
            typer.echo(err=True)
            return None
        if not lines and line.strip().startswith("."):
            return None if line.strip() in (".quit", ".exit") else line.strip()
        lines.append(line)
        if line.rstrip().endswith(";"):
            return "\n".join(lines)
        if not "".join(lines).strip():
            lines = []


def _answer(typed: str, answer: Callable[[str], None]) -> None:
    try:
        if typed.startswith("."):
            _obey(typed.split(), answer)
        else:
            answer(typed)
    except Exception as error:  # of the query, of values that Python does not have, of the file for its rows
        _show_error(error)


def _obey(words: list[str], answer: Callable[[str], None]) -> None:
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
            answer(f'SELECT column_name, column_type FROM (DESCRIBE FROM "{name.replace('"', "")}")')
        case _:
            typer.echo(_HELP)


def _show_error(error: Exception) -> None:
    if not isinstance(error, NewsbeamError):
        error = storage_error(error) or NewsbeamError(f"{type(error).__name__}: {error}")
    typer.echo(printable(f"error: {error}"), err=True)
