-- Who attacked whom: the incidents by pair of actor and recipient, as their events name them, with days and tolls.
WITH pairs AS (
  SELECT DISTINCT actor.name AS actor, recipient.name AS recipient, incident.incident_id
  FROM {incidents} AS incident CROSS JOIN UNNEST(incident.event_ids) AS listed_id
  JOIN {events} AS event ON event.event_id = listed_id
  CROSS JOIN UNNEST(event.actors) AS actor CROSS JOIN UNNEST(event.recipients) AS recipient
  WHERE incident.replaced_by IS NULL AND incident.event_type = 'ASSAULT' AND event.event_type = 'ASSAULT'
    AND actor.name IS NOT NULL AND recipient.name IS NOT NULL
)
SELECT pairs.actor, pairs.recipient, COUNT(*) AS incidents, SUM(incident.independent_count) AS reports,
  SUM(incident.killed_best) AS killed, SUM(incident.injured_best) AS injured,
  MIN(incident.date_start) AS first_day, MAX(incident.date_end) AS last_day,
  ARRAY_AGG(incident.incident_id ORDER BY incident.incident_id) AS incident_ids
FROM pairs JOIN {incidents} AS incident ON incident.incident_id = pairs.incident_id
GROUP BY pairs.actor, pairs.recipient
ORDER BY incidents DESC, actor, recipient
