"""What an article is found by, and its place in time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zlib import crc32

from schemas.flow.linking import ArticleKeys, LinkArticle

BLOCK_DAYS = 16
"""Days of a block. Articles are compared within a block and with those of the blocks beside it."""

KEY_WORDS = 20
"""Topic words that an article is found by."""

_EPOCH = date(1970, 1, 1)
_NO_TIME = "f" * 16


def day_number(day: date) -> int:
    """The number of a day, counted from 1970-01-01."""
    return (day - _EPOCH).days


def block_of(day: date | None) -> int | None:
    """The number of the block that a day is in; None without a day."""
    return None if day is None else day_number(day) // BLOCK_DAYS


def sort_order(article_id: str, published_at: datetime | None) -> str:
    """Sorts articles by publication, those without a date last, then by id: 48 hexadecimal digits.

    Args:
        article_id: 32 hexadecimal digits.
        published_at: With a time zone.
    """
    if published_at is None:
        return _NO_TIME + article_id
    microseconds = round((published_at - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
    return f"{microseconds + (1 << 62):016x}{article_id}"


def article_id_of(order: str) -> str:
    """The id in an order."""
    return order[16:]


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
    )
