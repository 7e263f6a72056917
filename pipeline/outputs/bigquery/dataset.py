"""The BigQuery sink: tables made ready before a run, loaded and committed by the last step of its graph.

Beam's own BigQuery sink names its load jobs at random and appends, so that a step tried again doubles rows. Here every
job has a name of its own making (run, table, attempt): sent twice it is one job. Rows are loaded into staging tables
first, and appear to readers by one transaction that does nothing when its run is committed already.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import Any

from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError
from google.cloud import bigquery

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.base import Ready
from pipeline.outputs.bigquery.schema import differences, merged, nullable, same, table_of, view_of
from pipeline.outputs.bigquery.sql import transaction
from schemas.rows.run import Run
from schemas.tables import TABLES, bigquery_schema

TRIES = 4
"""Jobs sent for one piece of work before the run gives up."""

JOB_FILES = 10_000
"""Files that BigQuery takes in one load job."""

STAGING_LIFE = timedelta(days=1)
"""After this a staging table that nobody took away goes by itself."""

LONGEST = timedelta(days=10)
"""A run that says for longer that it is running has died unseen; one that is only slow says better by its commit."""

_PASSING = ("backendError", "internalError", "rateLimitExceeded", "jobBackendError", "jobInternalError", "stopped")
_MESSAGES = 3
"""Messages shown of a job that failed: it may have one for each file."""
_ABORTED = "aborted due to concurrent update"


class BigQuery:
    """A dataset as newsbeam's output.

    It connects when it is first used, on whatever machine that is. Every method raises a `NewsbeamError` when there are
    no credentials, no such dataset or no right to see it.

    Args:
        dataset: Its names.
    """

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name not in {"client", "location"}}

    @cached_property
    def client(self) -> bigquery.Client:
        """The client, connected."""
        with explaining_errors(f"bq://{self.dataset}"):
            return bigquery.Client(project=self.dataset.project)

    @cached_property
    def location(self) -> str:
        """Where the dataset is."""
        with explaining_errors(f"bq://{self.dataset}"):
            return str(self.client.get_dataset(str(self.dataset)).location)

    def prepare(self) -> None:
        """Make the tables and views that are missing, and give those that are there the columns they lack.

        Raises:
            NewsbeamError: A table differs otherwise, or may not be made.
        """
        _ = self.location  # no dataset, no rights: say so before anything of one table
        for table in TABLES.values():
            with explaining_errors(f"bq://{self.dataset}.{table.name}"):
                self._prepare_table(table_of(table, str(self.dataset)))
        for table in TABLES.values():
            made = view_of(table, str(self.dataset))
            with explaining_errors(f"bq://{made.reference}"):
                self._prepare_view(made, nullable(bigquery_schema(table.record)))

    def _prepare_table(self, wanted: bigquery.Table) -> None:
        try:
            found = self.client.get_table(wanted.reference)
        except exceptions.NotFound:
            found = self.client.create_table(wanted, exists_ok=True)
            found = self.client.get_table(wanted.reference)
        if lines := differences(found, wanted):
            listed = "\n  ".join(lines)
            raise NewsbeamError(
                f"bq://{self.dataset}.{wanted.table_id}: the table has another schema than this newsbeam writes:\n"
                f"  {listed}\nNothing was changed; choose another dataset, or copy the table away and delete it"
            )
        self._describe(found, merged(found.schema, wanted.schema), wanted.description)

    def _prepare_view(self, wanted: bigquery.Table, fields: Sequence[bigquery.SchemaField]) -> None:
        try:
            found = self.client.get_table(wanted.reference)
        except exceptions.NotFound:
            self.client.create_table(wanted, exists_ok=True)
            found = self.client.get_table(wanted.reference)
        # A view keeps the columns that its tables had when it was made: one that is told anew has all.
        if found.view_query != wanted.view_query or _names(found.schema) != _names(fields):
            found.view_query = wanted.view_query
            found = self.client.update_table(found, ["view_query"])
        self._describe(found, merged(found.schema, fields), wanted.description)

    def _describe(self, found: bigquery.Table, fields: Sequence[bigquery.SchemaField], description: str) -> None:
        if not same(found.schema, fields) or found.description != description:
            found.schema, found.description = fields, description
            self.client.update_table(found, ["schema", "description"])

    def rows(self, query: str, **values: Any) -> Iterator[dict[str, Any]]:
        """What a query gives.

        Args:
            query: In GoogleSQL, tables without a dataset.
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

    def begin(self, run: Run) -> None:
        """Put a run on record as running, and those as failed that nobody can be running any more."""
        names = ("run_id", "status", "runner", "code_version", "model", "options")
        sums = ("records_read", "articles", "repeats", "failures", "events")
        query = (
            "UPDATE runs SET status = 'failed', finished_at = CURRENT_TIMESTAMP() WHERE status = 'running' "
            f"AND started_at < TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL {LONGEST.days} DAY);\n"
            "UPDATE runs SET status = 'running', started_at = CURRENT_TIMESTAMP(), "
            "finished_at = CAST(NULL AS TIMESTAMP) WHERE run_id = @run_id AND status <> 'committed';\n"
            f"MERGE runs USING (SELECT {', '.join(f'@{name} AS {name}' for name in names)}) AS new "
            "ON runs.run_id = new.run_id "
            f"WHEN NOT MATCHED THEN INSERT ({', '.join((*names, 'started_at', *sums))}) "
            f"VALUES ({', '.join(f'new.{name}' for name in names)}, CURRENT_TIMESTAMP(){', 0' * len(sums)})"
        )
        for _ in self.rows(query, **{name: getattr(run, name) for name in names}):
            pass

    def fail(self, run_id: str) -> None:
        """Put a run on record as failed, unless it is committed."""
        query = (
            "UPDATE runs SET status = 'failed', finished_at = CURRENT_TIMESTAMP() "
            "WHERE run_id = @run_id AND status = 'running'"
        )
        for _ in self.rows(query, run_id=run_id):
            pass

    def load(self, ready: Ready) -> None:
        """Load the files and make their rows visible, once however often this is called.

        Args:
            ready: What was written.

        Raises:
            NewsbeamError: A job failed for good; the files are kept, and the same command loads them again.
        """
        run_id = ready.run.run_id
        if self._is_committed(run_id):
            return
        tables = sorted({file.table for file in ready.files})
        staged = {table: self._stage(ready, table, [file.path for file in ready.of(table)]) for table in tables}
        script = transaction(str(self.dataset), run_id, staged)
        settings = bigquery.QueryJobConfig(use_query_cache=False)

        def send(job_id: str) -> Any:
            return self.client.query(script, job_config=settings, job_id=job_id, location=self.location, job_retry=None)

        self._once(f"newsbeam-{run_id}-{ready.attempt}-commit", "commit", send)
        for table in staged.values():
            with suppress(exceptions.GoogleAPICallError):  # it is committed, and the table goes by itself
                self.client.delete_table(f"{self.dataset}.{table}", not_found_ok=True)

    def _is_committed(self, run_id: str) -> bool:
        return any(self.rows("SELECT 1 FROM runs WHERE run_id = @run_id AND status = 'committed'", run_id=run_id))

    def _stage(self, ready: Ready, table: str, files: Sequence[str]) -> str:
        """Load the files of a table into a staging table of this attempt; gives its name."""
        name = f"staging_{ready.attempt}_{table}"
        staging = bigquery.Table(f"{self.dataset}.{name}", schema=bigquery_schema(TABLES[table].record))
        staging.expires = datetime.now(UTC) + STAGING_LIFE
        with explaining_errors(f"bq://{self.dataset}.{name}"):
            self.client.create_table(staging, exists_ok=True)
            # Part of the jobs' names: what they loaded into one that went by itself must be loaded again.
            made = self.client.get_table(staging.reference).created
        born = int(made.timestamp() * 1000) if made else 0
        for number, first in enumerate(range(0, len(files), JOB_FILES)):
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
            self._once(
                f"newsbeam-{ready.run.run_id}-{ready.attempt}-{table}-{born}-{number}",
                f"load of {table}",
                self._loading(files[first : first + JOB_FILES], name, settings),
            )
        return name

    def _loading(self, files: Sequence[str], name: str, settings: bigquery.LoadJobConfig) -> Callable[[str], Any]:
        def send(job_id: str) -> Any:
            return self.client.load_table_from_uri(
                files, f"{self.dataset}.{name}", job_id=job_id, location=self.location, job_config=settings
            )

        return send

    def _once(self, name: str, what: str, send: Callable[[str], Any]) -> None:
        """Have a job done by one of the names `name-0`, `name-1`, …: each is sent only when all before it failed."""
        sent = 0
        for attempt in count():
            job_id = f"{name}-{attempt}"
            with explaining_errors(f"bq://{self.dataset}: {what}"):
                try:
                    job, own = send(job_id), True
                except exceptions.Conflict:  # sent by another try at this step, or an answer was lost
                    job, own = self.client.get_job(job_id, location=self.location), False
            sent += own
            try:
                job.result()
                return
            except exceptions.GoogleAPICallError as error:
                if own and (sent >= TRIES or not _passes(error)):
                    where = f"bq://{self.dataset}: {what} (job {job_id})"
                    raise NewsbeamError(f"{where}: {_advice(error, job.errors or ())}") from error
            if own:
                time.sleep(2**sent)


