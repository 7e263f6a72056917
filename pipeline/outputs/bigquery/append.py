"""Rows of a stream appended to the tables of a dataset by BigQuery's Storage Write API.

Rows go as Arrow batches to the default stream of their table, are visible at once, and arrive at least once: a request
whose answer is lost is sent again, and the views show each row once.
See https://cloud.google.com/bigquery/docs/write-api.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from queue import SimpleQueue
from threading import Lock
from time import monotonic
from typing import Any

import grpc  # type: ignore[import-untyped]
from google.api_core import exceptions
from google.api_core.retry import Retry
from google.cloud.bigquery_storage_v1 import BigQueryWriteClient
from google.cloud.bigquery_storage_v1.services.big_query_write.transports import BigQueryWriteGrpcTransport
from google.cloud.bigquery_storage_v1.types import AppendRowsRequest, AppendRowsResponse

from pipeline.options import Dataset
from pipeline.outputs.bigquery.errors import explaining_errors
from schemas.arrow import arrow_schema, arrow_table
from schemas.tables import TABLES
from schemas.validation import RowValidationError, validate_row

MOST_BYTES = 9_000_000
"""Size of the rows of a request; BigQuery takes requests of 10 MB."""

FIRST_PARTITION = timedelta(days=3_650)
LAST_PARTITION = timedelta(days=365)
"""How far back and ahead the partitions reach into which BigQuery lets rows be streamed: ten years, and one."""

CONNECTION_SECONDS = 600.0
"""How long a connection lives; a new one takes its place at half of it, so that a request has the other half."""

_TRANSIENT = (
    exceptions.Aborted,  # a connection that was idle for too long
    exceptions.Cancelled,
    exceptions.DeadlineExceeded,
    exceptions.InternalServerError,
    exceptions.ResourceExhausted,
    exceptions.ServiceUnavailable,
    exceptions.Unknown,
)


def is_worth_retrying(error: Exception) -> bool:
    """Whether the same request may succeed if it is sent again."""
    return isinstance(error, _TRANSIENT)


RETRY = Retry(predicate=is_worth_retrying, initial=0.5, maximum=30.0, multiplier=2.0, timeout=300.0)
"""Waits between attempts at a request. After the last one the bundle fails, and the engine starts it again."""


def write_client() -> BigQueryWriteClient:
    """A client of the Storage Write API.

    It connects to an emulator if `BIGQUERY_STORAGE_EMULATOR_HOST` names one (`HOST:PORT`), in the manner of Google's
    own variables for emulators.
    """
    emulator = os.environ.get("BIGQUERY_STORAGE_EMULATOR_HOST")
    if emulator is None:
        return BigQueryWriteClient()  # type: ignore[no-untyped-call]
    transport = BigQueryWriteGrpcTransport(channel=grpc.insecure_channel(emulator))
    return BigQueryWriteClient(transport=transport)  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedRow:
    """A row that a table does not take.

    Attributes:
        row: The record.
        error: Why; says what was got and what was wanted.
    """

    row: Any
    error: str


def find_misfit(table: str, row: Any, today: date) -> str | None:
    """Why a row cannot be streamed into a table; None if nothing speaks against it.

    Args:
        table: Its name.
        row: A record of the table.
        today: BigQuery streams rows only into partitions around this day.
    """
    try:
        validate_row(row)
    except RowValidationError as error:
        return str(error)
    column = TABLES[table].partition
    value = getattr(row, column)
    day = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    first, last = today - FIRST_PARTITION, today + LAST_PARTITION
    if day is not None and not first <= day <= last:
        return (
            f"{column}: got {day}, wanted a day from {first} to {last}: BigQuery streams rows into no other partition; "
            "newsbeam run takes articles of any day"
        )
    return None


class _Connection:
    """Requests to the stream of a table, and their answers, one at a time."""

    def __init__(self, client: BigQueryWriteClient, stream: str) -> None:
        self._client = client
        self._stream = stream
        self._requests: SimpleQueue[AppendRowsRequest | None] = SimpleQueue()
        self._responses: Any = None
        self._opened = monotonic()

    @property
    def is_aged(self) -> bool:
        """Whether it is time for another one."""
        return monotonic() - self._opened > CONNECTION_SECONDS / 2

    def send(self, request: AppendRowsRequest) -> AppendRowsResponse:
        self._requests.put(request)
        if self._responses is None:  # the client waits for the first answer when it opens the connection
            # The header names the region to Google's front ends.
            header = ("x-goog-request-params", f"write_stream={self._stream}")
            requests = iter(self._requests.get, None)
            self._responses = self._client.append_rows(
                requests, retry=None, timeout=CONNECTION_SECONDS, metadata=(header,)
            )
        response: AppendRowsResponse | None = next(self._responses, None)
        if response is None:
            raise exceptions.ServiceUnavailable("the server closed the connection")  # type: ignore[no-untyped-call]
        return response

    def close(self) -> None:
        self._requests.put(None)
        if self._responses is not None:
            self._responses.cancel()


class _TableStream:
    """The default stream of a table, with a connection that is opened when it is needed and again when it breaks."""

    def __init__(self, client: BigQueryWriteClient, dataset: Dataset, table: str) -> None:
        self._client = client
        self._name = f"projects/{dataset.project}/datasets/{dataset.name}/tables/{table}/streams/_default"
        self._schema = arrow_schema(TABLES[table].record).serialize().to_pybytes()
        self._lock = Lock()
        self._connection: _Connection | None = None

    def send(self, rows: bytes) -> AppendRowsResponse:
        """Append a serialized batch.

        Raises:
            GoogleAPICallError: The connection broke, or the request was refused for another reason than its rows.
        """
        with self._lock:
            request = AppendRowsRequest(write_stream=self._name)
            request.arrow_rows.rows.serialized_record_batch = rows
            if self._connection is not None and self._connection.is_aged:
                self._close()
            if self._connection is None:
                request.arrow_rows.writer_schema.serialized_schema = self._schema
                self._connection = _Connection(self._client, self._name)
            try:
                response = self._connection.send(request)
            except Exception:
                self._close()
                raise
        if response.error.code and not response.row_errors:
            raise exceptions.from_grpc_status(  # type: ignore[no-untyped-call]
                response.error.code, response.error.message
            )
        return response

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class DatasetAppender:
    """Appends rows to the tables of a dataset; threads may share it.

    Args:
        dataset: The dataset, whose tables exist.
        client: Of the Storage Write API.
    """

    def __init__(self, dataset: Dataset, client: BigQueryWriteClient) -> None:
        self._dataset = dataset
        self._streams = {name: _TableStream(client, dataset, name) for name in TABLES}

    def append(self, table: str, rows: Sequence[Any], constants: Mapping[str, str] | None = None) -> list[RefusedRow]:
        """Append rows to a table.

        Args:
            table: Its name.
            rows: Records of the table.
            constants: Values of string columns that are the same in all rows.

        Returns:
            The rows that the table does not take; all others are written.

        Raises:
            NewsbeamError: Nothing more can be written; says what to do. Some of the rows may be written.
        """
        today = datetime.now(UTC).date()
        refused, fitting = [], []
        for row in rows:
            misfit = find_misfit(table, row, today)
            if misfit is None:
                fitting.append(row)
            else:
                refused.append(RefusedRow(row=row, error=misfit))
        pending = [fitting] if fitting else []
        while pending:
            part = pending.pop()
            batch = serialize_rows(table, part, constants)
            if len(batch) > MOST_BYTES:
                half = len(part) // 2
                pending += [part[half:], part[:half]] if half else []
                refused += [] if half else [RefusedRow(row=part[0], error=_too_large(len(batch)))]
                continue
            errors = self._send(table, batch)
            refused += [RefusedRow(row=part[index], error=error) for index, error in errors.items()]
            rest = [row for index, row in enumerate(part) if index not in errors]
            pending += [rest] if errors and rest else []  # of a request with a bad row none is written
        return refused

    def _send(self, table: str, batch: bytes) -> dict[int, str]:
        """Append a batch; gives by their positions the errors of rows that BigQuery refuses."""
        with explaining_errors(f"bq://{self._dataset}.{table}"):
            response = RETRY(self._streams[table].send)(batch)
        return {error.index: error.message or error.code.name for error in response.row_errors}


def serialize_rows(table: str, rows: Sequence[Any], constants: Mapping[str, str] | None = None) -> bytes:
    """Rows of a table as one Arrow record batch, without its schema."""
    converted = arrow_table(TABLES[table].record, rows, constants)
    (batch,) = converted.combine_chunks().to_batches()
    serialized: bytes = batch.serialize().to_pybytes()
    return serialized


def _too_large(size: int) -> str:
    return f"got a row of {size} bytes, wanted {MOST_BYTES} at most: BigQuery takes no larger request"


@cache
def appender(dataset: Dataset) -> DatasetAppender:
    """The appender of a dataset in this process, whose connections all bundles share."""
    with explaining_errors(f"bq://{dataset}"):
        return DatasetAppender(dataset, write_client())
