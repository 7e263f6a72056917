"""The profile of an article: what is compared of it."""

from schemas.flow.linking import ArticleProfile, LinkArticle
from transforms.blocks import block_of, day_number, sort_order
from transforms.link.incidents.reports import incident_reports
from transforms.link.keys import keys_of
from transforms.link.stories.subject import story_subject


def make_profile(article: LinkArticle) -> ArticleProfile:
    """What is compared of an article.

    Args:
        article: With its events and entities.
    """
    return ArticleProfile(
        article_id=article.article_id,
        order=sort_order(article.article_id, article.published_at),
        block=block_of(article.day),
        day=None if article.day is None else day_number(article.day),
        keys=keys_of(article.topic_words),
        subject=story_subject(article),
        reports=incident_reports(article),
    )
