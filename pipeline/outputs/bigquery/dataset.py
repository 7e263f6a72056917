"""The tables of a BigQuery dataset: prepared before a run, loaded and committed by the last step of its graph.

Beam's BigQuery sink gives its load jobs random names and appends, so that a retried step duplicates rows. Here a job's
name follows from run, table and attempt, so that it runs once even if it is sent twice. Rows are loaded into staging
tables first; one transaction makes them visible, and does nothing when its run is already committed.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from itertools import count
from typing import Any

from google.api_core import exceptions
from google.cloud import bigquery

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.bigquery.errors import (
    advice,
    explaining_errors,
    is_about_content,
    is_cancelled,
    is_overtaken,
    is_transient,
)
from pipeline.outputs.bigquery.schema import differences, merged, nullable, same, table_of, tolls_of, view_of
from pipeline.outputs.bigquery.sql import FAIL_RUN, RUN_COLUMNS, RUN_STATUS, WRITTEN_BY_RUNS, begin_run, transaction
from pipeline.outputs.ready import Ready
from schemas.bigquery import bigquery_schema
from schemas.rows.run import Run
from schemas.tables import TABLES, Table

MAX_ATTEMPTS = 4
"""How often a job is sent before the run gives up."""

MAX_FILES_PER_LOAD = 10_000
"""BigQuery's limit for one load job."""

STAGING_LIFETIME = timedelta(days=1)
"""After this, BigQuery deletes a staging table that nobody deleted."""

MAX_RUN_DURATION = timedelta(days=10)
"""A run that is `running` for longer has crashed; if it is only slow, its commit will correct its status."""


