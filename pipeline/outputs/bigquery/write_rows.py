"""The steps by which a stream writes to a BigQuery dataset: articles with all their rows, failures, inputs, clusters.

A bundle's rows are appended when it ends. If that fails, the engine processes the bundle again, and some of its rows
may be written twice.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.base import Written
from pipeline.outputs.bigquery.append import DatasetAppender, RefusedRow, appender, find_misfit
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.link_history import DatasetLinkReader
from pipeline.outputs.bigquery.sql import ARTICLE_TABLES
from schemas.flow.article_rows import ArticleRows
from schemas.flow.linking import ArticleRevision
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Failure, Rejected
from schemas.rows.incident import Incident
from schemas.rows.run import Run
from transforms import metrics
from transforms.failures import MakeRow
from transforms.link.increments.growth import Row, id_of
from transforms.link.newest import revision_of
from transforms.step import REJECTED, Step

MOST_ARTICLES = 200
"""Articles that a bundle holds before it writes them: with their rows a few megabytes."""

MOST_RECORDS = 2_000
"""Rows of another table that a bundle holds before it writes them."""

_JSON = "application/json"


def write_articles(
    target: DatasetAppender, articles: Sequence[ArticleRows], *, run_id: str, code_version: str
) -> Iterator[ArticleRevision | Rejected]:
    """Write articles with all their rows; the articles last, because by them the views show the others.

    Args:
        target: Of the dataset.
        articles: With their rows.
        run_id: The run that writes them.
        code_version: The version of newsbeam.

    Yields:
        The revision of each article that was written, and a `Rejected` for each row that was refused.

    Raises:
        NewsbeamError: Nothing more can be written.
    """
    today = datetime.now(UTC).date()
    fitting: list[ArticleRows] = []
    for one in articles:
        misfit = find_misfit("articles", one.article, today)
        if misfit is None:
            fitting.append(one)
        else:
            yield _refusal(one.article, misfit)
    by_text = {(one.article.article_id, one.article.content_id): one.article for one in fitting}
    for table in ARTICLE_TABLES:
        rows = [row for one in fitting for row in getattr(one, table)]
        for refused in target.append(table, rows, {"run_id": run_id}):
            yield _refusal(by_text[refused.row.article_id, refused.row.content_id], refused.error)
    refused_articles = target.append(
        "articles", [one.article for one in fitting], {"run_id": run_id, "code_version": code_version}
    )
    yield from (_refusal(refused.row, refused.error) for refused in refused_articles)
    unwritten = [refused.row for refused in refused_articles]
    for one in fitting:
        if one.article not in unwritten:
            yield revision_of(replace(one.article, run_id=run_id))


def _refusal(article: Article, error: str) -> Rejected:
    return Rejected(stage="write", reason="write_error", error=error, ref=article.record, article_id=article.article_id)


class _WriteArticles(Step):
    """Gives each revision the time of its article: at the end of all time no timer could fire any more."""

    def __init__(self, dataset: Dataset, run_id: str, code_version: str) -> None:
        super().__init__("write_articles")
        self._dataset = dataset
        self._run_id = run_id
        self._code_version = code_version
        self._waiting: list[tuple[ArticleRows, Timestamp]] = []

    def start_bundle(self) -> None:
        super().start_bundle()
        self._waiting = []

    def process(self, article: ArticleRows, timestamp: Any = beam.DoFn.TimestampParam) -> Iterator[Any]:
        yield from super().process(article, timestamp)

    def apply(self, article: ArticleRows, timestamp: Timestamp) -> Iterator[TimestampedValue | Rejected]:
        self._waiting.append((article, timestamp))
        if len(self._waiting) >= MOST_ARTICLES:
            yield from self._flush()

    def last_results(self) -> Iterator[TimestampedValue | Rejected]:
        if self._waiting:
            yield from self._flush()

    def _flush(self) -> Iterator[TimestampedValue | Rejected]:
        waiting, self._waiting = self._waiting, []
        articles = [article for article, _ in waiting]
        times = {(one.article.article_id, one.article.content_id): time for one, time in waiting}
        target = appender(self._dataset)
        for result in write_articles(target, articles, run_id=self._run_id, code_version=self._code_version):
            if isinstance(result, Rejected):
                yield result
            else:
                yield TimestampedValue(result, times[result.article_id, result.content_id])
        rows = sum(1 + len(one.entities) + len(one.quotes) + len(one.events) for one in articles)
        self.count(metrics.APPENDED_ROWS, rows)


@dataclass
class WriteArticles(beam.PTransform):
    """Articles with all their rows to a dataset; an article's revision goes on once it is written.

    Attributes:
        dataset: The dataset, whose tables exist.
        run: The run that writes them.
    """

    dataset: Dataset
    run: Run

    def expand(self, articles: beam.PCollection[ArticleRows]) -> Written:
        writing = beam.ParDo(_WriteArticles(self.dataset, self.run.run_id, self.run.code_version))
        writing = writing.with_output_types(ArticleRevision, rejected=Rejected)
        return Written(*(articles | "Write" >> writing.with_outputs(REJECTED, main="revisions")))


class _WriteRecords(Step):
    def __init__(self, dataset: Dataset, table: str) -> None:
        super().__init__("write_records")
        self._dataset = dataset
        self._table = table
        self._waiting: list[Any] = []

    def start_bundle(self) -> None:
        super().start_bundle()
        self._waiting = []

    def apply(self, row: Any) -> Iterator[Any]:
        self._waiting.append(row)
        if len(self._waiting) >= MOST_RECORDS:
            self._flush()
        yield from ()

    def last_results(self) -> Iterator[Any]:
        self._flush()
        yield from ()

    def _flush(self) -> None:
        rows, self._waiting = self._waiting, []
        for refused in appender(self._dataset).append(self._table, rows) if rows else ():
            raise NewsbeamError(f"bq://{self._dataset}.{self._table}: {refused.error}")
        self.count(metrics.APPENDED_ROWS, len(rows))


@dataclass
class WriteRecords(beam.PTransform):
    """Rows of a table to a dataset; for tables that newsbeam fills itself, such as failures and inputs.

    There is no place for a row that is refused, so it fails the bundle.

    Attributes:
        dataset: The dataset.
        table: Name of the table, which exists.
    """

    dataset: Dataset
    table: str

    def expand(self, rows: beam.PCollection[Any]) -> beam.PCollection[Any]:
        return rows | "Write" >> beam.ParDo(_WriteRecords(self.dataset, self.table)).with_output_types(Any)


@dataclass
class WriteFailures(beam.PTransform):
    """What was rejected to rows of the failures table of a dataset.

    Attributes:
        dataset: The dataset, whose tables exist.
        run_id: The run it failed in.
    """

    dataset: Dataset
    run_id: str

    def expand(self, rejected: beam.PCollection[Rejected]) -> beam.PCollection[Any]:
        rows = rejected | "MakeRow" >> beam.ParDo(MakeRow(self.run_id)).with_output_types(Failure)
        return rows | "Write" >> WriteRecords(self.dataset, "failures")


@dataclass(frozen=True, slots=True)
class DatasetClusters:
    """The incidents and stories of a dataset; see `transforms.link.stream.link_written.ClusterStore`.

    Attributes:
        dataset: The dataset, whose tables exist.
    """

    dataset: Dataset

    def reader(self) -> DatasetLinkReader:
        return DatasetLinkReader(BigQueryDataset(self.dataset))

    def write(self, rows: Iterable[Row]) -> list[Rejected]:
        listed = list(rows)
        by_table: dict[str, list[Row]] = {
            "incidents": [row for row in listed if isinstance(row, Incident)],
            "stories": [row for row in listed if not isinstance(row, Incident)],
        }
        return [
            _refused_cluster(f"bq://{self.dataset}.{table}/{id_of(refused.row)}", refused)
            for table, found in by_table.items()
            for refused in appender(self.dataset).append(table, found)
        ]


def _refused_cluster(uri: str, refused: RefusedRow) -> Rejected:
    ref = RecordRef(uri=uri, media_type=_JSON)
    return Rejected(stage="write", reason="write_error", error=refused.error, ref=ref)
