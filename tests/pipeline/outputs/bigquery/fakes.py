"""A BigQuery output without BigQuery, which records what is loaded; and a client whose dataset is in memory."""

import copy
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

import msgspec
import pyarrow.parquet as pq
from google.api_core import exceptions
from google.cloud import bigquery

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.bigquery.output import BigQueryOutput
from pipeline.outputs.bigquery.schema import nullable
from pipeline.outputs.ready import Ready
from schemas.bigquery import bigquery_schema
from schemas.rows.run import Input
from schemas.tables import TABLES


class FakeDataset(BigQueryOutput):
    """An output that records its loads.

    Args:
        temp: A local folder.
    """

    def __init__(self, temp: str) -> None:
        super().__init__(Dataset(project="some-project", name="news"), temp)
        self.loaded: list[Ready] = []
        self.error: NewsbeamError | None = None
        self.before_load: Callable[[], None] = lambda: None

    def load(self, ready: Ready, *, resumed: bool = False) -> None:
        if ready.of("articles"):
            self.before_load()
        self.loaded.append(ready)
        if self.error is not None and ready.of("articles"):
            raise self.error

    def rows(self, query: str, **values: Any) -> Iterator[dict[str, Any]]:
        committed = [ready for ready in self.loaded if ready.run.status == "committed"]
        if "options" in values:
            committed = [ready for ready in committed if ready.run.options == values["options"]]
        if "SELECT run_id FROM runs" in query:
            yield from ({"run_id": ready.run.run_id} for ready in committed)
            return
        for ready in committed:
            for file in ready.of("inputs"):
                for row in msgspec.convert(pq.read_table(file.path).to_pylist(), list[Input]):
                    assert row.uri.startswith(values["prefix"])
                    yield {name: getattr(row, name) for name in ("uri", "fingerprint", "range_start", "range_end")}


type Event = tuple[str, str]
"""What a client is about to do, and the name of the table."""


