"""Commits of a folder are atomic, happen once, and have one writer at a time."""

import errno
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from pipeline.accounting import RunCounts
from pipeline.errors import NewsbeamError, OptionError
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.manifest import Manifest
from pipeline.outputs.ready import Ready
from schemas.flow.table_file import TableFile
from schemas.ids import checksum
from tests.pipeline.rows import make_run

RUN = make_run()


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    ledger = Ledger(tmp_path / "out")
    ledger.prepare()
    return ledger


def commit(
    ledger: Ledger, chunk: str, *, articles: int = 2, status: str = "committed", files: tuple[TableFile, ...] = ()
) -> Manifest:
    """Commit one of two chunks, and return its manifest."""
    counts = RunCounts(counters={"records_read.text": articles, "articles.coded": articles})
    run = replace(RUN, status=status, **counts.columns())
    ledger.commit(Ready(run=run, chunk=chunk, chunk_count=2, attempt="a", files=files))
    return [manifest for manifest in ledger.manifests() if manifest.chunk == chunk][-1]


def test_commit_last_chunk_commits_the_run(ledger: Ledger) -> None:
    assert commit(ledger, "c1").run.status == "running"
    assert commit(ledger, "c2").run.status == "committed"
    assert [manifest.number for manifest in ledger.manifests()] == [1, 2]


def test_commit_same_chunk_again_changes_nothing(ledger: Ledger) -> None:
    first = commit(ledger, "c1")
    assert commit(ledger, "c1", articles=99) == first
    assert len(ledger.manifests()) == 1


