"""LINK: articles and their events to stories and incidents, together with those of earlier runs.

    articles ─► profiles ─► leaders of their words ─► candidates ─► links ─► components ─► clusters ─► rows

Where there are earlier runs, the new articles are compared with those of them that they share words with. The clusters
of the ones they are linked with are put together anew, with all their articles; what is not touched is not read.

That is a little less than all that may change: a new article may take the place of an earlier one in what a third is
compared with, and clusters that are only linked with the touched ones are not put together anew. `together` finds all
of it, step by step, which a graph cannot.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import AsIter

from schemas.flow.linking import (
    ArticleKeys,
    ArticleProfile,
    CandidateList,
    IncidentLink,
    LinkArticle,
    LinkCopy,
    StoryLink,
)
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.blocks import ALL_BLOCKS, NO_DATE, block_of
from transforms.leaders import FindLeaders
from transforms.link.candidates import LEADERS, FindCandidates
from transforms.link.compare import CompareArticles
from transforms.link.history import Clusters, LinkHistory
from transforms.link.incidents.cluster import ClusterIncidents
from transforms.link.increments.growth import WithRevisions, name_of
from transforms.link.select import AttachCopies, Distinct, Having
from transforms.link.split import SplitArticles, SplitParts
from transforms.link.stories.cluster import ClusterStories

TOUCHING = 0.1
"""Score of a link from which a new article may change the cluster of an earlier one."""


class Linkable(NamedTuple):
    """What a run gives to LINK.

    Attributes:
        articles: Its coded articles, each in its newest revision.
        copies: Its articles that are copies.
        ids: Ids of all its articles.
    """

    articles: beam.PCollection[LinkArticle]
    copies: beam.PCollection[LinkCopy]
    ids: beam.PCollection[str]


class _Links(NamedTuple):
    stories: beam.PCollection[StoryLink]
    incidents: beam.PCollection[IncidentLink]


@dataclass
class Link(beam.PTransform):
    """Articles of a run to the rows of incidents and stories that are new or have changed.

    Attributes:
        history: What earlier runs left; None when there are none.
    """

    history: LinkHistory | None = None

    def expand(self, run: Linkable) -> Clusters:
        if self.history is None:
            articles = run.articles | "AttachCopies" >> AttachCopies(run.copies)
            parts = articles | "Split" >> SplitArticles()
            links: _Links = parts.profiles | "Compare" >> _Compare()
            rows: Clusters = (parts, links) | "Cluster" >> _Cluster()
        else:
            rows = run | "WithHistory" >> _LinkWithHistory(self.history)
        return rows


@dataclass
class _Cluster(beam.PTransform):
    """Members and the links between them to rows."""

    def expand(self, inputs: tuple[SplitParts, _Links]) -> Clusters:
        parts, links = inputs
        incidents = (parts.reported_incidents, links.incidents) | "Incidents" >> ClusterIncidents()
        return Clusters(incidents, (parts.story_articles, links.stories) | "Stories" >> ClusterStories())


class _Touched(NamedTuple):
    """What a run concerns of earlier ones.

    Attributes:
        clusters: Rows that may change.
        links: Between articles of the run, and between them and earlier ones.
    """

    clusters: Clusters
    links: _Links


@dataclass
class _LinkWithHistory(beam.PTransform):
    """Articles of a run, and those of earlier runs that they concern, to rows.

    Attributes:
        history: See `Link`.
    """

    history: LinkHistory

    def expand(self, run: Linkable) -> Clusters:
        blocks = run.articles | "BlocksAround" >> beam.Map(blocks_around).with_output_types(tuple[int, ...])
        keys = blocks | "Blocks" >> Distinct(int) | "ReadKeys" >> self.history.keys()
        run = (run, keys) | "Newest" >> _LeaveOutSuperseded()
        copies = run.ids | "EarlierCopies" >> self.history.copies() | "OfOthers" >> Having(run.ids, wanted=False)
        run = run._replace(copies=(run.copies, copies) | "AllCopies" >> beam.Flatten())
        new = run.articles | "AttachCopies" >> AttachCopies(run.copies) | "Split" >> SplitArticles()
        touched = (run, new.profiles, keys) | "Touch" >> _Touch(self.history)
        earlier = (run, touched.clusters) | "EarlierMembers" >> _ReadMembers(self.history)
        among_earlier = earlier.profiles | "CompareEarlier" >> _Compare()
        members = SplitParts(*_flattened(new, earlier))
        rows = (members, _Links(*_flattened(touched.links, among_earlier))) | "Cluster" >> _Cluster()
        return Clusters(
            self._with_revisions(Incident, rows.incidents, touched.clusters.incidents),
            self._with_revisions(Story, rows.stories, touched.clusters.stories),
        )

    def _with_revisions(self, record: type, rows: beam.PCollection[Any], touched: beam.PCollection[Any]) -> Any:
        name = record.__name__
        names = rows | f"{name}_names" >> beam.Map(name_of).with_output_types(tuple[str, str])
        emptied = names | f"{name}_emptied" >> self.history.emptied(record)
        earlier = (touched, emptied) | f"{name}_earlier" >> beam.Flatten()
        return (rows, earlier) | f"{name}_revisions" >> WithRevisions(record)


@dataclass
class _LeaveOutSuperseded(beam.PTransform):
    """A run without the articles of which an earlier run has a newer revision: a crawl may bring an old page."""

    def expand(self, inputs: tuple[Linkable, beam.PCollection[ArticleKeys]]) -> Linkable:
        run, keys = inputs
        again = keys | "ReadAgain" >> Having(run.ids)
        comparing = beam.ParDo(_FindSuperseded(), AsIter(again)).with_output_types(str)
        superseded = run.articles | "FindSuperseded" >> comparing
        return Linkable(*(part | f"Keep_{name}" >> Having(superseded, wanted=False) for name, part in _named(run)))


class _FindSuperseded(beam.DoFn):
    """Articles to the ids of those of which there is a newer revision."""

    def process(self, article: LinkArticle, earlier: Iterable[ArticleKeys]) -> Iterator[str]:
        revised_at = article.modified_at or article.crawled_at
        for keys in earlier:
            if keys.article_id == article.article_id and is_later(keys.revised_at, revised_at):
                yield article.article_id


def is_later(one: datetime | None, other: datetime | None) -> bool:
    """Whether a revision is later than another; one without a time is the earliest."""
    return one is not None and (other is None or one > other)


@dataclass
class _Touch(beam.PTransform):
    """A run to the clusters of earlier runs that it concerns, and the links of its articles.

    Those are clusters that list an article of the run, or the original of one of its copies, and clusters with an
    article or report that is linked with one of the run.

    Attributes:
        history: See `Link`.
    """

    history: LinkHistory

    def expand(
        self, inputs: tuple[Linkable, beam.PCollection[ArticleProfile], beam.PCollection[ArticleKeys]]
    ) -> _Touched:
        run, profiles, keys = inputs
        own_keys = profiles | "Keys" >> beam.Map(keys_of_profile).with_output_types(ArticleKeys)
        earlier_keys = keys | "EarlierKeys" >> Having(run.ids, wanted=False)
        leaders = (own_keys, earlier_keys) | "AllKeys" >> beam.Flatten() | "Leaders" >> FindLeaders(LEADERS)
        candidates = profiles | "Candidates" >> FindCandidates(leaders)
        others = candidates | "Others" >> beam.Map(_others).with_output_types(tuple[str, ...])
        needed = others | "Distinct" >> Distinct(str) | "Earlier" >> Having(run.ids, wanted=False)
        compared = needed | "ReadOthers" >> self.history.articles() | "SplitOthers" >> SplitArticles()
        known = (profiles, compared.profiles) | "Known" >> beam.Flatten()
        links = _Links(*(candidates | "Compare" >> CompareArticles(known)))

        originals = run.copies | "Originals" >> beam.Map(_original).with_output_types(str)
        changed = (run.ids, originals) | "Changed" >> beam.Flatten()
        found = (needed, changed) | "LookUp" >> beam.Flatten() | "Clusters" >> self.history.clusters()
        stories = links.stories | "LinkedArticles" >> beam.FlatMap(linked_articles).with_output_types(str)
        reports = links.incidents | "LinkedReports" >> beam.FlatMap(linked_reports).with_output_types(str)
        clusters = Clusters(
            found.incidents | "TouchedIncidents" >> Having((reports, changed) | "Reports" >> beam.Flatten()),
            found.stories | "TouchedStories" >> Having((stories, changed) | "Articles" >> beam.Flatten()),
        )
        return _Touched(clusters, links)


@dataclass
class _ReadMembers(beam.PTransform):
    """Clusters of earlier runs to all that they are made of, without the articles of the run under way.

    Attributes:
        history: See `Link`.
    """

    history: LinkHistory

    def expand(self, inputs: tuple[Linkable, Clusters]) -> SplitParts:
        run, clusters = inputs
        listed = tuple(
            rows | f"Listed_{name}" >> beam.Map(_article_ids).with_output_types(tuple[str, ...])
            for name, rows in clusters._asdict().items()
        )
        ids = listed | "Listed" >> beam.Flatten() | "Distinct" >> Distinct(str)
        read = ids | "Earlier" >> Having(run.ids, wanted=False) | "Read" >> self.history.articles()
        parts = read | "AttachCopies" >> AttachCopies(run.copies) | "Split" >> SplitArticles()
        articles = clusters.stories | "Articles" >> beam.FlatMap(_article_ids).with_output_types(str)
        events = clusters.incidents | "Events" >> beam.FlatMap(_event_ids).with_output_types(str)
        return SplitParts(
            parts.profiles,
            parts.story_articles | "OfStories" >> Having(articles),
            parts.reported_incidents | "OfIncidents" >> Having(events),
        )


@dataclass
class _Compare(beam.PTransform):
    """The links among some articles."""

    def expand(self, profiles: beam.PCollection[ArticleProfile]) -> _Links:
        keys = profiles | "Keys" >> beam.Map(keys_of_profile).with_output_types(ArticleKeys)
        candidates = profiles | "Candidates" >> FindCandidates(keys | "Leaders" >> FindLeaders(LEADERS))
        return _Links(*(candidates | "Compare" >> CompareArticles(profiles)))


def _named(parts: NamedTuple) -> Iterator[tuple[str, beam.PCollection[Any]]]:
    yield from zip(parts._fields, parts, strict=True)


def _flattened(one: NamedTuple, other: NamedTuple) -> Iterator[beam.PCollection[Any]]:
    """Each collection of one with that of the same name of the other."""
    for name, first, second in zip(one._fields, one, other, strict=True):
        yield (first, second) | f"Both_{name}" >> beam.Flatten()


def blocks_around(article: LinkArticle) -> tuple[int, ...]:
    """The blocks whose articles an article may be compared with; `ALL_BLOCKS` for one without a date."""
    block = block_of(article.day)
    return (ALL_BLOCKS,) if block is None else (NO_DATE, block - 1, block, block + 1)


def keys_of_profile(profile: ArticleProfile) -> ArticleKeys:
    """What an article is found by."""
    return ArticleKeys(
        article_id=profile.article_id, content_id="", order=profile.order, block=profile.block, keys=profile.keys
    )


def _others(candidates: CandidateList) -> tuple[str, ...]:
    return candidates.others


def _original(copy: LinkCopy) -> str:
    return copy.duplicate_of


def _article_ids(row: Incident | Story) -> tuple[str, ...]:
    return row.article_ids


def _event_ids(row: Incident) -> tuple[str, ...]:
    return row.event_ids


def linked_articles(link: StoryLink) -> Iterator[str]:
    """The articles of a link from which one may change the other's story."""
    if link.score >= TOUCHING:
        yield from (link.article_id, link.other_article_id)


def linked_reports(link: IncidentLink) -> Iterator[str]:
    """The reports of a link from which one may change the other's incident."""
    if link.score >= TOUCHING:
        yield from (link.report_id, link.other_report_id)
