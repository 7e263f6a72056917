"""A file that a run has written and not committed yet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A Parquet file of a table's rows.

    Attributes:
        bytes: Its size; None where it is not known, as for `checksum`.
        checksum: BLAKE2b-128 of its content, in hex.
    """

    table: str
    path: str
    rows: int
    bytes: int | None = None
    checksum: str | None = None
