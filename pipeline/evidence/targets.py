"""The articles to be verified, with their rows: read from the tables, some thousands at a time."""

import json
from collections.abc import Collection, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import msgspec

from pipeline.evidence.reread import Reading
from pipeline.evidence.spans import Row
from pipeline.files import present_uri
from pipeline.outputs.folder.lookup import ArticleKey
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.tables import TABLES

_SLAB = 4_096
"""Articles whose rows are copied out of the tables at once: each time the tables are read as a whole."""

_BLOCK = 64
"""Articles whose rows are held as objects at once."""

_EXTRACTED = ("entities", "quotes", "events")

_KEY = "article_id, content_id, run_id"

_WANTED = f"""(
    FROM all_articles SEMI JOIN (SELECT unnest(?) AS article_id, unnest(?) AS content_id, unnest(?) AS run_id)
        USING ({_KEY})
    QUALIFY row_number() OVER (PARTITION BY {_KEY} ORDER BY commit_number DESC) = 1)"""

# What read a row's record is the row's own run, or an earlier one if the row was written anew without reading it again.
_TARGETS = f"""
CREATE TEMP TABLE targets AS
SELECT row_number() OVER (ORDER BY record.uri, record.offset, {_KEY}) - 1 AS number, {_KEY}, record
FROM {{articles}}"""

_READINGS = """
CREATE TEMP TABLE readings AS
SELECT target.number, coalesce(
        list(DISTINCT input.fingerprint) FILTER (row.run_id = target.run_id), list(DISTINCT input.fingerprint)
    ) AS fingerprints,
    arg_max(run.options, row.run_id = target.run_id) AS options
FROM targets AS target
JOIN all_articles AS row ON (row.article_id, row.content_id, row.record)
    = (target.article_id, target.content_id, target.record)
JOIN all_inputs AS input ON (input.uri, input.run_id) = (row.record.uri, row.run_id)
JOIN runs AS run ON run.run_id = row.run_id
GROUP BY target.number"""

_COPY = """
CREATE OR REPLACE TEMP TABLE some_{table} AS
SELECT target.number AS target_number, row.*
FROM all_{table} AS row
JOIN targets AS target ON (row.article_id, row.content_id, row.run_id)
    = (target.article_id, target.content_id, target.run_id)
WHERE target.number BETWEEN ? AND ?"""


class Target(NamedTuple):
    """An article to be verified.

    Attributes:
        number: Its place among all of them, by their inputs.
        ref: Where its record is.
        reading: How that was read.
        fingerprints: Of the input when it was read; empty if that is not known.
    """

    number: int
    ref: RecordRef
    reading: Reading
    fingerprints: frozenset[str]


class ArticleRow(NamedTuple):
    """An article and the rows that were extracted from it."""

    article: Article
    rows: tuple[Row, ...]


class Targets:
    """Articles of an output folder.

    Args:
        tables: As `open_tables` gives them, with all rows; tables for the time of the work are created in it.
        folder: The output folder.
        wanted: Which revisions of articles; those that readers see when None.
    """

    def __init__(
        self, tables: duckdb.DuckDBPyConnection, folder: Path, wanted: Collection[ArticleKey] | None = None
    ) -> None:
        self._tables = tables
        self._folder = folder
        values = [] if wanted is None else [list(column) for column in zip(*wanted, strict=True)] or [[], [], []]
        tables.execute(_TARGETS.format(articles="articles" if wanted is None else _WANTED), values)
        tables.execute(_READINGS)
        self._block = lru_cache(maxsize=4)(self._read_block)

    def slabs(self) -> Iterator[list[Target]]:
        """The articles, some at a time; `rows` gives those of the newest slab only."""
        count = self._fetch("SELECT count(*) AS count FROM targets")[0]["count"]
        for first in range(0, count, _SLAB):
            last = first + _SLAB - 1
            for table in ("articles", *_EXTRACTED):
                self._tables.execute(_COPY.format(table=table), [first, last])
            self._block.cache_clear()
            query = "FROM targets LEFT JOIN readings USING (number) WHERE number BETWEEN ? AND ? ORDER BY number"
            yield [_target(row, self._folder) for row in self._fetch(query, [first, last])]

    def rows(self, target: Target) -> ArticleRow:
        """An article of the slab with its rows."""
        return self._block(target.number // _BLOCK)[target.number]

    def _read_block(self, block: int) -> dict[int, ArticleRow]:
        def read(table: str) -> Iterator[tuple[int, Any]]:
            query = f"FROM some_{table} WHERE target_number // {_BLOCK} = ?"
            for row in self._fetch(query, [block]):
                yield row.pop("target_number"), msgspec.convert(row, TABLES[table].record)

        extracted: dict[int, list[Row]] = {}
        for table in _EXTRACTED:
            for number, row in read(table):
                extracted.setdefault(number, []).append(row)
        return {number: ArticleRow(article, tuple(extracted.get(number, ()))) for number, article in read("articles")}

    def _fetch(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._tables.sql(query, params=values or []).to_arrow_table().to_pylist()
        return rows


def _target(row: dict[str, Any], folder: Path) -> Target:
    ref = msgspec.convert(row["record"], RecordRef)
    options = json.loads(row["options"] or "{}")
    reading = Reading(ref.uri, present_uri(ref.uri, folder), options.get("format"), options.get("source"))
    return Target(row["number"], ref, reading, frozenset(row["fingerprints"] or ()))
