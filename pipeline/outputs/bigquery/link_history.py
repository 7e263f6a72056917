"""What LINK needs of earlier runs in a BigQuery dataset, read by the workers, by blocks of days or ids."""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
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
    copies_in,
    emptied_in,
)
from pipeline.outputs.bigquery.sql import LINKED_TABLES
from pipeline.outputs.link_columns import COPY_COLUMNS, link_article
from schemas.flow.linking import ArticleKeys, LinkArticle, LinkCopy
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from schemas.tables import TABLES
from transforms.blocks import ALL_BLOCKS
from transforms.link.history import ClusterName, Clusters, HistoryReader
from transforms.link.increments.growth import Row, id_of
from transforms.link.keys import article_keys

ID_BUCKETS = 16
"""Groups of ids; a group of at most `IDS_PER_QUERY` ids is one query."""

IDS_PER_QUERY = 10_000
"""A query lists its ids, and BigQuery limits the size of a request."""

_QUERIES_AT_A_TIME = 4


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
        return ReadByIds(_QueryArticles(self.dataset, self.runs), LinkArticle)

    def clusters(self) -> beam.PTransform:
        return ReadClusters(self.dataset)

    def copies(self) -> beam.PTransform:
        return ReadByIds(_QueryCopies(self.dataset, self.runs), LinkCopy)

    def emptied(self, record: type) -> beam.PTransform:
        return ReadByIds(_QueryEmptied(self.dataset, record), record, tuple[str, str])

    def reader(self) -> AbstractContextManager[HistoryReader]:
        return nullcontext(DatasetLinkReader(BigQueryDataset(self.dataset), self.runs))


@dataclass(frozen=True, slots=True)
class DatasetLinkReader:
    """What LINK reads of a dataset at once; see `transforms.link.history.HistoryReader`.

    Attributes:
        tables: The dataset.
        runs: Ids of the runs whose articles are read; None for all that are committed.
    """

    tables: BigQueryDataset
    runs: tuple[str, ...] | None = None

    def read_keys(self, blocks: Collection[int]) -> Iterator[ArticleKeys]:
        wanted = [ALL_BLOCKS] if ALL_BLOCKS in blocks else sorted(set(blocks))
        with ThreadPoolExecutor(_QUERIES_AT_A_TIME) as pool:
            for found in pool.map(self._block_keys, wanted):
                yield from found

    def _block_keys(self, block: int) -> list[ArticleKeys]:
        query = block_keys(block, every_run=self.runs is None)
        return [article_keys(link_article(row)) for row in self.tables.rows(query, **self._parameters)]

    def read_articles(self, ids: Collection[str]) -> Iterator[LinkArticle]:
        for batch in batched(sorted(set(ids)), IDS_PER_QUERY):
            wanted = list(batch)
            if months := self._months(ARTICLE_MONTHS, wanted):
                query = articles_in(months, every_run=self.runs is None)
                yield from map(link_article, self.tables.rows(query, ids=wanted, **self._parameters))

    def read_clusters(self, ids: Collection[str]) -> Iterator[Row]:
        """Each cluster's newest row; two runs at a time may have written two that differ, and both are given."""
        found: dict[Row, None] = {}
        with ThreadPoolExecutor(_QUERIES_AT_A_TIME) as pool:
            for batch in batched(sorted(set(ids)), IDS_PER_QUERY):
                for rows in pool.map(partial(self.read_rows, list(batch)), LINKED_TABLES):
                    found |= dict.fromkeys(rows)
        yield from found

    def read_rows(self, ids: list[str], table: str) -> list[Any]:
        """The incidents or stories that list any of some articles."""
        dates = self._months(ARTICLE_DATES, ids)
        months = {row["month"] for row in self.tables.rows(cluster_months(table, dates))} if dates else set()
        if not months:
            return []
        return _converted(table, self.tables.rows(clusters_in(table, months), ids=ids))

    def read_copies(self, ids: Collection[str]) -> Iterator[LinkCopy]:
        for batch in batched(sorted(set(ids)), IDS_PER_QUERY):
            wanted = list(batch)
            if months := self._months(ARTICLE_MONTHS, wanted):
                query = copies_in(months, every_run=self.runs is None)
                for row in self.tables.rows(query, ids=wanted, **self._parameters):
                    yield msgspec.convert({name: row[name] for name in COPY_COLUMNS}, LinkCopy)

    def read_emptied(self, record: type, names: Collection[ClusterName]) -> Iterator[Row]:
        table = "incidents" if record is Incident else "stories"
        for batch in batched(sorted(set(names)), IDS_PER_QUERY):
            months = {date.fromisoformat(month) if month else None for _, month in batch}
            rows = self.tables.rows(emptied_in(table, months), ids=[cluster_id for cluster_id, _ in batch])
            yield from dict.fromkeys(_converted(table, rows))

    @property
    def _parameters(self) -> dict[str, list[str]]:
        return {} if self.runs is None else {"runs": list(self.runs)}

    def _months(self, query: str, ids: list[str]) -> set[Month]:
        return {row["month"] for row in self.tables.rows(query, ids=ids)}


