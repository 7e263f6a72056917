"""The last step of a run's graph: counts that add up, one commit, an error if too many records failed."""

from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner

from pipeline.errors import NewsbeamError
from pipeline.options import Settings
from pipeline.outputs.ready import Ready
from pipeline.run.commit import Commit, commit
from pipeline.run.plan import Job
from schemas.flow.table_file import TableFile
from schemas.rows.run import CounterValue, ReasonCount
from tests.pipeline.outputs.bigquery.fakes import FakeDataset
from tests.pipeline.rows import make_run

RUN = make_run(status="running")


class RecordingOutput(FakeDataset):
    """An output that records its commits."""

    def __init__(self, temp: str) -> None:
        super().__init__(temp)
        self.committed_ready: list[Ready] = []

    def commit(self, ready: Ready) -> None:
        self.committed_ready.append(ready)


@pytest.fixture
def output(tmp_path: Path) -> RecordingOutput:
    return RecordingOutput(str(tmp_path))


def job(output: RecordingOutput) -> Job:
    settings = Settings(source=None, model="m", since=None, until=None)
    return Job(run=RUN, chunk="c", chunk_count=1, attempt="a", output=output, settings=settings, max_failures=0.5)


def counters(read: int, failed: int, articles: int) -> list[CounterValue]:
    values = {"records_read.jsonl": read, "failures.read.bad_json": failed, "articles.coded": articles}
    return [CounterValue(name=name, value=value) for name, value in values.items()]


PATHS = {"f": "failures", "b": "articles", "a": "articles"}
FILES = [TableFile(table=table, path=path, rows=1) for path, table in PATHS.items()]


def test_commit_gathered_results_are_committed_with_their_counts(output: RecordingOutput) -> None:
    commit(job(output), FILES, counters(200, 20, 180), over_limit=False)
    (ready,) = output.committed_ready
    assert [file.path for file in ready.of("articles")] == ["a", "b"]
    assert [file.path for file in ready.of("failures")] == ["f"]
    run = ready.run
    assert (run.status, run.records_read, run.articles, run.failures) == ("committed", 200, 180, 20)
    assert run.failures_by_reason == (ReasonCount(reason="bad_json", count=20),)
    assert CounterValue(name="articles.coded", value=180) in run.counters


def test_commit_over_failure_limit_commits_failures_only_and_raises(output: RecordingOutput) -> None:
    with pytest.raises(NewsbeamError, match=r"120 of 200 records failed \(bad_json 120\)"):
        commit(job(output), FILES, counters(200, 120, 0), over_limit=True)
    (ready,) = output.committed_ready
    assert {file.table for file in ready.files} == {"failures"}
    assert (ready.run.status, ready.run.records_read, ready.run.failures) == ("failed", 120, 120)


def test_commit_counts_that_do_not_add_up_raise_and_commit_nothing(output: RecordingOutput) -> None:
    with pytest.raises(RuntimeError, match="200 records read are not 170 articles, 0 repeats and 20 failures"):
        commit(job(output), FILES, counters(200, 20, 170), over_limit=False)
    assert output.committed_ready == []


def test_commit_step_error_is_written_for_the_launcher(output: RecordingOutput) -> None:
    attempt = job(output)
    pipeline = beam.Pipeline(runner=FnApiRunner())
    values = {"Files": FILES, "Counters": counters(200, 120, 0), "Limit": [True]}
    _ = pipeline | Commit(attempt, *(pipeline | name >> beam.Create(value) for name, value in values.items()))
    with pytest.raises(Exception, match="120 of 200 records failed"):
        pipeline.run()
    assert "120 of 200 records failed" in Path(attempt.path("error.txt")).read_text()
