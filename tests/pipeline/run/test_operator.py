"""What an operator may meet on the way into BigQuery: one clear message, exit code 1, and nothing lost."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from google.cloud import bigquery, storage

from pipeline.options import Dataset
from schemas.tables import TABLES, bigquery_schema
from tests.emulators import Cloud
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import tables, write_corpus
from tests.end_to_end.unfit import UNFIT_ARTICLE, UNFIT_EVENT, unfit_rows
from tests.faults import Faults, Refusal, Request, before
from tests.pipeline.datasets import counts, objects, rows, seen, upload
from transforms.decide import repeated_records

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class News:
    """A small corpus in the bucket, and the tables of a local run over it."""

    folder: str
    local: dict[str, list[str]]


@pytest.fixture(scope="module")
def news(google: Cloud, tmp_path_factory: pytest.TempPathFactory) -> News:
    root, folder = tmp_path_factory.mktemp("small"), f"gs://{google.bucket}/operator"
    upload(write_corpus(root / "news", count=10).folder, folder)
    newsbeam("run", f"{folder}/", "--output", root / "out", "--workers", "1")
    return News(folder, tables(root / "out", root=folder))


@pytest.fixture
def faults(google: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """Between the command and BigQuery."""
    with before(google.environment["BIGQUERY_EMULATOR_HOST"]) as made:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", made.url)
        yield made


def to(dataset: Dataset, folder: str) -> tuple[str, ...]:
    return "--output", f"bq://{dataset}", "--temp", f"{folder}/temp", "--workers", "1"


def is_load(request: Request, table: str = "") -> bool:
    return request.method == "POST" and '"load"' in request.body and f'_{table}"' in request.body


def statuses(dataset: Dataset) -> list[tuple[str, bool]]:
    found = rows(dataset, "SELECT status, finished_at FROM runs")
    return [(row["status"], row["finished_at"] is not None) for row in found]


def test_no_rights_on_the_dataset(news: News, faults: Faults, dataset: Dataset, folder: str) -> None:
    def refuse(request: Request) -> Refusal | None:
        if request.method == "GET" and request.path.split("?")[0].endswith(f"/datasets/{dataset.name}"):
            return Refusal(status=403, reason="accessDenied", message=f"Access Denied: Dataset {dataset}")
        return None

    faults.answer = refuse
    said = newsbeam("run", f"{news.folder}/", *to(dataset, folder), code=1).stderr
    assert f"error: bq://{dataset}: no rights (Access Denied: Dataset {dataset}); the account needs roles" in said
    assert objects(folder) == []


def test_a_quota_is_used_up_and_what_is_written_is_loaded_when_there_is_room(
    news: News, faults: Faults, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: Request) -> Refusal | None:
        if is_load(request, "events"):
            return Refusal(status=403, reason="quotaExceeded", message="Quota exceeded: imports per project")
        return None

    faults.answer = refuse
    command = ("run", f"{news.folder}/", *to(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    assert "load of events: a quota is used up (Quota exceeded: imports per project)" in said
    assert "run the same command when there is room again" in said
    assert counts(dataset)["articles"] == 0
    assert statuses(dataset) == [("failed", True)]
    faults.answer = lambda _: None
    monkeypatch.setattr("pipeline.run.run.assemble", None)  # it is loaded, and not extracted again
    newsbeam(*command)
    assert seen(dataset, root=news.folder) == news.local
    assert statuses(dataset) == [("committed", True)]


def test_files_that_were_damaged_are_on_record_and_written_anew(
    news: News, faults: Faults, dataset: Dataset, folder: str
) -> None:
    damaged = []

    def damage(request: Request) -> None:
        if is_load(request, "events") and not damaged:
            damaged.append(json.loads(request.body)["configuration"]["load"]["sourceUris"][0])
            storage.Blob.from_uri(damaged[0], client=storage.Client()).upload_from_string(b"PAR1 and then nothing")

    faults.answer = damage
    command = ("run", f"{news.folder}/", *to(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    assert re.search(r"load of events \(job newsbeam-\S+\): failed \(Error while reading data", said)
    assert f"1 of the files to be loaded are gone or damaged, such as {damaged[0]}" in said
    (dead,) = rows(dataset, "SELECT stage, reason, record.uri AS uri, error FROM current_failures")
    assert (dead["stage"], dead["reason"], dead["uri"]) == ("write", "write_error", damaged[0])
    assert "Error while reading data" in dead["error"]
    assert (counts(dataset)["articles"], statuses(dataset)) == (0, [("failed", True)])
    newsbeam(*command)
    assert seen(dataset, root=news.folder) == news.local


def test_too_many_failures_are_told_before_anything_is_extracted(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    sound = [json.dumps({"id": str(number), "text": "Hail fell."}) for number in range(50)]
    (tmp_path / "news.jsonl").write_text("\n".join(['{"id": "x", "text": "never clo'] * 70 + sound))
    command = ("run", tmp_path / "news.jsonl", *to(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    assert "70 of 120 records failed (bad_json 70), more than --max-failures 0.5" in said
    found = counts(dataset)
    assert (found["articles"], found["failures"], statuses(dataset)) == (0, 70, [("failed", True)])
    assert {blob.name.split("/tables/")[1].split("/")[0] for blob in objects(folder) if "/tables/" in blob.name} == {
        "failures",
        "inputs",
        "runs",
    }
    newsbeam(*command, "--max-failures", "1")
    found = counts(dataset)
    assert (found["articles"], found["failures"], statuses(dataset)) == (50, 70, [("committed", True)])


def test_a_job_that_fails_says_why_and_is_begun_again(
    news: News, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(repeated_records, "repeats", fail)
        said = newsbeam("run", f"{news.folder}/", *to(dataset, folder), code=1).stderr
    assert "the job failed (OSError: no space left on device" in said
    (log,) = [blob for blob in objects(folder) if blob.name.endswith("traceback.txt")]
    assert f"All of the error: gs://{log.bucket.name}/{log.name}" in said
    assert statuses(dataset) == [("failed", True)]
    newsbeam("run", f"{news.folder}/", *to(dataset, folder))
    assert seen(dataset, root=news.folder) == news.local


def test_storage_takes_no_more_files_in_the_middle_of_a_run(
    google: Cloud, news: News, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: Request) -> Refusal | None:
        if request.method == "POST" and "/tables/events/" in unquote(request.path + request.body):
            return Refusal(status=403, reason="forbidden", message="No storage.objects.create access")
        return None

    command = ("run", f"{news.folder}/", *to(dataset, folder))
    with before(google.environment["STORAGE_EMULATOR_HOST"]) as storage_faults:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", storage_faults.url)
        storage_faults.answer = refuse
        said = newsbeam(*command, code=1).stderr
        assert "403, 'Expected one of', " in said
        assert f"the account needs roles/storage.objectAdmin on the bucket of --temp {folder}/temp/" in said
        assert "nothing of it is committed: run the same command again" in said
        assert (counts(dataset)["articles"], statuses(dataset)) == (0, [("failed", True)])
        storage_faults.answer = lambda _: None
        newsbeam(*command)  # by the same door: what is stored knows where it was stored by
        assert seen(dataset, root=news.folder) == news.local


def test_a_row_that_no_table_takes_costs_that_row_only(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = ("Gunmen killed two guards in Cali.", f"A flood killed six. {UNFIT_EVENT}", f"Hail fell. {UNFIT_ARTICLE}")
    lines = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(told)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    unfit_rows(monkeypatch)
    newsbeam("run", tmp_path / "news.jsonl", *to(dataset, folder))
    found = rows(dataset, "SELECT stage, reason, article_id IS NULL AS early FROM current_failures ORDER BY stage")
    assert [tuple(row.values()) for row in found] == [
        ("clean", "write_error", True),
        ("write", "write_error", False),
    ]
    assert counts(dataset)["articles"] == 2
    (event,) = rows(dataset, "SELECT DISTINCT external_id FROM events JOIN articles USING (article_id)")
    assert event["external_id"] == "0"


def test_a_table_of_another_schema_is_left_alone(news: News, dataset: Dataset, folder: str) -> None:
    client = bigquery.Client(project=dataset.project)
    fields = [field for field in bigquery_schema(TABLES["events"].record) if field.name != "event_type"]
    client.create_table(bigquery.Table(f"{dataset}.events", [*fields, bigquery.SchemaField("event_type", "INT64")]))
    said = newsbeam("run", f"{news.folder}/", *to(dataset, folder), code=1).stderr
    assert f"bq://{dataset}.events: the table has another schema than this newsbeam writes" in said
    assert "event_type: got INT64 NULLABLE, wanted STRING REQUIRED" in said
    assert "Nothing was changed; choose another dataset, or copy the table away and delete it" in said
    assert objects(folder) == []


def test_places_that_are_not_there(google: Cloud, dataset: Dataset, folder: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rain fell on Gao on Monday.")

    def said(output: str, temp: str, code: int, news: str = str(tmp_path / "a.txt")) -> str:
        return newsbeam("run", news, "--output", output, "--temp", temp, code=code).stderr

    assert "not there" in said("bq://newsbeam-test.nowhere", f"{folder}/temp", 1)
    assert "--temp 'gs://no-such-bucket/temp': cannot" in said(f"bq://{dataset}", "gs://no-such-bucket/temp", 1)
    assert "wanted 'bq://PROJECT.DATASET'" in said(f"bq://{dataset}`; DROP TABLE x", f"{folder}/temp", 2)
    assert "gs://no-such-bucket/a" in said(f"bq://{dataset}", f"{folder}/temp", 2, "gs://no-such-bucket/a.html")
    assert counts(dataset)["runs"] == 0
