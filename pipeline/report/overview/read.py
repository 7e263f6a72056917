"""What a page tells, counted by DuckDB: however many rows there are, only counts and a few incidents leave it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb

from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import open_tables
from pipeline.outputs.period import IN_PERIOD, set_period
from pipeline.outputs.publisher import PUBLISHER
from pipeline.report.overview.grains import Grain, choose_grain
from pipeline.report.overview.overview import (
    Bin,
    Bins,
    FailureCount,
    MapPoint,
    Overview,
    Period,
    Ranked,
    Totals,
)
from pipeline.report.overview.read_incidents import read_incidents
from pipeline.report.phrases import place
from transforms.extract.languages.load import word_sets

MOST_POINTS = 2000
"""Places on the map: more of them slow a browser down when it zooms."""

MOST_RANKED = 15
"""Names in a list of the most frequent."""

_ARTICLES = f"""
    CREATE TEMP TABLE chosen_articles AS
    SELECT article_id, published_date AS day, {PUBLISHER} AS publisher
    FROM articles WHERE {IN_PERIOD}"""

_EVENTS = f"""
    CREATE TEMP TABLE chosen_events AS
    SELECT event_id, article_id, published_date AS day, event_type, salience,
        coalesce(attribution.name, attribution.text) AS source,
        coalesce(attribution.entity_id, lower(coalesce(attribution.name, attribution.text))) AS source_key
    FROM events WHERE {IN_PERIOD}"""

# An incident is of the period if an article of the period reports it, and of the day of the first one that does.
_INCIDENTS = """
    CREATE TEMP TABLE chosen_incidents AS
    WITH standing AS (
        SELECT incident_id, event_type, actors, recipients, location, killed_best, injured_best, article_ids, event_ids
        FROM incidents WHERE replaced_by IS NULL
    ),
    dated AS (
        SELECT incident_id, min(day) AS day
        FROM (SELECT incident_id, unnest(article_ids) AS article_id FROM standing)
        JOIN chosen_articles USING (article_id)
        GROUP BY incident_id
    ),
    told AS (
        SELECT incident_id, article_id, max(salience) AS salience
        FROM (SELECT incident_id, unnest(event_ids) AS event_id FROM standing) JOIN chosen_events USING (event_id)
        GROUP BY incident_id, article_id
    ),
    weighed AS (SELECT incident_id, sum(salience) AS salience FROM told GROUP BY incident_id)
    SELECT standing.* EXCLUDE (article_ids, event_ids), dated.day, coalesce(weighed.salience, 0) AS salience
    FROM standing JOIN dated USING (incident_id) LEFT JOIN weighed USING (incident_id)"""

_TOTALS = """
    SELECT (SELECT count(*) FROM chosen_articles), (SELECT count(*) FROM chosen_articles WHERE day IS NULL),
        (SELECT count(*) FROM chosen_events), (SELECT count(*) FROM chosen_incidents),
        (SELECT count(*) FROM chosen_incidents WHERE location.latitude IS NOT NULL AND location.longitude IS NOT NULL),
        (SELECT count(*) FROM failures),
        (SELECT min(day) FROM chosen_articles), (SELECT max(day) FROM chosen_articles)"""

_ACTIVITY = """
    SELECT date_trunc('{grain}', day)::DATE AS start, kind, count(*) FROM (
        SELECT day, 'articles' AS kind FROM chosen_articles
        UNION ALL SELECT day, 'events' FROM chosen_events
        UNION ALL SELECT day, 'incidents' FROM chosen_incidents
    ) WHERE day IS NOT NULL GROUP BY ALL ORDER BY ALL"""

_TYPES = """
    SELECT date_trunc('{grain}', day)::DATE AS start, event_type, count(*)
    FROM chosen_events WHERE day IS NOT NULL GROUP BY ALL ORDER BY ALL"""

_FAILURE_DAYS = """
    SELECT date_trunc('{grain}', failed_at)::DATE AS start, 'failures', count(*)
    FROM failures GROUP BY ALL ORDER BY ALL"""

_POINTS = """
    SELECT location.name AS place, location.admin1 AS division, location.country_code AS country,
        location.latitude AS latitude, location.longitude AS longitude, event_type, count(*) AS incidents,
        coalesce(sum(killed_best), 0)::BIGINT AS killed, coalesce(sum(injured_best), 0)::BIGINT AS injured
    FROM chosen_incidents WHERE location.latitude IS NOT NULL AND location.longitude IS NOT NULL
    GROUP BY ALL
    ORDER BY killed + injured DESC, incidents DESC, place, division, country, latitude, longitude, event_type
    LIMIT $most"""

_PARTICIPANTS = """
    SELECT min(one.name) AS name, count(DISTINCT incident_id) AS incidents
    FROM (SELECT incident_id, unnest({column}) AS one FROM chosen_incidents)
    WHERE regexp_matches(one.name, '\\pL') AND lower(one.name) NOT IN (SELECT unnest($pronouns))
    GROUP BY coalesce(one.entity_id, lower(one.name)) ORDER BY incidents DESC, name LIMIT $most"""

_PLACES = """
    SELECT location.name AS place, location.admin1 AS division, location.country_code AS country, count(*) AS incidents
    FROM chosen_incidents WHERE location IS NOT NULL
    GROUP BY ALL ORDER BY incidents DESC, place, division, country LIMIT $most"""

_SOURCES = """
    SELECT min(source) AS name, count(DISTINCT article_id) AS articles
    FROM chosen_events WHERE regexp_matches(source, '\\pL') AND lower(source) NOT IN (SELECT unnest($pronouns))
    GROUP BY source_key ORDER BY articles DESC, name LIMIT $most"""

_PUBLISHERS = """
    SELECT publisher, count(*) AS articles
    FROM chosen_articles WHERE publisher IS NOT NULL GROUP BY publisher ORDER BY articles DESC, publisher LIMIT $most"""

_FAILURES = "SELECT stage, reason, count(*) AS n FROM failures GROUP BY ALL ORDER BY n DESC, stage, reason"


def read_overview(ledger: Ledger, period: Period, *, most_incidents: int) -> Overview:
    """Count the rows of an output folder, and read its most salient incidents.

    Args:
        ledger: Of the folder.
        period: Which articles count.
        most_incidents: How many incidents are read.

    Raises:
        NewsbeamError: A file of a table or a manifest is missing or damaged; the message names it.
    """
    with open_tables(ledger) as tables:
        set_period(tables, period.since, period.until)
        tables.execute(_ARTICLES)
        tables.execute(_EVENTS)
        tables.execute(_INCIDENTS)
        totals = Totals(**dict(zip(Totals.__dataclass_fields__, tables.execute(_TOTALS).fetchall()[0], strict=True)))
        pronouns = {"pronouns": _pronouns(), "most": MOST_RANKED}
        most = {"most": MOST_RANKED}
        return Overview(
            period=period,
            totals=totals,
            activity=_bins(tables, _ACTIVITY, choose_grain(totals.first, totals.last)),
            failure_days=_bins(tables, _FAILURE_DAYS, choose_grain(*_failure_days(tables))),
            types=_bins(tables, _TYPES, choose_grain(totals.first, totals.last, finest=Grain.WEEK)),
            points=tuple(_points(tables)),
            actors=_ranked(tables, _PARTICIPANTS.format(column="actors"), pronouns),
            recipients=_ranked(tables, _PARTICIPANTS.format(column="recipients"), pronouns),
            places=tuple(
                Ranked(name=place(*row[:3]), count=row[3]) for row in tables.execute(_PLACES, most).fetchall()
            ),
            sources=_ranked(tables, _SOURCES, pronouns),
            publishers=_ranked(tables, _PUBLISHERS, most),
            failures=tuple(
                FailureCount(stage=stage, reason=reason, count=count)
                for stage, reason, count in tables.execute(_FAILURES).fetchall()
            ),
            incidents=tuple(read_incidents(tables, most_incidents)),
        )


def _pronouns() -> list[str]:
    """Words for who took part or said so that name nobody."""
    tables = ("agreement", "pronouns", "nameless")
    return sorted(set().union(*(words for table in tables for words in word_sets("coreference.toml", table).values())))


def _failure_days(tables: duckdb.DuckDBPyConnection) -> tuple[date | None, date | None]:
    first, last = tables.execute("SELECT min(failed_at)::DATE, max(failed_at)::DATE FROM failures").fetchall()[0]
    return first, last


def _bins(tables: duckdb.DuckDBPyConnection, query: str, grain: Grain) -> Bins:
    rows = tables.execute(query.format(grain=grain.value)).fetchall()
    return Bins(grain=grain, counts=tuple(Bin(start=start, kind=kind, count=count) for start, kind, count in rows))


def _ranked(tables: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any]) -> tuple[Ranked, ...]:
    return tuple(Ranked(name=name, count=count) for name, count in tables.execute(query, values).fetchall())


def _points(tables: duckdb.DuckDBPyConnection) -> Iterator[MapPoint]:
    for name, admin1, country, latitude, longitude, event_type, *counts in tables.execute(
        _POINTS, {"most": MOST_POINTS}
    ).fetchall():
        incidents, killed, injured = counts
        yield MapPoint(
            place=place(name, admin1, country),
            latitude=latitude,
            longitude=longitude,
            event_type=event_type,
            incidents=incidents,
            killed=killed,
            injured=injured,
        )
