"""Articles in time: blocks of days, within which and beside which articles are compared, and the order of articles."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

BLOCK_DAYS = 16
"""Days of a block. Articles are compared within a block and with those of the blocks beside it."""

NO_DATE = -(1 << 31)
"""Stands for the block of the articles without any date."""

ALL_BLOCKS = NO_DATE - 1
"""Stands for all blocks: an article without any date may be on a matter of any time."""

_EPOCH = date(1970, 1, 1)
_EPOCH_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NO_TIME = "f" * 16


def day_number(day: date) -> int:
    """The number of a day, counted from 1970-01-01."""
    return (day - _EPOCH).days


def block_of(day: date | None) -> int | None:
    """The number of the block that a day is in; None without a day."""
    return None if day is None else day_number(day) // BLOCK_DAYS


def block_number(block: int | None) -> int:
    """The number of an article's block; `NO_DATE` for one without a date."""
    return NO_DATE if block is None else block


def first_day(block: int) -> date:
    """The first day of a block."""
    return _EPOCH + timedelta(days=block * BLOCK_DAYS)


def neighbouring_blocks(block: int | None, known: Iterable[int]) -> list[int]:
    """The blocks whose articles one of the given block is compared with.

    Args:
        block: None if the article has no date: it may be on a matter of any time.
        known: All blocks that there are, `NO_DATE` among them.
    """
    if block is None:
        return sorted(known)
    near = {block - 1, block, block + 1, NO_DATE}
    return sorted(near.intersection(known))


def sort_order(article_id: str, published_at: datetime | None) -> str:
    """Sorts articles by publication, those without a date last, then by id: 48 hexadecimal digits.

    Args:
        article_id: 32 hexadecimal digits.
        published_at: With a time zone.
    """
    if published_at is None:
        return _NO_TIME + article_id
    microseconds = (published_at - _EPOCH_TIME) // _MICROSECOND
    return f"{microseconds + (1 << 62):016x}{article_id}"


def article_id_of(order: str) -> str:
    """The id in an order."""
    return order[16:]
