"""The whole graph as one pipeline: from Cloud Storage to BigQuery, equal to the tables of a local run."""

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from google.cloud import bigquery

from pipeline.options import Dataset
from schemas.ids import failure_id
from tests.emulators import Cloud
from tests.end_to_end.command import NEWSBEAM, newsbeam
from tests.end_to_end.corpus import tables, write_corpus
from tests.end_to_end.watched import Watched
from tests.faults import Request, before
from tests.pipeline.datasets import counts, objects, rows, seen, upload

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(3600)]

MINUTES = 30


def begin(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start the command in a group of its own, so that it and its children can be killed at one stroke."""
    return subprocess.Popen(
        [*NEWSBEAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill_when(process: "subprocess.Popen[bytes]", reached: Callable[[], bool]) -> None:
    """Kill a command once something is to be seen of it."""
    end = time.monotonic() + 60 * MINUTES
    while process.poll() is None and not reached() and time.monotonic() < end:
        time.sleep(0.02)
    assert process.poll() is None, "it ended before the moment came"
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


class Place:
    """A corpus in the bucket, the tables of a local run over it, and the command that brings it into a dataset."""

    def __init__(self, dataset: Dataset, folder: str, news: Path, local: dict[str, list[str]]) -> None:
        self.dataset = dataset
        self.temp = f"{folder}/temp"
        self.news = f"{folder}/news"
        self.local = moved(local, self.news)
        self.command = ("run", f"{self.news}/", "--output", f"bq://{dataset}", "--temp", self.temp)
        upload(news, self.news)

    def check(self) -> None:
        """The dataset is equal to the local tables, row for row, and nothing is left of the way there."""
        assert seen(self.dataset, root=self.news) == self.local
        assert objects(self.temp) == []
        assert "nothing to do" in newsbeam(*self.command).stderr


def moved(local: dict[str, list[str]], to: str) -> dict[str, list[str]]:
    """Tables of inputs that lay elsewhere: what failed is known by where it lies."""
    failures = [json.loads(row) for row in local["failures"]]
    for row in failures:
        row["failure_id"] = failure_id(to + row["record"]["uri"], row["record"]["offset"], row["stage"])
    return {**local, "failures": sorted(json.dumps(row, sort_keys=True) for row in failures)}


@pytest.fixture
def small(dataset: Dataset, folder: str, tmp_path: Path) -> Place:
    """Forty records."""
    news = write_corpus(tmp_path / "news", count=40).folder
    newsbeam("run", news, "--output", tmp_path / "local")
    return Place(dataset, folder, news, tables(tmp_path / "local", root=news))


@pytest.mark.heavy
def test_two_thousand_records_from_storage_to_bigquery_equal_a_local_run(
    two_thousand: Watched, dataset: Dataset, folder: str
) -> None:
    news = two_thousand.corpus.folder
    place = Place(dataset, folder, news, tables(two_thousand.output, root=news))
    assert len(place.local["articles"]) == two_thousand.corpus.sound
    assert min(map(len, place.local.values())) > 0
    newsbeam(*place.command)
    place.check()
    once = counts(dataset)
    place.check()
    assert counts(dataset) == once


def test_taken_again_the_rows_are_the_same(small: Place) -> None:
    newsbeam(*small.command)
    once = counts(small.dataset)
    newsbeam(*small.command, "--reprocess")
    small.check()
    again = counts(small.dataset)
    assert (again["runs"], again["articles"]) == (2, 2 * once["articles"])  # revisions stay, what was read in them goes
    assert [again[name] for name in ("entities", "quotes", "events")] == [
        once[name] for name in ("entities", "quotes", "events")
    ]


@pytest.fixture
def unhurried(google: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let a command that has committed wait where it tidies up, so that it can be killed there."""
    over = threading.Event()

    def wait_to_tidy_up(request: Request) -> None:
        if request.method == "DELETE" and "/tables/staging_" in request.path:
            over.wait()

    with before(google.environment["BIGQUERY_EMULATOR_HOST"]) as faults:
        faults.answer = wait_to_tidy_up
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", faults.url)
        yield
        over.set()


@pytest.mark.heavy
@pytest.mark.usefixtures("unhurried")
def test_killed_at_eight_moments_and_begun_again_no_row_is_lost_or_doubled(
    small: Place, google: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(8)
    client = bigquery.Client(project=small.dataset.project)

    def after(seconds: float) -> Callable[[], bool]:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() > end

    def written(name: str) -> Callable[[], bool]:
        before = {blob.name for blob in objects(small.temp)}
        return lambda: any(name in one.name for one in objects(small.temp) if one.name not in before)

    def loading() -> bool:
        return any(table.table_id.startswith("staging_") for table in client.list_tables(str(small.dataset)))

    def committed() -> bool:
        return bool(rows(small.dataset, "SELECT run_id FROM runs WHERE status = 'committed'"))

    for _ in range(2):
        kill_when(begin(*small.command), after(chance.uniform(1, 5)))
    for name in ("/plan/inputs", "/staged/", "/tables/articles/", "ready.json"):
        kill_when(begin(*small.command), written(name))
        assert counts(small.dataset)["articles"] == 0
    kill_when(begin(*small.command), loading)
    kill_when(begin(*small.command), committed)
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", google.environment["BIGQUERY_EMULATOR_HOST"])
    newsbeam(*small.command)
    small.check()
    assert counts(small.dataset)["runs"] == 1
