WITH reported AS (
    SELECT unnest(event_ids) AS event_id, len(event_ids) AS mentions, independent_count, article_count
    FROM standing_incidents
)
SELECT
    try_cast('0x' || left(event.event_id, 15) AS BIGINT) AS GLOBALEVENTID,
    strftime(event.date_start, '%Y%m%d')::INTEGER AS SQLDATE,
    strftime(event.date_start, '%Y%m')::INTEGER AS MonthYear,
    year(event.date_start) AS Year,
    coalesce(event.actors[1].name, event.actors[1].text) AS Actor1Name,
    first_country.cameo AS Actor1CountryCode,
    coalesce(event.recipients[1].name, event.recipients[1].text) AS Actor2Name,
    second_country.cameo AS Actor2CountryCode,
    (article.lead_end = 0 OR event.sentence_start < article.lead_end)::INTEGER AS IsRootEvent,
    CASE WHEN len(kind.cameo) > 2 THEN kind.cameo END AS EventCode,
    CASE WHEN len(kind.cameo) > 2 THEN left(kind.cameo, 3) END AS EventBaseCode,
    left(kind.cameo, 2) AS EventRootCode,
    CASE
        WHEN left(kind.cameo, 2) <= '05' THEN 1
        WHEN left(kind.cameo, 2) <= '08' THEN 2
        WHEN left(kind.cameo, 2) <= '13' THEN 3
        WHEN left(kind.cameo, 2) <= '20' THEN 4
    END AS QuadClass,
    reported.mentions AS NumMentions,
    reported.independent_count AS NumSources,
    reported.article_count AS NumArticles,
    CASE WHEN event.location.name IS NOT NULL THEN concat_ws(
        ', ',
        event.location.name,
        nullif(event.location.admin1, event.location.name),
        nullif(country.name, event.location.name)
    ) END AS ActionGeo_FullName,
    country.fips AS ActionGeo_CountryCode,
    event.location.latitude AS ActionGeo_Lat,
    event.location.longitude AS ActionGeo_Long,
    event.location.geonames_id AS ActionGeo_FeatureID,
    strftime(event.published_at::TIMESTAMP, '%Y%m%d%H%M%S')::BIGINT AS DATEADDED,
    article.url AS SOURCEURL,
    event.event_id,
    event.article_id,
    event.content_id,
    event.event_type,
    event.event_mode,
    event.date_precision,
    event.sentence,
    event.trigger.start AS trigger_start,
    event.trigger."end" AS trigger_end,
    article.record.uri AS record_uri,
    article.record."offset" AS record_offset,
    article.record.length AS record_length,
    event.modality,
    event.confidence,
    event.killed_low,
    event.injured_low
FROM events AS event
JOIN chosen_articles AS article USING (article_id)
LEFT JOIN reported ON reported.event_id = event.event_id
LEFT JOIN kinds AS kind
    ON kind.event_type = event.event_type AND kind.event_mode IS NOT DISTINCT FROM event.event_mode
LEFT JOIN countries AS country ON country.iso2 = event.location.country_code
LEFT JOIN countries AS first_country ON first_country.iso2 = event.actors[1].country_code
LEFT JOIN countries AS second_country ON second_country.iso2 = event.recipients[1].country_code
ORDER BY event.published_at NULLS LAST, event.article_id, event.trigger.start, event.event_id
