"""What LINK reads of an output folder at once: keys, articles, copies and clusters of earlier runs.

DuckDB reads the columns that matter, of the row groups that can hold what is asked for, and gives each article with
its events and entities as JSON, which is decoded into records much faster than nested columns are.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import duckdb
import msgspec

from pipeline.outputs.folder.view_sql import NEWEST_ARTICLE_ORDER
from pipeline.outputs.link_columns import (
    ARTICLE_COLUMNS,
    COPY_COLUMNS,
    ENTITY_COLUMNS,
    EVENT_COLUMNS,
    KEY_COLUMNS,
)
from schemas.flow.linking import MOST_ENTITIES, UNLINKED_TYPES, ArticleKeys, LinkArticle, LinkCopy
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from schemas.tables import TABLES
from transforms.blocks import ALL_BLOCKS, NO_DATE, first_day
from transforms.link.history import ClusterName
from transforms.link.keys import article_keys

_ROWS = 500
"""Rows that are fetched at a time."""

_TIMES = frozenset(("published_at", "modified_at", "crawled_at"))
_LISTS = frozenset(("credits", "topic_words", "actors", "recipients", "casualties"))

# Of the rows of articles for which a condition holds, the newest of each article.
_NEWEST = f"""
    CREATE OR REPLACE TEMP TABLE newest AS
    SELECT {", ".join(dict.fromkeys((*ARTICLE_COLUMNS, "outcome", "duplicate_of")))}
    FROM all_articles WHERE {{condition}}
    QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY {NEWEST_ARTICLE_ORDER}) = 1"""

_CODED = """
    CREATE OR REPLACE TEMP TABLE coded AS
    SELECT * FROM newest WHERE outcome = 'coded' AND run_id IN (SELECT unnest($runs))"""

_LISTED_EVENTS = """
    SELECT article_id, list({record} ORDER BY sentence_start, "trigger".start, event_id) AS events
    FROM all_events SEMI JOIN coded USING (article_id, content_id, run_id) WHERE {dates} GROUP BY article_id"""

_LISTED_ENTITIES = """
    SELECT article_id, list({record} ORDER BY salience DESC, entity_id) AS entities
    FROM (
        SELECT * FROM all_entities SEMI JOIN coded USING (article_id, content_id, run_id)
        WHERE {dates} AND type NOT IN {unlinked}
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY salience DESC, entity_id) <= {most}
    ) GROUP BY article_id"""

_LISTED_COPIES = f"""
    SELECT duplicate_of AS article_id, list({{record}} ORDER BY article_id) AS copies
    FROM (
        SELECT * FROM all_articles
        WHERE article_id IN (
            SELECT article_id FROM all_articles WHERE duplicate_of IN (SELECT article_id FROM coded)
        )
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY {NEWEST_ARTICLE_ORDER}) = 1
    ) WHERE outcome = 'duplicate' AND run_id IN (SELECT unnest($runs)) GROUP BY duplicate_of"""

_COPIES = f"""
    SELECT to_json({{record}}) FROM (
        SELECT * FROM all_articles
        WHERE article_id IN (SELECT article_id FROM all_articles WHERE duplicate_of IN (SELECT unnest($ids)))
        QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY {NEWEST_ARTICLE_ORDER}) = 1
    )
    WHERE outcome = 'duplicate' AND duplicate_of IN (SELECT unnest($ids)) AND run_id IN (SELECT unnest($runs))"""

_EMPTIED = """
    SELECT * EXCLUDE (run_number, commit_number) FROM (
        SELECT * FROM all_{table} WHERE {key} IN (SELECT unnest($ids))
        QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY revision DESC) = 1
    ) WHERE article_count = 0"""

# Rows of the runs are not marked as such: all that are committed count.
_CLUSTERS = """
    WITH newest AS (
        SELECT * FROM all_{table} QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY revision DESC) = 1
    )
    SELECT * EXCLUDE (run_number, commit_number) FROM newest WHERE list_has_any(article_ids, $ids)"""


def read_keys(tables: duckdb.DuckDBPyConnection, blocks: Iterable[int], runs: Sequence[str]) -> Iterator[ArticleKeys]:
    """The keys of the coded articles of some runs in some blocks of days, each in its newest revision.

    Args:
        tables: With views of all rows.
        blocks: Numbers of blocks; `NO_DATE` for the articles without a date, `ALL_BLOCKS` for all.
        runs: Ids of the runs.
    """
    tables.execute(_NEWEST.format(condition=_in_blocks(blocks)))
    tables.execute(_CODED, {"runs": runs})
    query = f"SELECT to_json({record_sql(KEY_COLUMNS)}) FROM coded"
    for article in decoded(tables, query, LinkArticle):
        yield article_keys(article)


def read_articles(
    tables: duckdb.DuckDBPyConnection, condition: str, values: dict[str, Any], runs: Sequence[str]
) -> Iterator[LinkArticle]:
    """The coded articles of some runs, each in its newest revision, with its events, entities and copies.

    Args:
        tables: With views of all rows.
        condition: SQL that selects rows of articles, with all revisions of an article.
        values: Of the parameters in the condition.
        runs: Ids of the runs.
    """
    tables.execute(_NEWEST.format(condition=condition), values)
    tables.execute(_CODED, {"runs": runs})
    dates = _date_condition(tables)
    unlinked = f"({', '.join(repr(name) for name in UNLINKED_TYPES)})"
    lists = {
        "events": _LISTED_EVENTS.format(record=record_sql(EVENT_COLUMNS), dates=dates),
        "entities": _LISTED_ENTITIES.format(
            record=record_sql(ENTITY_COLUMNS), dates=dates, unlinked=unlinked, most=MOST_ENTITIES
        ),
        "copies": _LISTED_COPIES.format(record=record_sql(COPY_COLUMNS)),
    }
    joined = " ".join(f"LEFT JOIN ({query}) USING (article_id)" for query in lists.values())
    record = record_sql((*ARTICLE_COLUMNS, *lists), empty=lists)
    yield from decoded(tables, f"SELECT to_json({record}) FROM coded {joined}", LinkArticle, {"runs": runs})


def _date_condition(tables: duckdb.DuckDBPyConnection) -> str:
    """The condition on `published_date` that rows of the coded articles fulfil: other row groups are not read."""
    first, last, undated = tables.execute(
        "SELECT min(published_date), max(published_date), count(*) FILTER (published_date IS NULL) FROM coded"
    ).fetchall()[0]
    conditions = [f"published_date BETWEEN '{first}' AND '{last}'"] if first else []
    if undated:
        conditions.append("published_date IS NULL")
    return f"({' OR '.join(conditions) or 'false'})"


def _in_blocks(blocks: Iterable[int]) -> str:
    conditions = []
    for block in sorted(set(blocks)):
        if block == ALL_BLOCKS:
            return "true"
        if block == NO_DATE:
            conditions.append("(published_date IS NULL AND crawled_at IS NULL)")
            continue
        first, last = first_day(block), first_day(block + 1) - timedelta(days=1)
        days = f"BETWEEN DATE '{first}' AND DATE '{last}'"
        conditions.append(f"published_date {days} OR (published_date IS NULL AND CAST(crawled_at AS DATE) {days})")
    return f"({' OR '.join(conditions) or 'false'})"


def record_sql(columns: Iterable[str], empty: Collection[str] = ()) -> str:
    """SQL that makes columns a record that JSON and msgspec write alike.

    Args:
        columns: Their names.
        empty: Those that are an empty list where there is nothing; besides the ones that are lists in a table.
    """
    fields = []
    for name in columns:
        if name in _TIMES:
            fields.append(f"{name}: strftime({name}, '%Y-%m-%dT%H:%M:%S.%fZ')")
        elif name in _LISTS or name in empty:
            fields.append(f"{name}: coalesce({name}, [])")
        else:
            fields.append(f'"{name}": "{name}"')
    return f"{{{', '.join(fields)}}}"


def decoded[T](tables: duckdb.DuckDBPyConnection, query: str, kind: type[T], values: Any = None) -> Iterator[T]:
    """The records that a query gives as JSON, one a row."""
    decoder = msgspec.json.Decoder(kind)
    result = tables.execute(query, values)
    while rows := result.fetchmany(_ROWS):
        for (text,) in rows:
            yield decoder.decode(text)


def _cluster_rows(
    tables: duckdb.DuckDBPyConnection, query: str, name: str, ids: Iterable[str]
) -> Iterator[Incident | Story]:
    table = TABLES[name]
    found = tables.sql(query.format(table=name, key=table.key[0]), params={"ids": sorted(set(ids))})
    for row in found.to_arrow_table().to_pylist():
        filled = {key: value for key, value in row.items() if value is not None}  # old files lack columns
        converted: Incident | Story = msgspec.convert(filled, table.record)
        yield converted


@dataclass(frozen=True, slots=True)
class FolderLinkReader:
    """See `transforms.link.history.HistoryReader`.

    Attributes:
        tables: With views of all rows.
        runs: Ids of the runs in the snapshot.
    """

    tables: duckdb.DuckDBPyConnection
    runs: Sequence[str]

    def read_keys(self, blocks: Collection[int]) -> Iterator[ArticleKeys]:
        yield from read_keys(self.tables, blocks, list(self.runs))

    def read_articles(self, ids: Collection[str]) -> Iterator[LinkArticle]:
        if ids:
            values = {"ids": sorted(set(ids))}
            yield from read_articles(self.tables, "article_id IN (SELECT unnest($ids))", values, list(self.runs))

    def read_copies(self, ids: Collection[str]) -> Iterator[LinkCopy]:
        values = {"ids": sorted(set(ids)), "runs": list(self.runs)}
        yield from decoded(self.tables, _COPIES.format(record=record_sql(COPY_COLUMNS)), LinkCopy, values)

    def read_emptied(self, record: type, names: Collection[ClusterName]) -> Iterator[Incident | Story]:
        ids = (cluster_id for cluster_id, _ in names)
        yield from _cluster_rows(self.tables, _EMPTIED, "incidents" if record is Incident else "stories", ids)

    def read_clusters(self, ids: Collection[str]) -> Iterator[Incident | Story]:
        for name in ("incidents", "stories"):
            yield from _cluster_rows(self.tables, _CLUSTERS, name, ids)
