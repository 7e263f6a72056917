"""The leaders of a key: the earliest articles that have it, with which the others that have it are compared.

So the work grows with the number of articles, however many are alike: those that come late are compared with the
leaders alone. And what an article is compared with does not depend on later ones, so that a run of ten days compares
what ten runs of a day do.

Leaders are rows of numbers (key, then the order of the article in three parts), sorted; a table of them is an array.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
import numpy as np
from apache_beam.coders import BytesCoder, Coder
from apache_beam.typehints import with_input_types, with_output_types
from numpy.typing import NDArray

from schemas.flow.linking import ArticleKeys, ArticleProfile
from transforms.blocks import block_number
from transforms.bundles import finish_bundle_values

SHARDS = 16
"""Parts of a block's table, by key, that are merged on different workers."""

_MAX_ARTICLES = 10_000
"""Articles that a bundle collects before it emits their leaders."""

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
    # Column by column, so that the keys need not be copied whenever some are looked up.
    return np.asfortranarray(rows[np.arange(len(rows)) - starts < limit])


def shared_leaders(
    articles: Sequence[ArticleKeys | ArticleProfile], tables: Iterable[Leaders], least: int
) -> list[list[str]]:
    """Ids of the leaders that share enough keys with each of some articles, sorted.

    Args:
        articles: An article is left out of its own leaders.
        tables: Of the blocks beside them, each merged.
        least: How many keys are enough.
    """
    keys = np.array([key for article in articles for key in article.keys], dtype=np.uint64)
    numbers = np.repeat(np.arange(len(articles)), [len(article.keys) for article in articles])
    found: list[list[str]] = [[] for _ in articles]
    for table in tables:
        starts, ends = (np.searchsorted(table[:, 0], keys, side=side) for side in ("left", "right"))
        counts = ends - starts
        rows = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        for number, row in _repeated(np.repeat(numbers, counts), rows, table, least):
            one = "{:016x}{:016x}".format(*table[row, 2:].tolist())
            if one != articles[number].article_id:
                found[number].append(one)
    return [sorted(ids) for ids in found]


def _repeated(
    numbers: NDArray[np.int64], rows: NDArray[np.int64], table: Leaders, least: int
) -> Iterator[tuple[int, int]]:
    """Articles, by number, and the first row of each leader that is found often enough for one.

    Args:
        numbers: Of articles, ascending, for each of the rows.
        rows: Those with a key of the article.
        table: What the rows are of.
        least: How often is enough.
    """
    ids = table[rows, 3]  # the lower half of an id is enough to tell articles apart
    order = np.lexsort((ids, numbers))
    numbers, rows, ids = numbers[order], rows[order], ids[order]
    is_first = np.append(True, (numbers[1:] != numbers[:-1]) | (ids[1:] != ids[:-1]))[: len(rows)]
    firsts = np.flatnonzero(is_first)
    chosen = firsts[np.diff(firsts, append=len(rows)) >= least]
    yield from zip(numbers[chosen].tolist(), rows[chosen].tolist(), strict=True)


def count_shared(keys: Sequence[int], tables: Iterable[Leaders]) -> Counter[str]:
    """How many of some keys each leader has, by the order of the leaders that have any."""
    wanted = np.array(keys, dtype=np.uint64)
    found: list[list[int]] = []
    for table in tables:
        starts = np.searchsorted(table[:, 0], wanted, side="left").tolist()
        ends = np.searchsorted(table[:, 0], wanted, side="right").tolist()
        for start, end in zip(starts, ends, strict=True):
            if end > start:
                found += table[start:end, 1:].tolist()
    counts = Counter(map(tuple, found))
    return Counter({f"{time:016x}{high:016x}{low:016x}": count for (time, high, low), count in counts.items()})


def _order_parts(order: str) -> tuple[int, int, int]:
    return int(order[:16], 16), int(order[16:32], 16), int(order[32:], 16)


def unpack_leaders(data: bytes) -> Leaders:
    """A table from its bytes."""
    return np.frombuffer(data, dtype=np.uint64).reshape(-1, 4)


class _CollectLeaders(beam.DoFn):
    """The articles of a bundle to the leaders of each block and shard."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    def start_bundle(self) -> None:
        self._articles: list[ArticleKeys] = []

    def process(self, article: ArticleKeys) -> Iterator[tuple[tuple[int, int], bytes]]:
        self._articles.append(article)
        if len(self._articles) >= _MAX_ARTICLES:
            yield from self._leaders()

    def finish_bundle(self) -> Iterator[Any]:
        yield from finish_bundle_values(self._leaders())

    def _leaders(self) -> Iterator[tuple[tuple[int, int], bytes]]:
        blocks: dict[int, list[ArticleKeys]] = {}
        for article in self._articles:
            blocks.setdefault(block_number(article.block), []).append(article)
        self._articles = []
        for block, articles in blocks.items():
            table = merge_leaders([leader_rows(articles)], self._limit)
            shards = table[:, 0] % SHARDS
            for shard in np.unique(shards).tolist():
                yield (block, shard), table[shards == shard].tobytes()


@with_input_types(bytes)
@with_output_types(bytes)
class _MergeLeaders(beam.CombineFn):
    def __init__(self, limit: int) -> None:
        self._limit = limit

    def create_accumulator(self) -> bytes:
        return b""

    def add_input(self, accumulator: bytes, table: bytes) -> bytes:
        return self.merge_accumulators((accumulator, table))

    def merge_accumulators(self, accumulators: Iterable[bytes]) -> bytes:
        tables = [table for table in accumulators if table]
        return tables[0] if len(tables) == 1 else merge_leaders(map(unpack_leaders, tables), self._limit).tobytes()

    def extract_output(self, accumulator: bytes) -> bytes:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return BytesCoder()


def _by_block(part: tuple[tuple[int, int], bytes]) -> tuple[int, bytes]:
    (block, _), table = part
    return block, table


@dataclass
class FindLeaders(beam.PTransform):
    """Articles to the parts of their blocks' tables of leaders: (block, part of the table), in bytes.

    Attributes:
        limit: How many articles of a key are kept.
    """

    limit: int

    def expand(self, articles: beam.PCollection[ArticleKeys]) -> beam.PCollection[tuple[int, bytes]]:
        part = tuple[tuple[int, int], bytes]
        collected = articles | "Collect" >> beam.ParDo(_CollectLeaders(self.limit)).with_output_types(part)
        merged = collected | "Merge" >> beam.CombinePerKey(_MergeLeaders(self.limit)).with_output_types(part)
        return merged | "ByBlock" >> beam.Map(_by_block).with_output_types(tuple[int, bytes])
