"""The SQL by which LINK reads the tables of a BigQuery dataset: only the partitions that can hold what is asked for.

Columns are read of the partitions (months) that a condition on the partition column names as constants. Where the month
of a row is not known, a query on the few columns that tell it comes first.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from pipeline.outputs.bigquery.sql import NEWEST_ARTICLE, ONCE
from pipeline.outputs.link_columns import ARTICLE_COLUMNS, COPY_COLUMNS, ENTITY_COLUMNS, EVENT_COLUMNS, KEY_COLUMNS
from schemas.flow.linking import MOST_ENTITIES, UNLINKED_TYPES
from schemas.tables import TABLES
from transforms.blocks import ALL_BLOCKS, BLOCK_DAYS, NO_DATE, first_day

type Month = date | None
"""The first day of a month; None for the partition of the rows without a date."""

_MARGIN = timedelta(days=2 * BLOCK_DAYS)
"""How far from the publication of an incident or story the crawl of one of its articles may be that has no date."""


def in_months(column: str, months: Iterable[Month], *, kind: str = "DATE") -> str:
    """The condition that a partition column is in some months.

    Args:
        column: The column.
        months: In any order.
        kind: The column's type, DATE or TIMESTAMP.
    """
    found = set(months)
    conditions = [
        f"({column} >= {kind} '{first}' AND {column} < {kind} '{end}')"
        for first, end in _spans(sorted(month for month in found if month is not None))
    ]
    if None in found:
        conditions.append(f"{column} IS NULL")
    return f"({' OR '.join(conditions)})" if conditions else "FALSE"


def _spans(months: Sequence[date]) -> Iterator[tuple[date, date]]:
    """Months as spans without gaps, each from its first day to the day after its last."""
    first = None
    for number, month in enumerate(months):
        first = first or month
        end = (month + timedelta(days=31)).replace(day=1)
        if number + 1 == len(months) or months[number + 1] != end:
            yield first, end
            first = None


_OF_RUNS = "found.run_id IN UNNEST(@runs)"
_OF_EVERY_RUN = "found.run_id IN (SELECT run_id FROM runs WHERE status = 'committed')"


def _newest(condition: str, every_run: bool) -> str:
    """The newest revisions of articles of the runs, without their other columns."""
    condition = f"{condition} AND {_OF_EVERY_RUN if every_run else _OF_RUNS}"
    newest = NEWEST_ARTICLE.format(articles="articles", runs="runs", condition=condition)
    return f"SELECT newest.article_id, newest.content_id, newest.run_id FROM ({newest}) AS newest"


_ONCE_AN_ARTICLE = "QUALIFY ROW_NUMBER() OVER (PARTITION BY article_id ORDER BY outcome) = 1"
"""Keeps one row of each newest revision: a stream may have written it twice."""


def block_keys(block: int, *, every_run: bool = False) -> str:
    """The query for what the articles of a block of days are found by; its parameter is `runs`.

    A revision is not taken for the newest if a later one is dated within the block or after it, or not at all.

    Args:
        block: Number of the block; `NO_DATE` for the articles without any date, `ALL_BLOCKS` for all articles.
        every_run: Of all runs that are committed; then there is no parameter.
    """
    if block == ALL_BLOCKS:
        partitions = is_wanted = "TRUE"
    elif block == NO_DATE:
        partitions, is_wanted = "found.published_date IS NULL", "found.published_date IS NULL AND crawled_at IS NULL"
    else:
        first, last = first_day(block), first_day(block + 1) - timedelta(days=1)
        days = f"BETWEEN DATE '{first}' AND DATE '{last}'"
        partitions = f"(found.published_date >= DATE '{first}' OR found.published_date IS NULL)"
        is_wanted = f"(published_date {days} OR (published_date IS NULL AND DATE(crawled_at) {days}))"
    return (
        f"WITH newest AS ({_newest(partitions, every_run)}) "
        f"SELECT {', '.join(KEY_COLUMNS)} FROM articles AS found JOIN newest USING (article_id, content_id, run_id) "
        f"WHERE outcome = 'coded' AND {is_wanted} {_ONCE_AN_ARTICLE}"
    )


ARTICLE_MONTHS = """
WITH direct_copies AS (SELECT article_id FROM articles WHERE duplicate_of IN UNNEST(@ids)),
wanted AS (
  SELECT article_id FROM UNNEST(@ids) AS article_id
  UNION DISTINCT SELECT article_id FROM direct_copies
  UNION DISTINCT SELECT article_id FROM articles WHERE duplicate_of IN (SELECT article_id FROM direct_copies)
)
SELECT DISTINCT DATE_TRUNC(published_date, MONTH) AS month FROM articles JOIN wanted USING (article_id)"""
"""The query for the partitions of some articles (`ids`) and their copies, in all revisions."""

# A stream may give copies of what a run beside it has made a copy: they belong to the article that stands.
_ARTICLES = """
WITH direct_copies AS (SELECT article_id FROM articles WHERE {in_months} AND duplicate_of IN UNNEST(@ids)),
wanted AS (
  SELECT article_id FROM UNNEST(@ids) AS article_id
  UNION DISTINCT SELECT article_id FROM direct_copies
  UNION DISTINCT SELECT article_id FROM articles
    WHERE {in_months} AND duplicate_of IN (SELECT article_id FROM direct_copies)
),
newest AS ({newest}),
revisions AS (
  SELECT {columns}, outcome, duplicate_of
  FROM articles JOIN newest USING (article_id, content_id, run_id) WHERE {in_months}
  {once_an_article}
),
coded AS (SELECT * FROM revisions WHERE outcome = 'coded' AND article_id IN UNNEST(@ids)),
unique_events AS (
  SELECT events.* FROM events JOIN newest USING (article_id, content_id, run_id) WHERE {in_months}
  {once_an_event}
),
found_events AS (
  SELECT article_id, ARRAY_AGG(STRUCT({events}) ORDER BY sentence_start, told.trigger.start, event_id) AS events
  FROM unique_events AS told GROUP BY article_id
),
unique_entities AS (
  SELECT entities.* FROM entities JOIN newest USING (article_id, content_id, run_id)
  WHERE {in_months} AND type NOT IN ({unlinked})
  {once_an_entity}
),
salient_entities AS (
  SELECT * FROM unique_entities WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (PARTITION BY article_id ORDER BY salience DESC, entity_id) <= {most_entities}
),
found_entities AS (
  SELECT article_id, ARRAY_AGG(STRUCT({entities}) ORDER BY salience DESC, entity_id) AS entities
  FROM salient_entities GROUP BY article_id
),
originals AS (
  SELECT article_id AS copied, duplicate_of AS original FROM revisions WHERE outcome = 'duplicate'
),
grouped_copies AS (
  SELECT COALESCE(original, duplicate_of) AS standing, ARRAY_AGG(STRUCT({copies}) ORDER BY article_id) AS copies
  FROM revisions LEFT JOIN originals ON copied = duplicate_of WHERE outcome = 'duplicate' GROUP BY standing
),
found_copies AS (SELECT standing AS article_id, copies FROM grouped_copies)
SELECT {columns}, events, entities, copies
FROM coded LEFT JOIN found_events USING (article_id) LEFT JOIN found_entities USING (article_id)
LEFT JOIN found_copies USING (article_id)"""


def articles_in(months: Iterable[Month], *, every_run: bool = False) -> str:
    """The query for the coded articles among `ids`, in their newest revisions of `runs`.

    Args:
        months: The partitions of the articles and of their copies; see `ARTICLE_MONTHS`.
        every_run: See `block_keys`.
    """
    partitions = in_months("published_date", months)
    return _ARTICLES.format(
        in_months=partitions,
        newest=_newest(f"{partitions} AND found.article_id IN (SELECT article_id FROM wanted)", every_run),
        columns=", ".join(ARTICLE_COLUMNS),
        events=_fields(EVENT_COLUMNS),
        entities=_fields(ENTITY_COLUMNS),
        copies=_fields(COPY_COLUMNS),
        unlinked=", ".join(f"'{name}'" for name in UNLINKED_TYPES),
        most_entities=MOST_ENTITIES,
        once_an_article=_ONCE_AN_ARTICLE,
        once_an_event=ONCE.format(key="event_id"),
        once_an_entity=ONCE.format(key="article_id, entity_id"),
    )


def _fields(columns: Iterable[str]) -> str:
    return ", ".join(f"{column} AS {column}" for column in columns)


# As in _ARTICLES, without the articles.
_COPIES = """
WITH direct_copies AS (SELECT article_id FROM articles WHERE {in_months} AND duplicate_of IN UNNEST(@ids)),
wanted AS (
  SELECT article_id FROM direct_copies
  UNION DISTINCT SELECT article_id FROM articles
    WHERE {in_months} AND duplicate_of IN (SELECT article_id FROM direct_copies)
),
newest AS ({newest}),
revisions AS (
  SELECT {columns} FROM articles JOIN newest USING (article_id, content_id, run_id)
  WHERE {in_months} AND outcome = 'duplicate'
  {once_an_article}
),
originals AS (SELECT article_id AS copied, duplicate_of AS original FROM revisions),
standing AS (
  SELECT revisions.* REPLACE (COALESCE(original, duplicate_of) AS duplicate_of)
  FROM revisions LEFT JOIN originals ON copied = duplicate_of
)
SELECT * FROM standing WHERE duplicate_of IN UNNEST(@ids)"""


def copies_in(months: Iterable[Month], *, every_run: bool = False) -> str:
    """The query for the copies of the articles `ids`, in their newest revisions of `runs`; see `articles_in`."""
    partitions = in_months("published_date", months)
    return _COPIES.format(
        in_months=partitions,
        newest=_newest(f"{partitions} AND found.article_id IN (SELECT article_id FROM wanted)", every_run),
        columns=", ".join(dict.fromkeys(("outcome", *COPY_COLUMNS))),
        once_an_article=_ONCE_AN_ARTICLE,
    )


ARTICLE_DATES = """
SELECT DISTINCT DATE_TRUNC(COALESCE(published_date, DATE(crawled_at)), MONTH) AS month
FROM articles WHERE article_id IN UNNEST(@ids)"""
"""The query for the months that some articles (`ids`) are from, in all revisions."""


def cluster_months(table: str, months: Iterable[Month]) -> str:
    """The query for the partitions of incidents or stories that articles of some months can be in, or once were.

    Args:
        table: Its name.
        months: See `ARTICLE_DATES`; an article without any date can be in all.
    """
    found = set(months)
    overlaps = [
        f"(first_published_at < TIMESTAMP '{end + _MARGIN}' "
        f"AND COALESCE(last_published_at, first_published_at) >= TIMESTAMP '{first - _MARGIN}')"
        for first, end in _spans(sorted(month for month in found if month is not None))
    ]
    condition = "TRUE" if None in found else " OR ".join(["first_published_at IS NULL", *overlaps])
    return f"SELECT DISTINCT DATE_TRUNC(DATE(first_published_at), MONTH) AS month FROM {table} WHERE {condition}"


# The newest revision is sought in all partitions: an older one may list an article that the newest has lost.
_CLUSTERS = """
WITH listed AS (
  SELECT DISTINCT {key} FROM {table}, UNNEST(article_ids) AS article_id
  WHERE {in_months} AND article_id IN UNNEST(@ids)
),
newest AS (SELECT {key}, MAX(revision) AS revision FROM {table} JOIN listed USING ({key}) GROUP BY {key})
SELECT found.* FROM {table} AS found JOIN newest USING ({key}, revision)
WHERE {in_months} AND EXISTS (SELECT 1 FROM UNNEST(article_ids) AS one WHERE one IN UNNEST(@ids))"""

_EMPTIED = """
WITH newest AS (
  SELECT {key}, MAX(revision) AS revision FROM {table} WHERE {in_months} AND {key} IN UNNEST(@ids) GROUP BY {key}
)
SELECT found.* FROM {table} AS found JOIN newest USING ({key}, revision)
WHERE {in_months} AND article_count = 0"""


def clusters_in(table: str, months: Iterable[Month]) -> str:
    """The query for the incidents or stories that list any of the articles `ids`: the newest revision of each.

    Args:
        table: Its name.
        months: Their partitions; see `cluster_months`.
    """
    return _in_partitions(_CLUSTERS, table, months)


def emptied_in(table: str, months: Iterable[Month]) -> str:
    """The query for the incidents or stories `ids` whose newest revision lists no article.

    Args:
        table: Its name.
        months: Their partitions: a cluster is named by its earliest member, so those of all its revisions.
    """
    return _in_partitions(_EMPTIED, table, months)


def _in_partitions(query: str, table: str, months: Iterable[Month]) -> str:
    condition = in_months("first_published_at", months, kind="TIMESTAMP")
    return query.format(table=table, key=TABLES[table].key[0], in_months=condition)
