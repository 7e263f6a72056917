"""The snapshot of site banners: what earlier runs committed of the sites that a run meets, as outlines.

A run takes it when it is planned, by the ids of the runs that are committed by then, and keeps it: going on after a
kill sees the same, whatever was committed in between. Runs that are not whole, this one among them, are in none.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import apache_beam as beam
import pyarrow.compute as pc
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from pipeline.options import Dataset
from pipeline.outputs.bigquery.dataset import BigQuery
from schemas.flow.staging import SiteArticle
from schemas.ids import content_hash
from transforms.prepare.clean.paragraph_hashes import make_site_article

_COLUMNS = ("site", "article_id", "title", "paragraph_hashes")

_BUCKETS = 64
"""Queries that a snapshot in BigQuery is read by at most, each for a part of the sites."""

_QUERY = (
    "SELECT site, article_id, title, paragraph_hashes FROM articles "
    "WHERE site IN UNNEST(@sites) AND run_id IN UNNEST(@runs)"
)


def name_of(runs: Iterable[str]) -> str:
    """The name of a snapshot, as the runs table has it.

    Args:
        runs: Ids of the runs in it, none for the first run of an output.
    """
    return content_hash("banner-snapshot", *sorted(runs))


def _outlines(rows: Iterable[dict[str, Any]]) -> Iterator[SiteArticle]:
    for row in rows:
        found = make_site_article(**{**row, "paragraph_hashes": row["paragraph_hashes"] or ()})
        if found is not None:
            yield found


class _ReadFile(beam.DoFn):
    def process(self, path: str, sites: Sequence[str]) -> Iterator[SiteArticle]:
        with FileSystems.open(path, mime_type="application/octet-stream") as stream:
            file = pq.ParquetFile(stream)
            if not set(_COLUMNS) <= set(file.schema_arrow.names):  # an older newsbeam counted nothing
                return
            wanted = pc.SetLookupOptions(value_set=_strings(sites))
            for batch in file.iter_batches(columns=list(_COLUMNS)):
                yield from _outlines(batch.filter(pc.index_in(batch["site"], options=wanted).is_valid()).to_pylist())


def _strings(values: Sequence[str]) -> Any:
    return pc.cast(list(values), "string")


@dataclass
class ReadFiles(beam.PTransform):
    """Sites to the outlines of their articles in files of the articles table.

    Attributes:
        files: Paths.
    """

    files: tuple[str, ...]

    def expand(self, sites: beam.PCollection[str]) -> beam.PCollection[SiteArticle]:
        paths = sites.pipeline | "Files" >> beam.Create(list(self.files))
        return paths | "Read" >> beam.ParDo(_ReadFile(), beam.pvalue.AsList(sites)).with_output_types(SiteArticle)


def _bucket(site: str) -> int:
    return crc32(site.encode()) % _BUCKETS


class _Query(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...]) -> None:
        self._dataset = dataset
        self._runs = runs

    def process(self, bucket: tuple[int, Iterable[str]]) -> Iterator[SiteArticle]:
        rows = BigQuery(self._dataset).rows(_QUERY, sites=sorted(bucket[1]), runs=list(self._runs))
        yield from _outlines(rows)


@dataclass
class ReadDataset(beam.PTransform):
    """Sites to the outlines of their articles in a BigQuery dataset, whose articles are clustered by site.

    Attributes:
        dataset: Its names.
        runs: Ids of the runs in the snapshot.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def expand(self, sites: beam.PCollection[str]) -> beam.PCollection[SiteArticle]:
        buckets = sites | "Bucket" >> beam.WithKeys(_bucket).with_output_types(tuple[int, str])
        grouped = buckets | "Buckets" >> beam.GroupByKey()
        return grouped | "Query" >> beam.ParDo(_Query(self.dataset, self.runs)).with_output_types(SiteArticle)
