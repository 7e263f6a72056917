"""Split articles into what is compared of them, and what rows of stories and incidents are made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.linking import ArticleProfile, LinkArticle, ReportedIncident, StoryArticle
from transforms.link.incidents.cluster import reported_incidents
from transforms.link.profile import make_profile
from transforms.link.stories.cluster import story_article
from transforms.step import Step

_STORIES, _INCIDENTS = "story_articles", "reported_incidents"


class SplitParts(NamedTuple):
    """Outputs of `SplitArticles`."""

    profiles: beam.PCollection[ArticleProfile]
    story_articles: beam.PCollection[StoryArticle]
    reported_incidents: beam.PCollection[ReportedIncident]


class _Split(Step):
    def __init__(self) -> None:
        super().__init__("profile_articles")

    def apply(self, article: LinkArticle) -> Iterator[Any]:
        profile = make_profile(article)
        yield profile
        yield TaggedOutput(_STORIES, story_article(article))
        for report in reported_incidents(article, profile.reports):
            yield TaggedOutput(_INCIDENTS, report)


@dataclass
class SplitArticles(beam.PTransform):
    """Articles to their profiles, to what stories are made from, and to their reports of incidents."""

    def expand(self, articles: beam.PCollection[LinkArticle]) -> SplitParts:
        splitting = beam.ParDo(_Split()).with_output_types(
            ArticleProfile, story_articles=StoryArticle, reported_incidents=ReportedIncident
        )
        found = articles | "Split" >> splitting.with_outputs(_STORIES, _INCIDENTS, main="profiles")
        return SplitParts(found.profiles, found[_STORIES], found[_INCIDENTS])