def _names(fields: Iterable[bigquery.SchemaField]) -> set[str]:
    return {field.name for field in fields}


def _passes(error: exceptions.GoogleAPICallError) -> bool:
    reasons = {str(one.get("reason")) for one in error.errors if isinstance(one, Mapping)}
    return not reasons.isdisjoint(_PASSING) or _ABORTED in str(error)


@contextmanager
def explaining_errors(what: str) -> Iterator[None]:
    """Google's errors as ours, with what an operator can do about them.

    Args:
        what: What was being used.

    Raises:
        NewsbeamError: In place of any error of Google's clients.
    """
    try:
        yield
    except GoogleAuthError as error:
        raise NewsbeamError(
            f"{what}: no credentials ({_first(error)}); on a machine of Google's give it a service account, "
            "elsewhere: gcloud auth application-default login"
        ) from error
    except exceptions.GoogleAPICallError as error:
        raise NewsbeamError(f"{what}: {_advice(error)}") from error


def _advice(error: exceptions.GoogleAPICallError, more: Iterable[Mapping[str, str]] = ()) -> str:
    """What happened and what to do about it; a job that failed tells `more`."""
    reasons = {str(one.get("reason")) for one in error.errors if isinstance(one, Mapping)}
    own = [one["message"] for one in error.errors if isinstance(one, Mapping) and one.get("message")]
    told = dict.fromkeys([*(own or [_first(error)]), *(one.get("message", "") for one in more)])
    message = "; ".join(list(filter(None, told))[:_MESSAGES])
    if "quotaExceeded" in reasons or isinstance(error, exceptions.TooManyRequests):
        return f"a quota is used up ({message}); what is written is kept: run the same command when there is room again"
    if isinstance(error, exceptions.Forbidden | exceptions.Unauthorized):
        return (
            f"no rights ({message}); the account needs roles/bigquery.dataEditor on the dataset, "
            "roles/bigquery.jobUser on the project and roles/storage.objectAdmin on the bucket of --temp"
        )
    if isinstance(error, exceptions.NotFound):
        return f"not there ({message}); make it first, such as by deploy/terraform or: bq mk --dataset PROJECT:DATASET"
    return f"failed ({message}); what is written is kept: mend the reason and run the same command again"


def _first(error: Exception) -> str:
    return str(getattr(error, "message", None) or error).strip().splitlines()[0]
