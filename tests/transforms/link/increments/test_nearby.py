"""Pairs of a run's articles and earlier ones: those of one run over all of them."""

import random
from collections.abc import Collection

from schemas.flow.linking import ArticleKeys
from tests.transforms.link.test_candidates import make_keys
from transforms.blocks import ALL_BLOCKS, NO_DATE
from transforms.link.candidates import candidate_pairs
from transforms.link.increments.nearby import NearbyArticles

DAYS = 100


def crowded_keys(chance: random.Random, size: int) -> list[ArticleKeys]:
    """Keys of articles of some blocks of days, with words that more have than there may be leaders."""
    words = [f"word-{number}" for number in range(30)]
    return [
        make_keys(number, chance.sample(words, 8), None if chance.random() < 0.1 else chance.randrange(DAYS))
        for number in range(size)
    ]


def block_of_keys(keys: ArticleKeys) -> int:
    return NO_DATE if keys.block is None else keys.block


def nearby_articles(earlier: list[ArticleKeys], run: list[ArticleKeys]) -> NearbyArticles:
    def read_keys(blocks: Collection[int]) -> list[ArticleKeys]:
        return [one for one in earlier if ALL_BLOCKS in blocks or block_of_keys(one) in blocks]

    nearby = NearbyArticles(read_keys)
    nearby.read_around(map(block_of_keys, run))
    nearby.add_run(run, {one.article_id for one in run})
    return nearby


def test_pairs_are_those_of_one_run() -> None:
    articles = crowded_keys(random.Random(1), 400)
    earlier, run = articles[:370], articles[370:]
    nearby = nearby_articles(earlier, run)
    wanted = {one.article_id for one in [*run, *earlier[:20]]}
    nearby.read_around(map(block_of_keys, earlier[:20]))
    expected = {pair for pair in candidate_pairs(articles) if not wanted.isdisjoint(pair)}
    assert nearby.pairs(wanted) == expected


def test_pairs_that_earlier_articles_of_the_run_displace_are_told() -> None:
    articles = crowded_keys(random.Random(2), 400)
    earlier, run = articles[:370], articles[370:]
    before, after = set(candidate_pairs(earlier)), set(candidate_pairs(articles))
    lost = before - after
    assert lost
    assert lost <= nearby_articles(earlier, run).no_longer_compared()


def test_nothing_is_displaced_by_later_articles() -> None:
    earlier = [make_keys(number, ["quake", "lima"], 0) for number in range(50)]
    assert not nearby_articles(earlier, [make_keys(60, ["quake", "lima"], 1)]).no_longer_compared()


def test_earlier_revision_of_an_article_of_the_run_does_not_count() -> None:
    words = ["quake", "lima"]
    earlier = [make_keys(1, words), make_keys(2, words)]
    assert not nearby_articles(earlier, [make_keys(1, ["bank", "rates"])]).pairs({earlier[0].article_id})