def _converted(table: str, rows: Iterable[dict[str, Any]]) -> list[Any]:
    filled = ({name: value for name, value in row.items() if value is not None} for row in rows)  # as in old rows
    return [msgspec.convert(row, TABLES[table].record) for row in filled]


class _QueryDataset(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...] = ()) -> None:
        self._dataset = dataset
        self._runs = runs

    def setup(self) -> None:
        self._reader = DatasetLinkReader(BigQueryDataset(self._dataset), self._runs)


class _QueryKeys(_QueryDataset):
    def process(self, block: int) -> Iterator[ArticleKeys]:
        yield from self._reader.read_keys([block])


class _QueryArticles(_QueryDataset):
    def process(self, ids: list[str]) -> Iterator[LinkArticle]:
        yield from self._reader.read_articles(ids)


class _QueryCopies(_QueryDataset):
    def process(self, ids: list[str]) -> Iterator[LinkCopy]:
        yield from self._reader.read_copies(ids)


class _QueryEmptied(_QueryDataset):
    def __init__(self, dataset: Dataset, record: type) -> None:
        super().__init__(dataset)
        self._record = record

    def process(self, names: list[ClusterName]) -> Iterator[Any]:
        yield from self._reader.read_emptied(self._record, names)


class _QueryClusters(_QueryDataset):
    def __init__(self, dataset: Dataset, table: str) -> None:
        super().__init__(dataset)
        self._table = table

    def process(self, ids: list[str]) -> Iterator[tuple[str, Any]]:
        for row in self._reader.read_rows(ids, self._table):
            yield id_of(row), row


def _by_bucket[Id: (str, ClusterName)](one: Id) -> tuple[int, Id]:
    return crc32((one if isinstance(one, str) else one[0]).encode()) % ID_BUCKETS, one


class _BatchIds(beam.DoFn):
    """Split the ids of a bucket into lists of at most `IDS_PER_QUERY`."""

    def process(self, bucket: tuple[int, Iterable[Any]]) -> Iterator[list[Any]]:
        yield from map(list, batched(sorted(set(bucket[1])), IDS_PER_QUERY))


@dataclass
class _Batches(beam.PTransform):
    """Ids to lists of them, each id once, spread over the workers.

    Attributes:
        kind: Type of an id; the name of a cluster has its id, too.
    """

    kind: Any = str

    def expand(self, ids: beam.PCollection[Any]) -> beam.PCollection[list[Any]]:
        keyed = ids | "Bucket" >> beam.Map(_by_bucket).with_output_types(tuple[int, self.kind])  # type: ignore[name-defined]
        batching = beam.ParDo(_BatchIds()).with_output_types(list[self.kind])  # type: ignore[name-defined]
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
class ReadByIds(beam.PTransform):
    """Ids to what a query for lists of them gives.

    Attributes:
        querying: Runs the query for a list.
        kind: Type of what it gives.
        ids: Type of an id; see `_Batches`.
    """

    querying: beam.DoFn
    kind: type
    ids: Any = str

    def expand(self, ids: beam.PCollection[Any]) -> beam.PCollection[Any]:
        return ids | "Batches" >> _Batches(self.ids) | "Query" >> beam.ParDo(self.querying).with_output_types(self.kind)


def _newest(found: tuple[str, Iterable[Any]]) -> Any:
    """The newest row; of two that two runs at a time have written, the one with more articles, as in the views."""
    return max(found[1], key=attrgetter("revision", "article_count", "article_ids"))


@dataclass
class ReadClusters(beam.PTransform):
    """Ids of articles to the incidents and stories that list any of them.

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
