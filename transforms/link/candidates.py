"""Which articles are compared: those that share some of their most telling words.

Of each word the earliest articles of a block of days are known, its leaders. An article is compared with the leaders of
its words, in its block and those beside it, that share `SHARED_KEYS` words with it.
"""

from collections.abc import Iterable, Iterator

from schemas.flow.linking import ArticleKeys
from transforms.blocks import NO_DATE, neighbouring_blocks
from transforms.leaders import leader_rows, merge_leaders, shared_leaders

LEADERS = 20
"""Articles that are known of a key and a block."""

SHARED_KEYS = 2
"""Keys that two articles must share to be compared."""


def candidate_pairs(articles: Iterable[ArticleKeys]) -> Iterator[tuple[str, str]]:
    """The pairs of articles that are compared, each once, the lesser id first.

    Args:
        articles: All there are.
    """
    known = list(articles)
    blocks: dict[int, list[ArticleKeys]] = {}
    for article in known:
        blocks.setdefault(NO_DATE if article.block is None else article.block, []).append(article)
    tables = {block: merge_leaders([leader_rows(listed)], LEADERS) for block, listed in blocks.items()}
    seen: set[tuple[str, str]] = set()
    for article in known:
        near = [tables[block] for block in neighbouring_blocks(article.block, tables)]
        for other in shared_leaders(article, near, SHARED_KEYS):
            pair = min(article.article_id, other), max(article.article_id, other)
            if pair not in seen:
                seen.add(pair)
                yield pair
