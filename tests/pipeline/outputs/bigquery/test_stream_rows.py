"""What a stream writes and links in a dataset is what a run writes, however often a part of it is repeated."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import apache_beam as beam
import duckdb
import msgspec
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline

from pipeline.options import Dataset, RunOptions
from pipeline.outputs.bigquery.append import appender
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.write_rows import DatasetClusters, WriteArticles, WriteFailures
from pipeline.run.run import run
from schemas.rows.article import Article
from tests.end_to_end.corpus import tables
from tests.pipeline.datasets import query_rows, visible_rows
from tests.pipeline.rows import make_run
from transforms.extract.annotate.annotate import AnnotateArticles
from transforms.extract.together import ExtractTogether
from transforms.link.stream.link_written import LinkWritten

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(1800)]

STREAM = make_run("stream")
TOWNS = ("Gao", "Mopti", "Kano", "Basra", "Mosul", "Herat", "Quetta", "Aden", "Taiz", "Homs", "Cali", "Puebla")
TELLINGS = (
    "A bomb exploded at a crowded market in {town} on {day}, killing {killed} people, police said. The blast tore "
    "through the stalls of the {trade} traders shortly after noon. No group has claimed the attack on the market.",
    "A bomb exploded at a crowded market in {town} on {day}, killing {killed} people, police said. The blast tore "
    "through the stalls of the {trade} traders shortly after noon. No group has claimed the attack on the market.",
    "At least {killed} people died when a bomb went off among {trade} traders at the market of {town} on {day}. “We "
    "heard a loud blast,” said Ali Novak, who sells {trade} there. Police blamed rebels for the bombing.",
    "The mayor of {town} visited the market on which a bomb killed {killed} people on {day}. “We will rebuild the "
    "stalls of the {trade} traders,” the mayor told reporters. Two men were arrested over the bombing.",
    "Farmers near {town} protested on {day} against the price of {trade}. The union of farmers said that the protest "
    "would last {killed} days. The government promised talks with the farmers.",
)
TRADES = ("fish", "rice", "tea", "onion", "leather", "cotton")


def write_news(path: Path) -> None:
    """Write sixty articles of twelve towns; of each one is a copy of another."""
    with path.open("w") as file:
        for number, town in enumerate(TOWNS):
            for telling, text in enumerate(TELLINGS):
                values = {"town": town, "day": "Monday", "killed": number + 3, "trade": TRADES[number % len(TRADES)]}
                line = {
                    "url": f"https://site{telling}.example/{town}",
                    "title": f"{town}: {'protest of farmers' if telling == 4 else 'bomb kills at market'}",
                    "text": text.format(**values),
                    "published_at": f"2024-11-{25 + telling // 4}T{number:02}:{telling:02}:00Z",
                }
                file.write(json.dumps(line) + "\n")


def local_rows(output: Path, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return list(database.sql(f"FROM {table}").to_arrow_table().to_pylist())


def standing(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Rows of all tables without those of clusters that were merged into others as they grew."""
    return {name: [row for row in found if '"article_count": 0' not in row] for name, found in rows.items()}


def shown(dataset: Dataset, tmp_path: Path) -> dict[str, list[str]]:
    return standing(visible_rows(dataset, root=str(tmp_path)))


def decided_articles(output: Path) -> Iterator[Article]:
    """The articles of an output, in the order of their publication, as they are before anything is extracted."""
    for row in sorted(local_rows(output, "articles"), key=lambda row: row["published_at"]):
        article = msgspec.convert({name: value for name, value in row.items() if value is not None}, Article)
        yield replace(article, main_event_id=None, topic_words=(), run_id="", code_version="")


def is_coded(article: Article) -> bool:
    return article.outcome == "coded"


def is_uncoded(article: Article) -> bool:
    return not is_coded(article)


def stream(dataset: Dataset, articles: Sequence[Article]) -> None:
    """Extract, write and link some articles as a stream does."""
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        given = pipeline | beam.Create(list(articles)).with_output_types(Article)
        annotated = given | "Coded" >> beam.Filter(is_coded) | AnnotateArticles("en_core_web_md")
        others = (given | "Uncoded" >> beam.Filter(is_uncoded), annotated.unannotated) | "Others" >> beam.Flatten()
        extracted = (annotated.annotations, others) | ExtractTogether()
        written = extracted.articles | WriteArticles(dataset, STREAM)
        refused = written.revisions | LinkWritten(DatasetClusters(dataset))
        rejected = (annotated.rejected, extracted.rejected, written.rejected, refused) | "Rejected" >> beam.Flatten()
        _ = rejected | WriteFailures(dataset, STREAM.run_id)


def test_stream_in_parts_and_repeated_shows_the_rows_of_a_run(dataset: Dataset, tmp_path: Path) -> None:
    write_news(tmp_path / "news.jsonl")
    local = tmp_path / "local"
    run(RunOptions(inputs=(str(tmp_path / "news.jsonl"),), output=str(local)))
    articles = list(decided_articles(local))
    assert sum(article.outcome == "duplicate" for article in articles) == len(TOWNS)
    expected = standing(tables(local, root=tmp_path))
    assert len(expected["incidents"]) >= len(TOWNS)

    BigQueryDataset(dataset).prepare()
    appender(dataset).append("runs", [STREAM])
    half = len(articles) // 2
    stream(dataset, articles[:half])
    stream(dataset, articles[half:])
    assert shown(dataset, tmp_path) == expected

    rows = query_rows(dataset, "SELECT COUNT(*) AS row_count FROM incidents")
    stream(dataset, articles[half:])  # bundles that are processed again
    assert shown(dataset, tmp_path) == expected
    assert query_rows(dataset, "SELECT COUNT(*) AS row_count FROM incidents") == rows
    assert query_rows(dataset, "SELECT COUNT(*) AS row_count FROM articles") == [
        {"row_count": 2 * len(articles) - half}
    ]
