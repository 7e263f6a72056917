-- How much each publisher covers: articles, copies, events, and of how many incidents it was the first to report.
WITH of_articles AS (
  SELECT {publisher} AS publisher, COUNT(*) AS articles, COUNT(CASE WHEN outcome = 'coded' THEN 1 END) AS coded,
    COUNT(duplicate_of) AS copies, MIN(published_at) AS first_published_at, MAX(published_at) AS last_published_at
  FROM {articles} GROUP BY publisher
),
of_events AS (
  SELECT {publisher} AS publisher, COUNT(*) AS events
  FROM {events} AS event JOIN {articles} AS article ON article.article_id = event.article_id GROUP BY publisher
),
reports AS (
  SELECT incident.incident_id, {publisher} AS publisher,
    COUNT(*) OVER (PARTITION BY incident.incident_id) AS report_count,
    COUNT(article.published_at) OVER (PARTITION BY incident.incident_id) AS dated_count,
    ROW_NUMBER() OVER (
      PARTITION BY incident.incident_id
      ORDER BY article.published_at IS NULL, article.published_at, article.article_id
    ) AS place_in_time
  FROM {incidents} AS incident CROSS JOIN UNNEST(incident.article_ids) AS listed_id
  JOIN {articles} AS article ON article.article_id = listed_id
  WHERE incident.replaced_by IS NULL
),
of_incidents AS (
  SELECT publisher, COUNT(DISTINCT incident_id) AS incidents,
    COUNT(DISTINCT CASE WHEN report_count > 1 THEN incident_id END) AS shared_incidents,
    COUNT(DISTINCT CASE WHEN dated_count > 1 AND place_in_time = 1 THEN incident_id END) AS reported_first
  FROM reports GROUP BY publisher
)
SELECT of_articles.publisher, of_articles.articles, of_articles.coded, of_articles.copies,
  of_articles.first_published_at, of_articles.last_published_at, COALESCE(of_events.events, 0) AS events,
  COALESCE(of_incidents.incidents, 0) AS incidents,
  COALESCE(of_incidents.shared_incidents, 0) AS shared_incidents,
  COALESCE(of_incidents.reported_first, 0) AS reported_first
FROM of_articles  -- one row has the articles whose publisher is not known, and null equals nothing
LEFT JOIN of_events ON COALESCE(of_events.publisher, '') = COALESCE(of_articles.publisher, '')
LEFT JOIN of_incidents ON COALESCE(of_incidents.publisher, '') = COALESCE(of_articles.publisher, '')
ORDER BY articles DESC, publisher NULLS LAST
