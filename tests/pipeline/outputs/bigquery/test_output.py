"""Commits to BigQuery are saved before they are loaded; damaged files are recorded as failures and written again."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from apache_beam.io.filesystems import FileSystems
from google.api_core import exceptions

from pipeline.errors import NewsbeamError
from pipeline.outputs.bigquery import output as output_module
from pipeline.outputs.bigquery.output import damaged_files
from pipeline.outputs.ready import Ready
from schemas.flow.table_file import TableFile
from tests.pipeline.outputs.bigquery.fakes import FakeDataset
from tests.pipeline.rows import make_run

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


def written(output: FakeDataset) -> TableFile:
    """A file as a run writes it."""
    output.commit(replace(READY, files=()))
    (file,) = output.loaded.pop().of("runs")
    return file


def damage(path: str, kind: str) -> None:
    content = Path(path).read_bytes()
    Path(path).unlink()
    match kind:
        case "truncated":
            Path(path).write_bytes(content[:-1])
        case "emptied":
            Path(path).touch()
        case "overwritten":
            Path(path).write_bytes(b"PAR1 and then nothing")
        case "folder deleted":
            Path(path).parent.rmdir()


@pytest.mark.parametrize("kind", ["deleted", "truncated", "emptied", "overwritten", "folder deleted"])
def test_damaged_files_finds_files_that_are_not_as_written(output: FakeDataset, kind: str) -> None:
    ready = replace(READY, files=(written(output), written(output)))
    first, second = sorted(file.path for file in ready.files)
    assert damaged_files(ready) == damaged_files(ready, is_read=True) == []
    damage(second, kind if kind != "folder deleted" else "deleted")
    if kind == "folder deleted":
        damage(first, kind)
    assert damaged_files(ready) == ([first, second] if kind == "folder deleted" else [second])


def test_damaged_files_of_same_size_are_found_by_reading_them(output: FakeDataset) -> None:
    file = written(output)
    content = Path(file.path).read_bytes()
    Path(file.path).write_bytes(bytes(reversed(content)))
    assert damaged_files(replace(READY, files=(file,))) == []
    assert damaged_files(replace(READY, files=(file,)), is_read=True) == [file.path]


def test_commit_damaged_file_is_noticed_before_it_is_loaded(output: FakeDataset) -> None:
    file = replace(written(output), table="articles")
    damage(file.path, "truncated")
    with pytest.raises(NewsbeamError) as caught:
        output.commit(replace(READY, files=(file,)))
    assert str(caught.value) == (
        f"bq://some-project.news: 1 of 2 files to be loaded are gone or damaged, such as {file.path}: "
        "the same command writes them again"
    )
    (failed,) = output.loaded
    assert (failed.run.status, {file.table for file in failed.files}) == ("failed", {"failures", "runs"})


@pytest.mark.parametrize("cause", [exceptions.NotFound("Not found: URI a"), exceptions.BadRequest("Not Parquet")])
def test_commit_file_damaged_while_it_is_loaded_fails_the_run_and_is_recorded(
    output: FakeDataset, cause: Exception
) -> None:
    file = replace(written(output), table="articles")
    output.error = NewsbeamError("load of articles: failed (no such file)")
    output.error.__cause__ = cause
    output.before_load = lambda: damage(file.path, "deleted")
    with pytest.raises(
        NewsbeamError, match=r"no such file\); 1 of 2 files to be loaded are gone or damaged, such as /"
    ):
        output.commit(replace(READY, files=(file,)))
    first, failed = output.loaded
    assert (failed.attempt, sorted({file.table for file in failed.files})) == (
        f"{first.attempt}_failed",
        ["failures", "runs"],
    )
    assert [(row["stage"], row["reason"], row["record"]["uri"]) for row in rows(failed, "failures")] == [
        ("write", "write_error", file.path)
    ]
    assert [row["status"] for row in rows(failed, "runs")] == ["failed"]


def test_commit_quota_error_does_not_read_the_files(output: FakeDataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output_module, "file_checksum", None)
    file = replace(written(output), table="articles")
    output.error = NewsbeamError("load of articles: a quota is used up")
    with pytest.raises(NewsbeamError, match=r"^load of articles: a quota is used up$"):
        output.commit(replace(READY, files=(file,)))


@pytest.mark.parametrize("kind", ["deleted", "truncated"])
def test_resume_damaged_file_writes_all_again(output: FakeDataset, kind: str) -> None:
    file = replace(written(output), table="articles")
    output.commit(replace(READY, files=(file,)))
    damage(file.path, kind)
    assert output.resume(RUN) == frozenset()
    assert len(output.loaded) == 1


def test_resume_file_that_cannot_be_loaded_writes_all_again_if_it_is_damaged(output: FakeDataset) -> None:
    file = replace(written(output), table="articles")
    output.commit(replace(READY, files=(file,)))
    output.error = NewsbeamError("load of articles: failed")
    output.error.__cause__ = exceptions.BadRequest("Not Parquet")
    with pytest.raises(NewsbeamError, match="load of articles: failed"):
        output.resume(RUN)
    Path(file.path).write_bytes(bytes(reversed(Path(file.path).read_bytes())))  # of the same size
    assert output.resume(RUN) == frozenset()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_resume_damaged_list_of_files_writes_all_again(output: FakeDataset, content: bytes) -> None:
    output.commit(replace(READY, files=()))
    Path(output.workspace(RUN.run_id).file("ready.json")).write_bytes(content)
    assert output.resume(RUN) == frozenset()


def test_resume_swept_temporary_folder_writes_all_again(output: FakeDataset, tmp_path: Path) -> None:
    output.commit(replace(READY, files=()))
    shutil.rmtree(tmp_path)
    assert output.resume(RUN) == frozenset()


def test_resume_unreadable_temporary_folder_raises_with_required_rights(
    output: FakeDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise exceptions.Forbidden("403 no storage.objects.list access")

    output.commit(replace(READY, files=()))
    monkeypatch.setattr(FileSystems, "match", refuse)
    with pytest.raises(NewsbeamError, match=r"--temp '.*': cannot be read \(403 no .* wanted a bucket .*objectAdmin"):
        output.resume(RUN)


def test_workspace_that_may_not_be_deleted_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise exceptions.Forbidden("403 no storage.objects.delete access")

    monkeypatch.setattr(FileSystems, "match", refuse)
    FakeDataset("gs://some-bucket/temp").workspace("r1").remove(first="plan.json")


def test_result_lost_row_of_the_run_raises(output: FakeDataset) -> None:
    with pytest.raises(NewsbeamError, match=r"the row of run r1 is gone, .* the same command commits it again"):
        output.result("r1")
