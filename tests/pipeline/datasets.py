"""Datasets and buckets of the emulators: made, filled, and read back as they are compared with local tables."""

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
from tests.emulators import Cloud
from tests.end_to_end.corpus import comparable


def new_dataset(google: Cloud) -> Iterator[Dataset]:
    """A dataset that goes with the test."""
    made = Dataset(project=google.project, name=f"news_{uuid.uuid4().hex[:8]}")
    client = bigquery.Client(project=google.project)
    client.create_dataset(str(made))
    yield made
    client.delete_dataset(str(made), delete_contents=True, not_found_ok=True)


def upload(folder: Path, to: str) -> None:
    """Put the files of a folder below a `gs://` folder, under the same names."""
    name, _, prefix = to.removeprefix("gs://").partition("/")
    bucket = storage.Client(project="newsbeam-test").bucket(name)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            bucket.blob(f"{prefix}/{path.relative_to(folder)}").upload_from_filename(str(path))


def objects(folder: str) -> list[storage.Blob]:
    """What lies below a `gs://` folder."""
    name, _, prefix = folder.removeprefix("gs://").partition("/")
    return list(storage.Client(project="newsbeam-test").bucket(name).list_blobs(prefix=f"{prefix}/"))


def rows(dataset: Dataset, query: str) -> list[dict[str, Any]]:
    """What a query gives, by the Storage Read API: as Arrow, as a local output's rows are read.

    Args:
        dataset: Whose tables the query names.
        query: In GoogleSQL.
    """
    unlimited = [("grpc.max_receive_message_length", -1)]  # as the client's own channel, which is a secure one
    channel = grpc.insecure_channel(os.environ["BIGQUERY_STORAGE_GRPC_ENDPOINT"], options=unlimited)
    reader = BigQueryReadClient(transport=BigQueryReadGrpcTransport(channel=channel))
    settings = bigquery.QueryJobConfig(default_dataset=str(dataset))
    job = bigquery.Client(project=dataset.project).query(query, job_config=settings)
    with channel:
        return list(job.result().to_arrow(bqstorage_client=reader).to_pylist())


def seen(dataset: Dataset, *, root: str) -> dict[str, list[str]]:
    """What readers see in a dataset, as `tests.end_to_end.corpus.tables` says of a local output."""
    return {
        name: sorted(
            json.dumps(comparable(row, root), default=str, sort_keys=True)
            for row in rows(dataset, f"SELECT * FROM {view_name(name)}")
        )
        for name in ("articles", "entities", "quotes", "events", "failures")
    }


def counts(dataset: Dataset) -> dict[str, int]:
    """Rows of the tables themselves, whatever readers see of them."""
    names = ("articles", "entities", "quotes", "events", "failures", "inputs", "runs")
    return {name: rows(dataset, f"SELECT COUNT(*) AS found FROM {name}")[0]["found"] for name in names}