def test_commit_concurrent_chunks_are_committed_once_each(ledger: Ledger) -> None:
    threads = [threading.Thread(target=commit, args=(ledger, name)) for name in ("c1", "c2", "c1", "c2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(manifest.chunk for manifest in ledger.manifests()) == ["c1", "c2"]


def test_commit_after_failed_attempt_commits_the_run(ledger: Ledger) -> None:
    assert commit(ledger, "failed", status="failed").run.status == "failed"
    commit(ledger, "c1")
    assert commit(ledger, "c2").run.status == "committed"


def test_commit_missing_file_raises_and_commits_nothing(ledger: Ledger) -> None:
    with pytest.raises(NewsbeamError, match="is gone"):
        commit(
            ledger,
            "c1",
            files=(TableFile(table="events", path=str(ledger.output / "events/run=r1/part-0.parquet"), rows=1),),
        )
    assert ledger.manifests() == []


def test_commit_file_that_was_cut_off_raises_and_commits_nothing(ledger: Ledger) -> None:
    folder = ledger.run_folder("events", "r1")
    folder.mkdir(parents=True)
    (folder / "part-a.parquet").write_bytes(b"cut")
    file = TableFile(table="events", path=str(folder / "part-a.parquet"), rows=1, bytes=4)
    with pytest.raises(NewsbeamError, match="got 3 bytes of a file to be committed, wanted the 4"):
        commit(ledger, "c1", files=(file,))
    assert ledger.manifests() == []


def test_commit_plan_is_kept_for_repairs(ledger: Ledger) -> None:
    ledger.workspace("r1").save("plan.json", {"run": RUN, "chunks": []})
    kept = commit(ledger, "c1").plan
    assert kept is not None
    assert checksum((ledger.output / kept.path).read_bytes()) == kept.checksum
    assert commit(ledger, "c2").plan == kept


def test_manifests_damaged_or_missing_one_raises_and_names_the_repair(ledger: Ledger) -> None:
    commit(ledger, "c1")
    commit(ledger, "c2")
    first = ledger.manifest_path(1)
    first.write_bytes(first.read_bytes()[:-9])
    with pytest.raises(NewsbeamError, match=r"00000001\.json: .* is damaged .*newsbeam check --repair"):
        ledger.manifests()
    first.unlink()
    with pytest.raises(NewsbeamError, match=r"00000001\.json: .* is missing.*newsbeam check --repair"):
        ledger.manifests()


def test_manifests_that_have_not_changed_are_not_decoded_again(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(ledger, "a")
    found = ledger.manifests()
    monkeypatch.setattr("pipeline.outputs.folder.ledger.decode_manifest", _refuse)
    assert ledger.manifests() == Ledger(ledger.output).manifests() == found


def _refuse(content: bytes) -> Manifest:
    raise AssertionError("a manifest was decoded")


def test_check_sizes_missing_or_cut_off_file_raises(ledger: Ledger) -> None:
    (part,) = commit(ledger, "c1").parts["runs"]
    ledger.check_sizes()
    (ledger.output / part.path).write_bytes(b"cut")
    with pytest.raises(NewsbeamError, match=r"part-.*missing or cut off; run: newsbeam check --repair"):
        ledger.check_sizes()
    (ledger.output / part.path).unlink()
    commit(ledger, "c2")
    ledger.check_sizes()  # only the last row of a run counts


def test_sweep_unlisted_files_are_deleted(ledger: Ledger) -> None:
    folder = ledger.run_folder("events", "r1")
    folder.mkdir(parents=True)
    (folder / "part-a.parquet").write_bytes(b"kept")
    (folder / "part-b.parquet").write_bytes(b"orphan")
    commit(ledger, "c1", files=(TableFile(table="events", path=str(folder / "part-a.parquet"), rows=1),))
    ledger.sweep("1")
    assert [path.name for path in folder.iterdir()] == ["part-a.parquet"]
    assert len(list((ledger.output / "runs").rglob("*.parquet"))) == 1


def test_sweep_partial_files_and_workspaces_of_other_code_are_deleted(ledger: Ledger) -> None:
    staging = ledger.output / "_staging"
    for run_id, version in (("same", "1"), ("other", "2"), ("gone", None)):
        (staging / run_id / "attempt").mkdir(parents=True)
        if version:
            plan = {"run": replace(RUN, code_version=version), "chunks": []}
            (staging / run_id / "plan.json").write_bytes(msgspec.json.encode(plan))
    partial = [ledger.output / ".newsbeam.duckdb.7", ledger.output / "._newsbeam.json.7", ledger.commits / ".1.json.7"]
    foreign = ledger.output / ".DS_Store"
    for path in (*partial, foreign):
        path.touch()
    ledger.sweep("1")
    assert [path.name for path in (ledger.output / "_staging").iterdir()] == ["same"]
    assert not any(path.exists() for path in partial)
    assert foreign.exists()
    commit(ledger, "c1")


def test_prepare_folder_with_other_content_raises(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OptionError, match="newsbeam did not write"):
        Ledger(tmp_path).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(OptionError, match="got a file, wanted a folder"):
        Ledger(tmp_path / "thesis.txt").prepare()
    with pytest.raises(OptionError, match="got no output of newsbeam"):
        Ledger(tmp_path).check_exists()


def test_prepare_empty_folder_and_output_are_accepted(tmp_path: Path) -> None:
    Ledger(tmp_path).prepare()
    Ledger(tmp_path).prepare()
    Ledger(tmp_path).check_exists()


HOLD = """
import sys, time
from pipeline.outputs.folder.ledger import Ledger
with Ledger(sys.argv[1]).writing():
    print("held", flush=True)
    time.sleep(60)
"""


def test_writing_second_writer_raises_until_first_is_killed(ledger: Ledger) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(ledger.output)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(NewsbeamError, match=f"process {holder.pid} is writing there"), ledger.writing():
            pass
        holder.kill()
    with ledger.writing():
        pass


def test_ledger_whose_commits_cannot_be_listed_is_not_empty(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    first = commit(ledger, "one")

    def refuse(*_: object) -> list[str]:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(os, "listdir", refuse)
        patch.setattr(os, "scandir", refuse)
        for read in (ledger.manifests, lambda: commit(ledger, "two"), lambda: ledger.sweep(RUN.code_version)):
            with pytest.raises(OSError, match="Too many open files"):
                read()
    assert ledger.manifests() == [first]
    assert all((ledger.output / part.path).exists() for parts in first.parts.values() for part in parts)
