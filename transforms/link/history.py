"""What LINK needs of earlier runs.

An output keeps its earlier articles and clusters in its tables. Of those only the ones are read that matter: the keys
of articles from the blocks of days around the new ones, the articles that share enough keys with new ones, and the
articles of clusters that new ones are linked with.
"""

from collections.abc import Collection, Iterable
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

import apache_beam as beam

from schemas.flow.linking import ArticleKeys, LinkArticle, LinkCopy
from schemas.rows.incident import Incident
from schemas.rows.story import Story

type ClusterName = tuple[str, str]
"""Id of a cluster, and the month that it was first published in, such as '2024-11-01'; '' without a date."""


class Clusters(NamedTuple):
    """Rows of incidents and stories."""

    incidents: beam.PCollection[Incident]
    stories: beam.PCollection[Story]


class HistoryReader(Protocol):
    """What earlier runs left, read at once and not by steps of a graph; see `LinkHistory`."""

    def read_keys(self, blocks: Collection[int]) -> Iterable[ArticleKeys]:
        """The keys of articles in blocks of days; each once."""

    def read_articles(self, ids: Collection[str]) -> Iterable[LinkArticle]:
        """Articles by their ids."""

    def read_copies(self, ids: Collection[str]) -> Iterable[LinkCopy]:
        """The copies of articles, by the ids of these."""

    def read_emptied(self, record: type, names: Collection[ClusterName]) -> Iterable[Incident | Story]:
        """The incidents or stories of some names whose newest revision lists no article."""

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

        It gives `Clusters`: the newest revision of each. An id is given once.
        """

    def copies(self) -> beam.PTransform:
        """A transform from ids of articles (`PCollection[str]`) to `LinkCopy`s: their copies, in newest revisions."""

    def emptied(self, record: type) -> beam.PTransform:
        """A transform from names of clusters (`PCollection[ClusterName]`) to those whose newest row lists no article.

        Args:
            record: `Incident` or `Story`.
        """

    def reader(self) -> AbstractContextManager[HistoryReader]:
        """Open the same for what runs in one step."""
