"""The tables of a BigQuery dataset: prepared before a run, loaded and committed by the last step of its graph.

Beam's BigQuery sink gives its load jobs random names and appends, so that a retried step duplicates rows. Here a job's
name follows from run, table and attempt, so that it runs once even if it is sent twice. Rows are loaded into staging
tables first; one transaction makes them visible, and does nothing when its run is already committed.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from itertools import count
from typing import Any

from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.base import Ready
from pipeline.outputs.bigquery.schema import differences, merged, nullable, same, table_of, view_of
from pipeline.outputs.bigquery.sql import FAIL_RUN, RUN_COLUMNS, begin_run, transaction
from schemas.rows.run import Run
from schemas.tables import TABLES, bigquery_schema

MAX_ATTEMPTS = 4
"""How often a job is sent before the run gives up."""

MAX_FILES_PER_LOAD = 10_000
"""BigQuery's limit for one load job."""

STAGING_LIFETIME = timedelta(days=1)
"""After this, BigQuery deletes a staging table that nobody deleted."""

MAX_RUN_DURATION = timedelta(days=10)
"""A run that is `running` for longer has crashed; if it is only slow, its commit will correct its status."""

_TRANSIENT = ("backendError", "internalError", "rateLimitExceeded", "jobBackendError", "jobInternalError", "stopped")
_MAX_MESSAGES = 3
"""Messages shown of a failed job, which may have one for each file."""
_CONCURRENT_UPDATE = "aborted due to concurrent update"


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
        """Create missing tables and views, and add missing columns to existing ones.

        Raises:
            NewsbeamError: An existing table has another schema, or a table cannot be created.
        """
        _ = self.location  # report a missing dataset or missing permissions first
        for table in TABLES.values():
            with explaining_errors(f"bq://{self.dataset}.{table.name}"):
                self._prepare_table(table_of(table, str(self.dataset)))
        for table in TABLES.values():
            view = view_of(table, str(self.dataset))
            with explaining_errors(f"bq://{view.reference}"):
                self._prepare_view(view, nullable(bigquery_schema(table.record)))

    def _get_or_create(self, wanted: bigquery.Table) -> bigquery.Table:
        with suppress(exceptions.NotFound):
            return self.client.get_table(wanted.reference)
        self.client.create_table(wanted, exists_ok=True)
        return self.client.get_table(wanted.reference)

    def _prepare_table(self, wanted: bigquery.Table) -> None:
        found = self._get_or_create(wanted)
        if lines := differences(found, wanted):
            listed = "\n  ".join(lines)
            raise NewsbeamError(
                f"bq://{self.dataset}.{wanted.table_id}: the table has another schema than this newsbeam writes:\n"
                f"  {listed}\nNothing was changed; choose another dataset, or copy the table away and delete it"
            )
        self._update_fields(found, merged(found.schema, wanted.schema), wanted.description)

    def _prepare_view(self, wanted: bigquery.Table, fields: Sequence[bigquery.SchemaField]) -> None:
        found = self._get_or_create(wanted)
        # A view has the columns that its tables had when its query was set; setting it again adds new ones.
        if found.view_query != wanted.view_query or _names(found.schema) != _names(fields):
            found.view_query = wanted.view_query
            found = self.client.update_table(found, ["view_query"])
        self._update_fields(found, merged(found.schema, fields), wanted.description)

    def _update_fields(self, found: bigquery.Table, fields: Sequence[bigquery.SchemaField], description: str) -> None:
        if not same(found.schema, fields) or found.description != description:
            found.schema, found.description = fields, description
            self.client.update_table(found, ["schema", "description"])

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

    def load(self, ready: Ready) -> None:
        """Load the files and make their rows visible; calling it again has no effect.

        Raises:
            NewsbeamError: A job failed permanently; the files are kept, and the same command loads them again.
        """
        run_id = ready.run.run_id
        if self._is_committed(run_id):
            return
        tables = sorted({file.table for file in ready.files})
        staged = {table: self._stage(ready, table, [file.path for file in ready.of(table)]) for table in tables}
        script = transaction(str(self.dataset), run_id, staged)
        settings = bigquery.QueryJobConfig(use_query_cache=False)
        send = partial(self.client.query, script, job_config=settings, location=self.location, job_retry=None)
        self._run_job(f"newsbeam-{run_id}-{ready.attempt}-commit", "commit", send)
        for table in staged.values():
            with suppress(exceptions.GoogleAPICallError):  # everything is committed, and the table will expire
                self.client.delete_table(f"{self.dataset}.{table}", not_found_ok=True)

    def _is_committed(self, run_id: str) -> bool:
        return any(self.rows("SELECT 1 FROM runs WHERE run_id = @run_id AND status = 'committed'", run_id=run_id))

    def _stage(self, ready: Ready, table: str, files: Sequence[str]) -> str:
        """Load the files of a table into a staging table of this attempt, and return its name."""
        name = f"staging_{ready.attempt}_{table}"
        staging = bigquery.Table(f"{self.dataset}.{name}", schema=bigquery_schema(TABLES[table].record))
        staging.expires = datetime.now(UTC) + STAGING_LIFETIME
        with explaining_errors(f"bq://{self.dataset}.{name}"):
            self.client.create_table(staging, exists_ok=True)
            created = self.client.get_table(staging.reference).created
        # Part of the job names, because a staging table that expired must be loaded again.
        version = int(created.timestamp() * 1000) if created else 0
        for number, first in enumerate(range(0, len(files), MAX_FILES_PER_LOAD)):
            parquet = bigquery.ParquetOptions()  # type: ignore[no-untyped-call]
            parquet.enable_list_inference = True
            settings = bigquery.LoadJobConfig(
                source_format=bigquery.SourceFormat.PARQUET,
                schema=bigquery_schema(TABLES[table].record),
                write_disposition="WRITE_APPEND" if number else "WRITE_TRUNCATE",
                create_disposition="CREATE_NEVER",
                parquet_options=parquet,
                labels={"newsbeam": "load"},
            )
            batch = files[first : first + MAX_FILES_PER_LOAD]
            load = partial(self.client.load_table_from_uri, batch, staging.reference, job_config=settings)
            job_name = f"newsbeam-{ready.run.run_id}-{ready.attempt}-{table}-{version}-{number}"
            self._run_job(job_name, f"load of {table}", partial(load, location=self.location))
        return name

    def _run_job(self, name: str, what: str, send: Callable[..., Any]) -> None:
        """Run a job once, under one of the ids `name-0`, `name-1`, …: each is used only if all before it failed."""
        sent = 0
        for attempt in count():
            job_id = f"{name}-{attempt}"
            with explaining_errors(f"bq://{self.dataset}: {what}"):
                try:
                    job, is_sender = send(job_id=job_id), True
                except (
                    exceptions.Conflict
                ):  # sent by another attempt at this step, or by a request whose response was lost
                    job, is_sender = self.client.get_job(job_id, location=self.location), False
            sent += is_sender
            try:
                job.result()
                return
            except exceptions.GoogleAPICallError as error:
                if is_sender and (sent >= MAX_ATTEMPTS or not _is_transient(error)):
                    where = f"bq://{self.dataset}: {what} (job {job_id})"
                    raise NewsbeamError(f"{where}: {_advice(error, job.errors or ())}") from error
            if is_sender:
                time.sleep(2**sent)


