"""What people and services do to tables, jobs and files while a run is prepared, loaded and committed."""

import copy
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from google.api_core import exceptions
from google.cloud.bigquery.job.base import _error_result_to_exception

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.bigquery import dataset as dataset_module
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.schema import table_of
from pipeline.outputs.bigquery.sql import WRITTEN_BY_RUNS
from pipeline.outputs.ready import Ready
from schemas.flow.table_file import TableFile
from schemas.tables import TABLES
from tests.pipeline.outputs.bigquery.fakes import Event, FakeClient
from tests.pipeline.rows import make_run

RUN = make_run("r1", status="committed")
TABLE_FILES = tuple(TableFile(table=table, path=f"gs://x/{table}", rows=rows) for rows, table in enumerate(TABLES, 1))
FILES = tuple(file for file in TABLE_FILES if file.table in ("articles", "events", "inputs", "runs"))
READY = Ready(run=RUN, chunk="c", chunk_count=1, attempt="one", files=FILES)
ROWS = {file.table: file.rows for file in FILES}
STAGED = "staging_one_events"


@pytest.fixture
def client() -> FakeClient:
    return FakeClient({file.path: file.rows for file in FILES})


@pytest.fixture
def output(client: FakeClient, monkeypatch: pytest.MonkeyPatch) -> BigQueryDataset:
    monkeypatch.setattr(dataset_module, "time", SimpleNamespace(sleep=lambda _: None))
    target = BigQueryDataset(Dataset(project="some-project", name="news"))
    vars(target)["client"] = client
    target.prepare()
    return target


def once(event: Event, fault: Callable[[], Any]) -> Callable[[Event], Exception | None]:
    """A fault before the first event of that kind; what it returns is the error of the job."""
    left = [event]

    def before(this: Event) -> Any:
        if this not in left:
            return None
        left.remove(this)
        return fault()

    return before


def reason(name: str, message: str) -> exceptions.GoogleAPICallError:
    """The error of a job that ended for a reason, as the client gives it."""
    error: exceptions.GoogleAPICallError = _error_result_to_exception({"reason": name, "message": message})
    return error


def check_committed(client: FakeClient) -> None:
    assert client.runs == {"r1": "committed"}
    assert client.rows == ROWS
    assert client.staged() == []


def fails(output: BigQueryDataset, ready: Ready = READY) -> str:
    """The message with which loading fails: one line."""
    with pytest.raises(NewsbeamError) as caught:
        output.load(ready)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith("bq://some-project.news")
    return message


MOMENTS = {
    "before its load": ("load", STAGED),
    "before the load of a later table": ("load", "staging_one_runs"),
    "before the commit": ("commit", "runs"),
}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_load_deleted_staging_table_is_loaded_again_in_the_same_run(
    output: BigQueryDataset, client: FakeClient, moment: Event
) -> None:
    client.before = once(moment, lambda: client.drop(STAGED))
    output.load(READY)
    check_committed(client)
    loads = [job for job in client.jobs if "-articles-" in job]
    assert len(loads) == 1  # only what was lost is loaded again


def test_load_staging_table_deleted_again_and_again_ends_the_run(output: BigQueryDataset, client: FakeClient) -> None:
    client.before = lambda event: client.drop(STAGED) if event == ("commit", "runs") else None
    assert f"not there (Not found: Table some-project:news.{STAGED}); " in fails(output)
    client.before = lambda _: None
    output.load(READY, resumed=True)
    check_committed(client)


@pytest.mark.parametrize("rows", ["0", "5", "99"])
def test_load_staging_table_with_other_rows_is_loaded_again(
    output: BigQueryDataset, client: FakeClient, rows: str
) -> None:
    assert client.tables is not None
    tables = client.tables
    client.before = once(("commit", "runs"), lambda: tables[STAGED].update(numRows=rows))
    output.load(READY)
    check_committed(client)


