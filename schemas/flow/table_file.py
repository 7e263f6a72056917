"""A file that a run has written and not committed yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A Parquet file of a table's rows."""

    table: str
    path: str
    rows: int
