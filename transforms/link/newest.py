"""Of the articles that a run read in several revisions, keep the newest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import apache_beam as beam
from apache_beam.pvalue import AsDict

from schemas.flow.linking import ArticleRevision, LinkArticle, LinkCopy
from schemas.rows.article import Article
from transforms.link.link import Linkable

_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


def revision_of(article: Article) -> ArticleRevision:
    """An article's row as a revision of it."""
    copy = article.duplicate_of and LinkCopy(
        article_id=article.article_id,
        duplicate_of=article.duplicate_of,
        run_id=article.run_id,
        site=article.site,
        published_at=article.published_at,
    )
    return ArticleRevision(
        article_id=article.article_id,
        content_id=article.content_id,
        revised_at=article.modified_at or article.crawled_at,
        copy=copy or None,
        is_coded=article.outcome == "coded",
    )


def _keyed(revision: ArticleRevision) -> tuple[str, str]:
    """The article, and what sorts its revisions, the newest last: the time, of equals the id of the text."""
    revised_at = (revision.revised_at or _EARLIEST).astimezone(UTC)
    return revision.article_id, f"{revised_at.isoformat(timespec='microseconds')} {revision.content_id}"


def newest_of_several(revisions: Iterable[ArticleRevision]) -> dict[str, str]:
    """The id of the newest text of each article that has several."""
    grouped: dict[str, set[str]] = {}
    for article_id, revision in map(_keyed, revisions):
        grouped.setdefault(article_id, set()).add(revision)
    return dict(_newest(one) for one in grouped.items() if len(one[1]) > 1)


def _newest(grouped: tuple[str, set[str]]) -> tuple[str, str]:
    return grouped[0], max(grouped[1]).rpartition(" ")[2]


class _NewestOfSeveral(beam.DoFn):
    """Revisions of an article to the id of the newest one's text, where there are several."""

    def process(self, grouped: tuple[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
        found = set(grouped[1])
        if len(found) > 1:
            yield _newest((grouped[0], found))


def is_newest(revision: LinkArticle | ArticleRevision, newest: dict[str, str]) -> bool:
    """Whether a revision is the newest of its article.

    Args:
        revision: The revision.
        newest: See `newest_of_several`.
    """
    return newest.get(revision.article_id, revision.content_id) == revision.content_id


def _copies(revision: ArticleRevision) -> Iterator[LinkCopy]:
    if revision.copy is not None:
        yield revision.copy


def _id(revision: ArticleRevision) -> str:
    return revision.article_id


@dataclass
class KeepNewest(beam.PTransform):
    """All revisions of articles of a run, and the coded ones as they are linked, to what the run gives to LINK."""

    def expand(self, inputs: tuple[beam.PCollection[ArticleRevision], beam.PCollection[LinkArticle]]) -> Linkable:
        revisions, articles = inputs
        keyed = revisions | "Keyed" >> beam.Map(_keyed).with_output_types(tuple[str, str])
        several = beam.ParDo(_NewestOfSeveral()).with_output_types(tuple[str, str])
        newest = AsDict(keyed | "ByArticle" >> beam.GroupByKey() | "NewestOfSeveral" >> several)
        current = revisions | "NewestRevisions" >> beam.Filter(is_newest, newest).with_output_types(ArticleRevision)
        return Linkable(
            articles=articles | "NewestArticles" >> beam.Filter(is_newest, newest).with_output_types(LinkArticle),
            copies=current | "Copies" >> beam.FlatMap(_copies).with_output_types(LinkCopy),
            ids=revisions | "Ids" >> beam.Map(_id).with_output_types(str),
        )
