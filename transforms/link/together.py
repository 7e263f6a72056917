"""LINK of a run that fits into the memory of one worker, in one step: the functions of `link` with nothing in between.

On one machine most of what the steps of `Link` cost is what lies between them: records that are encoded, grouped and
decoded again. The rows are the same.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from schemas.flow.linking import (
    ArticleKeys,
    ArticleProfile,
    ArticleRevision,
    LinkArticle,
    LinkCopy,
    ReportedIncident,
    StoryArticle,
    Successor,
)
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.blocks import block_number
from transforms.link.candidates import candidate_pairs
from transforms.link.compare import Links
from transforms.link.history import HistoryReader
from transforms.link.incidents.cluster import incidents_of, reported_incidents
from transforms.link.increments.affected import Affected
from transforms.link.increments.growth import Row, id_of, members_of, name_of, next_revision, successors_of
from transforms.link.increments.nearby import NearbyArticles
from transforms.link.keys import article_keys
from transforms.link.link import is_later, keys_of_profile
from transforms.link.newest import is_newest, newest_of_several
from transforms.link.profile import make_profile
from transforms.link.select import by_original, with_copies
from transforms.link.stories.cluster import stories_of, story_article

MOST_RECORDS = 40_000
"""Articles of a run, and their revisions, that are linked in one step: some 500 MB."""


class _Members(NamedTuple):
    stories: list[StoryArticle]
    incidents: list[ReportedIncident]


def link_together(
    articles: Iterable[LinkArticle], revisions: Iterable[ArticleRevision], history: HistoryReader | None = None
) -> Iterator[Row]:
    """The rows of incidents and stories that are new or have changed.

    Args:
        articles: The run's coded articles, in all their revisions.
        revisions: All revisions of all its articles.
        history: What earlier runs left; None when there are none.
    """
    listed = list(revisions)
    newest = newest_of_several(listed)
    copies = [one.copy for one in listed if one.copy is not None and is_newest(one, newest)]
    run = [one for one in articles if is_newest(one, newest)]
    ids = {one.article_id for one in listed}
    if history is None:
        new = _with_copies(run, copies)
        profiles = [make_profile(article) for article in new]
        yield from _clusters(_members(new, profiles), _compare(profiles))
    else:
        yield from _link_with_history(run, copies, ids, history)


def _link_with_history(
    run: list[LinkArticle], copies: list[LinkCopy], ids: set[str], history: HistoryReader
) -> Iterator[Row]:
    """Rows of the run's articles, and of all earlier ones whose clusters they may change."""
    nearby = NearbyArticles(history.read_keys)
    superseded = _superseded(run, nearby.read_around({block_number(article_keys(article).block) for article in run}))
    ids -= superseded
    new = [one for one in run if one.article_id not in superseded]
    copies = [one for one in copies if one.article_id not in superseded]
    copies += [one for one in history.read_copies(ids) if one.article_id not in ids]
    affected = Affected(nearby, history, copies, ids)
    affected.add_run(new)
    members = _members(list(affected.articles.values()), list(map(affected.profile, affected.articles)))
    rows = list(_clusters(members, affected.links))
    yield from _revisions(rows, [*affected.rows.values(), *_emptied(rows, affected.rows, history)])


def _emptied(rows: Iterable[Row], known: Collection[str], history: HistoryReader) -> Iterator[Row]:
    """Rows of earlier runs that list no article, of clusters that have some again."""
    for record in (Incident, Story):
        names = [name_of(row) for row in rows if isinstance(row, record) and id_of(row) not in known]
        yield from history.read_emptied(record, names) if names else ()


def _superseded(run: Iterable[LinkArticle], keys: Iterable[ArticleKeys]) -> set[str]:
    """Ids of the articles of which an earlier run has a newer revision."""
    earlier = {one.article_id: one.revised_at for one in keys}
    return {one.article_id for one in run if is_later(earlier.get(one.article_id), one.modified_at or one.crawled_at)}


def _with_copies(articles: Iterable[LinkArticle], copies: Iterable[LinkCopy]) -> list[LinkArticle]:
    grouped = by_original(copies)
    return [
        with_copies(article, grouped[article.article_id]) if article.article_id in grouped else article
        for article in articles
    ]


def _members(articles: Sequence[LinkArticle], profiles: Sequence[ArticleProfile]) -> _Members:
    return _Members(
        [story_article(article) for article in articles],
        [
            report
            for article, profile in zip(articles, profiles, strict=True)
            for report in reported_incidents(article, profile.reports)
        ],
    )


def _compare(profiles: Sequence[ArticleProfile]) -> Links:
    known = {profile.article_id: profile for profile in profiles}
    links = Links([], [])
    for one, other in candidate_pairs(map(keys_of_profile, profiles)):
        links.add(known[one], known[other])
    return links


def _clusters(members: _Members, links: Links) -> Iterator[Row]:
    yield from incidents_of(members.incidents, links.incidents)
    yield from stories_of(members.stories, links.stories)


def _revisions(rows: Sequence[Row], earlier: Sequence[Row]) -> Iterator[Row]:
    """The rows to be written; see `growth`."""
    positions: dict[str, list[tuple[str, int]]] = {}
    for row in earlier:
        for position, member in enumerate(members_of(row)):
            positions.setdefault(_kind(row) + member, []).append((id_of(row), position))
    successors: dict[str, list[Successor]] = {}
    for row in rows:
        of_kind = {member: positions.get(_kind(row) + member, ()) for member in members_of(row)}
        for earlier_id, successor in successors_of(row, of_kind):
            successors.setdefault(earlier_id, []).append(successor)
    by_id = {id_of(row): row for row in rows}
    earlier_by_id = {id_of(row): row for row in earlier}
    for row_id in by_id | earlier_by_id:
        written = next_revision(by_id.get(row_id), earlier_by_id.get(row_id), successors.get(row_id, ()))
        if written is not None:
            yield written


def _kind(row: Row) -> str:
    return "incident " if isinstance(row, Incident) else "story "
