"""Groups learn which of their rows are repeats."""

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import Cut, StagedGroup, StagedKey
from transforms.decide.apply_decisions import DropRepeats


def key(file: str, group: int, row: int, *cut: int) -> StagedKey:
    return StagedKey(article_id="a", content_id="c", rank="1", cut=cut, file=file, group=group, row=row)


def run(
    groups: list[StagedGroup], repeats: list[StagedKey], wanted: list[StagedGroup], cuts: list[StagedKey] | None = None
) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = {
            "groups": pipeline | "Groups" >> beam.Create(groups),
            "repeats": pipeline | "Repeats" >> beam.Create(repeats),
            "cuts": pipeline | "Cuts" >> beam.Create(cuts or []),
        } | DropRepeats()
        assert_that(found, equal_to(wanted))


def test_each_group_gets_its_own_in_order() -> None:
    groups = [StagedGroup(file="f", group=0), StagedGroup(file="f", group=1), StagedGroup(file="g", group=0)]
    run(
        groups,
        [key("f", 0, 7), key("f", 0, 2), key("g", 0, 1)],
        [
            StagedGroup(file="f", group=0, drop=(2, 7)),
            StagedGroup(file="f", group=1),
            StagedGroup(file="g", group=0, drop=(1,)),
        ],
    )


def test_without_repeats_nothing_is_dropped_and_without_groups_nothing_comes() -> None:
    run([StagedGroup(file="f", group=0)], [], [StagedGroup(file="f", group=0)])
    run([], [], [])


def test_what_is_dropped_needs_no_cut() -> None:
    run(
        [StagedGroup(file="f", group=0), StagedGroup(file="f", group=1)],
        [key("f", 0, 3, 1)],
        [
            StagedGroup(
                file="f", group=0, drop=(3,), cuts=(Cut(row=1, paragraphs=(0, 2)), Cut(row=5, paragraphs=(4,)))
            ),
            StagedGroup(file="f", group=1),
        ],
        [key("f", 0, 5, 4), key("f", 0, 3, 1), key("f", 0, 1, 0, 2)],
    )
