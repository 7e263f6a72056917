-- What happened at a place, incident by incident, with the sentence that says where.
SELECT incident.location.name AS place, incident.location.admin1 AS admin1, incident.country_code,
  incident.date_start, incident.date_end, incident.event_type, incident.event_mode,
  ARRAY(SELECT DISTINCT actor.name AS name FROM UNNEST(incident.actors) AS actor ORDER BY name) AS actors,
  ARRAY(SELECT DISTINCT other.name AS name FROM UNNEST(incident.recipients) AS other ORDER BY name) AS recipients,
  incident.killed_best, incident.injured_best, incident.independent_count,
  event.sentence, event.event_id, incident.incident_id
FROM {incidents} AS incident
LEFT JOIN {events} AS event ON event.event_id = incident.location.event_id
WHERE incident.replaced_by IS NULL AND incident.location.name IS NOT NULL
ORDER BY place, country_code, date_start, incident_id
