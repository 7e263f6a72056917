"""Which articles are compared, of a run and all earlier ones near to them in time.

`candidates` gives the pairs of a set of articles that is whole. Here the articles of earlier runs are read block by
block as they are needed, and only the pairs of some of them are looked for.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from schemas.flow.linking import ArticleKeys
from transforms.blocks import ALL_BLOCKS, NO_DATE, block_number, neighbouring_blocks
from transforms.leaders import Leaders, leader_rows, merge_leaders, shared_leaders
from transforms.link.candidates import LEADERS, SHARED_KEYS
from transforms.link.clusters import Pair


class NearbyArticles:
    """The articles that those of a run may be compared with.

    Args:
        read_keys: Gives the keys of the articles of earlier runs in some blocks of days.
    """

    def __init__(self, read_keys: Callable[[Collection[int]], Iterable[ArticleKeys]]) -> None:
        self._read_keys = read_keys
        self._has_all = False
        self._articles: dict[int, list[ArticleKeys]] = {}
        self._of_run: dict[int, list[ArticleKeys]] = {}
        self._replaced: Collection[str] = ()
        self._leaders: dict[int, Leaders] = {}
        self._keys: dict[int, tuple[NDArray[np.uint64], NDArray[np.int64]]] = {}
        self._known: dict[str, ArticleKeys] = {}

    def read_around(self, blocks: Iterable[int]) -> list[ArticleKeys]:
        """Read the earlier articles of some blocks and those beside them; gives those that had not been read."""
        wanted = {near for block in blocks for near in _around(block)} - self._articles.keys()
        if not wanted or self._has_all:
            return []
        self._has_all = ALL_BLOCKS in wanted
        found: dict[int, list[ArticleKeys]] = {} if self._has_all else {block: [] for block in wanted}
        for one in self._read_keys({ALL_BLOCKS} if self._has_all else wanted):
            if block_number(one.block) not in self._articles and one.article_id not in self._replaced:
                found.setdefault(block_number(one.block), []).append(one)
        for block, listed in found.items():
            self._articles[block] = []
            self._add((*listed, *self._of_run.get(block, ())), self._articles)
        return [one for listed in found.values() for one in listed]

    def add_run(self, articles: Iterable[ArticleKeys], replaced: Collection[str]) -> None:
        """Put the articles of a run in the place of what earlier runs had of them.

        Args:
            articles: Whose blocks, and those beside them, have been read.
            replaced: Ids of all articles of the run, the ones that are not compared too.
        """
        self._replaced = replaced
        for block, listed in self._articles.items():
            self._articles[block] = [one for one in listed if one.article_id not in replaced]
        known = list(articles)
        self._add(known, self._of_run)
        self._add(known, self._articles)

    def _add(self, articles: Iterable[ArticleKeys], blocks: dict[int, list[ArticleKeys]]) -> None:
        for article in articles:
            block = block_number(article.block)
            self._known[article.article_id] = article
            blocks.setdefault(block, []).append(article)

    def pairs(self, ids: Collection[str]) -> set[Pair]:
        """The pairs that some of the articles are compared in, the lesser id first.

        Args:
            ids: Of articles in blocks that have been read, and those beside them too; others have no pairs.
        """
        known = {one: block_number(self._known[one].block) for one in ids if one in self._known}
        found: set[Pair] = set()
        for block in set(known.values()):
            wanted = [one for one in self._articles[block] if known.get(one.article_id) == block]
            near = self._near(block)
            found.update(_pairs(wanted, [self._table(one) for one in near]))
            led = _of_articles(self._table(block), wanted)
            for one in near:
                found.update(_pairs(self._having(one, led), [led]))
        return found

    def keys_of(self, article_id: str) -> ArticleKeys | None:
        """The keys of an article; None if its block has not been read."""
        return self._known.get(article_id)

    def no_longer_compared(self) -> set[Pair]:
        """The pairs that may be compared no more, as the run has earlier articles with the same words."""
        lost: set[Pair] = set()
        for block, listed in self._of_run.items():
            run = {one.article_id for one in listed}
            earlier = [one for one in self._articles[block] if one.article_id not in run]
            before = merge_leaders([leader_rows(earlier)], LEADERS)
            displaced = _rows_without(_may_be_displaced(before, listed), self._table(block))
            if not len(displaced):
                continue
            leaders = before[np.isin(before[:, 3], displaced[:, 3])]
            for near in self._near(block):
                lost.update(_pairs(self._having(near, leaders), [leaders]))
        return lost

    def _near(self, block: int) -> list[int]:
        return neighbouring_blocks(None if block == NO_DATE else block, self._articles)

    def _table(self, block: int) -> Leaders:
        if block not in self._leaders:
            self._leaders[block] = merge_leaders([leader_rows(self._articles[block])], LEADERS)
        return self._leaders[block]

    def _having(self, block: int, leaders: Leaders) -> list[ArticleKeys]:
        """The articles of a block that have enough of the keys in some rows."""
        articles = self._articles[block]
        if block not in self._keys:
            keys = np.array([key for article in articles for key in article.keys], dtype=np.uint64)
            self._keys[block] = keys, np.repeat(np.arange(len(articles)), [len(article.keys) for article in articles])
        keys, numbers = self._keys[block]
        counts = np.bincount(numbers[np.isin(keys, leaders[:, 0])], minlength=len(articles))
        return [articles[number] for number in np.flatnonzero(counts >= SHARED_KEYS).tolist()]


def _around(block: int) -> Iterator[int]:
    if block == NO_DATE:
        yield ALL_BLOCKS
    else:
        yield from (NO_DATE, block - 1, block, block + 1)


def _pairs(articles: list[ArticleKeys], tables: Collection[Leaders]) -> Iterator[Pair]:
    for article, others in zip(articles, shared_leaders(articles, tables, SHARED_KEYS), strict=True):
        for other in others:
            yield min(article.article_id, other), max(article.article_id, other)


def _of_articles(table: Leaders, articles: Iterable[ArticleKeys]) -> Leaders:
    """The rows of some articles."""
    ids = np.array([int(article.article_id[16:], 16) for article in articles], dtype=np.uint64)
    return table[np.isin(table[:, 3], ids)]


def _may_be_displaced(rows: Leaders, articles: Iterable[ArticleKeys]) -> Leaders:
    """The rows of keys of some articles that have as many leaders as there may be."""
    keys, counts = np.unique(rows[:, 0], return_counts=True)
    having = np.array([key for article in articles for key in article.keys], dtype=np.uint64)
    found: Leaders = rows[np.repeat((counts == LEADERS) & np.isin(keys, having), counts)]
    return found


def _rows_without(rows: Leaders, others: Leaders) -> Leaders:
    """The rows that are not among others."""
    known = set(map(tuple, others[np.isin(others[:, 0], rows[:, 0])].tolist()))
    return np.array([row for row in rows.tolist() if tuple(row) not in known], dtype=np.uint64).reshape(-1, 4)
