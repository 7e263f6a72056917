"""Runs into BigQuery that fail: one clear message, exit code 1, and nothing lost."""

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
from schemas.bigquery import bigquery_schema
from schemas.tables import TABLES
from tests.emulators import Cloud
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import tables, write_corpus
from tests.end_to_end.invalid_rows import INVALID_ARTICLE, INVALID_EVENT, make_invalid_rows
from tests.faults import CancelledJob, ErrorResponse, FaultyProxy, Request, faulty_proxy
from tests.pipeline.datasets import list_objects, query_rows, row_counts, upload, visible_rows
from transforms.decide import repeated_records

pytestmark = [pytest.mark.cloud, pytest.mark.model, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class UploadedCorpus:
    """A small corpus in the bucket, and the tables of a local run on it."""

    folder: str
    local: dict[str, list[str]]


@pytest.fixture(scope="module")
def news(google: Cloud, tmp_path_factory: pytest.TempPathFactory) -> UploadedCorpus:
    root, folder = tmp_path_factory.mktemp("small"), f"gs://{google.bucket}/operator"
    upload(write_corpus(root / "news", count=10).folder, folder)
    newsbeam("run", f"{folder}/", "--output", root / "out", "--workers", "1")
    return UploadedCorpus(folder, tables(root / "out", root=folder))


@pytest.fixture
def faults(google: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultyProxy]:
    """A proxy between the command and BigQuery."""
    with faulty_proxy(google.environment["BIGQUERY_EMULATOR_HOST"]) as proxy:
        monkeypatch.setenv("BIGQUERY_EMULATOR_HOST", proxy.url)
        yield proxy


def output_options(dataset: Dataset, folder: str) -> tuple[str, ...]:
    return "--output", f"bq://{dataset}", "--temp", f"{folder}/temp", "--workers", "1"


def is_load(request: Request, table: str = "") -> bool:
    return request.method == "POST" and '"load"' in request.body and f'_{table}"' in request.body


def statuses(dataset: Dataset) -> list[tuple[str, bool]]:
    found = query_rows(dataset, "SELECT status, finished_at FROM runs")
    return [(row["status"], row["finished_at"] is not None) for row in found]


def test_run_without_dataset_permissions_fails_with_required_roles(
    news: UploadedCorpus, faults: FaultyProxy, dataset: Dataset, folder: str
) -> None:
    def refuse(request: Request) -> ErrorResponse | None:
        if request.method == "GET" and request.path.split("?")[0].endswith(f"/datasets/{dataset.name}"):
            return ErrorResponse(status=403, reason="accessDenied", message=f"Access Denied: Dataset {dataset}")
        return None

    faults.answer = refuse
    said = newsbeam("run", f"{news.folder}/", *output_options(dataset, folder), code=1).stderr
    assert f"error: bq://{dataset}: no rights (Access Denied: Dataset {dataset}); the account needs roles" in said
    assert list_objects(folder) == []


def test_run_exceeded_quota_fails_and_next_run_loads_written_files(
    news: UploadedCorpus, faults: FaultyProxy, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: Request) -> ErrorResponse | None:
        if is_load(request, "events"):
            return ErrorResponse(status=403, reason="quotaExceeded", message="Quota exceeded: imports per project")
        return None

    faults.answer = refuse
    command = ("run", f"{news.folder}/", *output_options(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    assert re.search(r"load of events \(job \S+\): a quota is used up \(Quota exceeded: imports per project\)", said)
    assert "run the same command when there is room again" in said
    assert row_counts(dataset)["articles"] == 0
    assert statuses(dataset) == [("failed", True)]
    faults.answer = lambda _: None
    monkeypatch.setattr("pipeline.run.execution.assemble", None)  # files are loaded without being extracted again
    newsbeam(*command)
    assert visible_rows(dataset, root=news.folder) == news.local
    assert statuses(dataset) == [("committed", True)]


def test_run_cancelled_load_job_ends_the_run_and_next_run_sends_it_again(
    news: UploadedCorpus, faults: FaultyProxy, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    cancelled: dict[str, CancelledJob] = {}

    def cancel(request: Request) -> ErrorResponse | CancelledJob | None:
        if is_load(request, "events") and not cancelled:
            job = json.loads(request.body)
            cancelled[job["jobReference"]["jobId"]] = CancelledJob(job=job)
            return CancelledJob(job=job)
        for name, answer in cancelled.items():
            if request.method == "GET" and f"/jobs/{name}" in request.path:
                return answer
            if request.method == "POST" and f'"{name}"' in request.body:
                return ErrorResponse(status=409, reason="duplicate", message=f"Already Exists: Job {name}")
        return None

    faults.answer = cancel
    command = ("run", f"{news.folder}/", *output_options(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    (job,) = cancelled
    assert (
        f"error: bq://{dataset}: load of events (job {job}): the job was cancelled (Job execution was cancelled: User "
        "requested cancellation); what is written is kept: the same command sends it again"
    ) in said
    assert (row_counts(dataset)["articles"], statuses(dataset)) == (0, [("failed", True)])
    monkeypatch.setattr("pipeline.run.execution.assemble", None)  # files are loaded without being extracted again
    newsbeam(*command)
    assert visible_rows(dataset, root=news.folder) == news.local


def test_run_tables_deleted_or_altered_while_it_is_under_way_are_put_back(
    news: UploadedCorpus, faults: FaultyProxy, dataset: Dataset, folder: str
) -> None:
    def drop_staging(table: str) -> None:
        client = bigquery.Client(project=dataset.project)
        for found in client.list_tables(str(dataset)):
            if found.table_id.startswith("staging_") and found.table_id.endswith(table):
                client.delete_table(found.reference)

    def alter() -> None:
        drop_staging("_entities")
        query_rows(dataset, "DROP TABLE quotes; ALTER TABLE events DROP COLUMN modality; DROP VIEW current_articles")

    moments = {
        lambda request: is_load(request, "events"): lambda: drop_staging("_events"),
        lambda request: request.method == "POST" and "BEGIN TRANSACTION" in request.body: alter,
    }

    def interfere(request: Request) -> None:
        for is_now in list(moments):
            if is_now(request):
                moments.pop(is_now)()

    faults.answer = interfere
    command = ("run", f"{news.folder}/", *output_options(dataset, folder))
    newsbeam(*command)
    assert moments == {}
    assert visible_rows(dataset, root=news.folder) == news.local
    assert list_objects(f"{folder}/temp") == []
    query_rows(dataset, "ALTER TABLE events ADD COLUMN colour STRING")
    assert "events: the table has another schema" in (said := newsbeam(*command, code=1).stderr)
    assert "colour: got STRING NULLABLE, wanted no such column" in said
    query_rows(dataset, "ALTER TABLE events DROP COLUMN colour; DROP TABLE articles")
    assert "articles: deleted, with rows of committed runs; nothing was changed" in newsbeam(*command, code=1).stderr
    query_rows(dataset, "DROP TABLE runs; DROP TABLE inputs")
    newsbeam(*command)
    assert visible_rows(dataset, root=news.folder) == news.local


def test_run_damaged_and_expired_files_are_recorded_and_next_run_rewrites_them(
    news: UploadedCorpus, faults: FaultyProxy, dataset: Dataset, folder: str
) -> None:
    damaged = []

    def damage(request: Request) -> None:
        if is_load(request, "events") and not damaged:
            damaged.append(json.loads(request.body)["configuration"]["load"]["sourceUris"][0])
            storage.Blob.from_uri(damaged[0], client=storage.Client()).upload_from_string(b"PAR1 and then nothing")

    faults.answer = damage
    command = ("run", f"{news.folder}/", *output_options(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    assert re.search(r"load of events \(job newsbeam-\S+\): failed \(Error while reading data", said)
    assert re.search(
        rf"; 1 of \d+ files to be loaded are gone or damaged, such as {damaged[0]}: the same command", said
    )
    (failure,) = query_rows(dataset, "SELECT stage, reason, record.uri AS uri, error FROM current_failures")
    assert (failure["stage"], failure["reason"], failure["uri"]) == ("write", "write_error", damaged[0])
    assert "Error while reading data" in failure["error"]
    assert (row_counts(dataset)["articles"], statuses(dataset)) == (0, [("failed", True)])
    next(blob for blob in list_objects(f"{folder}/temp") if "/tables/articles/" in blob.name).delete()  # expired
    newsbeam(*command)
    assert visible_rows(dataset, root=news.folder) == news.local


def test_run_over_failure_limit_fails_before_extraction(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    valid = [json.dumps({"id": str(number), "text": "Hail fell."}) for number in range(50)]
    (tmp_path / "news.jsonl").write_text("\n".join(['{"id": "x", "text": "never clo'] * 70 + valid))
    command = ("run", tmp_path / "news.jsonl", *output_options(dataset, folder))
    said = newsbeam(*command, code=1).stderr
    assert "70 of 120 records failed (bad_json 70), more than --max-failures 0.5" in said
    found = row_counts(dataset)
    assert (found["articles"], found["failures"], statuses(dataset)) == (0, 70, [("failed", True)])
    assert {
        blob.name.split("/tables/")[1].split("/")[0] for blob in list_objects(folder) if "/tables/" in blob.name
    } == {
        "failures",
        "inputs",
        "runs",
    }
    newsbeam(*command, "--max-failures", "1")
    found = row_counts(dataset)
    assert (found["articles"], found["failures"], statuses(dataset)) == (50, 70, [("committed", True)])


def test_run_failed_pipeline_reports_reason_and_next_run_restarts(
    news: UploadedCorpus, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise ValueError("wanted one row")

    with monkeypatch.context() as patch:
        patch.setattr(repeated_records, "repeated_records", fail)
        said = newsbeam("run", f"{news.folder}/", *output_options(dataset, folder), code=1).stderr
    assert "the job failed (ValueError: wanted one row" in said
    (log,) = [blob for blob in list_objects(folder) if blob.name.endswith("traceback.txt")]
    assert f"All of the error: gs://{log.bucket.name}/{log.name}" in said
    assert statuses(dataset) == [("failed", True)]
    newsbeam("run", f"{news.folder}/", *output_options(dataset, folder))
    assert visible_rows(dataset, root=news.folder) == news.local


def test_run_refused_storage_write_fails_and_next_run_completes(
    google: Cloud, news: UploadedCorpus, dataset: Dataset, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(request: Request) -> ErrorResponse | None:
        if request.method == "POST" and "/tables/events/" in unquote(request.path + request.body):
            return ErrorResponse(status=403, reason="forbidden", message="No storage.objects.create access")
        return None

    command = ("run", f"{news.folder}/", *output_options(dataset, folder))
    with faulty_proxy(google.environment["STORAGE_EMULATOR_HOST"]) as storage_faults:
        monkeypatch.setenv("STORAGE_EMULATOR_HOST", storage_faults.url)
        storage_faults.answer = refuse
        said = newsbeam(*command, code=1).stderr
        assert "403, 'Expected one of', " in said
        assert f"the account needs roles/storage.objectAdmin on the bucket of --temp {folder}/temp/" in said
        assert "nothing of it is committed: run the same command again" in said
        assert (row_counts(dataset)["articles"], statuses(dataset)) == (0, [("failed", True)])
        storage_faults.answer = lambda _: None
        newsbeam(*command)  # through the same proxy, whose address is in the stored URLs
        assert visible_rows(dataset, root=news.folder) == news.local


def test_run_invalid_row_fails_alone(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (
        "Gunmen killed two guards in Cali.",
        f"A flood killed six. {INVALID_EVENT}",
        f"Hail fell. {INVALID_ARTICLE}",
    )
    lines = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    (tmp_path / "news.jsonl").write_text("\n".join(lines))
    make_invalid_rows(monkeypatch)
    newsbeam("run", tmp_path / "news.jsonl", *output_options(dataset, folder))
    found = query_rows(
        dataset, "SELECT stage, reason, article_id IS NULL AS early FROM current_failures ORDER BY stage"
    )
    assert [tuple(row.values()) for row in found] == [
        ("clean", "write_error", True),
        ("write", "write_error", False),
    ]
    assert row_counts(dataset)["articles"] == 2
    (event,) = query_rows(dataset, "SELECT DISTINCT external_id FROM events JOIN articles USING (article_id)")
    assert event["external_id"] == "0"


def test_run_incompatible_table_fails_and_changes_nothing(news: UploadedCorpus, dataset: Dataset, folder: str) -> None:
    client = bigquery.Client(project=dataset.project)
    fields = [field for field in bigquery_schema(TABLES["events"].record) if field.name != "event_type"]
    client.create_table(bigquery.Table(f"{dataset}.events", [*fields, bigquery.SchemaField("event_type", "INT64")]))
    said = newsbeam("run", f"{news.folder}/", *output_options(dataset, folder), code=1).stderr
    assert f"bq://{dataset}.events: the table has another schema than this newsbeam writes" in said
    assert "event_type: got INT64 NULLABLE, wanted STRING REQUIRED" in said
    assert "Nothing was changed; undo the change, rename the table, or choose another dataset" in said
    assert list_objects(folder) == []


def test_run_missing_dataset_bucket_or_input_fails(
    google: Cloud, dataset: Dataset, folder: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("Rain fell on Gao on Monday.")

    def said(output: str, temp: str, code: int, news: str = str(tmp_path / "a.txt")) -> str:
        return newsbeam("run", news, "--output", output, "--temp", temp, code=code).stderr

    assert "not there" in said("bq://newsbeam-test.nowhere", f"{folder}/temp", 1)
    assert "--temp 'gs://no-such-bucket/temp': cannot" in said(f"bq://{dataset}", "gs://no-such-bucket/temp", 1)
    assert "wanted 'bq://PROJECT.DATASET'" in said(f"bq://{dataset}`; DROP TABLE x", f"{folder}/temp", 2)
    assert "gs://no-such-bucket/a" in said(f"bq://{dataset}", f"{folder}/temp", 2, "gs://no-such-bucket/a.html")
    assert row_counts(dataset)["runs"] == 0
