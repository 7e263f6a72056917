"""The articles of earlier runs in a BigQuery dataset, as their copies are found, read by the partitions that matter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched
from typing import Any

import apache_beam as beam
import msgspec

from pipeline.options import Dataset
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.snapshot import COPY_COLUMNS, copy_key, is_near
from schemas.flow.article_rows import ArticleRows
from schemas.flow.copies import CopyKey
from schemas.flow.staging import EarlierRow
from schemas.rows.article import Article
from transforms.blocks import BLOCK_DAYS, NO_DATE

ROWS_PER_QUERY = 1_000
"""A query lists the articles that it reads, and BigQuery limits its length."""

# A run that is committed but not finished is a stream: what it writes is the latest, and may be there twice.
_KEYS = (
    f"SELECT {', '.join(f'found.{name}' for name in COPY_COLUMNS)}, "
    "COALESCE(done.finished_at, TIMESTAMP '9999-12-31') AS committed_at "
    "FROM articles AS found JOIN runs AS done ON done.run_id = found.run_id "
    "WHERE found.run_id IN UNNEST(@runs) AND {condition} "
    "QUALIFY ROW_NUMBER() OVER "
    "(PARTITION BY found.article_id, found.content_id, found.run_id ORDER BY found.outcome) = 1"
)
_BETWEEN = "published_date BETWEEN CAST(@first AS DATE) AND CAST(@last AS DATE)"
_ROWS = (
    "SELECT {columns} FROM articles WHERE article_id IN UNNEST(@ids) AND run_id IN UNNEST(@runs) "
    f"AND (published_date IS NULL OR {_BETWEEN})"
)
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class DatasetArticles:
    """See `schemas.flow.copies.EarlierArticles`.

    Attributes:
        dataset: The dataset.
        runs: Ids of the runs in the snapshot.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def keys(self) -> beam.PTransform:
        return _ReadKeys(self.dataset, self.runs)

    def texts(self, rows: Sequence[EarlierRow]) -> list[str]:
        return [str(row["text"]) for row in self._read("article_id, content_id, run_id, text", rows)]

    def articles(self, rows: Sequence[EarlierRow]) -> list[Article]:
        return [msgspec.convert(without_nulls(row), Article) for row in self._read("*", rows)]

    def extracted(self, rows: Sequence[EarlierRow]) -> list[ArticleRows]:
        """Nothing: no key is given as one of the same code.

        The tables are not clustered by articles, so that BigQuery would read (and bill) whole months of them for a few
        articles that the language model reads in seconds.
        """
        return []

    def _read(self, columns: str, rows: Sequence[EarlierRow]) -> list[dict[str, Any]]:
        found: dict[tuple[str, str, str], dict[str, Any]] = {}
        dataset = BigQueryDataset(self.dataset)
        for batch in batched(rows, ROWS_PER_QUERY):
            days = [row.day for row in batch if row.day] or [_EPOCH]
            parameters: dict[str, Any] = {
                "ids": sorted({row.article_id for row in batch}),
                "runs": sorted({row.run_id for row in batch}),
                "first": min(days).isoformat(),
                "last": max(days).isoformat(),
            }
            for row in dataset.rows(_ROWS.format(columns=columns), **parameters):
                found[row["article_id"], row["content_id"], row["run_id"]] = row
        return [found[row.article_id, row.content_id, row.run_id] for row in rows]


def without_nulls(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose repeated columns were added to the table after it was written has nulls in them."""
    return {name: value for name, value in row.items() if value is not None}


def day_ranges(blocks: Iterable[int]) -> list[tuple[str, str]]:
    """The days in some blocks and those beside them, as first and last days without gaps between them.

    Returns:
        Dates in ISO 8601; none if `NO_DATE` is among the blocks: then all days matter.
    """
    wanted = set(blocks)
    if NO_DATE in wanted:
        return []
    ranges: list[tuple[int, int]] = []
    for block in sorted({one + step for one in wanted for step in (-1, 0, 1)}):
        if ranges and block == ranges[-1][1] + 1:
            ranges[-1] = ranges[-1][0], block
        else:
            ranges.append((block, block))
    return [(_iso(first * BLOCK_DAYS), _iso((last + 1) * BLOCK_DAYS - 1)) for first, last in ranges]


def _iso(day: int) -> str:
    return (_EPOCH + timedelta(days=day)).isoformat()


class _ListQueries(beam.DoFn):
    """Conditions of the queries, each with the first and last day that it asks for."""

    def process(self, _: int, blocks: Iterable[int]) -> Iterator[tuple[str, str, str]]:
        wanted = list(blocks)
        if not wanted:
            return
        ranges = day_ranges(wanted)
        yield from ((_BETWEEN, first, last) for first, last in ranges)
        yield ("published_date IS NULL" if ranges else "TRUE"), "", ""


class _Query(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...]) -> None:
        self._dataset = dataset
        self._runs = runs

    def process(self, query: tuple[str, str, str], blocks: Iterable[int]) -> Iterator[CopyKey]:
        condition, first, last = query
        days = {"first": first, "last": last} if first else {}
        wanted = frozenset(blocks)
        for row in BigQueryDataset(self._dataset).rows(
            _KEYS.format(condition=condition), runs=list(self._runs), **days
        ):
            day = row["published_date"]
            # Rows of one day are read together, and have neither file nor row group.
            key = copy_key(
                row, commit=round(row["committed_at"].timestamp() * 1e6), group=day.toordinal() if day else 0
            )
            if is_near(key.block, wanted):
                yield key


@dataclass
class _ReadKeys(beam.PTransform):
    """Blocks of days to the keys of the articles in and beside them.

    Attributes:
        dataset, runs: See `DatasetArticles`.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def expand(self, blocks: beam.PCollection[int]) -> beam.PCollection[CopyKey]:
        once = blocks.pipeline | "Once" >> beam.Create([0])
        side = beam.pvalue.AsIter(blocks)
        listing = beam.ParDo(_ListQueries(), side).with_output_types(tuple[str, str, str])
        querying = beam.ParDo(_Query(self.dataset, self.runs), side).with_output_types(CopyKey)
        return once | "ListQueries" >> listing | "Spread" >> beam.Reshuffle() | "Query" >> querying
