"""Incidents and stories grow from run to run in BigQuery as they do in a folder."""

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.options import Dataset
from tests.end_to_end.command import newsbeam
from tests.pipeline.datasets import query_rows, upload

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(3600)]

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
