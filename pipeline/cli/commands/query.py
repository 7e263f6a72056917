"""`newsbeam sql DIR QUERY`: the views, for those who have no DuckDB shell at hand."""

import csv as csv_
import sys
from collections.abc import Sequence
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import OptionError
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.views import NAME


def ask(ledger: Ledger, query: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a query over the views, which it cannot change.

    Raises:
        OptionError: The query is wrong, or the views' files have moved.
    """
    try:
        with duckdb.connect(str(ledger.output / NAME), read_only=True) as database:
            database.execute("SET TimeZone = 'UTC'")
            found: duckdb.DuckDBPyConnection | None = database.execute(query)
            if found is None or found.description is None:
                raise OptionError(f"QUERY: got nothing to ask in {query!r}, wanted such as 'FROM events LIMIT 5'")
            return [column[0] for column in found.description], found.fetchall()
    except duckdb.IOException as error:
        raise OptionError(f"{error}; if the folder was moved, run: newsbeam relink {ledger.output}") from error
    except duckdb.Error as error:
        raise OptionError(f"QUERY: {error}") from error


def show(names: Sequence[str], rows: Sequence[tuple[Any, ...]], *, console: Console, csv: bool) -> None:
    """Print rows, as a table for a person or as CSV for a program."""
    if csv:
        writer = csv_.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows(rows)
        return
    table = Table(*names, box=None, header_style="dim")
    for row in rows:
        table.add_row(*(Text("" if value is None else str(value)) for value in row))
    console.print(table)
