"""The days of publication that a report or an export is about, for queries in DuckDB."""

from datetime import date

import duckdb

IN_PERIOD = """(
    (getvariable('since')::DATE IS NULL AND getvariable('until')::DATE IS NULL)
    OR (published_date >= coalesce(getvariable('since')::DATE, published_date)
        AND published_date <= coalesce(getvariable('until')::DATE, published_date)))"""
"""Whether a row of an article is of the days that `set_period` has set; without any, rows without a day are too."""


def set_period(tables: duckdb.DuckDBPyConnection, since: date | None, until: date | None) -> None:
    """Set the days.

    Args:
        tables: Where queries with `IN_PERIOD` run.
        since: First day of publication; None for all.
        until: Last day of publication, inclusive; None for all.
    """
    tables.execute("SET VARIABLE since = ?", [since])
    tables.execute("SET VARIABLE until = ?", [until])
