"""The query of `incident_tolls(as_of)`: what was known on a day of how many each incident killed and injured.

It is one query for both outputs, in what their dialects of SQL share. Its rule is that of
`transforms.link.incidents.tolls`: of the claims published by then, those count that no other one of the same source
supersedes by then.
"""

NAME = "incident_tolls"

PARAMETER = "as_of"
"""The day: what was published before its end, in UTC, is known, and what has no date."""

DESCRIPTION = "What was known at the end of a day, in UTC, of how many each incident killed and injured, by whom."

_QUERY = """
WITH known AS (
  SELECT incident.incident_id, claim.kind, claim.low, claim.high, claim.event_id, claim.superseded_by,
    claim.published_at, claim.source, COALESCE(claim.source, claim.article_id) AS speaker
  FROM {incidents} AS incident, {claims}
  WHERE claim.kind IN ('killed', 'injured') AND (claim.published_at IS NULL OR claim.published_at < {end})
),
standing AS (
  SELECT earlier.* FROM known AS earlier LEFT JOIN known AS later
    ON later.incident_id = earlier.incident_id AND later.kind = earlier.kind
      AND later.event_id = earlier.superseded_by
  WHERE later.event_id IS NULL
),
figures AS (
  SELECT incident_id, kind, low AS figure, MAX(published_at) AS latest FROM standing GROUP BY incident_id, kind, low
),
supported AS (
  SELECT figures.incident_id, figures.kind, figures.figure, figures.latest,
    COUNT(DISTINCT standing.speaker) AS source_count
  FROM figures JOIN standing
    ON standing.incident_id = figures.incident_id AND standing.kind = figures.kind
      AND standing.low <= figures.figure AND COALESCE(standing.high, figures.figure) >= figures.figure
  GROUP BY figures.incident_id, figures.kind, figures.figure, figures.latest
),
best AS (
  SELECT incident_id, kind, figure FROM supported WHERE TRUE
  QUALIFY ROW_NUMBER() OVER (
    PARTITION BY incident_id, kind ORDER BY source_count DESC, latest DESC NULLS LAST, figure DESC
  ) = 1
),
tolls AS (
  SELECT standing.incident_id, standing.kind, MIN(standing.low) AS low,
    CASE WHEN COUNT(*) = COUNT(standing.high) THEN MAX(standing.high) END AS high,
    MIN(best.figure) AS best, COUNT(*) AS claim_count
  FROM standing JOIN best ON best.incident_id = standing.incident_id AND best.kind = standing.kind
  GROUP BY standing.incident_id, standing.kind
),
speakers AS (
  SELECT incident_id, ARRAY_AGG(DISTINCT source ORDER BY source) AS sources
  FROM standing WHERE source IS NOT NULL GROUP BY incident_id
)
SELECT incident.incident_id, incident.event_type, incident.country_code, incident.location.name AS location_name,
  incident.first_published_at,
  killed.low AS killed_low, killed.high AS killed_high, killed.best AS killed_best,
  injured.low AS injured_low, injured.high AS injured_high, injured.best AS injured_best,
  COALESCE(speakers.sources, []) AS sources,
  COALESCE(killed.claim_count, 0) + COALESCE(injured.claim_count, 0) AS claim_count
FROM {incidents} AS incident
LEFT JOIN tolls AS killed ON killed.incident_id = incident.incident_id AND killed.kind = 'killed'
LEFT JOIN tolls AS injured ON injured.incident_id = incident.incident_id AND injured.kind = 'injured'
LEFT JOIN speakers ON speakers.incident_id = incident.incident_id
WHERE incident.replaced_by IS NULL
  AND (incident.first_published_at IS NULL OR incident.first_published_at < {end})"""


def duckdb_query(incidents: str) -> str:
    """The body of DuckDB's table macro.

    Args:
        incidents: The table or view with the newest revision of each incident, as it is written in SQL.
    """
    end = f"(CAST({PARAMETER} AS DATE) + INTERVAL 1 DAY) AT TIME ZONE 'UTC'"
    return _QUERY.format(incidents=incidents, claims="UNNEST(incident.claims) AS listed(claim)", end=end).strip()


def bigquery_query(incidents: str) -> str:
    """The body of BigQuery's table function; see `duckdb_query`."""
    end = f"TIMESTAMP(DATE_ADD({PARAMETER}, INTERVAL 1 DAY))"
    query = _QUERY.format(incidents=incidents, claims="UNNEST(incident.claims) AS claim", end=end).strip()
    return f"SELECT * FROM (\n{query}\n)"
