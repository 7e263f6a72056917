-- The first publisher of each story, and the next one whose article is not a copy.
WITH told AS (
  SELECT story.story_id, {publisher} AS publisher, article.article_id, article.title, article.canonical_url,
    article.published_at
  FROM {stories} AS story CROSS JOIN UNNEST(story.article_ids) AS listed_id
  JOIN {articles} AS article ON article.article_id = listed_id
  WHERE story.replaced_by IS NULL AND article.published_at IS NOT NULL AND article.duplicate_of IS NULL
  QUALIFY ROW_NUMBER() OVER (  -- two articles whose publisher is not known are of two publishers
    PARTITION BY story.story_id, COALESCE({publisher}, article.article_id)
    ORDER BY article.published_at, article.article_id
  ) = 1
),
ordered AS (
  SELECT told.*, ROW_NUMBER() OVER in_time AS place_in_time, LEAD(publisher) OVER in_time AS next_publisher,
    LEAD(article_id) OVER in_time AS next_article_id, LEAD(published_at) OVER in_time AS next_published_at
  FROM told
  WINDOW in_time AS (PARTITION BY story_id ORDER BY published_at, article_id)
)
SELECT ordered.story_id, story.title AS story, ordered.publisher AS first_publisher, ordered.published_at,
  ordered.title, ordered.canonical_url, ordered.article_id, ordered.next_publisher, ordered.next_published_at,
  ordered.next_article_id, story.article_count, story.site_count
FROM ordered JOIN {stories} AS story ON story.story_id = ordered.story_id
WHERE ordered.place_in_time = 1
ORDER BY article_count DESC, story_id
