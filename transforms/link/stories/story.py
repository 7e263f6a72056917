"""The row of a story: which articles it has, which of them speaks for it, and whom and what they mention."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from schemas.flow.linking import LinkCopy, LinkEntity, StoryArticle
from schemas.ids import story_id
from schemas.rows.story import Story, TopEntity

TOP_ENTITIES = 10


def make_story(articles: Sequence[StoryArticle]) -> Story:
    """The row of a story, the same in whatever order its articles come.

    Args:
        articles: Of the story, one and more; copies are in the articles that they are copies of.

    Returns:
        Its first revision.
    """
    ordered = sorted(articles, key=lambda article: (article.order, article.article_id))
    members: list[StoryArticle | LinkCopy] = [*ordered, *(copy for article in ordered for copy in article.copies)]
    published = sorted(one.published_at.astimezone(UTC) for one in members if one.published_at is not None)
    article_ids = sorted({one.article_id for one in members})
    return Story(
        story_id=story_id(ordered[0].article_id),
        title=_title(ordered),
        article_ids=tuple(article_ids),
        article_count=len(article_ids),
        independent_count=len(ordered),
        site_count=len({one.site for one in members if one.site}),
        first_published_at=_first(published),
        last_published_at=_first(published[::-1]),
        top_entities=_top_entities(ordered),
    )


def _title(articles: Sequence[StoryArticle]) -> str:
    """The title of the article that has most topic words in common with the others, of equals the earliest."""
    counts = Counter(word for article in articles for word in article.topic_words)
    titled = [article for article in articles if article.title]
    best = max(titled, key=lambda article: sum(counts[word] - 1 for word in article.topic_words), default=None)
    return (best.title or "") if best else ""


def _top_entities(articles: Iterable[StoryArticle]) -> tuple[TopEntity, ...]:
    """The entities that most articles mention, of equals those that the articles are most about."""
    mentions: dict[str, list[LinkEntity]] = defaultdict(list)
    counts = Counter[str]()
    for article in articles:
        for entity in article.entities:
            mentions[entity.entity_id].append(entity)
            counts[entity.entity_id] += 1 + len(article.copies)
    salience = {key: round(sum(entity.salience for entity in own), 6) for key, own in mentions.items()}
    chosen = sorted(mentions, key=lambda key: (-counts[key], -salience[key], key))[:TOP_ENTITIES]
    return tuple(
        TopEntity(
            entity_id=key,
            name=_commonest(entity.name for entity in mentions[key]),
            type=_commonest(entity.type for entity in mentions[key]),
            article_count=counts[key],
        )
        for key in chosen
    )


def _commonest(values: Iterable[str]) -> str:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], value))


def _first(values: Sequence[datetime]) -> datetime | None:
    return values[0] if values else None
