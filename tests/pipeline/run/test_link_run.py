"""Incidents and stories grow from run to run, in BigQuery as in a folder, whatever was interrupted in between."""

import json
from pathlib import Path
from typing import Any

import apache_beam as beam
import duckdb
import pytest

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset, RunOptions
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.ready import Ready
from pipeline.run.assemble import Phase, assemble
from pipeline.run.plan import Job
from pipeline.run.run import run
from tests.end_to_end.command import newsbeam
from tests.pipeline.datasets import query_rows, upload

pytestmark = [pytest.mark.model, pytest.mark.timeout(3600)]

TABLES = {"incidents": "incident_id", "stories": "story_id"}

FIRST_DAY = (
    (
        "herald.example/1",
        "Twelve killed as bomb hits market in Gao",
        "A bomb exploded at a crowded market in Gao on Monday, killing 12 people, police said. The blast tore through "
        "the stalls of the fish traders shortly after noon. No group has claimed the attack on the Gao market.",
    ),
    (
        "courier.example/1",
        "Twelve killed as bomb hits market in Gao",
        "A bomb exploded at a crowded market in Gao on Monday, killing 12 people, police said. The blast tore through "
        "the stalls of the fish traders shortly after noon. No group has claimed the attack on the Gao market.",
    ),
    (
        "herald.example/2",
        "Ferry strike leaves thousands stranded in Marseille",
        "Ferry workers in Marseille went on strike on Monday over pay, leaving thousands of passengers stranded at the "
        "port. The union of ferry workers said the strike would last three days.",
    ),
)
SECOND_DAY = (
    (
        "tribune.example/1",
        "Death toll of Gao market bomb rises to 14",
        "The death toll of the bomb that exploded at a market in Gao on Monday has risen to 14, the hospital said on "
        "Tuesday. The blast tore through the stalls of the fish traders. Police have detained two men over the attack.",
    ),
    (
        "tribune.example/2",
        "Court sentences former minister in Lagos",
        "A court in Lagos sentenced the former minister Peter Novak to seven years in prison for fraud on Tuesday. His "
        "lawyers said that he would appeal against the sentence.",
    ),
)
THIRD_DAY = (
    (
        "herald.example/2",
        "Snow closes mountain roads near Cali",
        "Heavy snow closed the mountain roads near Cali on Wednesday, and a bus slid off the road, injuring four "
        "passengers, the fire service said.",
    ),
)
"""A page of the first day with another text: what it told of the strike is told no more."""


def write(path: Path, articles: tuple[tuple[str, str, str], ...], day: int) -> None:
    """Write articles that were published on a day of November 2024."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        {
            "url": f"https://{address}",
            "title": title,
            "text": text,
            "published_at": f"2024-11-{day}T{hour + 12}:00:00Z",
        }
        for hour, (address, title, text) in enumerate(articles)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


def local_rows(output: Path) -> dict[str, list[dict[str, Any]]]:
    with duckdb.connect(str(output / "newsbeam.duckdb"), read_only=True) as database:
        database.execute("SET TimeZone = 'UTC'")
        return {
            name: database.sql(f"FROM {name} ORDER BY {key}").to_arrow_table().to_pylist()
            for name, key in TABLES.items()
        }


def dataset_rows(dataset: Dataset) -> dict[str, list[dict[str, Any]]]:
    return {name: query_rows(dataset, f"SELECT * FROM current_{name} ORDER BY {key}") for name, key in TABLES.items()}


def article_sets(rows: dict[str, list[dict[str, Any]]]) -> dict[str, set[tuple[str, ...]]]:
    """The articles of each cluster that is not replaced."""
    return {name: {tuple(row["article_ids"]) for row in table if row["article_count"]} for name, table in rows.items()}


@pytest.mark.heavy
def test_run_that_goes_on_links_with_what_was_committed_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for path, articles, day in zip(news, (FIRST_DAY, SECOND_DAY), (25, 26), strict=True):
        write(path, articles, day)
    undisturbed, disturbed = tmp_path / "undisturbed", tmp_path / "disturbed"
    for path in news:
        run(RunOptions(inputs=(str(path),), output=str(undisturbed)))

    def fail_in_link(pipeline: beam.Pipeline, job: Job, phase: Phase, **inputs: Any) -> None:
        if phase is Phase.LINK:
            raise RuntimeError("killed")
        assemble(pipeline, job, phase, **inputs)

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.run.execution.assemble", fail_in_link)
        with pytest.raises(NewsbeamError, match="killed"):
            run(RunOptions(inputs=(str(news[0]),), output=str(disturbed)))
    for path in reversed(news):
        run(RunOptions(inputs=(str(path),), output=str(disturbed)))
    assert article_sets(local_rows(disturbed)) == article_sets(local_rows(undisturbed))
    assert max(row["article_count"] for row in local_rows(disturbed)["incidents"]) == 3


@pytest.mark.cloud
def test_run_that_another_one_overtakes_fails_and_then_takes_it_in(
    dataset: Dataset, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, articles, day in (("first", FIRST_DAY, 25), ("second", SECOND_DAY, 26)):
        write(tmp_path / name / "news.jsonl", articles, day)
        upload(tmp_path / name, f"{folder}/{name}")
    first, second = (
        RunOptions(inputs=(f"{folder}/{name}/",), output=f"bq://{dataset}", temp=f"{folder}/temp")
        for name in ("first", "second")
    )
    load = BigQueryDataset.load

    def be_overtaken(self: BigQueryDataset, ready: Ready, *, resumed: bool = False) -> None:
        monkeypatch.undo()
        run(second)
        load(self, ready, resumed=resumed)

    monkeypatch.setattr(BigQueryDataset, "load", be_overtaken)
    with pytest.raises(NewsbeamError, match=r"another run has committed.*run the same command again"):
        run(first)
    assert max(row["article_count"] for row in dataset_rows(dataset)["incidents"]) == 1
    run(first)
    assert max(row["article_count"] for row in dataset_rows(dataset)["incidents"]) == 3


@pytest.mark.cloud
def test_incidents_and_stories_of_three_runs_equal_those_of_a_local_output(
    dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    news, local = tmp_path / "news", tmp_path / "local"
    after = []
    for name, articles, day in (("1.jsonl", FIRST_DAY, 25), ("2.jsonl", SECOND_DAY, 26), ("3.jsonl", THIRD_DAY, 27)):
        write(news / name, articles, day)
        upload(news, f"{folder}/news")
        newsbeam("run", news, "--output", local)
        newsbeam("run", f"{folder}/news/", "--output", f"bq://{dataset}", "--temp", f"{folder}/temp")
        after.append(local_rows(local))
        assert dataset_rows(dataset) == after[-1]
    first, second, third = after
    bombing = [row for row in second["incidents"] if row["revision"] > 1]
    assert [row["article_count"] for row in bombing] == [3]
    assert max(row["article_count"] for row in second["stories"]) == 3
    strikes = {row["incident_id"] for row in first["incidents"]} - {row["incident_id"] for row in third["incidents"]}
    assert strikes
    assert bombing[0] in third["incidents"]
