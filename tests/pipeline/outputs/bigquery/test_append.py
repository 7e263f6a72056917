"""Rows are appended by the Storage Write API: in requests of a size, past broken connections, without bad rows."""

from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import grpc
import msgspec
import pyarrow as pa
import pytest
from google.api_core import exceptions
from google.cloud.bigquery_storage_v1 import types
from google.rpc import status_pb2

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.bigquery import append as module
from pipeline.outputs.bigquery.append import DatasetAppender, find_misfit, write_client
from schemas.arrow import arrow_schema
from schemas.rows.article import Article
from schemas.rows.run import Run
from schemas.tables import TABLES
from tests.pipeline.outputs.bigquery.output_dataset import DatasetOutput
from tests.pipeline.rows import article, event, failed, incident, make_run, story

DATASET = Dataset(project="some-project", name="news")
TODAY = datetime.now(UTC).date()

type Answer = Callable[[list[dict[str, Any]]], types.AppendRowsResponse]


class FakeStorage:
    """A server of the Storage Write API that keeps rows and gives the answers that a test puts into `answers`."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, dict[str, Any]]] = []
        self.connections: list[str] = []
        self.requests = 0
        self.answers: list[Answer | grpc.StatusCode | None] = []
        self._server = grpc.server(futures.ThreadPoolExecutor(4))
        method = grpc.stream_stream_rpc_method_handler(
            self._append, types.AppendRowsRequest.deserialize, types.AppendRowsResponse.serialize
        )
        service = "google.cloud.bigquery.storage.v1.BigQueryWrite"
        self._server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler(service, {"AppendRows": method})])
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self._server.start()

    def _append(self, requests: Iterator[types.AppendRowsRequest], context: grpc.ServicerContext) -> Iterator[Any]:
        schema = None
        for request in requests:
            self.requests += 1
            if schema is None:
                schema = pa.ipc.read_schema(pa.py_buffer(request.arrow_rows.writer_schema.serialized_schema))
                headers = [value for name, value in context.invocation_metadata() if name == "x-goog-request-params"]
                self.connections.append(headers[0])
            batch = pa.ipc.read_record_batch(pa.py_buffer(request.arrow_rows.rows.serialized_record_batch), schema)
            answer = self.answers.pop(0) if self.answers else None
            if isinstance(answer, grpc.StatusCode):
                context.abort(answer, "not now")
            response = answer(batch.to_pylist()) if answer else types.AppendRowsResponse()
            if not response.error.code:
                self.rows += [(request.write_stream.split("/")[5], row) for row in batch.to_pylist()]
            yield response

    def stop(self) -> None:
        self._server.stop(None)


@pytest.fixture
def storage(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeStorage]:
    server = FakeStorage()
    monkeypatch.setenv("BIGQUERY_STORAGE_EMULATOR_HOST", f"127.0.0.1:{server.port}")
    monkeypatch.setattr(module, "RETRY", module.RETRY.with_delay(initial=0.01, maximum=0.02).with_timeout(5))
    yield server
    server.stop()


@pytest.fixture
def target(storage: FakeStorage) -> DatasetAppender:
    return DatasetAppender(DATASET, write_client())


def articles(*names: str, **more: Any) -> list[Article]:
    return [article(name, "Text.", "", **more) for name in names]


def refusing(*names: str) -> Answer:
    """Refuses the rows of those articles, and with them the request."""

    def answer(rows: list[dict[str, Any]]) -> types.AppendRowsResponse:
        bad = [index for index, row in enumerate(rows) if row["article_id"] in names]
        if not bad:
            return types.AppendRowsResponse()
        errors = [types.RowError(index=index, message="not today") for index in bad]
        return types.AppendRowsResponse(error=status_pb2.Status(code=3, message="rows are bad"), row_errors=errors)

    return answer


def failing(code: grpc.StatusCode) -> Answer:
    return lambda rows: types.AppendRowsResponse(error=status_pb2.Status(code=code.value[0], message="not so"))


def test_append_rows_arrive_with_constants_over_one_connection_a_table(
    target: DatasetAppender, storage: FakeStorage
) -> None:
    assert target.append("articles", articles("a", "b"), {"run_id": "r"}) == []
    assert target.append("articles", articles("c"), {"run_id": "r"}) == []
    assert target.append("events", [event("e", articles("a")[0])]) == []
    assert [(table, row["article_id"], row["run_id"]) for table, row in storage.rows] == [
        ("articles", "a", "r"),
        ("articles", "b", "r"),
        ("articles", "c", "r"),
        ("events", "a", ""),
    ]
    path = "projects/some-project/datasets/news/tables/{}/streams/_default"
    assert storage.connections == [f"write_stream={path.format(name)}" for name in ("articles", "events")]


def test_append_no_rows_sends_nothing(target: DatasetAppender, storage: FakeStorage) -> None:
    assert target.append("articles", []) == []
    assert storage.requests == 0


@pytest.mark.parametrize(
    "code",
    [
        grpc.StatusCode.ABORTED,
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.DEADLINE_EXCEEDED,
    ],
)
def test_append_broken_connection_is_opened_again(
    target: DatasetAppender, storage: FakeStorage, code: grpc.StatusCode
) -> None:
    storage.answers = [None, code, code]
    for name in "abc":
        assert target.append("articles", articles(name)) == []
    assert [row["article_id"] for _, row in storage.rows] == ["a", "b", "c"]
    assert (len(storage.connections), storage.requests) == (3, 5)


def test_append_transient_answer_is_sent_again(target: DatasetAppender, storage: FakeStorage) -> None:
    storage.answers = [failing(grpc.StatusCode.INTERNAL), failing(grpc.StatusCode.UNAVAILABLE)]
    assert target.append("articles", articles("a")) == []
    assert (len(storage.rows), len(storage.connections), storage.requests) == (1, 1, 3)


class Answers:
    """The answers of one connection."""

    def __init__(self, answers: Iterator[Any]) -> None:
        self._answers = answers

    def __next__(self) -> Any:
        return next(self._answers)

    def cancel(self) -> None:
        pass


def test_append_server_that_closes_the_connection_is_asked_again(storage: FakeStorage) -> None:
    connections = iter([Answers(iter([])), Answers(iter([types.AppendRowsResponse()]))])
    client: Any = SimpleNamespace(append_rows=lambda requests, **_: next(connections))
    assert DatasetAppender(DATASET, client).append("articles", articles("a")) == []
    assert list(connections) == []


def test_append_aged_connection_is_replaced(
    target: DatasetAppender, storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    target.append("articles", articles("a"))
    monkeypatch.setattr(module, "monotonic", lambda: float("inf"))
    target.append("articles", articles("b"))
    assert len(storage.connections) == 2
    assert [row["article_id"] for _, row in storage.rows] == ["a", "b"]


def test_append_refused_rows_cost_only_themselves(target: DatasetAppender, storage: FakeStorage) -> None:
    storage.answers = [refusing("b", "d")]
    refused = target.append("articles", articles(*"abcd"))
    assert [(one.row.article_id, one.error) for one in refused] == [("b", "not today"), ("d", "not today")]
    assert [row["article_id"] for _, row in storage.rows] == ["a", "c"]


def test_append_all_rows_refused_writes_none(target: DatasetAppender, storage: FakeStorage) -> None:
    storage.answers = [refusing("a", "b")]
    assert len(target.append("articles", articles("a", "b"))) == 2
    assert (storage.rows, storage.requests) == ([], 1)


def test_append_large_batches_are_split(
    target: DatasetAppender, storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 20_000)
    rows = [article(f"{number:02}", "x" * 5_000, "") for number in range(9)]
    rows[4] = article("04", "x" * 30_000, "")
    refused = target.append("articles", rows)
    assert [one.row.article_id for one in refused] == ["04"]
    assert "wanted 20000 at most" in refused[0].error
    assert [row["article_id"] for _, row in storage.rows] == [f"{number:02}" for number in range(9) if number != 4]
    assert storage.requests >= 4


def test_append_permanent_error_says_what_happened(target: DatasetAppender, storage: FakeStorage) -> None:
    storage.answers = [failing(grpc.StatusCode.INVALID_ARGUMENT)]
    with pytest.raises(NewsbeamError, match=r"bq://some-project.news.articles: failed \(not so\)"):
        target.append("articles", articles("a"))
    storage.answers = [grpc.StatusCode.PERMISSION_DENIED]
    with pytest.raises(NewsbeamError, match="no rights"):
        target.append("articles", articles("a"))
    assert target.append("articles", articles("a")) == []


def test_append_server_that_never_answers_is_given_up(
    target: DatasetAppender, storage: FakeStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY", module.RETRY.with_timeout(0.2))
    storage.answers = [grpc.StatusCode.UNAVAILABLE] * 1_000
    with pytest.raises(NewsbeamError, match="no answer"):
        target.append("articles", articles("a"))


@pytest.mark.parametrize(
    ("days", "fits"), [(0, True), (-3_650, True), (-3_651, False), (365, True), (366, False), (None, True)]
)
def test_find_misfit_days_outside_the_partitions_are_refused(days: int | None, fits: bool) -> None:
    day = None if days is None else TODAY + timedelta(days=days)
    (row,) = articles("a", published_date=day)
    assert (find_misfit("articles", row, TODAY) is None) == fits
    if day is not None:
        at = datetime(day.year, day.month, day.day, 23, tzinfo=UTC)
        assert (find_misfit("incidents", incident("i", "a", first_published_at=at), TODAY) is None) == fits


def test_find_misfit_says_which_column_of_a_row_is_wrong() -> None:
    (row,) = articles("a", title="\ud800")
    assert "title: got" in (find_misfit("articles", row, TODAY) or "")


def test_is_worth_retrying_errors_of_content_and_rights_are_not() -> None:
    assert not module.is_worth_retrying(exceptions.InvalidArgument("x"))
    assert not module.is_worth_retrying(exceptions.PermissionDenied("x"))
    assert not module.is_worth_retrying(exceptions.NotFound("x"))
    assert module.is_worth_retrying(exceptions.Aborted("x"))


def test_arrow_schemas_hold_only_types_that_the_storage_write_api_takes() -> None:
    scalars = {pa.string(), pa.int64(), pa.float64(), pa.bool_(), pa.binary(), pa.date32(), pa.timestamp("us", "UTC")}

    def check(kind: pa.DataType) -> None:
        if pa.types.is_list(kind):
            check(kind.value_type)
        elif pa.types.is_struct(kind):
            for number in range(kind.num_fields):
                check(kind.field(number).type)
        else:
            assert kind in scalars

    for table in TABLES.values():
        for field in arrow_schema(table.record):
            check(field.type)


@pytest.mark.cloud
def test_append_rows_of_every_table_are_read_back_as_written(dataset: Dataset, folder: str) -> None:
    output = DatasetOutput(dataset, folder)
    now = datetime(2024, 11, 29, 12, 30, 15, 250000, tzinfo=UTC)
    told = article("a", "Text.", "r1", authors=("Ann Lee",), published_at=now, published_date=date(2024, 11, 29))
    failure = failed("r1")
    written: dict[str, list[Any]] = {
        "articles": [told],
        "events": [event("e", told)],
        "incidents": [incident("i", "a")],
        "stories": [story("s", "a")],
        "failures": [failure, replace(failure, failure_id="g", payload=b"\x00\xff{")],
        "runs": [make_run("r1")],
    }
    appender = DatasetAppender(dataset, write_client())
    for table, rows in written.items():
        assert appender.append(table, rows) == []
    article_row = next(output.target.rows("SELECT authors, published_at, published_date, signature FROM articles"))
    assert article_row == {
        "authors": ["Ann Lee"],
        "published_at": now,
        "published_date": date(2024, 11, 29),
        "signature": None,
    }
    assert output.query("SELECT failure_id, payload FROM failures ORDER BY failure_id") == [
        ("f", None),
        ("g", b"\x00\xff{"),
    ]
    assert output.query("SELECT trigger.lemma, ARRAY_LENGTH(actors) FROM events") == [("x", 0)]
    assert msgspec.convert(next(output.target.rows("SELECT * FROM current_runs")), Run) == make_run("r1")
