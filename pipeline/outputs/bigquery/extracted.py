"""What earlier runs extracted from some articles, read from a BigQuery dataset by one query.

A commit deletes what was extracted from older revisions of its articles. Rows that were deleted in between two queries
would be missing without a trace, so all tables are read by one. The rows of an article are deleted together: where one
is left, all are there. Of an article without any nobody can tell, so it is left out.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.sql import ARTICLE_TABLES, ONCE
from schemas.flow.article_rows import ArticleRows
from schemas.tables import TABLES, columns

# A failure keeps the run that it happened in, also when another one has resolved it.
_FAILED = (
    "SELECT DISTINCT article_id, run_id FROM failures WHERE article_id IN UNNEST(@ids) AND run_id IN UNNEST(@runs)"
)

_FOUND = """{table}_once AS (SELECT * FROM {table} WHERE {condition} {once}),
found_{table} AS (
  SELECT article_id, content_id, run_id, ARRAY_AGG(STRUCT({fields})) AS {table}
  FROM {table}_once GROUP BY article_id, content_id, run_id
)"""


def _query(condition: str) -> str:
    found = (
        _FOUND.format(
            table=name,
            condition=condition,
            once=ONCE.format(key=", ".join(TABLES[name].key)),
            fields=", ".join(f"{column.name} AS {column.name}" for column in columns(TABLES[name].record)),
        )
        for name in ARTICLE_TABLES
    )
    joined = " ".join(f"LEFT JOIN found_{name} USING (article_id, content_id, run_id)" for name in ARTICLE_TABLES)
    has_rows = " OR ".join(f"{name} IS NOT NULL" for name in ARTICLE_TABLES)
    once = ONCE.format(key=", ".join(TABLES["articles"].key))
    return (
        f"WITH articles_once AS (SELECT * FROM articles WHERE {condition} {once}), failed AS ({_FAILED}), "
        f"{', '.join(found)} SELECT * FROM articles_once {joined} WHERE ({has_rows}) AND NOT EXISTS "
        "(SELECT 1 FROM failed WHERE failed.article_id = articles_once.article_id "
        "AND failed.run_id = articles_once.run_id)"
    )


def read_extracted(dataset: BigQueryDataset, condition: str, values: dict[str, Any]) -> Iterator[ArticleRows]:
    """Articles with their rows, without those of which a part failed and those of which nothing is left.

    Args:
        dataset: The dataset.
        condition: Of the rows that are read of each table.
        values: Its parameters, among them `ids` of articles and of `runs`.
    """
    for row in dataset.rows(_query(condition), **values):
        lists = {name: tuple(map(without_nulls, row.pop(name) or ())) for name in ARTICLE_TABLES}
        yield msgspec.convert({"article": without_nulls(row), **lists}, ArticleRows)


def without_nulls(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose repeated columns were added to the table after it was written has nulls in them."""
    return {name: value for name, value in row.items() if value is not None}
