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
        (exceptions.NotFound("Not found: Table x"), "the same command makes it again, or says what is lost"),
        (exceptions.NotFound("Not found: URI gs://x"), "not there (Not found: URI gs://x); run the same command again"),
        (exceptions.RetryError("Timeout of 600s", cause=exceptions.BadGateway("502 x")), "no answer (502 x); what is"),
        (ConnectionError("reset by peer"), "no answer (reset by peer); what is written is kept: run the same command"),
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
        self.lost: set[str] = set()
        self.state = "DONE"

    def send(self, job_id: str) -> Any:
        if job_id in self.done:
            raise exceptions.Conflict("Already Exists")
        self.done[job_id] = self.ends.pop(0)
        return self.get_job(job_id)

    def get_job(self, job_id: str, location: str | None = None) -> Any:
        def result() -> None:
            if (error := self.done[job_id]) is not None:
                raise error

        if job_id in self.lost:
            raise exceptions.NotFound(f"Not found: Job {job_id}")
        errors = [{"reason": "invalid", "message": "File: gs://news/x.parquet"}]
        return SimpleNamespace(result=result, errors=errors, state=self.state)

    def run(self, **options: Any) -> None:
        target = object.__new__(BigQueryDataset)
        target.dataset = Dataset(project="some-project", name="news")
        target.client = self
        target.location = "EU"
        target._run_job("job", "load of events", self.send, **options)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dataset_module, "time", SimpleNamespace(sleep=lambda _: None))


TRANSIENT = exceptions.ServiceUnavailable("Try later", errors=[{"reason": "backendError"}])
ABORTED = exceptions.BadRequest("Transaction is aborted due to concurrent update against table events")
CANCELLED = exceptions.GoogleAPICallError("Job was cancelled", errors=[{"reason": "stopped", "message": "By X"}])
JOB_GONE = exceptions.NotFound("Not found: Job p:EU.job-0")
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


def test_run_job_cancelled_job_ends_the_run_and_the_same_command_sends_it_again() -> None:
    jobs = FakeJobs(CANCELLED, None)
    for _ in range(2):  # an engine repeats the step
        with pytest.raises(
            NewsbeamError, match=r"\(job job-0\): the job was cancelled \(By X.*same command sends it ag"
        ):
            jobs.run()
    assert list(jobs.done) == ["job-0"]
    jobs.run(resumed=True)
    assert list(jobs.done) == ["job-0", "job-1"]


def test_run_job_cancelled_while_a_resumed_run_waits_for_it_ends_the_run() -> None:
    jobs = FakeJobs(CANCELLED, None)
    jobs.send("job-0")  # by the worker of a launcher that was killed
    jobs.state = "RUNNING"
    with pytest.raises(NewsbeamError, match="the job was cancelled"):
        jobs.run(resumed=True)


def test_run_job_lost_record_of_a_job_is_sent_under_another_id() -> None:
    jobs = FakeJobs(None, None)
    jobs.send("job-0")
    jobs.lost.add("job-0")
    jobs.run()
    assert list(jobs.done) == ["job-0", "job-1"]


def test_run_job_record_lost_while_it_runs_is_sent_under_another_id() -> None:
    jobs = FakeJobs(JOB_GONE, None)
    jobs.run()
    assert list(jobs.done) == ["job-0", "job-1"]


def test_run_job_effect_of_an_earlier_job_is_lost_and_it_is_sent_again() -> None:
    jobs = FakeJobs(None, None)
    jobs.run()
    jobs.run(is_done=lambda: True)
    assert list(jobs.done) == ["job-0"]
    jobs.run(is_done=lambda: False)
    assert list(jobs.done) == ["job-0", "job-1"]
