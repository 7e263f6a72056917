SELECT
    location.longitude,
    location.latitude,
    incident_id,
    event_type,
    event_mode,
    date_start,
    date_end,
    location.name AS place,
    country_code,
    [one.name FOR one IN actors] AS actors,
    [one.name FOR one IN recipients] AS recipients,
    killed_low,
    killed_high,
    killed_best,
    injured_low,
    injured_high,
    injured_best,
    independent_count,
    first_published_at,
    last_published_at,
    disagreement
FROM chosen_incidents
WHERE location.longitude BETWEEN -180 AND 180 AND location.latitude BETWEEN -90 AND 90
ORDER BY date_start NULLS LAST, incident_id
