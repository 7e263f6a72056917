"""Plans: inputs that are read and skipped, and their chunks; alike for a folder and a dataset."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import NewsbeamError
from pipeline.inputs import expand_inputs
from pipeline.options import RunOptions
from pipeline.outputs.base import Output, Ready
from pipeline.outputs.folder.output import FolderOutput
from pipeline.run.plan import Plan, cut, make_plan
from schemas.flow.record import InputRange
from schemas.flow.table_file import TableFile
from schemas.rows.run import Input
from tests.pipeline.outputs.bigquery.fakes import FakeDataset
from transforms.parquet_writer import Part

NOW = datetime(2024, 11, 29, tzinfo=UTC)


class PlannedInputs:
    """A folder of inputs and an output."""

    def __init__(self, root: Path, output: Output) -> None:
        self.news, self.output, self.root = root / "news", output, root
        self.news.mkdir()
        for name in ("a.txt", "b.txt"):
            (self.news / name).write_text(f"Rain fell on {name}.")

    def plan(self, **options: Any) -> tuple[Plan | None, int]:
        given = RunOptions(inputs=(str(self.news),), output="out", **options)
        return make_plan(given, self.output, expand_inputs(given.inputs), "model 1", NOW)

    def new(self, **options: Any) -> Plan:
        plan, _ = self.plan(**options)
        assert plan is not None
        return plan

    def commit(self, plan: Plan, *, clean_up: bool = True) -> None:
        run = plan.run
        for chunk in plan.chunks:
            file = Part(str(self.root / "written"), Input)
            file.write(
                [
                    Input(
                        uri=part.uri,
                        range_start=part.start,
                        range_end=part.end,
                        run_id=run.run_id,
                        fingerprint=part.fingerprint,
                        record_count=1,
                        code_version=run.code_version,
                        committed_at=NOW,
                    )
                    for part in chunk.ranges
                ]
            )
            file.close()
            self.output.commit(
                Ready(
                    run=replace(run, status="committed"),
                    chunk=chunk.name,
                    chunk_count=len(plan.chunks),
                    attempt="a",
                    files=(TableFile(table="inputs", path=file.path, rows=file.rows),),
                )
            )
        if clean_up:
            self.output.workspace(run.run_id).remove(first="plan.json")


@pytest.fixture(params=["folder", "dataset"])
def inputs(request: pytest.FixtureRequest, tmp_path: Path) -> PlannedInputs:
    if request.param == "dataset":
        return PlannedInputs(tmp_path, FakeDataset(str(tmp_path / "temp")))
    output = FolderOutput(tmp_path / "out")
    output.prepare()
    return PlannedInputs(tmp_path, output)


def names(plan: Plan) -> list[str]:
    return [Path(part.uri).name for chunk in plan.chunks for part in chunk.ranges]


def test_make_plan_after_kill_gives_the_same_plan(inputs: PlannedInputs) -> None:
    first = inputs.new(chunk_mb=1)
    assert inputs.new(chunk_mb=7, workers=3) == first
    assert names(first) == ["a.txt", "b.txt"]


def test_make_plan_committed_inputs_are_skipped(inputs: PlannedInputs) -> None:
    inputs.commit(inputs.new())
    assert inputs.plan() == (None, 2)
    (inputs.news / "c.txt").write_text("Snow fell.")
    plan, skipped = inputs.plan()
    assert skipped == 2
    assert plan is not None
    assert names(plan) == ["c.txt"]


def test_make_plan_changed_input_is_read_again(inputs: PlannedInputs) -> None:
    inputs.commit(inputs.new())
    (inputs.news / "b.txt").write_text("Hail fell on b.txt.")
    plan, skipped = inputs.plan()
    assert skipped == 1
    assert plan is not None
    assert names(plan) == ["b.txt"]


def test_make_plan_other_result_affecting_options_read_all_again(inputs: PlannedInputs) -> None:
    inputs.commit(inputs.new())
    assert inputs.plan(workers=1, chunk_mb=3) == (None, 2)
    assert inputs.new(source="wire").run.run_id != inputs.new(source="other").run.run_id


def test_make_plan_reprocess_gives_the_next_generation(inputs: PlannedInputs) -> None:
    first = inputs.new()
    inputs.commit(first)
    second = inputs.new(reprocess=True)
    assert second.run.run_id != first.run.run_id
    assert names(second) == ["a.txt", "b.txt"]
    assert inputs.new(reprocess=True) == second
    inputs.commit(second)
    assert inputs.new(reprocess=True).run.run_id not in {first.run.run_id, second.run.run_id}


def test_make_plan_workspace_of_killed_launcher_is_removed(inputs: PlannedInputs) -> None:
    first = inputs.new()
    inputs.commit(first, clean_up=False)
    assert inputs.plan() == (None, 2)
    assert [path for path in Path(inputs.output.workspace(first.run.run_id).path).rglob("*") if path.is_file()] == []


def test_make_plan_resumed_run_keeps_its_snapshot_where_chunks_of_it_may_be_committed(inputs: PlannedInputs) -> None:
    inputs.commit(inputs.new(source="earlier"))
    first = inputs.new()
    assert len(first.snapshot) == 1
    assert inputs.new() == first
    inputs.commit(inputs.new(source="meanwhile"))
    resumed = inputs.new()
    assert resumed.run.run_id == first.run.run_id
    assert len(resumed.snapshot) == (1 if inputs.output.is_chunked else 2)
    assert (resumed.run.banner_snapshot == first.run.banner_snapshot) == inputs.output.is_chunked


def test_make_plan_lost_plan_of_begun_run_is_that_of_its_commits(tmp_path: Path) -> None:
    output = FolderOutput(tmp_path / "out")
    output.prepare()
    inputs = PlannedInputs(tmp_path, output)
    first = inputs.new(chunk_mb=1)
    output.workspace(first.run.run_id).remove(first="plan.json")
    assert inputs.new(chunk_mb=1).run.run_id == first.run.run_id  # nothing was committed, so it is the same run
    output.commit(Ready(run=replace(first.run, status="committed"), chunk="other", chunk_count=2, attempt="a"))
    output.workspace(first.run.run_id).remove(first="plan.json")
    assert inputs.new() == first
    output.workspace(first.run.run_id).remove(first="plan.json")
    output.plan_path(first.run.run_id).write_text("{}")
    assert inputs.new().run.run_id != first.run.run_id  # its chunks are no longer known


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff"])
def test_make_plan_damaged_plan_is_made_again(inputs: PlannedInputs, content: bytes) -> None:
    first = inputs.new()
    Path(inputs.output.workspace(first.run.run_id).file("plan.json")).write_bytes(content)
    assert inputs.new() == first


def test_make_plan_unwritable_workspace_raises(tmp_path: Path) -> None:
    (tmp_path / "temp").write_text("a file")
    inputs = PlannedInputs(tmp_path, FakeDataset(str(tmp_path / "temp")))
    with pytest.raises(NewsbeamError, match=r"--temp .* cannot be written to"):
        inputs.plan()


sizes = st.lists(st.integers(0, 100), max_size=30)


@given(sizes, st.integers(1, 120))
def test_cut_keeps_the_ranges_in_order_and_within_the_target(lengths: list[int], target: int) -> None:
    ranges = [InputRange(uri=f"f{i}", start=0, end=length, format="") for i, length in enumerate(lengths)]
    chunks = list(cut(ranges, target))
    assert [part for chunk in chunks for part in chunk.ranges] == ranges
    assert all(chunk.bytes <= target or len(chunk.ranges) == 1 for chunk in chunks)
    assert len({chunk.name for chunk in chunks}) == len(chunks)
    assert len(list(cut(ranges, None))) == bool(ranges)
