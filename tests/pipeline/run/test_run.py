"""Runs as one pipeline from Cloud Storage to BigQuery, whose tables equal those of a local run."""

import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from google.cloud import bigquery

from pipeline.options import Dataset
from pipeline.run import execution
from tests.emulators import Cloud
from tests.end_to_end.command import NEWSBEAM, newsbeam
from tests.end_to_end.corpus import tables, write_corpus
from tests.faults import Request, faulty_proxy
from tests.pipeline.datasets import DatasetRun, list_objects, query_rows, row_counts

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(3600)]

MINUTES = 30


def start_command(*arguments: str) -> "subprocess.Popen[bytes]":
    """Start the command in a new process group, so that it and its children can be killed together."""
    return subprocess.Popen(
        [*NEWSBEAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )


def kill_when(process: "subprocess.Popen[bytes]", reached: Callable[[], bool]) -> None:
    """Kill a command once a condition holds."""
    end = time.monotonic() + 60 * MINUTES
    while process.poll() is None and not reached() and time.monotonic() < end:
        time.sleep(0.02)
    assert process.poll() is None, "it ended before the condition held"
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Path, dict[str, list[str]]]]:
    """So many records, and the tables of a local run on them."""

    @cache
    def run(count: int) -> tuple[Path, dict[str, list[str]]]:
        folder = tmp_path_factory.mktemp("local")
        news = write_corpus(folder / "news", count=count).folder
        newsbeam("run", news, "--output", folder / "out")
        return news, tables(folder / "out", root=news)

    return run


@pytest.fixture
def small_run(dataset: Dataset, folder: str, local: Callable[[int], tuple[Path, dict[str, list[str]]]]) -> DatasetRun:
    """A run on forty records."""
    return DatasetRun(dataset, folder, *local(40))


@pytest.mark.heavy
def test_bigquery_run_with_workers_equals_local_run(
    local: Callable[[int], tuple[Path, dict[str, list[str]]]],
    dataset: Dataset,
    folder: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(execution, "SMALL_INPUT", 0)
    run = DatasetRun(dataset, folder, *local(200))
    assert min(map(len, run.local.values())) > 0
    assert {json.loads(row)["duplicate_kind"] for row in run.local["articles"]} == {None, "exact", "near"}
    newsbeam(*run.command, "--workers", "2")
    run.check()
    once = row_counts(dataset)
    run.check()
    assert row_counts(dataset) == once


def test_reprocessed_run_gives_same_rows(small_run: DatasetRun) -> None:
    newsbeam(*small_run.command)
    once = row_counts(small_run.dataset)
    newsbeam(*small_run.command, "--reprocess")
    small_run.check()
    again = row_counts(small_run.dataset)
    assert (again["runs"], again["articles"]) == (
        2,
        2 * once["articles"],
    )  # revisions are kept, their extracted rows are not
    assert [again[name] for name in ("entities", "quotes", "events")] == [
        once[name] for name in ("entities", "quotes", "events")
    ]


@pytest.fixture
def paused_clean_up(google: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Pause commands while they clean up after the commit, so that they can be killed there."""
    finished = threading.Event()

    def pause_clean_up(request: Request) -> None:
        if request.method == "DELETE" and "/tables/staging_" in request.path:
            finished.wait()

    with faulty_proxy(google.environment["BIGQUERY_EMULATOR_HOST"]) as faults:
        faults.answer = pause_clean_up
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", faults.url)
        yield
        finished.set()


@pytest.mark.heavy
@pytest.mark.usefixtures("paused_clean_up")
def test_run_killed_at_eight_moments_and_restarted_loses_and_duplicates_no_row(
    small_run: DatasetRun, google: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(8)
    client = bigquery.Client(project=small_run.dataset.project)

    def after(seconds: float) -> Callable[[], bool]:
        end = time.monotonic() + seconds
        return lambda: time.monotonic() > end

    def written(name: str) -> Callable[[], bool]:
        before = {blob.name for blob in list_objects(small_run.temp)}
        return lambda: any(name in blob.name for blob in list_objects(small_run.temp) if blob.name not in before)

    def loading() -> bool:
        return any(table.table_id.startswith("staging_") for table in client.list_tables(str(small_run.dataset)))

    def committed() -> bool:
        return bool(query_rows(small_run.dataset, "SELECT run_id FROM runs WHERE status = 'committed'"))

    for _ in range(2):
        kill_when(start_command(*small_run.command), after(chance.uniform(1, 5)))
    for name in ("/plan/inputs", "/staged/", "/tables/articles/", "ready.json"):
        kill_when(start_command(*small_run.command), written(name))
        assert row_counts(small_run.dataset)["articles"] == 0
    kill_when(start_command(*small_run.command), loading)
    kill_when(start_command(*small_run.command), committed)
    monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", google.environment["BIGQUERY_EMULATOR_HOST"])
    newsbeam(*small_run.command)
    small_run.check()
    assert row_counts(small_run.dataset)["runs"] == 1
