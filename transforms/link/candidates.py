"""Which articles are compared: those that share some of their most telling words.

Of each word the earliest articles of a block of days are known, its leaders. An article is compared with the leaders of
its words, in its block and those beside it, that share `SHARED_KEYS` words with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import batched
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsIter, AsMultiMap

from schemas.flow.linking import ArticleKeys, ArticleProfile, CandidateList
from transforms.blocks import NO_DATE, block_number, neighbouring_blocks
from transforms.leaders import Leaders, leader_rows, merge_leaders, shared_leaders, unpack_leaders
from transforms.step import Step

LEADERS = 20
"""Articles that are known of a key and a block."""

SHARED_KEYS = 2
"""Keys that two articles must share to be compared."""

_MAX_ARTICLES = 1_000
"""Articles whose candidates are looked up together."""


def leader_tables(articles: Iterable[ArticleKeys]) -> dict[int, Leaders]:
    """The leaders of all articles, by block; `NO_DATE` is the block of those without any date."""
    blocks = _by_block(articles)
    return {block: merge_leaders([leader_rows(listed)], LEADERS) for block, listed in blocks.items()}


def _by_block[Article: (ArticleKeys, ArticleProfile)](articles: Iterable[Article]) -> dict[int, list[Article]]:
    blocks: dict[int, list[Article]] = {}
    for article in articles:
        blocks.setdefault(block_number(article.block), []).append(article)
    return blocks


def candidate_pairs(
    articles: Iterable[ArticleKeys], leaders: Mapping[int, Leaders] | None = None
) -> Iterator[tuple[str, str]]:
    """The pairs of articles that are compared, each once, the lesser id first.

    Args:
        articles: Those that are compared with others.
        leaders: Of all articles, by block; of the given ones without.
    """
    known = list(articles)
    tables = leader_tables(known) if leaders is None else leaders
    seen: set[tuple[str, str]] = set()
    for block, listed in _by_block(known).items():
        near = [tables[one] for one in neighbouring_blocks(None if block == NO_DATE else block, tables)]
        for together in batched(listed, _MAX_ARTICLES):
            for article, others in zip(together, shared_leaders(together, near, SHARED_KEYS), strict=True):
                for other in others:
                    pair = min(article.article_id, other), max(article.article_id, other)
                    if pair not in seen:
                        seen.add(pair)
                        yield pair


class _FindCandidates(Step):
    """Profiles with the articles to compare them with; a block's table is put together once a bundle."""

    def __init__(self) -> None:
        super().__init__("find_candidates")

    def start_bundle(self) -> None:
        super().start_bundle()
        self._profiles: list[ArticleProfile] = []
        self._sides: tuple[Iterable[int], Any] = (), {}
        self._tables: dict[int, Leaders] = {}

    def apply(self, profile: ArticleProfile, blocks: Iterable[int], tables: Any) -> Iterator[CandidateList]:
        self._sides = blocks, tables
        self._profiles.append(profile)
        if len(self._profiles) >= _MAX_ARTICLES:
            yield from self.last_results()

    def last_results(self) -> Iterator[CandidateList]:
        blocks = set(self._sides[0])
        for block, listed in _by_block(self._profiles).items():
            near = [self._table(one) for one in neighbouring_blocks(None if block == NO_DATE else block, blocks)]
            others = shared_leaders(listed, near, SHARED_KEYS)
            yield from (CandidateList(profile=one, others=tuple(ids)) for one, ids in zip(listed, others, strict=True))
        self._profiles = []

    def _table(self, block: int) -> Leaders:
        if block not in self._tables:
            self._tables[block] = merge_leaders(map(unpack_leaders, self._sides[1][block]), LEADERS)
        return self._tables[block]


@dataclass
class FindCandidates(beam.PTransform):
    """Profiles to profiles with the ids of the articles to compare them with.

    Attributes:
        leaders: Of all articles, by block.
    """

    leaders: beam.PCollection[tuple[int, bytes]]

    def expand(self, profiles: beam.PCollection[ArticleProfile]) -> beam.PCollection[CandidateList]:
        blocks = self.leaders | "Blocks" >> beam.Keys().with_output_types(int)
        finding = beam.ParDo(_FindCandidates(), AsIter(blocks), AsMultiMap(self.leaders))
        return profiles | "Find" >> finding.with_output_types(CandidateList)
