"""What a stream is told of the articles in a BigQuery dataset when it begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import apache_beam as beam
import msgspec
from apache_beam.transforms.window import TimestampedValue

from pipeline.options import Dataset
from pipeline.outputs.bigquery.articles import without_nulls
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.history import ReadDataset
from schemas.flow.staging import SiteArticle
from schemas.rows.article import Article

_HOUR = timedelta(hours=1)

_SITES = "SELECT DISTINCT site FROM articles WHERE site IS NOT NULL AND run_id IN UNNEST(@runs)"

_ARTICLES = (
    "SELECT * FROM articles WHERE run_id IN UNNEST(@runs) "
    "AND (published_date IS NULL OR published_date BETWEEN CAST(@first AS DATE) AND CAST(@last AS DATE)) "
    "AND COALESCE(published_at, crawled_at) >= CAST(@start AS TIMESTAMP) "
    "AND COALESCE(published_at, crawled_at) < CAST(@end AS TIMESTAMP)"
)


class _Sites(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...]) -> None:
        self._dataset = dataset
        self._runs = runs

    def process(self, _: int) -> Iterator[str]:
        for row in BigQueryDataset(self._dataset).rows(_SITES, runs=list(self._runs)):
            yield row["site"]


@dataclass
class ReadSiteArticles(beam.PTransform):
    """The pipeline to the articles of some runs, as boilerplate is counted.

    Attributes:
        dataset: The dataset.
        runs: Ids of the runs.
    """

    dataset: Dataset
    runs: tuple[str, ...]

    def expand(self, pipeline: beam.Pipeline) -> beam.PCollection[SiteArticle]:
        once = pipeline | "Once" >> beam.Create([0] if self.runs else []).with_output_types(int)
        sites = once | "Sites" >> beam.ParDo(_Sites(self.dataset, self.runs)).with_output_types(str)
        return sites | "Read" >> ReadDataset(self.dataset, self.runs)


class _Hours(beam.DoFn):
    """Hours before now, and the one that has begun."""

    def __init__(self, memory: timedelta) -> None:
        self._memory = memory

    def process(self, _: int) -> Iterator[datetime]:
        now = datetime.now(UTC)
        hour = (now - self._memory).replace(minute=0, second=0, microsecond=0)
        while hour <= now:
            yield hour
            hour += _HOUR


class _Articles(beam.DoFn):
    def __init__(self, dataset: Dataset, runs: tuple[str, ...]) -> None:
        self._dataset = dataset
        self._runs = runs

    def process(self, hour: datetime) -> Iterator[TimestampedValue]:
        day = timedelta(days=1)  # dates of publication are those of the place of publication
        parameters = {
            "runs": list(self._runs),
            "first": (hour - day).date().isoformat(),
            "last": (hour + day).date().isoformat(),
            "start": hour.isoformat(),
            "end": (hour + _HOUR).isoformat(),
        }
        for row in BigQueryDataset(self._dataset).rows(_ARTICLES, **parameters):
            article = msgspec.convert(without_nulls(row), Article)
            time = article.published_at or article.crawled_at
            yield TimestampedValue(article, time.timestamp() if time else hour.timestamp())


@dataclass
class ReadRecentArticles(beam.PTransform):
    """The pipeline to the articles of some runs that were published lately, at their times of publication.

    Attributes:
        dataset: The dataset.
        runs: Ids of the runs.
        memory: How far back, from when the pipeline runs.
    """

    dataset: Dataset
    runs: tuple[str, ...]
    memory: timedelta

    def expand(self, pipeline: beam.Pipeline) -> beam.PCollection[Article]:
        once = pipeline | "Once" >> beam.Create([0] if self.runs else []).with_output_types(int)
        hours = once | "Hours" >> beam.ParDo(_Hours(self.memory)).with_output_types(datetime)
        reading = beam.ParDo(_Articles(self.dataset, self.runs)).with_output_types(Article)
        return hours | "Spread" >> beam.Reshuffle() | "Read" >> reading
