"""`newsbeam show DIR ID`: what an id names, in the terminal."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.exit_codes import report_errors
from pipeline.cli.output_folder import open_output

EXAMPLES = """
Examples:

  newsbeam show tables 3f2a9c0d

  newsbeam show tables 81bb7e24 | less -R

  newsbeam query tables "SELECT incident_id, event_type, killed_best FROM incidents ORDER BY killed_best DESC LIMIT 5"
"""


def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An output folder.")],
    given: Annotated[str, typer.Argument(metavar="ID", help="An id, or as much of its beginning as no other id has.")],
) -> None:
    """Show an article, event, quotation, entity, incident or story.

    An article is shown with its text, in which the words that rows were read from have the colour of what they are,
    with its rows, and with where its bytes are; of several revisions with what changed in its events between them.
    Output that is not a terminal is plain text. What in a text would make a terminal obey is shown as \\u001b.

    Exit codes: 0 it is shown; 2 the id names nothing, or several things.
    """
    with report_errors():
        from pipeline.outputs.folder.lookup import find
        from pipeline.outputs.folder.query import open_tables
        from pipeline.report.terminal.show import show_found

        ledger = open_output(folder)
        with open_tables(ledger, all_rows=True) as tables:
            show_found(tables, folder, find(tables, given), Console())
