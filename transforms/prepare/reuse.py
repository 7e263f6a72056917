"""Articles that an earlier run has read: what it extracted from them is written again, and not extracted again.

That the code and the language model are the same is known by then. What remains is that an article is equal in all that
extraction reads, and in all that is copied from it to other rows.
"""

from collections.abc import Iterable
from dataclasses import fields, replace

from schemas.flow.article_rows import ArticleRows
from schemas.rows.article import Article

OF_RECORD = frozenset(("record", "crawled_at", "run_id", "code_version"))
"""Columns that say where a record came from, when it was fetched and what wrote the row; extraction reads none."""

EXTRACTED = ("main_event_id", "topic_words")
"""Columns of an article that extraction sets."""

_COMPARED = tuple(field.name for field in fields(Article) if field.name not in {*OF_RECORD, *EXTRACTED})


def find_equal(article: Article, known: Iterable[ArticleRows]) -> ArticleRows | None:
    """The first of some articles of earlier runs from which the same rows would be extracted as from a staged one.

    Args:
        article: As it would be annotated.
        known: Articles with their rows. None is taken if the article is not coded.
    """
    if article.outcome != "coded":
        return None
    return next((one for one in known if _is_equal(article, one.article)), None)


def _is_equal(article: Article, other: Article) -> bool:
    return all(getattr(article, name) == getattr(other, name) for name in _COMPARED)


def with_rows_of(article: Article, equal: ArticleRows) -> ArticleRows:
    """An article with the rows of an equal one, as if they had been extracted from it.

    Args:
        article: As it would be annotated.
        equal: See `find_equal`.
    """
    return ArticleRows(
        article=replace(article, **{name: getattr(equal.article, name) for name in EXTRACTED}),
        entities=tuple(replace(row, run_id=article.run_id) for row in equal.entities),
        quotes=tuple(replace(row, run_id=article.run_id) for row in equal.quotes),
        events=tuple(replace(row, run_id=article.run_id) for row in equal.events),
    )
