"""Compare articles with their candidates: scores of articles for stories, of their reports for incidents."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import AsMultiMap, TaggedOutput

from schemas.flow.linking import ArticleProfile, CandidateList, IncidentLink, StoryLink
from transforms.link.clusters import THRESHOLD
from transforms.link.incidents.score import incident_links
from transforms.link.stories.score import matter_scores
from transforms.step import Step

_MAX_ARTICLES = 2_000
"""Articles that a bundle collects before it compares them; most candidates are then among them."""

INCIDENT_LINKS = "incident_links"


def compare(one: ArticleProfile, other: ArticleProfile) -> tuple[StoryLink, list[IncidentLink]]:
    """The links between two articles, the same whichever comes first.

    Args:
        one: An article.
        other: Another one.
    """
    first, second = sorted((one, other), key=_order)
    scores = matter_scores(first, second)
    link = StoryLink(article_id=first.article_id, other_article_id=second.article_id, score=scores.stories)
    return link, incident_links(first, second, scores.incidents)


class Links(NamedTuple):
    """Links between articles, and between their reports."""

    stories: list[StoryLink]
    incidents: list[IncidentLink]

    def add(self, one: ArticleProfile, other: ArticleProfile) -> bool:
        """Compare two articles and add the links between them; gives whether any of these joins what it links."""
        story, incidents = compare(one, other)
        self.stories.append(story)
        self.incidents.extend(incidents)
        return story.score >= THRESHOLD or any(link.score >= THRESHOLD for link in incidents)


def _order(profile: ArticleProfile) -> str:
    return profile.order


class _Compare(Step):
    def __init__(self) -> None:
        super().__init__("compare_articles")

    def start_bundle(self) -> None:
        super().start_bundle()
        self._lists: list[CandidateList] = []
        self._profiles: Any = None

    def apply(self, candidates: CandidateList, profiles: Any) -> Iterator[Any]:
        self._lists.append(candidates)
        self._profiles = profiles
        if len(self._lists) >= _MAX_ARTICLES:
            yield from self._links()

    def last_results(self) -> Iterator[Any]:
        yield from self._links()

    def _links(self) -> Iterator[Any]:
        known = {candidates.profile.article_id: candidates.profile for candidates in self._lists}
        seen: set[tuple[str, str]] = set()
        for candidates in self._lists:
            one = candidates.profile
            for other_id in candidates.others:
                pair = min(one.article_id, other_id), max(one.article_id, other_id)
                if pair in seen:
                    continue
                seen.add(pair)
                if other_id not in known:
                    known.update(map(_by_id, self._profiles[other_id]))
                if other_id in known:  # else it has been revised since
                    story, incidents = compare(one, known[other_id])
                    yield story
                    yield from (TaggedOutput(INCIDENT_LINKS, link) for link in incidents)
        self._lists = []


def _by_id(profile: ArticleProfile) -> tuple[str, ArticleProfile]:
    return profile.article_id, profile


@dataclass
class CompareArticles(beam.PTransform):
    """Articles with their candidates to links; outputs `story_links` and `incident_links`.

    A link may be given twice, with the same score.

    Attributes:
        profiles: Of all articles.
    """

    profiles: beam.PCollection[ArticleProfile]

    def expand(self, candidates: beam.PCollection[CandidateList]) -> beam.pvalue.DoOutputsTuple:
        by_id = self.profiles | "ById" >> beam.Map(_by_id).with_output_types(tuple[str, ArticleProfile])
        comparing = beam.ParDo(_Compare(), AsMultiMap(by_id))
        comparing = comparing.with_output_types(StoryLink, incident_links=IncidentLink)
        return candidates | "Compare" >> comparing.with_outputs(INCIDENT_LINKS, main="story_links")
