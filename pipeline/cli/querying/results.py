"""The result of a query as a table, CSV, JSON or Parquet, on the screen or in a file."""

import sys
import warnings
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.errors import OptionError
from pipeline.files import replacing
from pipeline.printable import printable, printable_json, printable_value, write_csv

if TYPE_CHECKING:  # importing it takes long
    import duckdb

_ROWS = 10_000
"""Rows that are fetched at once."""

SCREEN_ROWS = 100
"""Rows of a table that a terminal shows, if nothing else is asked for."""

_GAP = 2
"""Columns of the terminal between two of a table."""


class ResultFormat(StrEnum):
    """How a result is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def format_of(asked: ResultFormat | None, out: Path | None) -> ResultFormat:
    """The format that is asked for, or that the name of the file tells.

    Raises:
        OptionError: Neither says, or a table of Parquet is to go to the screen.
    """
    if out is None:
        if asked is ResultFormat.PARQUET:
            raise OptionError("--format parquet: got no file to write, wanted --out FILE.parquet")
        return asked or ResultFormat.TABLE
    suffix = out.suffix.lower().removeprefix(".")
    if asked is None and suffix not in {"csv", "json", "parquet", "txt"}:
        raise OptionError(f"--out {str(out)!r}: got no known suffix, wanted .csv, .json or .parquet, or --format")
    return asked or (ResultFormat.TABLE if suffix == "txt" else ResultFormat(suffix))


def write_result(
    result: "duckdb.DuckDBPyConnection",
    form: ResultFormat,
    out: Path | None = None,
    *,
    most: int | None = None,
    console: Console | None = None,
) -> None:
    """Write the rows of a result.

    Args:
        result: Of a query.
        form: The format; Parquet goes to a file only.
        out: A file, which is replaced once all of it is written; None for standard output.
        most: Rows of a table on standard output, which then says how many are left; None for all.
        console: Where a table without a file goes.

    Raises:
        OSError: The file cannot be written.
        duckdb.Error: A row cannot be computed.
    """
    if out is None:
        assert form is not ResultFormat.PARQUET, "Parquet goes to a file"
        if form is ResultFormat.TABLE:
            _show_first(result, most, console or Console())
        else:
            _WRITERS[form](result, sys.stdout)
        return
    with replacing(out) as path:
        if form is ResultFormat.PARQUET:
            _write_parquet(result, path)
        else:
            with path.open("w", newline="") as file:
                _WRITERS[form](result, file)


def _show_first(result: "duckdb.DuckDBPyConnection", most: int | None, console: Console) -> None:
    """Print the first rows of a result as a table, and how many there are besides."""
    show_rows(_names(result), result.fetchall() if most is None else result.fetchmany(most), console)
    if more := sum(1 for _ in _fetched(result)):
        console.print(Text(f"… {more:,} more; ask for fewer by LIMIT, for all by --out FILE", style="dim"))


def show_rows(names: Sequence[str], rows: Sequence[tuple[Any, ...]], console: Console) -> None:
    """Print rows as a table; as one line a column where the terminal is too narrow for a line a row.

    Args:
        names: Of the columns.
        rows: A value a column each.
        console: Where they go; what is no terminal is as wide as the table.
    """
    width = _width(names, rows)
    if console.is_terminal and width > console.width:
        _show_columns(names, rows, console)
        return
    table = Table(box=None, header_style="dim")
    for name in names:
        table.add_column(Text(printable(name)))
    for row in rows:
        table.add_row(*(Text(printable_value(value)) for value in row))
    screen = console if console.is_terminal else Console(file=console.file, width=max(width, 1))
    screen.print(table)


def _show_columns(names: Sequence[str], rows: Sequence[tuple[Any, ...]], console: Console) -> None:
    shown = [printable(name) for name in names]
    label = max(map(cell_len, shown), default=0)
    for number, row in enumerate(rows, 1):
        console.print(Text(f"row {number}", style="dim"))
        grid = Table.grid(padding=(0, _GAP))
        grid.add_column(width=label + 1, style="dim", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in zip(shown, row, strict=True):
            grid.add_row(Text(f" {name}"), Text(printable_value(value)))
        console.print(grid)


def _width(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> int:
    """Columns of a terminal that a table takes."""
    lines = [[printable(name) for name in names], *([printable_value(value) for value in row] for row in rows)]
    widths = [
        max(cell_len(part) for cell in column for part in cell.split("\n")) for column in zip(*lines, strict=True)
    ]
    return sum(widths) + _GAP * len(widths)


def _names(result: "duckdb.DuckDBPyConnection") -> list[str]:
    return [column[0] for column in result.description or ()]


def _fetched(result: "duckdb.DuckDBPyConnection") -> Iterator[tuple[Any, ...]]:
    while rows := result.fetchmany(_ROWS):
        yield from rows


def _write_table(result: "duckdb.DuckDBPyConnection", file: TextIO) -> None:
    names, rows = _names(result), result.fetchall()
    show_rows(names, rows, Console(file=file, width=_width(names, rows)))


def _write_csv(result: "duckdb.DuckDBPyConnection", file: TextIO) -> None:
    write_csv(_names(result), _fetched(result), file)


def _write_json(result: "duckdb.DuckDBPyConnection", file: TextIO) -> None:
    """A list of objects, a line each."""
    names = _names(result)
    before = "[\n"
    for row in _fetched(result):
        file.write(before + printable_json(dict(zip(names, row, strict=True))))
        before = ",\n"
    file.write("\n]\n" if before == ",\n" else "[]\n")


def _write_parquet(result: "duckdb.DuckDBPyConnection", path: Path) -> None:
    import pyarrow.parquet as pq

    with warnings.catch_warnings():  # of the copy that it takes
        warnings.simplefilter("ignore", UserWarning)
        rows = result.to_arrow_table()
    pq.write_table(rows, path, compression="zstd")


_WRITERS = {ResultFormat.TABLE: _write_table, ResultFormat.CSV: _write_csv, ResultFormat.JSON: _write_json}
