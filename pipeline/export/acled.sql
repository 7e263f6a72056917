WITH publishers AS (
    SELECT incident_id, string_agg(DISTINCT publisher, '; ' ORDER BY publisher) AS names
    FROM (SELECT incident_id, unnest(article_ids) AS article_id FROM chosen_incidents)
    JOIN described_articles USING (article_id)
    GROUP BY incident_id
)
SELECT
    incident.incident_id AS event_id_cnty,
    incident.date_start AS event_date,
    year(incident.date_start) AS year,
    CASE incident.date_precision WHEN 'day' THEN 1 WHEN 'week' THEN 2 WHEN 'month' THEN 3 END AS time_precision,
    kind.disorder_type,
    kind.acled_type AS event_type,
    kind.sub_event_type,
    incident.actors[1].name AS actor1,
    nullif(list_aggregate([one.name FOR one IN incident.actors[2:]], 'string_agg', '; '), '') AS assoc_actor_1,
    incident.recipients[1].name AS actor2,
    nullif(list_aggregate([one.name FOR one IN incident.recipients[2:]], 'string_agg', '; '), '') AS assoc_actor_2,
    country.iso_number AS iso,
    country.name AS country,
    incident.location.admin1 AS admin1,
    incident.location.name AS location,
    incident.location.latitude AS latitude,
    incident.location.longitude AS longitude,
    CASE
        WHEN incident.location.latitude IS NULL THEN NULL
        WHEN incident.location.feature LIKE 'PPL%' THEN 1
        WHEN incident.location.feature SIMILAR TO 'ADM[2-5].*' THEN 2
        WHEN incident.location.feature LIKE 'ADM1%' OR incident.location.feature = 'RGN' THEN 3
    END AS geo_precision,
    publishers.names AS source,
    NULL AS source_scale,
    evidence.sentence AS notes,
    incident.killed_best AS fatalities,
    epoch(incident.last_published_at)::BIGINT AS "timestamp",
    evidence.event_id,
    evidence.article_id,
    evidence.content_id,
    evidence.source_url,
    incident.event_type AS newsbeam_type,
    incident.event_mode AS newsbeam_mode,
    evidence.trigger_start,
    evidence.trigger_end,
    evidence.record_uri,
    evidence.record_offset,
    evidence.record_length,
    evidence.modality,
    evidence.confidence,
    incident.killed_low,
    incident.injured_low
FROM chosen_incidents AS incident
LEFT JOIN evidence USING (incident_id)
LEFT JOIN publishers USING (incident_id)
LEFT JOIN kinds AS kind
    ON kind.event_type = incident.event_type AND kind.event_mode IS NOT DISTINCT FROM incident.event_mode
LEFT JOIN countries AS country ON country.iso2 = incident.country_code
ORDER BY incident.date_start NULLS LAST, incident.incident_id
