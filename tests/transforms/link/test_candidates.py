"""Candidates: articles that share keys, in a time; the number of pairs grows with that of articles."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.flow.linking import ArticleKeys, LinkArticle
from schemas.ids import content_hash
from transforms.blocks import BLOCK_DAYS
from transforms.link.candidates import LEADERS, candidate_pairs
from transforms.link.keys import article_keys, keys_of

START = datetime(2024, 3, 1, 12, tzinfo=UTC)


def make_keys(number: int, words: Sequence[str], day: int | None = 0) -> ArticleKeys:
    published = None if day is None else START + timedelta(days=day, seconds=number)
    article = LinkArticle(
        article_id=content_hash("article", number),
        content_id="c",
        published_at=published,
        published_date=published.date() if published else None,
        topic_words=tuple(words),
    )
    return article_keys(article)


def pairs_of(*articles: ArticleKeys) -> set[tuple[str, str]]:
    return set(candidate_pairs(articles))


def test_pair_that_shares_two_words_is_compared() -> None:
    one, other = make_keys(1, ["quake", "lima", "port"]), make_keys(2, ["lima", "quake", "tower"])
    assert pairs_of(one, other) == {tuple(sorted((one.article_id, other.article_id)))}


def test_pair_that_shares_one_word_is_not_compared() -> None:
    assert not pairs_of(make_keys(1, ["quake", "lima"]), make_keys(2, ["lima", "tower"]))


def test_pair_in_blocks_side_by_side_is_compared() -> None:
    words = ["quake", "lima"]
    assert len(pairs_of(make_keys(1, words, 0), make_keys(2, words, BLOCK_DAYS))) == 1


def test_pair_two_blocks_apart_is_not_compared() -> None:
    words = ["quake", "lima"]
    assert not pairs_of(make_keys(1, words, 0), make_keys(2, words, 2 * BLOCK_DAYS))


def test_article_without_date_is_compared_with_all() -> None:
    words = ["quake", "lima"]
    assert len(pairs_of(make_keys(1, words, 0), make_keys(2, words, None), make_keys(3, words, 400))) == 2


def test_pairs_of_one_matter_grow_with_its_articles_only() -> None:
    words = [f"word{i}" for i in range(20)]
    for count in (100, 400):
        assert len(pairs_of(*(make_keys(i, words) for i in range(count)))) <= LEADERS * count


@given(st.lists(st.tuples(st.sets(st.sampled_from("abcdef"), max_size=4), st.integers(0, 40)), max_size=40))
def test_later_articles_change_no_pair_of_earlier_ones(drawn: list[tuple[set[str], int]]) -> None:
    articles = [make_keys(i, sorted(words), day) for i, (words, day) in enumerate(drawn)]
    articles.sort(key=lambda article: article.order)
    half = articles[: len(articles) // 2]
    ids = {article.article_id for article in half}
    assert pairs_of(*half) == {pair for pair in pairs_of(*articles) if set(pair) <= ids}


def test_keys_of_one_word_written_twice_are_one() -> None:
    assert len(keys_of(("lima", "lima", "quake"))) == 2
