"""The whole graph as one pipeline: from Cloud Storage to BigQuery, equal to the tables of a local run."""

import contextlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from google.cloud import bigquery

from pipeline.options import Dataset
from tests.end_to_end.command import NEWSBEAM, newsbeam, newsbeam_process
from tests.end_to_end.corpus import tables, write_corpus
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
    """A corpus in the bucket, a local run over it, and the command that brings it into a dataset."""

    def __init__(self, dataset: Dataset, folder: str, root: Path, *, count: int, seed: int = 1) -> None:
        self.dataset = dataset
        self.folder = folder
        self.news = f"{folder}/news"
        self.corpus = write_corpus(root / "news", count=count, seed=seed)
        upload(self.corpus.folder, self.news)
        newsbeam("run", f"{self.news}/", "--output", root / "local")
        self.local = tables(root / "local", root=self.news)
        self.command = ("run", f"{self.news}/", "--output", f"bq://{dataset}", "--temp", f"{folder}/temp")

    def check(self) -> None:
        """The dataset is equal to the local tables, row for row, and nothing is left of the way there."""
        assert seen(self.dataset, root=self.news) == self.local
        assert objects(f"{self.folder}/temp") == []
        assert "nothing to do" in newsbeam(*self.command).stderr


@pytest.mark.heavy
def test_two_thousand_records_from_storage_to_bigquery_equal_a_local_run(
    dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    place = Place(dataset, folder, tmp_path, count=2_000)
    newsbeam(*place.command)
    assert len(place.local["articles"]) == place.corpus.sound
    assert len(place.local["failures"]) == place.corpus.broken
    assert min(map(len, place.local.values())) > 0
    place.check()
    once = counts(dataset)
    place.check()
    assert counts(dataset) == once


def test_taken_again_the_rows_are_the_same(dataset: Dataset, folder: str, tmp_path: Path) -> None:
    place = Place(dataset, folder, tmp_path, count=40, seed=3)
    newsbeam(*place.command)
    once = counts(dataset)
    newsbeam(*place.command, "--reprocess")
    place.check()
    again = counts(dataset)
    assert (again["runs"], again["articles"]) == (2, 2 * once["articles"])  # revisions stay, what was read in them goes
    assert [again[name] for name in ("entities", "quotes", "events")] == [
        once[name] for name in ("entities", "quotes", "events")
    ]


@pytest.mark.heavy
def test_killed_at_six_moments_and_begun_again_no_row_is_lost_or_doubled(
    dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    place = Place(dataset, folder, tmp_path, count=40, seed=2)
    client = bigquery.Client(project=dataset.project)

    def written(name: str) -> Callable[[], bool]:
        before = {blob.name for blob in objects(f"{folder}/temp")}
        return lambda: any(name in one.name for one in objects(f"{folder}/temp") if one.name not in before)

    def loading() -> bool:
        return any(table.table_id.startswith("staging_") for table in client.list_tables(str(dataset)))

    def committed() -> bool:
        return bool(rows(dataset, "SELECT run_id FROM runs WHERE status = 'committed'"))

    for name in ("/plan/inputs", "/staged/", "/tables/articles/", "ready.json"):
        kill_when(begin(*place.command), written(name))
        assert counts(dataset)["articles"] == 0
    kill_when(begin(*place.command), loading)
    kill_when(begin(*place.command), committed)
    newsbeam(*place.command)
    place.check()
    assert counts(dataset)["runs"] == 1


@pytest.mark.heavy
def test_killed_at_random_moments_and_begun_again_no_row_is_lost_or_doubled(
    dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    place, chance = Place(dataset, folder, tmp_path, count=40, seed=4), random.Random(8)
    started = time.monotonic()
    newsbeam_process(*place.command, "--reprocess")  # how long one takes here
    whole = time.monotonic() - started
    for _ in range(5):
        process = begin(*place.command, "--reprocess")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=chance.uniform(0.2, 0.95) * whole)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    newsbeam(*place.command, "--reprocess")
    place.check()
