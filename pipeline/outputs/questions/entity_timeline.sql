-- What a person, group or country did and suffered, incident by incident, with the sentence that says so.
WITH parts AS (
  SELECT participant.entity_id, participant.name, 'actor' AS role, participant.event_id, incident.incident_id
  FROM {incidents} AS incident CROSS JOIN UNNEST(incident.actors) AS participant
  UNION ALL
  SELECT participant.entity_id, participant.name, 'recipient' AS role, participant.event_id, incident.incident_id
  FROM {incidents} AS incident CROSS JOIN UNNEST(incident.recipients) AS participant
),
names AS (
  SELECT incident_id, role, ARRAY_AGG(DISTINCT name ORDER BY name) AS names FROM parts GROUP BY incident_id, role
)
SELECT parts.name AS entity, parts.entity_id, parts.role, incident.date_start, incident.date_end,
  incident.event_type, incident.event_mode, COALESCE(names.names, []) AS others, incident.location.name AS place,
  incident.country_code, incident.killed_best, incident.injured_best, incident.independent_count,
  event.sentence, event.event_id, incident.incident_id
FROM parts
JOIN {incidents} AS incident ON incident.incident_id = parts.incident_id
LEFT JOIN names ON names.incident_id = parts.incident_id AND names.role <> parts.role
LEFT JOIN {events} AS event ON event.event_id = parts.event_id
WHERE incident.replaced_by IS NULL
ORDER BY entity, date_start, incident_id, role, event_id
