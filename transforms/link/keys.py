"""What an article is found by in LINK."""

from collections.abc import Sequence
from zlib import crc32

from schemas.flow.linking import ArticleKeys, LinkArticle
from transforms.blocks import block_of, sort_order

KEY_WORDS = 20
"""Topic words that an article is found by."""


def keys_of(topic_words: Sequence[str]) -> tuple[int, ...]:
    """What an article is found by: a hash of each of its most telling words, of 32 bits."""
    return tuple(sorted({crc32(word.encode("utf-8", "surrogatepass")) for word in topic_words[:KEY_WORDS]}))


def article_keys(article: LinkArticle) -> ArticleKeys:
    """What an article is found by.

    Args:
        article: Needs its ids, dates and topic words only.
    """
    return ArticleKeys(
        article_id=article.article_id,
        content_id=article.content_id,
        order=sort_order(article.article_id, article.published_at),
        block=block_of(article.day),
        keys=keys_of(article.topic_words),
        revised_at=article.modified_at or article.crawled_at,
        run_id=article.run_id,
    )
