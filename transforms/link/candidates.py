"""Which articles are compared: those that share some of their most telling words.

Of each word the earliest articles of a block of days are known, its leaders. An article is compared with the leaders of
its words, in its block and those beside it, that share `SHARED_KEYS` words with it. So the work grows with the number
of articles, however many are on one matter: those that come late are compared with the leaders alone. And what an
article is compared with does not depend on later ones, so that a run of ten days compares what ten runs of a day do.

Leaders are rows of numbers (key, then the order of the article in three parts), sorted; a table of them is an array.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from schemas.flow.linking import ArticleKeys

LEADERS = 20
"""Articles that are known of a key and a block."""

SHARED_KEYS = 2
"""Keys that two articles must share to be compared."""

NO_DATE = -(1 << 31)
"""Stands for the block of the articles without any date."""

type Leaders = NDArray[np.uint64]
"""Rows of key, order (64 bits of time, 128 of the article's id)."""


def leader_rows(articles: Iterable[ArticleKeys]) -> Leaders:
    """Rows of some articles of one block."""
    rows = [(key, *_order_parts(article.order)) for article in articles for key in article.keys]
    return np.array(rows, dtype=np.uint64).reshape(-1, 4)


def merge_leaders(tables: Iterable[Leaders]) -> Leaders:
    """The leaders of all articles in some tables: of each key the `LEADERS` earliest."""
    found = list(tables)
    if not found:
        return np.zeros((0, 4), dtype=np.uint64)
    rows = np.concatenate(found)
    rows = rows[np.lexsort((rows[:, 3], rows[:, 2], rows[:, 1], rows[:, 0]))]
    if len(rows) > 1:
        rows = rows[np.append(True, np.any(rows[1:] != rows[:-1], axis=1))]
    starts = np.searchsorted(rows[:, 0], rows[:, 0])
    return rows[np.arange(len(rows)) - starts < LEADERS]


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


def shared_leaders(article: ArticleKeys, tables: Iterable[Leaders]) -> list[str]:
    """Ids of the leaders that share enough keys with an article, sorted.

    Args:
        article: Its own id is left out.
        tables: Of the blocks beside it, each merged.
    """
    keys = np.array(article.keys, dtype=np.uint64)
    counts: Counter[tuple[int, int]] = Counter()
    for table in tables:
        starts = np.searchsorted(table[:, 0], keys, side="left").tolist()
        ends = np.searchsorted(table[:, 0], keys, side="right").tolist()
        for start, end in zip(starts, ends, strict=True):
            counts.update(map(tuple, table[start:end, 2:].tolist()))
    found = (f"{high:016x}{low:016x}" for (high, low), count in counts.items() if count >= SHARED_KEYS)
    return sorted(article_id for article_id in found if article_id != article.article_id)


def candidate_pairs(articles: Iterable[ArticleKeys]) -> Iterator[tuple[str, str]]:
    """The pairs of articles that are compared, each once, the lesser id first.

    Args:
        articles: All there are.
    """
    known = list(articles)
    blocks: dict[int, list[ArticleKeys]] = {}
    for article in known:
        blocks.setdefault(NO_DATE if article.block is None else article.block, []).append(article)
    tables = {block: merge_leaders([leader_rows(listed)]) for block, listed in blocks.items()}
    seen: set[tuple[str, str]] = set()
    for article in known:
        near = [tables[block] for block in neighbouring_blocks(article.block, tables)]
        for other in shared_leaders(article, near):
            pair = min(article.article_id, other), max(article.article_id, other)
            if pair not in seen:
                seen.add(pair)
                yield pair


def _order_parts(order: str) -> tuple[int, int, int]:
    return int(order[:16], 16), int(order[16:32], 16), int(order[32:], 16)
