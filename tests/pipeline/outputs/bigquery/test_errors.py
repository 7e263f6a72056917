"""Error messages for errors of Google's clients, and retries of failed jobs."""

from types import SimpleNamespace
from typing import Any

import pytest
from google.api_core import exceptions
from google.auth.exceptions import DefaultCredentialsError

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs.bigquery import dataset as dataset_module
from pipeline.outputs.bigquery.dataset import MAX_ATTEMPTS, BigQueryDataset, explaining_errors


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (exceptions.Forbidden("Access Denied: Dataset x", errors=[{"reason": "accessDenied"}]), "bigquery.dataEditor"),
        (exceptions.Forbidden("Quota exceeded", errors=[{"reason": "quotaExceeded"}]), "a quota is used up"),
        (exceptions.TooManyRequests("Slow down"), "a quota is used up"),
        (exceptions.NotFound("Not found: Dataset x"), "make it first"),
        (exceptions.BadRequest("No such field"), "failed (No such field); what is written is kept"),
        (DefaultCredentialsError("none found"), "gcloud auth application-default login"),
    ],
)
def test_explaining_errors_message_says_what_to_do(error: Exception, expected: str) -> None:
    with pytest.raises(NewsbeamError) as caught, explaining_errors("bq://p.d"):
        raise error
    assert str(caught.value).startswith("bq://p.d: ")
    assert expected in str(caught.value)


class FakeJobs:
    """A client whose jobs end with the given errors."""

    def __init__(self, *ends: Exception | None) -> None:
        self.ends = list(ends)
        self.done: dict[str, Exception | None] = {}

    def send(self, job_id: str) -> Any:
        if job_id in self.done:
            raise exceptions.Conflict("Already Exists")
        self.done[job_id] = self.ends.pop(0)
        return self.get_job(job_id)

    def get_job(self, job_id: str, location: str | None = None) -> Any:
        def result() -> None:
            if (error := self.done[job_id]) is not None:
                raise error

        return SimpleNamespace(result=result, errors=[{"reason": "invalid", "message": "File: gs://news/x.parquet"}])

    def run(self) -> None:
        target = object.__new__(BigQueryDataset)
        target.dataset = Dataset(project="some-project", name="news")
        target.client = self
        target.location = "EU"
        target._run_job("job", "load of events", self.send)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_module, "time", SimpleNamespace(sleep=lambda _: None))


TRANSIENT = exceptions.ServiceUnavailable("Try later", errors=[{"reason": "backendError"}])
ABORTED = exceptions.BadRequest("Transaction is aborted due to concurrent update against table events")
PERMANENT = exceptions.BadRequest("Bad row; reason: invalid", errors=[{"reason": "invalid", "message": "Bad row"}])


def test_run_job_repeated_call_sends_it_once() -> None:
    jobs = FakeJobs(None)
    jobs.run()
    jobs.run()
    assert list(jobs.done) == ["job-0"]


def test_run_job_transient_error_is_retried_under_another_id() -> None:
    jobs = FakeJobs(TRANSIENT, ABORTED, None)
    jobs.run()
    assert list(jobs.done) == ["job-0", "job-1", "job-2"]


def test_run_job_permanent_error_raises_and_next_call_retries() -> None:
    jobs = FakeJobs(PERMANENT, None)
    with pytest.raises(
        NewsbeamError, match=r"load of events \(job job-0\): failed \(Bad row; File: gs://news/x.parquet\)"
    ):
        jobs.run()
    jobs.run()
    assert list(jobs.done) == ["job-0", "job-1"]


def test_run_job_repeated_transient_errors_raise_after_max_attempts() -> None:
    jobs = FakeJobs(*[TRANSIENT] * (MAX_ATTEMPTS + 1))
    with pytest.raises(NewsbeamError, match="Try later"):
        jobs.run()
    assert len(jobs.done) == MAX_ATTEMPTS
