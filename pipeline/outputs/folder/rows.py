"""Rows of an output folder as records."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import duckdb
import msgspec

from pipeline.outputs.folder.view_sql import NEWEST_ARTICLE_ORDER
from schemas.flow.article_rows import ArticleRows
from schemas.tables import TABLES


class Revision(NamedTuple):
    """A revision of an article, without its text.

    Attributes:
        title: Its headline.
        known_at: When it was modified or, where that is not known, crawled; None if neither is known.
    """

    article_id: str
    content_id: str
    run_id: str
    title: str | None
    known_at: Any


def read_rows(
    tables: duckdb.DuckDBPyConnection,
    table: str,
    condition: str,
    values: Iterable[Any],
    *,
    order: str = "ALL",
    all_rows: bool = False,
) -> list[Any]:
    """The rows of a table that meet a condition, as its record.

    Args:
        tables: As `open_tables` gives them; with all rows if they are asked for.
        table: One of `TABLES`.
        condition: SQL, with a `?` for each value.
        values: Of the condition.
        order: SQL.
        all_rows: Whether rows of older revisions count too.
    """
    query = f"FROM {'all_' if all_rows else ''}{table} WHERE {condition} ORDER BY {order}"
    rows = tables.sql(query, params=list(values)).to_arrow_table().to_pylist()
    return [msgspec.convert(row, TABLES[table].record) for row in rows]


def article_revisions(tables: duckdb.DuckDBPyConnection, article_id: str) -> list[Revision]:
    """The revisions of an article with different texts, the newest last.

    Args:
        tables: As `open_tables` gives them, with all rows.
        article_id: The article.
    """
    newest_first = f"""
        SELECT article_id, content_id, run_id, title, coalesce(modified_at, crawled_at) AS known_at
        FROM all_articles WHERE article_id = ? ORDER BY {NEWEST_ARTICLE_ORDER}, commit_number DESC"""
    revisions: list[Revision] = []
    for row in tables.sql(newest_first, params=[article_id]).to_arrow_table().to_pylist():
        if not revisions or revisions[-1].content_id != row["content_id"]:
            revisions.append(Revision(**row))
    return revisions[::-1]


def read_article(tables: duckdb.DuckDBPyConnection, revision: Revision) -> ArticleRows:
    """A revision of an article with all its rows.

    Args:
        tables: As `open_tables` gives them, with all rows.
        revision: One of `article_revisions`.
    """
    key = revision.article_id, revision.content_id, revision.run_id
    of_key = "(article_id, content_id, run_id) = (?, ?, ?)"

    def read(table: str, order: str) -> tuple[Any, ...]:
        return tuple(read_rows(tables, table, of_key, key, order=order, all_rows=True))

    (article, *_) = read("articles", "commit_number DESC")
    return ArticleRows(
        article=article,
        entities=read("entities", "first_start, entity_id"),
        quotes=read("quotes", "quote_start, quote_id"),
        events=read("events", "trigger.start, event_id"),
    )
