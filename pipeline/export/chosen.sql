-- What all formats select from: current incidents and stories, and articles, of the days that are asked for.
-- An incident or a story is of the days on which its articles were published.
CREATE TEMP VIEW described_articles AS
SELECT article_id, {publisher} AS publisher, coalesce(url, canonical_url) AS url, record,
    strpos(text, chr(10) || chr(10)) AS lead_end, published_date, published_at
FROM articles;

CREATE TEMP VIEW chosen_articles AS
SELECT * FROM described_articles WHERE {in_period};

CREATE TEMP VIEW standing_incidents AS
SELECT * FROM incidents WHERE replaced_by IS NULL;

CREATE TEMP VIEW chosen_incidents AS
SELECT * FROM standing_incidents
WHERE (getvariable('since')::DATE IS NULL AND getvariable('until')::DATE IS NULL)
    OR incident_id IN (
        SELECT incident_id
        FROM (SELECT incident_id, unnest(article_ids) AS article_id FROM standing_incidents)
        JOIN chosen_articles USING (article_id)
    );

CREATE TEMP VIEW chosen_stories AS
SELECT * FROM stories
WHERE replaced_by IS NULL
    AND ((getvariable('since')::DATE IS NULL AND getvariable('until')::DATE IS NULL)
        OR story_id IN (
            SELECT story_id
            FROM (SELECT story_id, unnest(article_ids) AS article_id FROM stories)
            JOIN chosen_articles USING (article_id)
        ));

-- The evidence of each incident: its most confident event, whichever day its article was published.
CREATE TEMP VIEW evidence AS
SELECT incident_id, event.event_id, event.article_id, event.content_id, event.sentence, article.url AS source_url,
    event.trigger.start AS trigger_start, event.trigger."end" AS trigger_end, article.record.uri AS record_uri,
    article.record."offset" AS record_offset, article.record.length AS record_length, event.modality, event.confidence
FROM (SELECT incident_id, unnest(event_ids) AS event_id FROM chosen_incidents)
JOIN events AS event USING (event_id)
JOIN described_articles AS article USING (article_id)
QUALIFY row_number() OVER (
    PARTITION BY incident_id ORDER BY event.confidence DESC, event.salience DESC, event.event_id
) = 1;