def test_load_staging_table_without_a_column_is_loaded_again(output: BigQueryDataset, client: FakeClient) -> None:
    def alter() -> Exception:
        alter_table(client, STAGED, without("event_type"))
        return exceptions.BadRequest("Unrecognized name: event_type")

    client.before = once(("commit", "runs"), alter)
    output.load(READY)
    check_committed(client)


def test_load_file_with_other_rows_than_written_is_not_committed(output: BigQueryDataset, client: FakeClient) -> None:
    client.files["gs://x/events"] += 1
    assert "staging tables do not hold the rows that were written" in fails(output)
    assert client.runs == {}


def test_load_missing_file_does_not_advise_to_make_a_dataset(output: BigQueryDataset, client: FakeClient) -> None:
    del client.files["gs://x/events"]
    message = fails(output)
    assert "load of events" in message
    assert "not there (Not found: URI gs://x/events); run the same command again" in message


@pytest.mark.parametrize("what", [("load", STAGED), ("commit", "runs")], ids=["load", "commit"])
def test_load_cancelled_job_ends_the_run_and_the_same_command_goes_on(
    output: BigQueryDataset, client: FakeClient, what: Event
) -> None:
    client.before = once(what, lambda: reason("stopped", "Job execution was cancelled: User requested cancellation"))
    message = fails(output)
    assert re.search(
        r"\(job newsbeam-r1-one-\S+-0\): the job was cancelled \(Job execution was cancelled: User", message
    )
    assert "what is written is kept: the same command sends it again" in message
    sent = list(client.jobs)
    assert fails(output) == message  # an engine that repeats the step does not send it again
    assert list(client.jobs) == sent
    assert client.runs == {}
    output.load(READY, resumed=True)
    check_committed(client)


@pytest.mark.parametrize("what", [("load", STAGED), ("commit", "runs")], ids=["load", "commit"])
@pytest.mark.parametrize(
    ("cause", "expected"),
    [
        (("quotaExceeded", "Quota exceeded: imports"), "a quota is used up (Quota exceeded: imports); what is written"),
        (
            ("accessDenied", "Access Denied: Table x"),
            "no rights (Access Denied: Table x); the account needs roles/bigq",
        ),
    ],
)
def test_load_lost_rights_or_quota_end_the_run_and_the_same_command_goes_on(
    output: BigQueryDataset, client: FakeClient, what: Event, cause: tuple[str, str], expected: str
) -> None:
    client.before = once(what, lambda: reason(*cause))
    assert expected in fails(output)
    assert client.runs == {}
    output.load(READY, resumed=True)
    check_committed(client)


def test_load_lost_record_of_a_commit_is_committed_once(output: BigQueryDataset, client: FakeClient) -> None:
    output.load(READY)
    client.lost_jobs = set(client.jobs)
    client.runs["r1"] = "running"  # as if its commit had not ended
    output.load(READY)
    check_committed(client)


def test_load_into_a_dataset_made_again_after_the_commit_commits_again(
    output: BigQueryDataset, client: FakeClient
) -> None:
    output.load(READY)
    client.tables, client.rows = {}, client.rows.__class__()
    client.runs.clear()
    output.prepare()
    output.load(READY, resumed=True)
    check_committed(client)
    assert [job for job in client.jobs if "commit" in job] == ["newsbeam-r1-one-commit-0", "newsbeam-r1-one-commit-1"]


@pytest.mark.parametrize("moment", [("create", STAGED), *MOMENTS.values()], ids=["before its creation", *MOMENTS])
def test_load_into_a_deleted_dataset_says_how_to_make_one(
    output: BigQueryDataset, client: FakeClient, moment: Event
) -> None:
    client.before = once(moment, lambda: setattr(client, "tables", None))
    assert "make it first, with deploy/terraform or: bq mk --dataset" in fails(output)
    client.tables = {}
    output.prepare()
    output.load(READY, resumed=True)
    check_committed(client)


