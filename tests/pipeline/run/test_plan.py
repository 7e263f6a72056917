"""Plans: what is taken, what is skipped, how it is cut."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.accounting import Tally
from pipeline.inputs import expand_inputs
from pipeline.options import RunOptions
from pipeline.outputs.folder.ledger import Ledger
from pipeline.run.plan import Plan, cut, make_plan
from schemas.flow.record import InputRange
from schemas.rows.run import Input

NOW = datetime(2024, 11, 29, tzinfo=UTC)


class Place:
    """A folder of inputs and an output."""

    def __init__(self, root: Path) -> None:
        self.news = root / "news"
        self.news.mkdir()
        self.ledger = Ledger(root / "out")
        self.ledger.prepare()

    def plan(self, **options: object) -> tuple[Plan | None, int]:
        asked = RunOptions(inputs=(str(self.news),), output="out", **options)  # type: ignore[arg-type]
        return make_plan(asked, self.ledger, expand_inputs(asked.inputs), "model 1", NOW)

    def commit(self, plan: Plan) -> None:
        for chunk in plan.chunks:
            inputs = tuple(
                Input(
                    uri=part.uri,
                    range_start=part.start,
                    range_end=part.end,
                    run_id=plan.run.run_id,
                    fingerprint=plan.fingerprints[part.uri],
                    record_count=1,
                    code_version=plan.run.code_version,
                    committed_at=NOW,
                )
                for part in chunk.ranges
            )
            self.ledger.commit(run=plan.run, chunk=chunk.name, tally=Tally(), parts={}, inputs=inputs)
        self.ledger.unstage(plan.run.run_id)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for name in ("a.txt", "b.txt"):
        (made.news / name).write_text(f"Rain fell on {name}.")
    return made


def planned(found: tuple[Plan | None, int]) -> Plan:
    assert found[0] is not None
    return found[0]


def test_going_on_is_the_same_run_with_the_same_chunks(place: Place) -> None:
    first = planned(place.plan(chunk_mb=1))
    again = planned(place.plan(chunk_mb=7))
    assert again == first


def test_what_is_done_is_skipped(place: Place) -> None:
    place.commit(planned(place.plan()))
    assert place.plan() == (None, 2)
    (place.news / "c.txt").write_text("Snow fell.")
    plan, skipped = place.plan()
    assert skipped == 2
    assert [Path(part.uri).name for chunk in planned((plan, 0)).chunks for part in chunk.ranges] == ["c.txt"]


def test_a_changed_input_is_taken_again(place: Place) -> None:
    place.commit(planned(place.plan()))
    (place.news / "b.txt").write_text("Hail fell on b.txt.")
    plan, skipped = place.plan()
    assert skipped == 1
    assert len(planned((plan, 0)).chunks[0].ranges) == 1


def test_other_options_that_matter_take_all_again(place: Place) -> None:
    place.commit(planned(place.plan()))
    assert place.plan(workers=1, chunk_mb=3) == (None, 2)
    assert planned(place.plan(source="wire")).run.run_id != planned(place.plan(source="other")).run.run_id


def test_reprocess_is_a_run_of_its_own_that_goes_on_too(place: Place) -> None:
    first = planned(place.plan())
    place.commit(first)
    second = planned(place.plan(reprocess=True))
    assert second.run.run_id != first.run.run_id
    assert planned(place.plan(reprocess=True)) == second
    place.commit(second)
    assert planned(place.plan(reprocess=True)).run.run_id not in {first.run.run_id, second.run.run_id}


def test_a_run_whose_plan_is_lost_is_taken_on_by_another(place: Place) -> None:
    first = planned(place.plan(chunk_mb=1))
    place.ledger.unstage(first.run.run_id)
    assert planned(place.plan(chunk_mb=1)).run.run_id == first.run.run_id  # nothing committed: the same again
    place.ledger.commit(run=first.run, chunk="other", tally=Tally(), parts={}, inputs=())
    place.ledger.unstage(first.run.run_id)
    assert planned(place.plan()).run.run_id != first.run.run_id


sizes = st.lists(st.integers(0, 100), max_size=30)


@given(sizes, st.integers(1, 120))
def test_chunks_are_the_ranges_in_order_and_within_the_target(lengths: list[int], target: int) -> None:
    ranges = [InputRange(uri=f"f{i}", start=0, end=length, format="") for i, length in enumerate(lengths)]
    chunks = list(cut(ranges, target))
    assert [part for chunk in chunks for part in chunk.ranges] == ranges
    assert all(chunk.bytes <= target or len(chunk.ranges) == 1 for chunk in chunks)
    assert len({chunk.name for chunk in chunks}) == len(chunks)