class FakeClient:
    """A BigQuery client whose dataset is in memory: tables without rows but with their number, and jobs.

    Attributes:
        files: Rows of the files that can be loaded, by path.
        tables: Tables and views by name, in the form of the API; None if the dataset does not exist.
        routines: Table functions by name, in the form of the API.
        runs: Statuses of runs.
        rows: Numbers of committed rows by table.
        before: Called before everything that changes the dataset. What it returns is the error of the job.
        jobs: The errors with which jobs ended, by id.
        lost_jobs: Ids of jobs whose record is gone.
    """

    def __init__(self, files: dict[str, int]) -> None:
        self.files = files
        self.tables: dict[str, dict[str, Any]] | None = {}
        self.routines: dict[str, dict[str, Any]] = {}
        self.runs: dict[str, str] = {}
        self.rows: Counter[str] = Counter()
        self.before: Callable[[Event], Exception | None] = lambda _: None
        self.jobs: dict[str, Exception | None] = {}
        self.lost_jobs: set[str] = set()
        self._created = count(1)

    def drop(self, *names: str) -> None:
        """Delete tables, as somebody else does."""
        for name in names:
            self._all.pop(name)

    def staged(self) -> list[str]:
        """Names of the staging tables."""
        return [name for name in self.tables or () if name.startswith("staging_")]

    @property
    def _all(self) -> dict[str, dict[str, Any]]:
        if self.tables is None:
            raise not_found("Dataset some-project:news")
        return self.tables

    def get_dataset(self, name: str) -> Any:
        return SimpleNamespace(location="EU", tables=self._all)

    def get_table(self, table: Any) -> bigquery.Table:
        name = _name(table)
        if name not in self._all:
            raise not_found(f"Table some-project:news.{name}")
        return bigquery.Table.from_api_repr(copy.deepcopy(self._all[name]))

    def create_table(self, table: bigquery.Table, *, exists_ok: bool) -> None:
        assert exists_ok
        self.before(("create", table.table_id))
        view = table.to_api_repr().get("view")
        more: dict[str, Any] = {
            "creationTime": str(next(self._created)),
            "numRows": "0",
            "type": "VIEW" if view else "TABLE",
        }
        if view:
            columns = nullable(bigquery_schema(TABLES[table.table_id.removeprefix("current_")].record))
            more["schema"] = {"fields": [column.to_api_repr() for column in columns]}
        self._all.setdefault(table.table_id, table.to_api_repr() | more)

    def update_table(self, table: bigquery.Table, fields: Sequence[str]) -> bigquery.Table:
        self._all[table.table_id] = table.to_api_repr()
        return self.get_table(table)

    def get_routine(self, reference: bigquery.RoutineReference) -> bigquery.Routine:
        if reference.routine_id not in self.routines:
            raise not_found(f"Routine some-project:news.{reference.routine_id}")
        return bigquery.Routine.from_api_repr(copy.deepcopy(self.routines[reference.routine_id]))

    def create_routine(self, routine: bigquery.Routine, *, exists_ok: bool) -> None:
        assert exists_ok
        self.routines.setdefault(routine.routine_id, routine.to_api_repr())

    def update_routine(self, routine: bigquery.Routine, fields: Sequence[str]) -> None:
        self.routines[routine.routine_id] = {**routine.to_api_repr(), **routine._build_resource(fields)}

    def delete_table(self, name: str, *, not_found_ok: bool) -> None:
        assert not_found_ok
        self._all.pop(_name(name), None)

    def load_table_from_uri(self, uris: Sequence[str], table: Any, *, job_id: str, **_: Any) -> Any:
        return self._job(job_id, ("load", table.table_id), partial(self._load, uris, table.table_id))

    def query(self, script: str, *, job_id: str, **_: Any) -> Any:
        return self._job(job_id, ("commit", "runs"), partial(self._commit, script))

    def query_and_wait(self, query: str, *, job_config: bigquery.QueryJobConfig, **_: Any) -> list[dict[str, Any]]:
        if counted := re.match(r"SELECT COUNT\(\*\) AS row_count FROM (\w+)$", query):
            return [{"row_count": int(self._all[counted[1]]["numRows"])}]
        self.get_table("runs")
        wanted = {parameter.value for parameter in job_config.query_parameters}
        found = {run_id: status for run_id, status in self.runs.items() if not wanted or run_id in wanted}
        return [{"status": status} for status in found.values() if "'committed'" not in query or status == "committed"]

    def get_job(self, job_id: str, **_: Any) -> Any:
        if job_id in self.lost_jobs:
            raise not_found(f"Job some-project:EU.{job_id}")

        def result() -> None:
            if (error := self.jobs[job_id]) is not None:
                raise error

        return SimpleNamespace(result=result, errors=[], state="DONE")

    def _job(self, job_id: str, event: Event, work: Callable[[], None]) -> Any:
        if job_id in self.jobs:
            raise exceptions.Conflict(f"Already Exists: Job {job_id}")
        error = self.before(event)
        if error is None:
            try:
                work()
            except exceptions.GoogleAPICallError as raised:
                error = raised
        self.jobs[job_id] = error
        return self.get_job(job_id)

    def _load(self, uris: Sequence[str], table: str) -> None:
        self.get_table(table)
        for uri in uris:
            if uri not in self.files:
                raise not_found(f"URI {uri}")
        self._all[table]["numRows"] = str(sum(self.files[uri] for uri in uris))

    def _commit(self, script: str) -> None:
        (run_id,) = set(re.findall(r"run_id = '(\w+)'", script))
        if self.runs.get(run_id) == "committed":
            return
        for name in re.findall(r"`some-project\.news\.(\w+)`", script):
            self.get_table(name)
        wanted = dict(re.findall(r"\(SELECT COUNT\(\*\) FROM `[\w.-]+\.(\w+)`\) <> (\d+)", script))
        if any(self._all[name]["numRows"] != rows for name, rows in wanted.items()):
            raise exceptions.BadRequest("staging tables do not hold the rows that were written")
        for target, columns in re.findall(r"INSERT INTO `[\w.-]+\.(\w+)` \((.*?)\)", script):
            missing = {column.strip("`") for column in columns.split(", ")} - {
                field.name for field in self.get_table(target).schema
            }
            if missing:
                raise exceptions.BadRequest(f"Column {missing.pop()} is not present in table {target}")
        for name in re.findall(r"DELETE FROM `[\w.-]+\.(\w+)` WHERE run_id = ", script):
            self.rows.pop(name, None)
        self.rows.update({name.split("_", 2)[2]: int(rows) for name, rows in wanted.items()})
        self.runs[run_id] = "committed"


def not_found(what: str) -> exceptions.NotFound:
    """The error about something that does not exist."""
    message = f"Not found: {what}"
    return exceptions.NotFound(message, errors=[{"reason": "notFound", "message": message}])


def _name(table: Any) -> str:
    return str(table).split(".")[-1] if isinstance(table, str) else str(table.table_id)
