"""Commits to BigQuery are saved before they are loaded, and missing files are recorded as failures."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.errors import NewsbeamError
from pipeline.outputs.base import Ready
from pipeline.outputs.bigquery.output import damaged_files
from schemas.flow.table_file import TableFile
from tests.pipeline.outputs.bigquery.fakes import FakeDataset
from tests.pipeline.runs import make_run

RUN = make_run(articles=7)
FILES = tuple(TableFile(table="articles", path=path, rows=1) for path in ("a", "b"))
READY = Ready(run=RUN, chunk="c", chunk_count=1, attempt="one", files=FILES)


@pytest.fixture
def output(tmp_path: Path) -> FakeDataset:
    return FakeDataset(str(tmp_path))


def rows(ready: Ready, table: str) -> list[dict[str, Any]]:
    return [row for file in ready.of(table) for row in pq.read_table(file.path).to_pylist()]


def test_resume_saved_commit_is_loaded_again(output: FakeDataset) -> None:
    assert output.resume(RUN) == frozenset()
    output.commit(replace(READY, files=()))
    (ready,) = output.loaded
    assert [row["articles"] for row in rows(ready, "runs")] == [7]
    assert output.resume(RUN) == {"c"}
    assert output.loaded == [ready, ready]


def test_commit_failed_run_uses_another_attempt_and_is_not_resumed(output: FakeDataset) -> None:
    output.commit(replace(READY, run=replace(RUN, status="failed"), files=()))
    (ready,) = output.loaded
    assert (ready.attempt, {file.table for file in ready.files}) == ("one_failed", {"runs"})
    assert output.resume(RUN) == frozenset()


def test_damaged_files_finds_missing_and_truncated_files(output: FakeDataset, tmp_path: Path) -> None:
    output.commit(replace(READY, files=()))
    (whole,) = output.loaded[0].of("runs")
    truncated = tmp_path / "truncated.parquet"
    truncated.write_bytes(Path(whole.path).read_bytes()[:-1])
    missing = str(tmp_path / "missing.parquet")
    files = tuple(TableFile(table="events", path=path, rows=1) for path in (missing, whole.path, str(truncated)))
    assert damaged_files(replace(READY, files=files)) == [missing, str(truncated)]


def test_commit_missing_files_fail_the_run_and_are_recorded(output: FakeDataset) -> None:
    output.error = NewsbeamError("load of articles: failed (no such file)")
    with pytest.raises(
        NewsbeamError, match=r"no such file\)\n2 of the files to be loaded are gone or damaged, such as a;"
    ):
        output.commit(READY)
    first, failed = output.loaded
    assert (failed.attempt, sorted({file.table for file in failed.files})) == (
        f"{first.attempt}_failed",
        ["failures", "runs"],
    )
    assert [(row["stage"], row["reason"], row["record"]["uri"]) for row in rows(failed, "failures")] == [
        ("write", "write_error", path) for path in ("a", "b")
    ]
    assert [row["status"] for row in rows(failed, "runs")] == ["failed"]
