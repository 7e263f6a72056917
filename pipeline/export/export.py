"""Writing the rows of an output folder in the format of another data set, as they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any, TextIO

import duckdb

from pipeline.export.chosen import choose_rows, sql
from pipeline.export.codes import acled_type, cameo_code, coded_kinds
from pipeline.export.countries import countries
from pipeline.export.layouts import Layout
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import open_tables
from pipeline.outputs.folder.view_sql import insert_rows
from pipeline.printable import printable_json, write_csv

_ROWS = 10_000
"""Rows that are fetched at once."""

_KINDS = """
    CREATE TEMP TABLE kinds (
        event_type VARCHAR, event_mode VARCHAR, cameo VARCHAR, disorder_type VARCHAR, acled_type VARCHAR,
        sub_event_type VARCHAR
    )"""

_COUNTRIES = """
    CREATE TEMP TABLE countries (iso2 VARCHAR, iso_number INTEGER, cameo VARCHAR, fips VARCHAR, name VARCHAR)"""


def export_rows(
    ledger: Ledger, layout: Layout, file: TextIO, *, since: date | None, until: date | None, delimiter: str = ","
) -> int:
    """Write the rows of an output folder.

    Args:
        ledger: Of the folder.
        layout: The format.
        file: Where they go; opened with `newline=""`.
        since: First day of publication; None for all.
        until: Last day of publication, inclusive; None for all.
        delimiter: Between two cells of a row, where the format is one of cells.

    Returns:
        How many rows there are.

    Raises:
        NewsbeamError: A file of a table or a manifest is missing or damaged; the message names it.
    """
    with open_tables(ledger) as tables:
        counted = _Counted(_rows(tables, layout, since, until))
        names = [column.name for column in layout.columns]
        if layout.name == "geojson":
            _write_geojson(names, counted, file)
        else:
            write_csv(names, counted, file, delimiter)
        return counted.count


class _Counted:
    """Rows that are counted as they pass."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self._rows:
            self.count += 1
            yield row


def _rows(
    tables: duckdb.DuckDBPyConnection, layout: Layout, since: date | None, until: date | None
) -> Iterator[tuple[Any, ...]]:
    choose_rows(tables, since, until)
    tables.execute(_COUNTRIES)
    insert_rows(tables, "countries", [astuple(country) for country in countries()])
    tables.execute(_KINDS)
    insert_rows(tables, "kinds", list(_kinds()))
    result = tables.execute(sql(layout.name))
    while rows := result.fetchmany(_ROWS):
        yield from rows


def _kinds() -> Iterator[tuple[str | None, ...]]:
    for event_type, event_mode in coded_kinds():
        acled = acled_type(event_type, event_mode)
        names = (acled.disorder_type, acled.event_type, acled.sub_event_type) if acled else (None, None, None)
        yield event_type, event_mode, cameo_code(event_type, event_mode), *names


def _write_geojson(names: Sequence[str], rows: _Counted, file: TextIO) -> None:
    """A FeatureCollection, a feature a line; the first two columns are its coordinates."""
    file.write('{"type":"FeatureCollection","features":[')
    for number, (longitude, latitude, *values) in enumerate(rows):
        properties = dict(zip(names[2:], values, strict=True))
        feature = {
            "type": "Feature",
            "id": properties["incident_id"],
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
            "properties": properties,
        }
        file.write((",\n" if number else "\n") + printable_json(feature))
    file.write("\n]}\n")
