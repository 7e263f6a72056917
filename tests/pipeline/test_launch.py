"""The whole graph as one pipeline: from Cloud Storage to BigQuery, equal to the tables of a local run."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from google.cloud import bigquery, storage

from pipeline.options import Dataset
from pipeline.sinks.statements import view_name
from tests.emulators import Cloud
from tests.end_to_end.command import NEWSBEAM, newsbeam
from tests.end_to_end.corpus import comparable, tables, write_corpus
from tests.pipeline.conftest import upload

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(3600)]

MINUTES = 30


def seen(dataset: Dataset, *, root: str) -> dict[str, list[str]]:
    """What readers see in a dataset, as `tests.end_to_end.corpus.tables` says of a local output."""
    client = bigquery.Client(project=dataset.project)

    def rows(table: str) -> list[dict[str, Any]]:
        return [dict(row.items()) for row in client.query_and_wait(f"SELECT * FROM `{dataset}.{view_name(table)}`")]

    return {
        name: sorted(json.dumps(comparable(row, root), default=str, sort_keys=True) for row in rows(name))
        for name in ("articles", "entities", "quotes", "events", "failures")
    }


def counts(dataset: Dataset) -> dict[str, int]:
    """Rows of the tables themselves, whatever readers see of them."""
    client = bigquery.Client(project=dataset.project)
    return {
        name: next(iter(client.query_and_wait(f"SELECT COUNT(*) FROM `{dataset}.{name}`")))[0]
        for name in ("articles", "entities", "quotes", "events", "failures", "inputs", "runs")
    }


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


@pytest.mark.parametrize("count", [2_000 if os.environ.get("CI") == "true" else 40])
def test_from_storage_to_bigquery_equals_a_local_run_however_often_it_is_begun(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path, count: int
) -> None:
    corpus = write_corpus(tmp_path / "news", count=count)
    upload(corpus.folder, f"{folder}/news")
    newsbeam("run", f"{folder}/news/", "--output", tmp_path / "local", "--workers", "1")
    wanted = tables(tmp_path / "local", root=f"{folder}/news")
    assert wanted["events"]
    assert wanted["failures"]
    command = ("run", f"{folder}/news/", "--output", f"bq://{dataset}", "--temp", f"{folder}/temp", "--workers", "1")
    newsbeam(*command)
    assert seen(dataset, root=f"{folder}/news") == wanted
    once = counts(dataset)
    assert once["articles"] == len(wanted["articles"])
    assert "nothing to do" in newsbeam(*command).stderr
    assert counts(dataset) == once
    newsbeam(*command, "--reprocess")
    assert seen(dataset, root=f"{folder}/news") == wanted
    assert counts(dataset)["events"] == once["events"]
    assert not list(storage.Client(project=google.project).bucket(google.bucket).list_blobs(prefix=temp_of(folder)))


def temp_of(folder: str) -> str:
    return folder.removeprefix("gs://").partition("/")[2] + "/temp/"


def test_killed_at_five_moments_and_begun_again_no_row_is_lost_or_doubled(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    corpus = write_corpus(tmp_path / "news", count=40, seed=2)
    upload(corpus.folder, f"{folder}/news")
    newsbeam("run", f"{folder}/news/", "--output", tmp_path / "local", "--workers", "1")
    bucket = storage.Client(project=google.project).bucket(google.bucket)
    client = bigquery.Client(project=google.project)

    def written(name: str) -> Callable[[], bool]:
        before = {blob.name for blob in bucket.list_blobs(prefix=temp_of(folder))}
        return lambda: any(
            name in blob.name for blob in bucket.list_blobs(prefix=temp_of(folder)) if blob.name not in before
        )

    def loading() -> bool:
        return any(table.table_id.startswith("staging_") for table in client.list_tables(str(dataset)))

    def committed() -> bool:
        query = f"SELECT COUNT(*) FROM `{dataset}.runs` WHERE status = 'committed'"
        return bool(next(iter(client.query_and_wait(query)))[0])

    command = ("run", f"{folder}/news/", "--output", f"bq://{dataset}", "--temp", f"{folder}/temp", "--workers", "1")
    for moment in (written("/plan/inputs"), written("/staged/"), written("/tables/articles/"), written("ready.json")):
        kill_when(begin(*command), moment)
        assert counts(dataset)["articles"] == 0
    kill_when(begin(*command), loading)
    kill_when(begin(*command), committed)
    newsbeam(*command)
    assert seen(dataset, root=f"{folder}/news") == tables(tmp_path / "local", root=f"{folder}/news")
    once = counts(dataset)
    assert once["runs"] == 1
    assert "nothing to do" in newsbeam(*command).stderr
    assert counts(dataset) == once


def test_what_an_operator_gets_wrong_is_said(google: Cloud, dataset: Dataset, folder: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain fell on Gao on Monday.")
    news = str(tmp_path / "a.txt")

    def said(output: str, temp: str) -> tuple[int, str]:
        done = newsbeam("run", news, "--output", output, "--temp", temp, check=False)
        return done.returncode, done.stderr

    code, text = said("bq://newsbeam-test.nowhere", f"{folder}/temp")
    assert (code, "not there" in text, "Traceback" in text) == (1, True, False)
    code, text = said(f"bq://{dataset}", "gs://no-such-bucket-here/temp")
    assert (code, "--temp 'gs://no-such-bucket-here/temp'" in text, "Traceback" in text) == (1, True, False)
    code, text = said(f"bq://{dataset}`; DROP TABLE x", f"{folder}/temp")
    assert (code, "wanted 'bq://PROJECT.DATASET'" in text) == (2, True)
