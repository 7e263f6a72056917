-- What all formats select from: current incidents and stories, and articles, of the days that are asked for.
-- An incident or a story is of the days on which its articles were published.
CREATE TEMP VIEW described_articles AS
SELECT article_id, {publisher} AS publisher, coalesce(url, canonical_url) AS url, record,
    strpos(text, chr(10) || chr(10)) AS lead_end, published_date, published_at
FROM articles;

CREATE TEMP VIEW chosen_articles AS
SELECT * FROM described_articles
WHERE (getvariable('since')::DATE IS NULL AND getvariable('until')::DATE IS NULL)
    OR (published_date >= coalesce(getvariable('since')::DATE, published_date)
        AND published_date <= coalesce(getvariable('until')::DATE, published_date));

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
