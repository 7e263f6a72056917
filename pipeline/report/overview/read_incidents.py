"""The most salient incidents of a period, with the articles that report them."""

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import msgspec

from pipeline.outputs.publisher import PUBLISHER
from pipeline.report.overview.overview import ReportedIncident, SourceArticle
from schemas.rows.event import Event
from schemas.rows.incident import Incident

_MOST_SALIENT = """
    CREATE TEMP TABLE salient_incidents AS
    SELECT incident_id, salience, day FROM chosen_incidents ORDER BY salience DESC, incident_id LIMIT $most"""

_INCIDENTS = """
    SELECT salience, day, incidents.* FROM incidents JOIN salient_incidents USING (incident_id)
    ORDER BY salience DESC, incident_id"""

_ARTICLES = f"""
    SELECT article_id, title, coalesce(canonical_url, url) AS address, {PUBLISHER} AS publisher,
        published_at, published_date
    FROM articles WHERE article_id IN (
        SELECT unnest(article_ids) FROM incidents SEMI JOIN salient_incidents USING (incident_id))"""

# Of an article's events those come first whose counts are claims.
_EVENTS = """
    WITH told AS (
        SELECT incident_id, unnest(event_ids) AS event_id,
            list_transform(claims, lambda claim: claim.event_id) AS claiming
        FROM incidents SEMI JOIN salient_incidents USING (incident_id)
    )
    SELECT incident_id, events.* FROM told JOIN events USING (event_id)
    QUALIFY row_number() OVER (
        PARTITION BY incident_id, article_id
        ORDER BY list_contains(claiming, event_id) DESC, salience DESC, event_id
    ) = 1"""


def read_incidents(tables: duckdb.DuckDBPyConnection, most: int) -> Iterator[ReportedIncident]:
    """Read the most salient incidents, in this order.

    Args:
        tables: With the table `chosen_incidents` of a period beside the views.
        most: How many.
    """
    tables.execute(_MOST_SALIENT, {"most": most})
    articles = {row["article_id"]: msgspec.convert(row, SourceArticle) for row in _rows(tables, _ARTICLES)}
    events: dict[str, dict[str, Event]] = {}
    for row in _rows(tables, _EVENTS):
        event = msgspec.convert(row, Event)
        events.setdefault(row["incident_id"], {})[event.article_id] = event
    for row in _rows(tables, _INCIDENTS):
        incident = msgspec.convert(row, Incident)
        yield ReportedIncident(
            incident=incident,
            salience=row["salience"],
            day=row.get("day"),
            articles={name: articles[name] for name in incident.article_ids if name in articles},
            events=events.get(incident.incident_id, {}),
        )


def _rows(tables: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    """The rows of a query, by column."""
    result = tables.execute(query)
    names = [column[0] for column in result.description or ()]
    return [_filled(dict(zip(names, row, strict=True))) for row in result.fetchall()]


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row without its nulls, for which records have defaults: tables that older versions wrote lack columns."""
    return {name: _without_nulls(value) for name, value in row.items() if value is not None}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return _filled(value)
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value