@pytest.mark.parametrize("table", [*WRITTEN_BY_RUNS, "runs"])
@pytest.mark.parametrize("moment", [("create", STAGED), ("commit", "runs")], ids=["before staging", "before commit"])
def test_load_main_table_deleted_meanwhile_is_made_again(
    output: BigQueryDataset, client: FakeClient, table: str, moment: Event
) -> None:
    client.before = once(moment, lambda: client.drop(table))
    output.load(READY)
    check_committed(client)


def test_begin_runs_table_deleted_meanwhile_is_named(output: BigQueryDataset, client: FakeClient) -> None:
    client.drop("runs")
    with pytest.raises(
        NewsbeamError, match=r"not there \(Not found: Table some-project:news.runs\); it was deleted mean"
    ):
        output.begin(RUN)
    output.prepare()
    output.begin(RUN)


def test_load_main_table_with_committed_rows_deleted_meanwhile_ends_the_run(
    output: BigQueryDataset, client: FakeClient
) -> None:
    client.runs["earlier"] = "committed"
    client.before = once(("commit", "runs"), lambda: client.drop("events"))
    assert "bq://some-project.news: events: deleted, with rows of committed runs" in fails(output)
    assert "r1" not in client.runs
    output._create(table_of(TABLES["events"], "some-project.news"))  # somebody brings it back
    output.prepare()
    output.load(READY, resumed=True)
    assert client.runs["r1"] == "committed"


def alter_table(client: FakeClient, name: str, change: Callable[[list[Any]], list[Any]]) -> None:
    assert client.tables is not None
    schema = client.tables[name]["schema"]
    schema["fields"] = change(schema["fields"])


def without(column: str) -> Callable[[list[Any]], list[Any]]:
    return lambda fields: [field for field in fields if field["name"] != column]


def retyped(column: str) -> Callable[[list[Any]], list[Any]]:
    return lambda fields: [field | {"type": "INT64"} if field["name"] == column else field for field in fields]


def with_column(fields: list[Any]) -> list[Any]:
    return [*fields, {"name": "colour", "type": "STRING"}]


def test_load_column_dropped_meanwhile_is_added_again(output: BigQueryDataset, client: FakeClient) -> None:
    client.before = once(("commit", "runs"), lambda: alter_table(client, "events", without("event_type")))
    output.load(READY)
    check_committed(client)
    assert "event_type" in {field.name for field in client.get_table("p.d.events").schema}


def test_load_column_retyped_meanwhile_says_what_differs(output: BigQueryDataset, client: FakeClient) -> None:
    def retype() -> Exception:
        alter_table(client, "events", retyped("event_type"))
        return exceptions.BadRequest("Query column 3 has type STRING which cannot be inserted into column event_type")

    client.before = once(("commit", "runs"), retype)
    assert "events: the table has another schema than this newsbeam writes: event_type: got INT64" in fails(output)


def test_load_column_added_meanwhile_is_left_and_the_next_run_says_so(
    output: BigQueryDataset, client: FakeClient
) -> None:
    client.before = once(("commit", "runs"), lambda: alter_table(client, "events", with_column))
    output.load(READY)
    check_committed(client)
    with pytest.raises(NewsbeamError, match="colour: got STRING NULLABLE, wanted no such column"):
        output.prepare()


@pytest.mark.parametrize("table", WRITTEN_BY_RUNS)
def test_prepare_deleted_table_with_committed_rows_says_how_to_get_them_back(
    output: BigQueryDataset, client: FakeClient, table: str
) -> None:
    client.runs["earlier"] = "committed"
    client.drop(table)
    name = f"some-project:news.{table}"
    with pytest.raises(NewsbeamError) as caught:
        output.prepare()
    assert str(caught.value) == (
        f"bq://some-project.news: {table}: deleted, with rows of committed runs; nothing was changed: bring it back "
        f"(as it was an hour ago: bq cp '{name}@-3600000' '{name}'), or delete runs and inputs too, and the same "
        "command reads the inputs again"
    )
    assert client.tables is not None
    assert table not in client.tables
    client.drop("runs", *({"inputs"} - {table}))
    output.prepare()
    assert TABLES.keys() <= client.tables.keys()


