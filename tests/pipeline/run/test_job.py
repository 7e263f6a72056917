"""Attempts at a run: what they take, what they skip, and how their last step ends."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.errors import NewsbeamError
from pipeline.inputs import expand_inputs
from pipeline.options import Dataset, RunOptions
from pipeline.outputs.bigquery.dataset import Ready
from pipeline.outputs.parquet import Written
from pipeline.run import finish as finishing
from pipeline.run.finish import damaged, finish
from pipeline.run.job import Job, make_job, read_ready, remove
from pipeline.run.record_files import read_frames
from schemas.flow.record import InputRange
from schemas.rows.run import Input

NOW = datetime(2024, 11, 29, tzinfo=UTC)


class Target:
    """What a dataset says of committed runs and inputs."""

    def __init__(self) -> None:
        self.runs: list[str] = []
        self.inputs: list[Input] = []

    def rows(self, query: str, **values: Any) -> Iterator[dict[str, Any]]:
        if "SELECT run_id FROM runs" in query:
            yield from ({"run_id": run_id} for run_id in self.runs)
        else:
            assert all(one.uri.startswith(values["above"]) for one in self.inputs)
            for one in self.inputs:
                yield {name: getattr(one, name) for name in ("uri", "fingerprint", "range_start", "range_end")}


class Place:
    """A folder of inputs, and one for what lies between the steps."""

    def __init__(self, root: Path) -> None:
        self.news, self.temp = root / "news", root / "temp"
        self.news.mkdir()
        self.temp.mkdir()
        self.target = Target()

    def job(self, **options: Any) -> tuple[Job | None, int]:
        asked = RunOptions(inputs=(str(self.news),), output="bq://some-project.news", temp=str(self.temp), **options)
        return make_job(asked, self.target, expand_inputs(asked.inputs), "model 1", NOW)  # type: ignore[arg-type]

    def new(self, **options: Any) -> Job:
        job, _ = self.job(**options)
        assert job is not None
        return job

    def commit(self, job: Job) -> None:
        self.target.runs.append(job.run.run_id)
        self.target.inputs += read_frames(Input, job.path("plan", "inputs"))


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for name in ("a.txt", "b.txt"):
        (made.news / name).write_text(f"Rain fell on {name}.")
    return made


def taken(job: Job) -> list[str]:
    return [Path(one.uri).name for one in read_frames(InputRange, job.path("plan", "ranges"))]


def test_going_on_is_another_attempt_at_the_same_run(place: Place) -> None:
    first, again = place.new(), place.new(workers=3)
    assert again.run == first.run
    assert again.attempt != first.attempt
    assert taken(first) == taken(again) == ["a.txt", "b.txt"]


def test_what_is_done_is_skipped_and_what_is_new_or_changed_is_taken(place: Place) -> None:
    place.commit(place.new())
    assert place.job() == (None, 2)
    (place.news / "b.txt").write_text("Hail fell on b.txt.")
    (place.news / "c.txt").write_text("Snow fell.")
    job, skipped = place.job()
    assert skipped == 1
    assert job is not None
    assert taken(job) == ["b.txt", "c.txt"]


def test_reprocess_is_the_next_of_its_generation(place: Place) -> None:
    first = place.new()
    place.commit(first)
    second = place.new(reprocess=True)
    assert second.run.run_id != first.run.run_id
    assert taken(second) == ["a.txt", "b.txt"]
    place.commit(second)
    assert place.new(reprocess=True).run.run_id not in {first.run.run_id, second.run.run_id}


def test_what_a_killed_launcher_left_behind_is_taken_away(place: Place) -> None:
    first = place.new()
    place.commit(first)
    assert place.job() == (None, 2)
    assert [path for path in Path(first.temp).rglob("*") if path.is_file()] == []
    remove(first.temp)  # a second time there is nothing to take


def test_going_on_counts_banners_over_the_same_earlier_runs(place: Place) -> None:
    place.target.runs.append("earlier")
    first = place.new()
    place.target.runs.append("of another launcher meanwhile")
    assert first.snapshot == place.new().snapshot == ("earlier",)
    assert place.new().run.banner_snapshot == first.run.banner_snapshot


def test_a_place_that_cannot_be_written_to_is_said(place: Place) -> None:
    place.temp.rmdir()
    place.temp.write_text("a file")
    with pytest.raises(NewsbeamError, match=r"--temp .* cannot be written to"):
        place.new()


class Committed:
    """Stands for the dataset in the last step of a graph."""

    ready: list[Ready]

    def __init__(self, dataset: Dataset) -> None:
        assert str(dataset) == "some-project.news"

    def commit(self, ready: Ready) -> None:
        Committed.ready.append(ready)


@pytest.fixture
def committed(monkeypatch: pytest.MonkeyPatch) -> list[Ready]:
    Committed.ready = []
    monkeypatch.setattr(finishing, "BigQuery", Committed)
    return Committed.ready


def pieces(read: int, failed: int, articles: int, *, hopeless: bool = False) -> list[tuple[str, Any]]:
    return [
        ("hopeless", hopeless),
        ("records", read),
        ("outside", 0),
        ("repeats", 0),
        ("reasons", (("read", "bad_json"), failed)),
        ("parts", Written(table="failures", path="f", rows=failed)),
        ("parts", Written(table="articles", path="b", rows=articles - 1)),
        ("parts", Written(table="articles", path="a", rows=1)),
    ]


def run_row(ready: Ready) -> dict[str, Any]:
    return dict(pq.read_table(ready.files["runs"][0]).to_pylist()[0])


def test_the_last_step_writes_down_what_is_ready_and_commits_it(place: Place, committed: list[Ready]) -> None:
    job = place.new()
    assert read_ready(job) is None
    finish(job, pieces(200, 20, 180))
    (ready,) = committed
    assert (ready.files["articles"], ready.files["failures"]) == (("a", "b"), ("f",))
    row = run_row(ready)
    assert (row["status"], row["records_read"], row["articles"], row["failures"]) == ("committed", 200, 180, 20)
    assert row["failures_by_reason"] == [{"reason": "bad_json", "count": 20}]
    assert read_ready(place.new()) == ready  # the next attempt has only to load it


def test_too_many_failures_fail_the_run_and_are_on_record(place: Place, committed: list[Ready]) -> None:
    job = place.new()
    with pytest.raises(NewsbeamError, match=r"120 of 200 records failed \(bad_json 120\)"):
        finish(job, pieces(200, 120, 0, hopeless=True))
    (ready,) = committed
    assert sorted(ready.files) == ["failures", "runs"]
    assert run_row(ready)["status"] == "failed"
    assert read_ready(job) is None


def test_files_that_are_gone_or_cut_are_damaged(place: Place, committed: list[Ready]) -> None:
    finish(place.new(), pieces(200, 20, 180))
    whole = committed[0].files["runs"][0]
    gone, cut = str(place.temp / "gone.parquet"), place.temp / "cut.parquet"
    cut.write_bytes(Path(whole).read_bytes()[:-1])
    files = {"events": (gone, whole), "runs": (str(cut),)}
    assert damaged(Ready(run_id="r", attempt="a", files=files)) == [str(cut), gone]


def test_files_that_are_lost_fail_the_run_and_are_on_record(
    place: Place, committed: list[Ready], monkeypatch: pytest.MonkeyPatch
) -> None:
    job, commit = place.new(), Committed.commit

    def refuse(target: Committed, ready: Ready) -> None:
        commit(target, ready)
        if "articles" in ready.files:
            raise NewsbeamError("load of articles: failed (no such file)")

    monkeypatch.setattr(Committed, "commit", refuse)
    with pytest.raises(
        NewsbeamError, match=r"no such file\)\n3 of the files to be loaded are gone or damaged, such as a;"
    ):
        finish(job, pieces(200, 20, 180))
    first, failed = committed
    assert (failed.attempt, sorted(failed.files)) == (f"{first.attempt}_failed", ["failures", "runs"])
    lost = pq.read_table(failed.files["failures"][0]).to_pylist()
    assert [(row["stage"], row["reason"], row["record"]["uri"]) for row in lost] == [
        ("write", "write_error", path) for path in ("a", "b", "f")
    ]
    assert run_row(failed)["status"] == "failed"


def test_sums_that_do_not_add_up_are_no_commit(place: Place, committed: list[Ready]) -> None:
    with pytest.raises(RuntimeError, match="200 records read are not 170 articles, 0 repeats and 20 failures"):
        finish(place.new(), pieces(200, 20, 170))
    assert committed == []
