"""Creates and fills datasets and buckets of the emulators, and reads them for comparison with local tables."""

import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
from google.cloud import bigquery, storage
from google.cloud.bigquery_storage_v1 import BigQueryReadClient
from google.cloud.bigquery_storage_v1.services.big_query_read.transports import BigQueryReadGrpcTransport

from pipeline.options import Dataset
from pipeline.outputs.bigquery.sql import view_name
from schemas.ids import failure_id
from tests.emulators import Cloud
from tests.end_to_end.command import newsbeam
from tests.end_to_end.corpus import COMPARED, comparable


def new_dataset(google: Cloud) -> Iterator[Dataset]:
    """Create a dataset, and delete it after the test."""
    dataset = Dataset(project=google.project, name=f"news_{uuid.uuid4().hex[:8]}")
    client = bigquery.Client(project=google.project)
    client.create_dataset(str(dataset))
    yield dataset
    client.delete_dataset(str(dataset), delete_contents=True, not_found_ok=True)


def upload(folder: Path, to: str) -> None:
    """Upload the files of a folder to a `gs://` folder, under the same names."""
    name, _, prefix = to.removeprefix("gs://").partition("/")
    bucket = storage.Client(project="newsbeam-test").bucket(name)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            bucket.blob(f"{prefix}/{path.relative_to(folder)}").upload_from_filename(str(path))


def list_objects(folder: str) -> list[storage.Blob]:
    """The objects in a `gs://` folder, recursively."""
    name, _, prefix = folder.removeprefix("gs://").partition("/")
    return list(storage.Client(project="newsbeam-test").bucket(name).list_blobs(prefix=f"{prefix}/"))


def query_rows(dataset: Dataset, query: str) -> list[dict[str, Any]]:
    """The rows of a query through the Storage Read API, as Arrow like those of a local output.

    Args:
        dataset: The default dataset of the query.
        query: In GoogleSQL.
    """
    unlimited = [("grpc.max_receive_message_length", -1)]  # as in the client's default channel, which is secure
    channel = grpc.insecure_channel(os.environ["BIGQUERY_STORAGE_EMULATOR_HOST"], options=unlimited)
    reader = BigQueryReadClient(transport=BigQueryReadGrpcTransport(channel=channel))
    settings = bigquery.QueryJobConfig(default_dataset=str(dataset))
    job = bigquery.Client(project=dataset.project).query(query, job_config=settings)
    with channel:
        return list(job.result().to_arrow(bqstorage_client=reader).to_pylist())


def visible_rows(dataset: Dataset, *, root: str) -> dict[str, list[str]]:
    """The visible rows of a dataset, in the form of `tests.end_to_end.corpus.tables`."""
    return {
        name: sorted(
            json.dumps(comparable(row, root), default=str, sort_keys=True)
            for row in query_rows(dataset, f"SELECT * FROM {view_name(name)}")
        )
        for name in COMPARED
    }


def row_counts(dataset: Dataset) -> dict[str, int]:
    """The numbers of rows of the tables, visible or not."""
    names = ("articles", "entities", "quotes", "events", "failures", "inputs", "runs")
    return {name: query_rows(dataset, f"SELECT COUNT(*) AS row_count FROM {name}")[0]["row_count"] for name in names}


class DatasetRun:
    """A corpus in the bucket, the tables of a local run on it, and the command that loads it into a dataset."""

    def __init__(self, dataset: Dataset, folder: str, news: Path, local: dict[str, list[str]]) -> None:
        self.dataset = dataset
        self.temp = f"{folder}/temp"
        self.news = f"{folder}/news"
        self.local = relocated(local, self.news)
        self.command = ("run", f"{self.news}/", "--output", f"bq://{dataset}", "--temp", self.temp)
        upload(news, self.news)

    def check(self) -> None:
        """Check that the dataset equals the local tables, row for row, and that no temporary file is left."""
        assert visible_rows(self.dataset, root=self.news) == self.local
        assert list_objects(self.temp) == []
        assert "nothing to do" in newsbeam(*self.command).stderr


def relocated(local: dict[str, list[str]], to: str) -> dict[str, list[str]]:
    """Tables as from inputs in another folder: ids of failures depend on the folder."""
    failures = [json.loads(row) for row in local["failures"]]
    for row in failures:
        row["failure_id"] = failure_id(to + row["record"]["uri"], row["record"]["offset"], row["stage"])
    return {**local, "failures": sorted(json.dumps(row, sort_keys=True) for row in failures)}