def _names(fields: Iterable[bigquery.SchemaField]) -> set[str]:
    return {field.name for field in fields}


def _details(error: exceptions.GoogleAPICallError) -> list[Mapping[str, str]]:
    return [detail for detail in error.errors if isinstance(detail, Mapping)]


def _reasons(error: exceptions.GoogleAPICallError) -> set[str]:
    return {str(detail.get("reason")) for detail in _details(error)}


def _is_transient(error: exceptions.GoogleAPICallError) -> bool:
    return not _reasons(error).isdisjoint(_TRANSIENT) or _CONCURRENT_UPDATE in str(error)


@contextmanager
def explaining_errors(what: str) -> Iterator[None]:
    """Raise errors of Google's clients as a `NewsbeamError` that says what to do.

    Args:
        what: What was being used.
    """
    try:
        yield
    except GoogleAuthError as error:
        raise NewsbeamError(
            f"{what}: no credentials ({_first_line(error)}); on a machine of Google's give it a service account, "
            "elsewhere: gcloud auth application-default login"
        ) from error
    except exceptions.GoogleAPICallError as error:
        raise NewsbeamError(f"{what}: {_advice(error)}") from error


def _advice(error: exceptions.GoogleAPICallError, more: Iterable[Mapping[str, str]] = ()) -> str:
    """What happened and what to do about it; `more` are the errors of a failed job."""
    messages = [detail["message"] for detail in _details(error) if detail.get("message")] or [_first_line(error)]
    messages += [detail.get("message", "") for detail in more]
    message = "; ".join(list(filter(None, dict.fromkeys(messages)))[:_MAX_MESSAGES])
    if "quotaExceeded" in _reasons(error) or isinstance(error, exceptions.TooManyRequests):
        return f"a quota is used up ({message}); what is written is kept: run the same command when there is room again"
    if isinstance(error, exceptions.Forbidden | exceptions.Unauthorized):
        return (
            f"no rights ({message}); the account needs roles/bigquery.dataEditor on the dataset, "
            "roles/bigquery.jobUser on the project and roles/storage.objectAdmin on the bucket of --temp"
        )
    if isinstance(error, exceptions.NotFound):
        return f"not there ({message}); make it first, with deploy/terraform or: bq mk --dataset PROJECT:DATASET"
    return f"failed ({message}); what is written is kept: fix the cause and run the same command again"


def _first_line(error: Exception) -> str:
    return str(getattr(error, "message", None) or error).strip().splitlines()[0]
