"""Commits appear whole or not at all, once each, by one writer at a time."""

import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from pipeline.accounting import Tally
from pipeline.errors import NewsbeamError, OptionError
from pipeline.outputs.folder.ledger import Ledger, Manifest, PartRef, RunInfo

RUN = RunInfo(
    run_id="r1",
    base="b",
    started_at=datetime(2024, 11, 29, tzinfo=UTC),
    runner="local",
    code_version="1",
    model="m",
    options="{}",
    options_key="k",
    chunks=("c1", "c2"),
)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "out")
    made.prepare()
    return made


def commit(ledger: Ledger, chunk: str, **more: object) -> Manifest:
    known: dict[str, object] = {"tally": Tally(records_read=2, articles=2), "parts": {}, "inputs": ()}
    return ledger.commit(run=RUN, chunk=chunk, **{**known, **more})  # type: ignore[arg-type]


def test_a_run_is_committed_with_its_last_chunk(ledger: Ledger) -> None:
    assert commit(ledger, "c1").status == "running"
    assert commit(ledger, "c2").status == "committed"
    assert [one.number for one in ledger.manifests()] == [1, 2]


def test_a_chunk_is_committed_once_however_often_it_is_tried(ledger: Ledger) -> None:
    first = commit(ledger, "c1")
    assert commit(ledger, "c1", tally=Tally(records_read=99)) == first
    assert len(ledger.manifests()) == 1


def test_commits_at_the_same_time_get_their_own_numbers(ledger: Ledger) -> None:
    threads = [threading.Thread(target=commit, args=(ledger, name)) for name in ("c1", "c2", "c1", "c2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.chunk for one in ledger.manifests()) == ["c1", "c2"]


def test_a_failed_run_can_still_be_committed(ledger: Ledger) -> None:
    assert commit(ledger, "failed", failed=True).status == "failed"
    commit(ledger, "c1")
    assert commit(ledger, "c2").status == "committed"


def test_a_file_that_is_gone_is_not_committed(ledger: Ledger) -> None:
    with pytest.raises(NewsbeamError, match="is gone"):
        commit(ledger, "c1", parts={"events": (PartRef(path="events/run=r1/part-0.parquet", rows=1),)})
    assert ledger.manifests() == []


def test_sweep_takes_what_no_manifest_lists(ledger: Ledger) -> None:
    folder = ledger.table_folder("events", "r1")
    folder.mkdir(parents=True)
    (folder / "part-a.parquet").write_bytes(b"kept")
    (folder / "part-b.parquet").write_bytes(b"orphan")
    commit(ledger, "c1", parts={"events": (ledger.ref(str(folder / "part-a.parquet"), 1),)})
    ledger.sweep("1")
    assert [path.name for path in folder.iterdir()] == ["part-a.parquet"]
    assert len(list((ledger.output / "runs").rglob("*.parquet"))) == 1


def test_sweep_takes_what_was_left_half_written_and_what_no_run_goes_on_with(ledger: Ledger) -> None:
    for run_id, version in (("same", "1"), ("other", "2"), ("gone", None)):
        (ledger.staging(run_id) / "attempt").mkdir(parents=True)
        if version:
            plan = {"run": replace(RUN, code_version=version), "chunks": []}
            (ledger.staging(run_id) / "plan.json").write_bytes(msgspec.json.encode(plan))
    half = [ledger.output / ".newsbeam.duckdb.7", ledger.output / "._newsbeam.json.7", ledger.commits / ".1.json.7"]
    theirs = ledger.output / ".DS_Store"
    for path in (*half, theirs):
        path.touch()
    ledger.sweep("1")
    assert [path.name for path in (ledger.output / "_staging").iterdir()] == ["same"]
    assert not any(path.exists() for path in half)
    assert theirs.exists()
    commit(ledger, "c1")


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(OptionError, match="newsbeam did not write"):
        Ledger(tmp_path).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(OptionError, match="got a file, wanted a folder"):
        Ledger(tmp_path / "thesis.txt").prepare()
    with pytest.raises(OptionError, match="got no output of newsbeam"):
        Ledger(tmp_path).require()


def test_an_empty_folder_and_an_output_are_taken(tmp_path: Path) -> None:
    Ledger(tmp_path).prepare()
    Ledger(tmp_path).prepare()
    Ledger(tmp_path).require()


HOLD = """
import sys, time
from pipeline.outputs.folder.ledger import Ledger
with Ledger(sys.argv[1]).writing():
    print("held", flush=True)
    time.sleep(60)
"""


def test_one_writer_and_a_dead_one_holds_nothing(ledger: Ledger) -> None:
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


def test_sums_add_up() -> None:
    one = Tally(records_read=3, articles=1, repeats=1, failures=1, reasons={"empty": 1})
    two = Tally(records_read=1, failures=1, reasons={"empty": 1}, outside=2)
    assert one + two == Tally(records_read=4, articles=1, repeats=1, failures=2, outside=2, reasons={"empty": 2})
