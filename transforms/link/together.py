"""LINK of a run that fits into the memory of one worker, in one step: the functions of `link` with nothing in between.

On one machine most of what the steps of `Link` cost is what lies between them: records that are encoded, grouped and
decoded again. The rows are the same.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, runtime_checkable

from schemas.flow.linking import (
    ArticleKeys,
    ArticleProfile,
    ArticleRevision,
    IncidentLink,
    LinkArticle,
    LinkCopy,
    ReportedIncident,
    StoryArticle,
    StoryLink,
    Successor,
)
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.link.candidates import candidate_pairs, leader_tables
from transforms.link.compare import compare
from transforms.link.growth import Row, id_of, members_of, next_revision, successors_of
from transforms.link.incidents.cluster import incidents_of, reported_incidents
from transforms.link.link import blocks_around, is_later, keys_of_profile, linked_articles, linked_reports
from transforms.link.newest import is_newest, newest_of_several
from transforms.link.profile import make_profile
from transforms.link.select import with_copies
from transforms.link.stories.cluster import stories_of, story_article

MOST_RECORDS = 40_000
"""Articles of a run, and their revisions, that are linked in one step: some 500 MB."""


@runtime_checkable
class HistoryReader(Protocol):
    """What earlier runs left, read at once; see `transforms.link.history.LinkHistory`."""

    def read_keys(self, blocks: Collection[int]) -> Iterable[ArticleKeys]:
        """The keys of articles in blocks of days."""

    def read_articles(self, ids: Collection[str]) -> Iterable[LinkArticle]:
        """Articles by their ids."""

    def read_clusters(self, ids: Collection[str]) -> Iterable[Row]:
        """The incidents and stories that list any of some articles."""


class _Links(NamedTuple):
    stories: list[StoryLink]
    incidents: list[IncidentLink]


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
    """See the steps of `Link` with a history."""
    keys = list(history.read_keys({block for article in run for block in blocks_around(article)}))
    superseded = _superseded(run, keys)
    ids -= superseded
    new = _with_copies((one for one in run if one.article_id not in superseded), copies)
    copies = [copy for copy in copies if copy.article_id not in superseded]
    profiles = [make_profile(article) for article in new]

    found = [*map(keys_of_profile, profiles), *(one for one in keys if one.article_id not in ids)]
    pairs = list(candidate_pairs(map(keys_of_profile, profiles), leader_tables(found)))
    needed = {one for pair in pairs for one in pair} - ids
    others = [make_profile(article) for article in history.read_articles(needed)]
    links = _links([*profiles, *others], pairs)

    changed = ids | {copy.duplicate_of for copy in copies}
    articles = changed.union(one for link in links.stories for one in linked_articles(link))
    reports = changed.union(one for link in links.incidents for one in linked_reports(link))
    found_rows = history.read_clusters(needed | changed)
    clusters = [row for row in found_rows if _is_touched(row, reports if isinstance(row, Incident) else articles)]
    members = _members(new, profiles)
    earlier = _with_copies(history.read_articles({one for row in clusters for one in row.article_ids} - ids), copies)
    earlier_profiles = [make_profile(article) for article in earlier]
    of_stories = {one for row in clusters if isinstance(row, Story) for one in row.article_ids}
    of_incidents = {one for row in clusters if isinstance(row, Incident) for one in row.event_ids}
    others_members = _members(earlier, earlier_profiles)
    members.stories.extend(one for one in others_members.stories if one.article_id in of_stories)
    members.incidents.extend(
        one for one in others_members.incidents if not of_incidents.isdisjoint(event.event_id for event in one.events)
    )
    among_earlier = _compare(earlier_profiles)
    rows = _clusters(members, _Links(links.stories + among_earlier.stories, links.incidents + among_earlier.incidents))
    yield from _revisions(list(rows), clusters)


def _is_touched(row: Row, ids: set[str]) -> bool:
    """Whether a row lists any of some reports or articles, or has lost its members: there may be some again."""
    listed = (*row.event_ids, *row.article_ids) if isinstance(row, Incident) else row.article_ids
    return not row.article_count or not ids.isdisjoint(listed)


def _superseded(run: Iterable[LinkArticle], keys: Iterable[ArticleKeys]) -> set[str]:
    """Ids of the articles of which an earlier run has a newer revision."""
    earlier = {one.article_id: one.revised_at for one in keys}
    return {one.article_id for one in run if is_later(earlier.get(one.article_id), one.modified_at or one.crawled_at)}


def _with_copies(articles: Iterable[LinkArticle], copies: Iterable[LinkCopy]) -> list[LinkArticle]:
    by_original: dict[str, list[LinkCopy]] = {}
    for copy in copies:
        by_original.setdefault(copy.duplicate_of, []).append(copy)
    return [
        with_copies(article, by_original[article.article_id]) if article.article_id in by_original else article
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


def _compare(profiles: Sequence[ArticleProfile]) -> _Links:
    return _links(profiles, candidate_pairs(map(keys_of_profile, profiles)))


def _links(profiles: Iterable[ArticleProfile], pairs: Iterable[tuple[str, str]]) -> _Links:
    """The links of pairs of articles; an article that has been revised since is left out."""
    known = {profile.article_id: profile for profile in profiles}
    links = _Links([], [])
    for one, other in pairs:
        if one in known and other in known:
            story, incidents = compare(known[one], known[other])
            links.stories.append(story)
            links.incidents.extend(incidents)
    return links


def _clusters(members: _Members, links: _Links) -> Iterator[Row]:
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
