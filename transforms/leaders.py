"""The leaders of a key: the earliest articles that have it, with which the others that have it are compared.

So the work grows with the number of articles, however many are alike: those that come late are compared with the
leaders alone. And what an article is compared with does not depend on later ones, so that a run of ten days compares
what ten runs of a day do.

Leaders are rows of numbers (key, then the order of the article in three parts), sorted; a table of them is an array.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from schemas.flow.linking import ArticleKeys
from transforms.blocks import article_id_of

type Leaders = NDArray[np.uint64]
"""Rows of key, order (64 bits of time, 128 of the article's id)."""


def leader_rows(articles: Iterable[ArticleKeys]) -> Leaders:
    """Rows of some articles of one block."""
    rows = [(key, *_order_parts(article.order)) for article in articles for key in article.keys]
    return np.array(rows, dtype=np.uint64).reshape(-1, 4)


def merge_leaders(tables: Iterable[Leaders], limit: int) -> Leaders:
    """The leaders of all articles in some tables.

    Args:
        tables: Of one block.
        limit: How many articles of a key are kept, the earliest.
    """
    found = list(tables)
    if not found:
        return np.zeros((0, 4), dtype=np.uint64)
    rows = np.concatenate(found)
    rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
    if len(rows) > 1:
        rows = rows[np.append(True, np.any(rows[1:] != rows[:-1], axis=1))]
    starts = np.searchsorted(rows[:, 0], rows[:, 0])
    return rows[np.arange(len(rows)) - starts < limit]


def shared_leaders(article: ArticleKeys, tables: Iterable[Leaders], least: int) -> list[str]:
    """Ids of the leaders that share enough keys with an article, sorted.

    Args:
        article: It is left out itself.
        tables: Of the blocks beside it, each merged.
        least: How many keys are enough.
    """
    counts = count_shared(article.keys, tables)
    return sorted(article_id_of(order) for order, count in counts.items() if count >= least and order != article.order)


def count_shared(keys: Sequence[int], tables: Iterable[Leaders]) -> Counter[str]:
    """How many of some keys each leader has, by the order of the leaders that have any."""
    wanted = np.array(keys, dtype=np.uint64)
    counts: Counter[tuple[int, int, int]] = Counter()
    for table in tables:
        starts = np.searchsorted(table[:, 0], wanted, side="left").tolist()
        ends = np.searchsorted(table[:, 0], wanted, side="right").tolist()
        for start, end in zip(starts, ends, strict=True):
            counts.update(map(tuple, table[start:end, 1:].tolist()))
    return Counter({f"{time:016x}{high:016x}{low:016x}": count for (time, high, low), count in counts.items()})


def _order_parts(order: str) -> tuple[int, int, int]:
    return int(order[:16], 16), int(order[16:32], 16), int(order[32:], 16)
