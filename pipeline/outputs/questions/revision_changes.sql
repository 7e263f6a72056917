-- What a later revision of an article changed: its title, and the paragraphs that were added and taken out.
WITH revisions AS (
  SELECT article_id, content_id, COALESCE(modified_at, crawled_at) AS changed_at, seen, {publisher} AS publisher,
    canonical_url, title, word_count, SPLIT(text, CONCAT(CHR(10), CHR(10))) AS paragraphs
  FROM {article_revisions}
  QUALIFY ROW_NUMBER() OVER (PARTITION BY article_id, content_id, title ORDER BY seen DESC, run_id DESC) = 1
),
numbered AS (
  SELECT revisions.*, ROW_NUMBER() OVER (
    PARTITION BY article_id ORDER BY changed_at NULLS FIRST, seen, content_id, title
  ) AS revision
  FROM revisions
)
SELECT later.article_id, later.revision, later.changed_at, later.publisher, later.canonical_url,
  earlier.title AS title_before, later.title AS title_after,
  earlier.word_count AS words_before, later.word_count AS words_after,
  ARRAY(
    SELECT added FROM UNNEST(later.paragraphs) AS added
    WHERE NOT EXISTS (SELECT 1 FROM UNNEST(earlier.paragraphs) AS known WHERE known = added) ORDER BY added
  ) AS paragraphs_added,
  ARRAY(
    SELECT removed FROM UNNEST(earlier.paragraphs) AS removed
    WHERE NOT EXISTS (SELECT 1 FROM UNNEST(later.paragraphs) AS known WHERE known = removed) ORDER BY removed
  ) AS paragraphs_removed,
  earlier.content_id AS content_id_before, later.content_id AS content_id_after
FROM numbered AS later JOIN numbered AS earlier
  ON earlier.article_id = later.article_id AND earlier.revision = later.revision - 1
ORDER BY article_id, revision
