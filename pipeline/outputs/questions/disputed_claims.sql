-- Claims that disagree: of each incident on whose casualties the sources' last counts do not meet, all of these counts.
WITH standing AS (
  SELECT incident.incident_id, claim.kind, claim.low, claim.high, claim.source, claim.published_at, claim.article_id,
    claim.event_id
  FROM {incidents} AS incident CROSS JOIN UNNEST(incident.claims) AS claim
  WHERE incident.replaced_by IS NULL AND claim.superseded_by IS NULL
),
disputed AS (
  SELECT incident_id, kind FROM standing GROUP BY incident_id, kind HAVING MAX(low) > MIN(high)
)
SELECT standing.incident_id, incident.event_type, incident.location.name AS place, incident.country_code,
  incident.date_start, standing.kind, standing.low, standing.high, standing.source, standing.published_at,
  {publisher} AS publisher, article.title, article.canonical_url, event.sentence, standing.event_id
FROM standing
JOIN disputed ON disputed.incident_id = standing.incident_id AND disputed.kind = standing.kind
JOIN {incidents} AS incident ON incident.incident_id = standing.incident_id
LEFT JOIN {articles} AS article ON article.article_id = standing.article_id
LEFT JOIN {events} AS event ON event.event_id = standing.event_id
ORDER BY date_start DESC, incident_id, kind, published_at, event_id
