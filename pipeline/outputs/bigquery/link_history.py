"""What LINK needs of earlier runs in a BigQuery dataset, read by the workers, by blocks of days or ids."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from operator import attrgetter
from typing import Any
from zlib import crc32

import apache_beam as beam
import msgspec

from pipeline.options import Dataset
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.link_sql import (
    ARTICLE_DATES,
    ARTICLE_MONTHS,
    Month,
    articles_in,
    block_keys,
    cluster_months,
    clusters_in,
    replaced_months,
)
from pipeline.outputs.link_columns import link_article
from schemas.flow.linking import ArticleKeys, LinkArticle
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from schemas.tables import TABLES
from transforms.link.history import Clusters
from transforms.link.keys import article_keys

ID_BUCKETS = 16
"""Groups of ids; a group of at most `IDS_PER_QUERY` ids is one query."""

IDS_PER_QUERY = 10_000
"""A query lists its ids, and BigQuery limits the size of a request."""


@dataclass(frozen=True, slots=True)
class DatasetLinkHistory:
    """See `transforms.link.history.LinkHistory`.

    Attributes:
        dataset: The dataset.
        runs: Ids of the runs in the snapshot. Incidents and stories do not say which run wrote them; of these the
            newest rows are read.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def keys(self) -> beam.PTransform:
        return ReadKeys(self.dataset, self.runs)

    def articles(self) -> beam.PTransform:
        return ReadArticles(self.dataset, self.runs)

    def clusters(self) -> beam.PTransform:
        return ReadClusters(self.dataset)


class _QueryDataset(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...] = ()) -> None:
        self._dataset = dataset
        self._runs = list(runs)

    def setup(self) -> None:
        self._tables = BigQueryDataset(self._dataset)

    def _months(self, query: str, **values: Any) -> set[Month]:
        return {row["month"] for row in self._tables.rows(query, **values)}


class _QueryKeys(_QueryDataset):
    def process(self, block: int) -> Iterator[ArticleKeys]:
        for row in self._tables.rows(block_keys(block), runs=self._runs):
            yield article_keys(link_article(row))


class _QueryArticles(_QueryDataset):
    def process(self, ids: list[str]) -> Iterator[LinkArticle]:
        months = self._months(ARTICLE_MONTHS, ids=ids)
        if months:
            yield from map(link_article, self._tables.rows(articles_in(months), ids=ids, runs=self._runs))


class _QueryClusters(_QueryDataset):
    def __init__(self, dataset: Dataset, table: str) -> None:
        super().__init__(dataset)
        self._table = table

    def process(self, ids: list[str]) -> Iterator[tuple[str, Any]]:
        dates = self._months(ARTICLE_DATES, ids=ids)
        months = self._months(cluster_months(self._table, dates)) if dates else set()
        if months:
            months |= self._months(replaced_months(self._table, months), ids=ids)
            table = TABLES[self._table]
            for row in self._tables.rows(clusters_in(self._table, months), ids=ids):
                filled = {name: value for name, value in row.items() if value is not None}  # as in an old row
                yield row[table.key[0]], msgspec.convert(filled, table.record)


def _by_bucket(article_id: str) -> tuple[int, str]:
    return crc32(article_id.encode()) % ID_BUCKETS, article_id


class _BatchIds(beam.DoFn):
    """Split the ids of a bucket into lists of at most `IDS_PER_QUERY`."""

    def process(self, bucket: tuple[int, Iterable[str]]) -> Iterator[list[str]]:
        yield from map(list, batched(sorted(set(bucket[1])), IDS_PER_QUERY))


@dataclass
class _Batches(beam.PTransform):
    """Ids to lists of them, each id once, spread over the workers."""

    def expand(self, ids: beam.PCollection[str]) -> beam.PCollection[list[str]]:
        keyed = ids | "Bucket" >> beam.Map(_by_bucket).with_output_types(tuple[int, str])
        batching = beam.ParDo(_BatchIds()).with_output_types(list[str])
        return keyed | "Buckets" >> beam.GroupByKey() | "Batch" >> batching | "Spread" >> beam.Reshuffle()


@dataclass
class ReadKeys(beam.PTransform):
    """Blocks of days to the `ArticleKeys` of the articles in them.

    Attributes:
        dataset: The dataset.
        runs: Ids of the runs in the snapshot.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def expand(self, blocks: beam.PCollection[int]) -> beam.PCollection[ArticleKeys]:
        querying = beam.ParDo(_QueryKeys(self.dataset, self.runs)).with_output_types(ArticleKeys)
        return blocks | "Spread" >> beam.Reshuffle() | "Query" >> querying


@dataclass
class ReadArticles(beam.PTransform):
    """Ids of articles to their newest revisions, if those are coded; attributes as in `ReadKeys`."""

    dataset: Dataset
    runs: tuple[str, ...]

    def expand(self, ids: beam.PCollection[str]) -> beam.PCollection[LinkArticle]:
        querying = beam.ParDo(_QueryArticles(self.dataset, self.runs)).with_output_types(LinkArticle)
        return ids | "Batches" >> _Batches() | "Query" >> querying


def _newest(found: tuple[str, Iterable[Any]]) -> Any:
    return max(found[1], key=attrgetter("revision"))


@dataclass
class ReadClusters(beam.PTransform):
    """Ids of articles to the incidents and stories that list any of them, and to those that no longer list any.

    Attributes:
        dataset: The dataset.
    """

    dataset: Dataset

    def expand(self, ids: beam.PCollection[str]) -> Clusters:
        batches = ids | "Batches" >> _Batches()
        return Clusters(self._read(batches, "incidents", Incident), self._read(batches, "stories", Story))

    def _read(self, batches: beam.PCollection[list[str]], table: str, record: type) -> beam.PCollection[Any]:
        keyed: Any = tuple[str, record]  # type: ignore[valid-type]
        querying = beam.ParDo(_QueryClusters(self.dataset, table)).with_output_types(keyed)
        listed = batches | f"Query_{table}" >> querying  # one that is listed for two batches comes twice
        newest = beam.Map(_newest).with_output_types(record)
        return listed | f"Group_{table}" >> beam.GroupByKey() | f"Newest_{table}" >> newest
