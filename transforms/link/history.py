"""What LINK needs of earlier runs.

An output keeps its earlier articles and clusters in its tables. Of those only the ones are read that matter: the keys
of articles from the blocks of days around the new ones, the articles that share enough keys with new ones, and the
articles of clusters that new ones are linked with.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol, runtime_checkable

import apache_beam as beam

from schemas.flow.linking import ArticleKeys, LinkArticle
from schemas.rows.incident import Incident
from schemas.rows.story import Story


class Clusters(NamedTuple):
    """Rows of incidents and stories."""

    incidents: beam.PCollection[Incident]
    stories: beam.PCollection[Story]


@runtime_checkable
class HistoryReader(Protocol):
    """What earlier runs left, read at once and not by steps of a graph; see `LinkHistory`."""

    def read_keys(self, blocks: Collection[int]) -> Iterable[ArticleKeys]:
        """The keys of articles in blocks of days; each once."""

    def read_articles(self, ids: Collection[str]) -> Iterable[LinkArticle]:
        """Articles by their ids."""

    def read_clusters(self, ids: Collection[str]) -> Iterable[Incident | Story]:
        """The incidents and stories that list any of some articles."""


class LinkHistory(Protocol):
    """What earlier runs left. It is pickled into the graph."""

    def keys(self) -> beam.PTransform:
        """A transform from blocks of days (`PCollection[int]`) to the `ArticleKeys` of the articles in them.

        Coded articles only, each in its newest revision. The block `NO_DATE` is that of the articles without a date;
        with `ALL_BLOCKS` among the blocks all are read, and an article may be given twice.
        """

    def articles(self) -> beam.PTransform:
        """A transform from ids of articles (`PCollection[str]`) to `LinkArticle`s: their newest revisions, if coded.

        Each comes with its events, entities and copies. An id is given once.
        """

    def clusters(self) -> beam.PTransform:
        """A transform from ids of articles to the incidents and stories that list any of them.

        It gives `Clusters`: the newest revision of each, and of those that were
        replaced by one of them or have lost all their members. An id is given once.
        """

    def reader(self) -> HistoryReader:
        """The same, for what runs in one step."""
