"""A round of linking the articles of a stream; those that the output does not show yet wait for the next one."""

from collections.abc import Collection
from typing import NamedTuple

from schemas.flow.linking import ArticleRevision, LinkArticle
from transforms.link.history import HistoryReader
from transforms.link.increments.growth import Row
from transforms.link.link import is_later
from transforms.link.together import link_together

MOST_ROUNDS = 30
"""Rounds for which an article waits that the output does not show yet: half an hour."""


class Waiting(NamedTuple):
    """A written article that is to be linked.

    Attributes:
        revision: The article.
        rounds: Rounds in which the output did not show it.
    """

    revision: ArticleRevision
    rounds: int = 0


class Round(NamedTuple):
    """What a round of linking gives.

    Attributes:
        rows: Incidents and stories to be written.
        deferred: Articles that the output does not show yet, for the next round.
        given_up: Articles that it has not shown in many rounds.
    """

    rows: list[Row]
    deferred: list[Waiting]
    given_up: list[Waiting]


def link_round(waiting: Collection[Waiting], reader: HistoryReader) -> Round:
    """Link the articles that wait.

    Args:
        waiting: Articles that are written; one may be among them more than once.
        reader: Of the output.
    """
    coded = {one.revision.article_id for one in waiting if one.revision.is_coded}
    found = {article.article_id: article for article in reader.read_articles(coded)} if coded else {}
    unseen = [one for one in waiting if one.revision.is_coded and not _is_seen(one.revision, found)]
    seen = [one.revision for one in waiting if not one.revision.is_coded or _is_seen(one.revision, found)]
    ids = {revision.article_id for revision in seen}
    articles = [article for article in found.values() if article.article_id in ids]
    rows = list(link_together(articles, seen, reader)) if seen else []
    return Round(
        rows,
        [Waiting(one.revision, one.rounds + 1) for one in unseen if one.rounds + 1 < MOST_ROUNDS],
        [one for one in unseen if one.rounds + 1 >= MOST_ROUNDS],
    )


def _is_seen(revision: ArticleRevision, found: dict[str, LinkArticle]) -> bool:
    """Whether the output shows a revision, or one that is not older."""
    article = found.get(revision.article_id)
    if article is None:
        return False
    shown_at = article.modified_at or article.crawled_at
    return article.content_id == revision.content_id or not is_later(revision.revised_at, shown_at)