@pytest.mark.parametrize("table", ["runs", *sorted(TABLES.keys() - {"runs", *WRITTEN_BY_RUNS})])
def test_prepare_missing_table_without_rows_of_runs_is_made(
    output: BigQueryDataset, client: FakeClient, table: str
) -> None:
    if table != "runs":
        client.runs["earlier"] = "committed"
    client.drop(table)
    output.prepare()
    assert client.get_table(f"p.d.{table}").time_partitioning


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (without("article_id"), "article_id: got no such column, wanted it as a key"),
        (retyped("event_type"), "event_type: got INT64 REQUIRED, wanted STRING REQUIRED"),
        (with_column, "colour: got STRING NULLABLE, wanted no such column"),
    ],
)
def test_prepare_altered_table_is_left_alone_and_the_difference_named(
    output: BigQueryDataset, client: FakeClient, change: Callable[[list[Any]], list[Any]], expected: str
) -> None:
    alter_table(client, "entities" if "key" in expected else "events", change)
    before = copy.deepcopy(client.tables)
    with pytest.raises(NewsbeamError) as caught:
        output.prepare()
    message = str(caught.value)
    assert expected in message
    assert message.endswith("Nothing was changed; undo the change, rename the table, or choose another dataset")
    assert "\n" not in message
    assert client.tables == before


def test_prepare_table_of_other_partitions_is_named(output: BigQueryDataset, client: FakeClient) -> None:
    assert client.tables is not None
    client.tables["events"]["timePartitioning"]["type"] = "DAY"
    with pytest.raises(NewsbeamError, match="partitioned by DAY of published_date, wanted MONTH of published_date"):
        output.prepare()


def test_prepare_view_in_the_place_of_a_table_is_named(output: BigQueryDataset, client: FakeClient) -> None:
    assert client.tables is not None
    client.tables["events"]["type"] = "VIEW"
    with pytest.raises(NewsbeamError, match=r"news.events: the table has another .*: got a VIEW, wanted a TABLE"):
        output.prepare()


def test_prepare_table_in_the_place_of_a_view_is_named(output: BigQueryDataset, client: FakeClient) -> None:
    assert client.tables is not None
    client.tables["current_events"]["type"] = "TABLE"
    with pytest.raises(
        NewsbeamError, match=r"current_events: got a TABLE, wanted newsbeam's view; rename or delete it"
    ):
        output.prepare()


@pytest.mark.parametrize("is_deleted", [False, True])
def test_prepare_views_puts_back_a_view_that_was_replaced_or_deleted(
    output: BigQueryDataset, client: FakeClient, is_deleted: bool
) -> None:
    assert client.tables is not None
    query = client.tables["current_events"]["view"]["query"]
    client.tables["current_events"]["view"]["query"] = "SELECT 1 AS nothing"
    if is_deleted:
        client.drop("current_events")
    output.prepare_views()
    assert client.get_table("p.d.current_events").view_query == query


def test_prepare_views_puts_back_the_table_function(output: BigQueryDataset, client: FakeClient) -> None:
    wanted = client.routines["incident_tolls"]
    for found in ({}, {"incident_tolls": {**wanted, "definitionBody": "SELECT 1 AS nothing"}}):
        client.routines = found
        output.prepare_views()
        assert client.routines == {"incident_tolls": wanted}


def test_prepare_views_another_function_in_the_place_of_tolls_is_named(
    output: BigQueryDataset, client: FakeClient
) -> None:
    client.routines["incident_tolls"]["routineType"] = "SCALAR_FUNCTION"
    with pytest.raises(NewsbeamError, match="got a SCALAR_FUNCTION, wanted newsbeam's table function"):
        output.prepare_views()
