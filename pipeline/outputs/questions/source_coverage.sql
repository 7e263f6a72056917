-- How much each source covers: articles, copies, events, and of how many incidents it was the first to report.
WITH reports AS (
  SELECT incident.incident_id, article.site,
    ROW_NUMBER() OVER (
      PARTITION BY incident.incident_id ORDER BY article.published_at, article.article_id
    ) AS place_in_time,
    COUNT(*) OVER (PARTITION BY incident.incident_id) AS report_count
  FROM {incidents} AS incident CROSS JOIN UNNEST(incident.article_ids) AS listed_id
  JOIN {articles} AS article ON article.article_id = listed_id
  WHERE incident.replaced_by IS NULL AND article.published_at IS NOT NULL
),
of_incidents AS (
  SELECT site, COUNT(DISTINCT incident_id) AS incidents,
    COUNT(DISTINCT CASE WHEN report_count > 1 THEN incident_id END) AS shared_incidents,
    COUNT(DISTINCT CASE WHEN report_count > 1 AND place_in_time = 1 THEN incident_id END) AS reported_first
  FROM reports GROUP BY site
),
of_events AS (
  SELECT article.site, COUNT(*) AS events
  FROM {events} AS event JOIN {articles} AS article ON article.article_id = event.article_id GROUP BY article.site
)
SELECT article.site, COUNT(*) AS articles,
  COUNT(CASE WHEN article.outcome = 'coded' THEN 1 END) AS coded,
  COUNT(article.duplicate_of) AS copies, MIN(article.published_at) AS first_published_at,
  MAX(article.published_at) AS last_published_at, COALESCE(MAX(of_events.events), 0) AS events,
  COALESCE(MAX(of_incidents.incidents), 0) AS incidents,
  COALESCE(MAX(of_incidents.shared_incidents), 0) AS shared_incidents,
  COALESCE(MAX(of_incidents.reported_first), 0) AS reported_first
FROM {articles} AS article
LEFT JOIN of_events ON of_events.site = article.site
LEFT JOIN of_incidents ON of_incidents.site = article.site
GROUP BY article.site
ORDER BY articles DESC, article.site
