"""LINK of a run that is small enough to be linked in one step, from the checkpoints of its chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from pipeline.run.record_files import read_all
from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.link.by_size import linked_together
from transforms.link.history import Clusters, LinkHistory
from transforms.step import Step


class _LinkFiles(Step):
    def __init__(self, articles: Sequence[str], revisions: Sequence[str], history: LinkHistory | None) -> None:
        super().__init__("link")
        self._articles = tuple(articles)
        self._revisions = tuple(revisions)
        self._history = history

    def apply(self, _: None) -> Iterator[Any]:
        articles, revisions = read_all(LinkArticle, self._articles), read_all(ArticleRevision, self._revisions)
        yield from linked_together(articles, revisions, self._history)


@dataclass
class LinkFiles(beam.PTransform):
    """Record files of a run to rows of incidents and stories.

    Attributes:
        articles, revisions: Paths of files of `LinkArticle` and `ArticleRevision`.
        history: What earlier runs left; None when there are none.
    """

    articles: Sequence[str]
    revisions: Sequence[str]
    history: LinkHistory | None

    def expand(self, pipeline: beam.Pipeline) -> Clusters:
        linking = beam.ParDo(_LinkFiles(self.articles, self.revisions, self.history))
        linking = linking.with_output_types(Incident, stories=Story)
        once = pipeline | "Once" >> beam.Create([None])
        return Clusters(*(once | "Link" >> linking.with_outputs("stories", main="incidents")))