class BigQueryDataset:
    """A dataset with newsbeam's tables.

    It connects when it is first used, because it is pickled and sent to workers. Every method raises a `NewsbeamError`
    if credentials, dataset or permissions are missing.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in {"client", "location"}}

    @cached_property
    def client(self) -> bigquery.Client:
        """The connected client."""
        with explaining_errors(f"bq://{self.dataset}"):
            return bigquery.Client(project=self.dataset.project)

    @cached_property
    def location(self) -> str:
        """The location of the dataset."""
        with explaining_errors(f"bq://{self.dataset}"):
            return str(self.client.get_dataset(str(self.dataset)).location)

    def prepare(self) -> None:
        """Create missing tables and views, add missing columns to existing tables, and put back the views' queries.

        Raises:
            NewsbeamError: An existing table has another schema, rows of committed runs are lost with a table, or a
                table cannot be created.
        """
        _ = self.location  # report a missing dataset or missing permissions first
        self._prepare_tables()
        self.prepare_views()

    def _prepare_tables(self) -> bool:
        """Create or extend the tables; whether there was anything to do."""
        with explaining_errors(f"bq://{self.dataset}"):
            found = {name: self._find(name) for name in TABLES}
        lost = [name for name in WRITTEN_BY_RUNS if found[name] is None]
        if lost and found["runs"] is not None and self._has_committed_runs():
            name = f"{self.dataset.project}:{self.dataset.name}.{lost[0]}"
            raise NewsbeamError(
                f"bq://{self.dataset}: {', '.join(lost)}: deleted, with rows of committed runs; nothing was changed: "
                f"bring it back (as it was an hour ago: bq cp '{name}@-3600000' '{name}'), or delete runs and inputs "
                "too, and the same command reads the inputs again"
            )
        changes = [self._prepare_table(table, found[table.name]) for table in TABLES.values()]
        return any(changes)

    def _has_committed_runs(self) -> bool:
        return any(self.rows("SELECT 1 FROM runs WHERE status = 'committed' LIMIT 1"))

    def prepare_views(self) -> None:
        """Create missing views and the table function, and replace queries that are not newsbeam's.

        Raises:
            NewsbeamError: One of them cannot be created, or something else has its name.
        """
        for table in TABLES.values():
            view = view_of(table, str(self.dataset))
            with explaining_errors(f"bq://{view.reference}"):
                self._prepare_view(view, nullable(bigquery_schema(table.record)))
        function = tolls_of(str(self.dataset))
        with explaining_errors(f"bq://{function.reference}"):
            self._prepare_function(function)

    def _find(self, name: str) -> bigquery.Table | None:
        """A table or view of the dataset, None if it does not exist."""
        with suppress(exceptions.NotFound):
            return self.client.get_table(f"{self.dataset}.{name}")
        return None

    def _create(self, wanted: bigquery.Table) -> bigquery.Table:
        self.client.create_table(wanted, exists_ok=True)
        return self.client.get_table(wanted.reference)

    def _prepare_table(self, table: Table, found: bigquery.Table | None) -> bool:
        wanted, name = table_of(table, str(self.dataset)), f"bq://{self.dataset}.{table.name}"
        with explaining_errors(name):
            existing = found or self._create(wanted)
            if differing := differences(existing, wanted, table.key):
                raise NewsbeamError(
                    f"{name}: the table has another schema than this newsbeam writes: {'; '.join(differing)}. "
                    "Nothing was changed; undo the change, rename the table, or choose another dataset"
                )
            has_changed = self._update_fields(existing, merged(existing.schema, wanted.schema), wanted.description)
        return found is None or has_changed

    def _prepare_view(self, wanted: bigquery.Table, fields: Sequence[bigquery.SchemaField]) -> None:
        found = self._find(wanted.table_id) or self._create(wanted)
        if found.table_type != "VIEW":
            raise NewsbeamError(
                f"bq://{wanted.reference}: got a {found.table_type}, wanted newsbeam's view; rename or delete it, and "
                "the same command makes the view"
            )
        # A view has the columns that its tables had when its query was set; setting it again adds new ones.
        if found.view_query != wanted.view_query or _names(found.schema) != _names(fields):
            found.view_query = wanted.view_query
            found = self.client.update_table(found, ["view_query"])
        self._update_fields(found, merged(found.schema, fields), wanted.description)

    def _prepare_function(self, wanted: bigquery.Routine) -> None:
        try:
            found = self.client.get_routine(wanted.reference)
        except exceptions.NotFound:
            self.client.create_routine(wanted, exists_ok=True)
            return
        if found.type_ != wanted.type_:
            raise NewsbeamError(
                f"bq://{wanted.reference}: got a {found.type_}, wanted newsbeam's table function; rename or delete it, "
                "and the same command makes the function"
            )
        if (found.body, found.description) != (wanted.body, wanted.description):
            self.client.update_routine(wanted, ["arguments", "body", "description", "language", "type_"])

    def _update_fields(self, found: bigquery.Table, fields: Sequence[bigquery.SchemaField], description: str) -> bool:
        if same(found.schema, fields) and found.description == description:
            return False
        found.schema, found.description = fields, description
        self.client.update_table(found, ["schema", "description"])
        return True

    def rows(self, query: str, **values: Any) -> Iterator[dict[str, Any]]:
        """Run a query.

        Args:
            query: In GoogleSQL, with unqualified table names.
            values: Named parameters, strings or lists of them.
        """
        parameters = [
            bigquery.ArrayQueryParameter(name, "STRING", value)
            if isinstance(value, list)
            else bigquery.ScalarQueryParameter(name, "STRING", value)
            for name, value in values.items()
        ]
        settings = bigquery.QueryJobConfig(query_parameters=parameters, default_dataset=str(self.dataset))
        with explaining_errors(f"bq://{self.dataset}"):
            for row in self.client.query_and_wait(query, job_config=settings, location=self.location):
                yield dict(row.items())

    def execute(self, query: str, **values: Any) -> None:
        """Run a query that returns no rows; see `rows`."""
        _ = list(self.rows(query, **values))

    def begin(self, run: Run) -> None:
        """Record a run as running, and runs older than `MAX_RUN_DURATION` as failed."""
        self.execute(begin_run(MAX_RUN_DURATION.days), **{name: getattr(run, name) for name in RUN_COLUMNS})

    def fail(self, run_id: str) -> None:
        """Record a run as failed, unless it is committed."""
        self.execute(FAIL_RUN, run_id=run_id)

    def load(self, ready: Ready, *, resumed: bool = False) -> None:
        """Load the files and make their rows visible; calling it again has no effect.

        What is deleted or altered by hand meanwhile (a staging table, a table, a column) is put back once.

        Args:
            ready: What to load.
            resumed: Whether a command goes on with what an earlier one left. Jobs that were cancelled before are then
                sent again; a step that an engine merely repeats leaves them cancelled.

        Raises:
            NewsbeamError: A job failed permanently; the files are kept, and the same command loads them again.
        """
        if self._status(ready.run.run_id) == "committed":
            return
        staged = self._stage_all(ready, resumed)
        try:
            self._commit(ready, staged, resumed)
        except NewsbeamError as error:
            if is_overtaken(error) or not (is_about_content(error) and self._put_back(ready, staged)):
                raise
            staged = self._stage_all(ready, resumed)
            self._commit(ready, staged, resumed)
        for name in staged.values():
            with suppress(exceptions.GoogleAPIError, OSError):  # everything is committed, and the table will expire
                self.client.delete_table(f"{self.dataset}.{name}", not_found_ok=True)

    def _status(self, run_id: str) -> str | None:
        """The status of a run; None if it is not known."""
        try:
            return next((str(row["status"]) for row in self.rows(RUN_STATUS, run_id=run_id)), None)
        except NewsbeamError as error:
            if is_about_content(error):  # the runs table is gone; the commit will say so or put it back
                return None
            raise

    def _commit(self, ready: Ready, staged: Mapping[str, str], resumed: bool) -> None:
        run = ready.run
        rows = {table: _rows(ready, table) for table in staged}
        script = transaction(str(self.dataset), run.run_id, staged, rows, ready.known_runs)
        settings = bigquery.QueryJobConfig(use_query_cache=False)
        send = partial(self.client.query, script, job_config=settings, location=self.location, job_retry=None)
        self._run_job(
            f"newsbeam-{run.run_id}-{ready.attempt}-commit",
            "commit",
            send,
            resumed=resumed,
            is_done=lambda: self._status(run.run_id) == run.status,  # not so in a dataset that was made again since
        )

    def _put_back(self, ready: Ready, staged: Mapping[str, str]) -> bool:
        """Mend tables, and delete staging tables that do not hold what was loaded; whether there was anything to do."""
        has_changed = self._prepare_tables()
        with explaining_errors(f"bq://{self.dataset}"):
            lost = [name for table, name in staged.items() if not self._is_staged(name, table, _rows(ready, table))]
            for name in lost:
                self.client.delete_table(f"{self.dataset}.{name}", not_found_ok=True)
        return has_changed or bool(lost)

    def _is_staged(self, name: str, table: str, rows: int) -> bool:
        found, wanted = self._find(name), self._staging_table(name, table)
        if found is None or _names(found.schema) != _names(wanted.schema) or differences(found, wanted):
            return False
        return any(row["row_count"] == rows for row in self.rows(f"SELECT COUNT(*) AS row_count FROM {name}"))

    def _stage_all(self, ready: Ready, resumed: bool) -> dict[str, str]:
        """Load the files into staging tables of this attempt; their names by table."""
        return {table: self._stage(ready, table, resumed) for table in sorted({file.table for file in ready.files})}

    def _stage(self, ready: Ready, table: str, resumed: bool) -> str:
        name = f"staging_{ready.attempt}_{table}"
        try:
            self._load_staging(ready, table, name, resumed)
        except NewsbeamError as error:
            with explaining_errors(f"bq://{self.dataset}"):
                if not is_about_content(error) or self._find(name) is not None:
                    raise
            self._load_staging(ready, table, name, resumed)  # it was deleted before it was loaded
        return name

    def _staging_table(self, name: str, table: str) -> bigquery.Table:
        return bigquery.Table(f"{self.dataset}.{name}", schema=bigquery_schema(TABLES[table].record))

    def _load_staging(self, ready: Ready, table: str, name: str, resumed: bool) -> None:
        staging = self._staging_table(name, table)
        staging.expires = datetime.now(UTC) + STAGING_LIFETIME
        with explaining_errors(f"bq://{self.dataset}.{name}"):
            created = self._create(staging).created
        # Part of the job names, because a staging table that was deleted or expired must be loaded again.
        version = int(created.timestamp() * 1000) if created else 0
        files = [file.path for file in ready.of(table)]
        for number, first in enumerate(range(0, len(files), MAX_FILES_PER_LOAD)):
            parquet = bigquery.ParquetOptions()  # type: ignore[no-untyped-call]
            parquet.enable_list_inference = True
            settings = bigquery.LoadJobConfig(
                source_format=bigquery.SourceFormat.PARQUET,
                schema=staging.schema,
                write_disposition="WRITE_APPEND" if number else "WRITE_TRUNCATE",
                create_disposition="CREATE_NEVER",
                parquet_options=parquet,
                labels={"newsbeam": "load"},
            )
            batch = files[first : first + MAX_FILES_PER_LOAD]
            load = partial(self.client.load_table_from_uri, batch, staging.reference, job_config=settings)
            job_name = f"newsbeam-{ready.run.run_id}-{ready.attempt}-{table}-{version}-{number}"
            self._run_job(job_name, f"load of {table}", partial(load, location=self.location), resumed=resumed)

    def _run_job(
        self,
        name: str,
        what: str,
        send: Callable[..., Any],
        *,
        resumed: bool = False,
        is_done: Callable[[], bool] = lambda: True,
    ) -> None:
        """Run a job once, under one of the ids `name-0`, `name-1`, …: each is used only if all before it failed.

        Args:
            name: Of the job.
            what: It does, for error messages.
            send: Sends it under the `job_id`.
            resumed: See `load`.
            is_done: Whether the effect of a job that succeeded earlier is still there.
        """
        sent = 0
        for attempt in count():
            job_id = f"{name}-{attempt}"
            where = f"bq://{self.dataset}: {what} (job {job_id})"
            with explaining_errors(where):
                try:
                    job, is_sender = send(job_id=job_id), True
                except exceptions.Conflict:
                    # Sent by another attempt at this step, or by a request whose response was lost.
                    job, is_sender = self._find_job(job_id), False
                if job is None:
                    continue
                had_ended = not is_sender and job.state == "DONE"
                error = _outcome(job)
            sent += is_sender
            if error is None and (is_sender or is_done()):
                return
            if error is None:
                continue
            is_final = sent >= MAX_ATTEMPTS or not is_transient(error)
            is_cancelled_now = is_cancelled(error) and not (resumed and had_ended)
            if (is_sender and is_final) or is_cancelled_now:
                raise NewsbeamError(f"{where}: {advice(error, job.errors or ())}") from error
            if is_sender:
                time.sleep(2**sent)

    def _find_job(self, job_id: str) -> Any:
        """A job that was sent, None if its record is gone: whatever it did, the next one does it again."""
        with suppress(exceptions.NotFound):
            return self.client.get_job(job_id, location=self.location)
        return None


def _outcome(job: Any) -> exceptions.GoogleAPICallError | None:
    """The error with which a job ends."""
    try:
        job.result()
    except exceptions.GoogleAPICallError as error:
        return error
    return None


def _rows(ready: Ready, table: str) -> int:
    return sum(file.rows for file in ready.of(table))


def _names(fields: Iterable[bigquery.SchemaField]) -> set[str]:
    return {field.name for field in fields}
