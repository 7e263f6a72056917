"""What incidents and stories say of the rows that they are made of, and whether it is so."""

from collections import defaultdict
from collections.abc import Collection, Iterator

import duckdb

from pipeline.evidence.verify import CheckedRow, Standing
from pipeline.outputs.folder.lookup import KINDS, Found

_CHOSEN = """
CREATE OR REPLACE TEMP TABLE some_{table} AS
FROM {table} {condition} ORDER BY {column}"""

_ARTICLES = """
SELECT {column}, 'article_ids: got ' || article_id || ', wanted an article of the tables'
FROM (SELECT {column}, unnest(article_ids) AS article_id FROM some_{table})
ANTI JOIN all_articles USING (article_id)"""

_EVENTS_OF = {
    "event_ids": "event_ids",
    "actors": "[one.event_id for one in actors]",
    "recipients": "[one.event_id for one in recipients]",
    "location": "[location.event_id]",
    "claims": "[one.event_id for one in claims] || [one.superseded_by for one in claims]",
    "merge_reasons": "[one.event_id for one in merge_reasons] || [one.other_event_id for one in merge_reasons]",
}
"""By column of an incident the events that it names, as SQL."""

_NAMED = " UNION ".join(
    f"SELECT incident_id, '{column}' AS name, unnest({events}) AS event_id FROM some_incidents"
    for column, events in _EVENTS_OF.items()
)

_EVENTS = f"""
SELECT incident_id, name || ': got ' || event_id || ', wanted an event of the tables'
FROM ({_NAMED}) ANTI JOIN all_events USING (event_id)
WHERE event_id IS NOT NULL"""

_CLAIMS = """
SELECT incident_id, 'claims: got ' || claim.low || ' to ' || coalesce(claim.high::VARCHAR, 'more') || ' ' || claim.kind
    || ', wanted what event ' || claim.event_id || ' of article ' || claim.article_id || ' counts'
FROM (SELECT incident_id, unnest(claims) AS claim FROM some_incidents)
ANTI JOIN (SELECT article_id, event_id, unnest(casualties) AS counted FROM all_events) AS told
    ON (told.article_id, told.event_id, told.counted.kind, told.counted.low)
        = (claim.article_id, claim.event_id, claim.kind, claim.low)
    AND told.counted.high IS NOT DISTINCT FROM claim.high"""

_FIGURES = " UNION ALL ".join(
    f"""
SELECT incident_id, '{kind}_{figure}: got ' || {kind}_{figure} || ', wanted a figure of its claims'
FROM some_incidents
WHERE {kind}_{figure} IS NOT NULL
    AND NOT list_contains([one.{bound} for one in claims if one.kind = '{kind}'], {kind}_{figure})"""
    for kind in ("killed", "injured")
    for figure, bound in (("low", "low"), ("high", "high"), ("best", "low"))
)

_CHECKS = {
    "incident": (_ARTICLES, _EVENTS, _CLAIMS, _FIGURES),
    "story": (_ARTICLES,),
}
"""By kind of cluster queries for ids and faults."""


def verify_clusters(tables: duckdb.DuckDBPyConnection, found: Collection[Found] | None = None) -> Iterator[CheckedRow]:
    """Verify that what incidents and stories name is there, and that the claims of incidents are what events count.

    Events and articles of all revisions count: until a run ends, incidents name those that it has replaced.

    Args:
        tables: As `open_tables` gives them, with all rows; tables for the time of the work are created in it.
        found: What ids name, of any kind; all incidents and stories when None.

    Yields:
        Each incident and story of those.
    """
    for kind, checks in _CHECKS.items():
        table, column = KINDS[kind]
        condition = "" if found is None else f"WHERE {column} IN (SELECT unnest(?))"
        ids = [] if found is None else [[one.id for one in found if one.kind == kind]]
        tables.execute(_CHOSEN.format(table=table, column=column, condition=condition), ids)
        faults: dict[str, list[str]] = defaultdict(list)
        for check in checks:
            for row_id, fault in tables.execute(check.format(table=table, column=column)).fetchall():
                faults[row_id].append(fault)
        for (row_id,) in tables.execute(f"SELECT {column} FROM some_{table}").fetchall():
            wrong = tuple(sorted(faults[row_id]))
            yield CheckedRow(
                table=table, row_id=row_id, standing=Standing.FAILED if wrong else Standing.FOUND, faults=wrong
            )
