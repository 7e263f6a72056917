"""What the deciding phase sees of a staged article: keys, and where the article lies. Never its text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedGroup:
    """A row group of a staged Parquet file: the unit of work of extraction."""

    file: str
    group: int
    drop: tuple[int, ...] = ()  # rows that are repeats of others


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedKey:
    """One staged article."""

    article_id: str
    content_id: str
    rank: str  # of records that repeat one another the least stands; a function of the record alone
    file: str
    group: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeCount:
    """How many records a range of an input held, whatever became of them."""

    uri: str
    start: int
    end: int
    records: int
