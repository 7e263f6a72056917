"""Blocks of days, and the order of articles."""

from datetime import UTC, date, datetime, timedelta

from schemas.ids import content_hash
from transforms.blocks import article_id_of, block_of, sort_order

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def test_order_sorts_articles_without_date_last_and_gives_the_id() -> None:
    ids = [content_hash("article", number) for number in range(3)]
    orders = [sort_order(ids[0], None), sort_order(ids[1], START), sort_order(ids[2], START - timedelta(days=30000))]
    assert [article_id_of(order) for order in sorted(orders)] == [ids[2], ids[1], ids[0]]


def test_block_of_days_before_1970_is_negative() -> None:
    assert (block_of(date(1969, 12, 31)), block_of(date(1970, 1, 1)), block_of(None)) == (-1, 0, None)
