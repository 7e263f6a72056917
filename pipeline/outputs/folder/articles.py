"""The articles of earlier runs in an output folder, as their copies are found, read where they may matter."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import apache_beam as beam
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.outputs.folder.extracted import CommitFiles, list_commits, read_extracted
from pipeline.outputs.folder.history import open_table_file
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.snapshot import COPY_COLUMNS, copy_key, is_near
from schemas.flow.article_rows import ArticleRows
from schemas.flow.copies import CopyKey
from schemas.flow.staging import EarlierRow
from schemas.rows.article import Article
from transforms.blocks import NO_DATE, block_of

type RowGroup = tuple[str, int, int]
"""A file, the commit of its run, and the number of a row group."""


@dataclass(frozen=True)
class FolderArticles:
    """See `schemas.flow.copies.EarlierArticles`.

    Attributes:
        files: Files of the articles table, each with a number that sorts runs by their commits.
        folder: The output folder.
        same_runs: Ids of the runs that had the code and the language model of the run that reads them.
    """

    files: tuple[tuple[str, int], ...]
    folder: str = ""
    same_runs: frozenset[str] = frozenset()

    def keys(self) -> beam.PTransform:
        return _ReadKeys(self.files, self.same_runs)

    def texts(self, rows: Sequence[EarlierRow]) -> list[str]:
        found = {(row.file, row.group): _texts(row.file, row.group) for row in sorted(rows, key=_place)}
        return [found[row.file, row.group][row.row] for row in rows]

    def articles(self, rows: Sequence[EarlierRow]) -> list[Article]:
        by_group: dict[tuple[str, int], list[EarlierRow]] = {}
        for row in rows:
            by_group.setdefault((row.file, row.group), []).append(row)
        found: dict[EarlierRow, Article] = {}
        for (path, group), listed in by_group.items():
            table = _row_group(path, group).take([row.row for row in listed])
            found.update(zip(listed, (msgspec.convert(row, Article) for row in table.to_pylist()), strict=True))
        return [found[row] for row in rows]

    def extracted(self, rows: Sequence[EarlierRow]) -> list[ArticleRows]:
        here = [row for row in rows if row.file in self._commits]
        return read_extracted(self._commits, zip(here, self.articles(here), strict=True))

    @cached_property
    def _commits(self) -> dict[str, CommitFiles]:
        """The files beside each file; read once in each pipeline, not for each group of articles."""
        return list_commits(Ledger(self.folder), {path for path, _ in self.files})


def _place(row: EarlierRow) -> tuple[str, int]:
    return row.file, row.group


@lru_cache(maxsize=1)
def _row_group(path: str, group: int) -> pa.Table:
    """A row group, which holds the articles of many staged ones; its file never changes once it is committed."""
    with open_table_file(path) as file:
        return file.read_row_group(group)


@lru_cache(maxsize=4)
def _texts(path: str, group: int) -> list[str]:
    with open_table_file(path) as file:
        texts: list[str] = file.read_row_group(group, columns=["text"])["text"].to_pylist()
    return texts


def may_be_near(group: pq.RowGroupMetaData, blocks: frozenset[int]) -> bool:
    """Whether a row group may hold articles that are compared with those of some blocks, by its days of publication.

    Args:
        group: Of a file of articles.
        blocks: See `is_near`.
    """
    columns = (group.column(i) for i in range(group.num_columns))
    found = next((column.statistics for column in columns if column.path_in_schema == "published_date"), None)
    if found is None or NO_DATE in blocks or found.null_count != 0 or not found.has_min_max:
        return True
    first, last = block_of(found.min), block_of(found.max)
    assert first is not None
    assert last is not None
    return any(first - 1 <= block <= last + 1 for block in blocks)


class _ListRowGroups(beam.DoFn):
    """Files to those of their row groups that may matter."""

    def process(self, file: tuple[str, int], blocks: Iterable[int]) -> Iterator[RowGroup]:
        path, commit = file
        wanted = frozenset(blocks)
        with open_table_file(path) as opened:
            for group in range(opened.num_row_groups):
                if may_be_near(opened.metadata.row_group(group), wanted):
                    yield path, commit, group


class _ReadRowGroup(beam.DoFn):
    def __init__(self, same_runs: frozenset[str]) -> None:
        self._same_runs = same_runs

    def process(self, row_group: RowGroup, blocks: Iterable[int]) -> Iterator[CopyKey]:
        path, commit, group = row_group
        wanted = frozenset(blocks)
        with open_table_file(path) as file:
            written = set(file.schema_arrow.names)  # older versions wrote no signatures
            table: pa.Table = file.read_row_group(group, columns=[name for name in COPY_COLUMNS if name in written])
        for number, row in enumerate(table.to_pylist()):
            has_same_code = row["run_id"] in self._same_runs
            key = copy_key(row, commit=commit, has_same_code=has_same_code, file=path, group=group, number=number)
            if is_near(key.block, wanted):
                yield key


@dataclass
class _ReadKeys(beam.PTransform):
    """Blocks of days to the keys of the articles in and beside them.

    Attributes:
        files, same_runs: See `FolderArticles`.
    """

    files: tuple[tuple[str, int], ...]
    same_runs: frozenset[str]

    def expand(self, blocks: beam.PCollection[int]) -> beam.PCollection[CopyKey]:
        files: Any = blocks.pipeline | "Files" >> beam.Create(list(self.files)).with_output_types(tuple[str, int])
        listing = beam.ParDo(_ListRowGroups(), beam.pvalue.AsIter(blocks)).with_output_types(tuple[str, int, int])
        reading = beam.ParDo(_ReadRowGroup(self.same_runs), beam.pvalue.AsIter(blocks)).with_output_types(CopyKey)
        return files | "ListRowGroups" >> listing | "Spread" >> beam.Reshuffle() | "Read" >> reading
