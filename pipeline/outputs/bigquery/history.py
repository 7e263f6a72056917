"""The articles of earlier runs in a BigQuery dataset, read by the workers, several sites per query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched
from zlib import crc32

import apache_beam as beam

from pipeline.options import Dataset
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.sql import ONCE
from pipeline.outputs.snapshot import COLUMNS, site_articles
from schemas.flow.staging import SiteArticle

SITE_BUCKETS = 64
"""Groups of sites; a group of at most `SITES_PER_QUERY` sites is one query."""

SITES_PER_QUERY = 1_000
"""A query lists its sites, and BigQuery limits its length."""

_QUERY = (
    f"SELECT {', '.join(COLUMNS)} FROM articles WHERE site IN UNNEST(@sites) AND run_id IN UNNEST(@runs) "
    + ONCE.format(key="article_id, content_id, run_id")
)


def _by_bucket(site: str) -> tuple[int, str]:
    return crc32(site.encode()) % SITE_BUCKETS, site


class _BatchSites(beam.DoFn):
    """Split the sites of a bucket into lists of at most `SITES_PER_QUERY`."""

    def process(self, bucket: tuple[int, Iterable[str]]) -> Iterator[list[str]]:
        yield from map(list, batched(bucket[1], SITES_PER_QUERY))


class _Query(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...]) -> None:
        self._dataset = dataset
        self._runs = runs

    def process(self, sites: list[str]) -> Iterator[SiteArticle]:
        yield from site_articles(
            BigQueryDataset(self._dataset).rows(_QUERY, sites=sorted(sites), runs=list(self._runs))
        )


@dataclass
class ReadDataset(beam.PTransform):
    """Sites to their articles in a BigQuery dataset, whose articles table is clustered by site.

    Attributes:
        dataset: The dataset.
        runs: Ids of the runs in the snapshot.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def expand(self, sites: beam.PCollection[str]) -> beam.PCollection[SiteArticle]:
        keyed = sites | "Bucket" >> beam.Map(_by_bucket).with_output_types(tuple[int, str])
        batching = beam.ParDo(_BatchSites()).with_output_types(list[str])
        querying = beam.ParDo(_Query(self.dataset, self.runs)).with_output_types(SiteArticle)
        batches = keyed | "Buckets" >> beam.GroupByKey() | "Batch" >> batching
        return batches | "Spread" >> beam.Reshuffle() | "Query" >> querying
