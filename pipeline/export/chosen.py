"""The rows of an output folder that an export is about: those of the days that are asked for."""

from datetime import date
from importlib.resources import files

import duckdb

from pipeline.outputs.period import IN_PERIOD, set_period
from pipeline.outputs.publisher import PUBLISHER


def choose_rows(tables: duckdb.DuckDBPyConnection, since: date | None, until: date | None) -> None:
    """Create the views of `chosen.sql`.

    Args:
        tables: Of an output folder.
        since: First day of publication; None for all.
        until: Last day of publication, inclusive; None for all.
    """
    set_period(tables, since, until)
    tables.execute(sql("chosen").format(publisher=PUBLISHER, in_period=IN_PERIOD))


def sql(name: str) -> str:
    """The statements in a file of this folder."""
    return files(__package__).joinpath(f"{name}.sql").read_text()
