"""What LINK needs of an output folder: a run's own articles, and what earlier runs left that they concern."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsList, TaggedOutput

from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.link_reader import FolderLinkReader, decoded, read_articles, record_sql
from pipeline.outputs.folder.query import open_tables
from pipeline.outputs.link_columns import COPY_COLUMNS
from schemas.flow.linking import ArticleKeys, LinkArticle, LinkCopy
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.link.history import ClusterName, Clusters
from transforms.link.link import Linkable


class _ReadTables(beam.DoFn):
    """Base class: reads a folder.

    Args:
        history: What is read.
    """

    def __init__(self, history: "FolderLinkHistory") -> None:
        self._history = history


class _ReadKeys(_ReadTables):
    def process(self, _: None, blocks: list[int]) -> Iterator[ArticleKeys]:
        with self._history.reader() as reader:
            yield from reader.read_keys(blocks)


class _ReadArticles(_ReadTables):
    def process(self, _: None, ids: list[str]) -> Iterator[LinkArticle]:
        with self._history.reader() as reader:
            yield from reader.read_articles(ids)


class _ReadCopies(_ReadTables):
    def process(self, _: None, ids: list[str]) -> Iterator[LinkCopy]:
        with self._history.reader() as reader:
            yield from reader.read_copies(ids)


class _ReadEmptied(_ReadTables):
    def __init__(self, history: "FolderLinkHistory", record: type) -> None:
        super().__init__(history)
        self._record = record

    def process(self, _: None, names: list[ClusterName]) -> Iterator[Any]:
        with self._history.reader() as reader:
            yield from reader.read_emptied(self._record, names)


class _ReadClusters(_ReadTables):
    def process(self, _: None, ids: list[str]) -> Iterator[Any]:
        with self._history.reader() as reader:
            for row in reader.read_clusters(ids):
                yield row if isinstance(row, Incident) else TaggedOutput("stories", row)


class _ReadRun(beam.DoFn):
    def __init__(self, folder: str) -> None:
        self._folder = folder

    def process(self, run_id: str) -> Iterator[Any]:
        with open_tables(Ledger(self._folder), all_rows=True) as tables:
            condition = "article_id IN (SELECT article_id FROM all_articles WHERE run_id = $run_id)"
            yield from read_articles(tables, condition, {"run_id": run_id}, [run_id])
            for row in tables.execute(
                "SELECT DISTINCT article_id FROM all_articles WHERE run_id = $1", [run_id]
            ).fetchall():
                yield TaggedOutput("ids", row[0])
            record = record_sql(COPY_COLUMNS)
            query = f"SELECT to_json({record}) FROM newest WHERE outcome = 'duplicate' AND run_id = $run_id"
            for copy in decoded(tables, query, LinkCopy, {"run_id": run_id}):
                yield TaggedOutput("copies", copy)


def _once(pipeline: beam.Pipeline) -> beam.PCollection[None]:
    return pipeline | "Once" >> beam.Create([None])


@dataclass
class _Read(beam.PTransform):
    """Values, all of them together, to what a DoFn reads for them.

    Attributes:
        reading: The DoFn; it gets the list of values.
        kind: Type of what it gives.
    """

    reading: beam.DoFn
    kind: type

    def expand(self, values: beam.PCollection[Any]) -> beam.PCollection[Any]:
        return _once(values.pipeline) | "Read" >> beam.ParDo(self.reading, AsList(values)).with_output_types(self.kind)


@dataclass
class _ReadBoth(beam.PTransform):
    """Ids of articles to rows of incidents and stories."""

    reading: beam.DoFn

    def expand(self, ids: beam.PCollection[str]) -> Clusters:
        reading = beam.ParDo(self.reading, AsList(ids)).with_output_types(Incident, stories=Story)
        return Clusters(*(_once(ids.pipeline) | "Read" >> reading.with_outputs("stories", main="incidents")))


@dataclass(frozen=True, slots=True)
class FolderLinkHistory:
    """See `transforms.link.history.LinkHistory`.

    Attributes:
        folder: The output folder.
        runs: Ids of the runs in the snapshot.
    """

    folder: str
    runs: tuple[str, ...]

    def keys(self) -> beam.PTransform:
        return _Read(_ReadKeys(self), ArticleKeys)

    def articles(self) -> beam.PTransform:
        return _Read(_ReadArticles(self), LinkArticle)

    def clusters(self) -> beam.PTransform:
        return _ReadBoth(_ReadClusters(self))

    def copies(self) -> beam.PTransform:
        return _Read(_ReadCopies(self), LinkCopy)

    def emptied(self, record: type) -> beam.PTransform:
        return _Read(_ReadEmptied(self, record), record)

    @contextmanager
    def reader(self) -> Iterator["FolderLinkReader"]:
        with open_tables(Ledger(self.folder), all_rows=True) as tables:
            yield FolderLinkReader(tables, self.runs)


@dataclass
class ReadRun(beam.PTransform):
    """What a run has committed, for LINK.

    Attributes:
        folder: The output folder.
        run_id: The run.
    """

    folder: str
    run_id: str

    def expand(self, pipeline: beam.Pipeline) -> Linkable:
        run = pipeline | "Run" >> beam.Create([self.run_id])
        reading = beam.ParDo(_ReadRun(self.folder)).with_output_types(LinkArticle, copies=LinkCopy, ids=str)
        return Linkable(*(run | "Read" >> reading.with_outputs("copies", "ids", main="articles")))
