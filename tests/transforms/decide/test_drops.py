"""Groups learn which of their rows are repeats."""

import apache_beam as beam
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.staging import StagedGroup, StagedKey
from transforms.decide.drops import DropRepeats


def key(file: str, group: int, row: int) -> StagedKey:
    return StagedKey(article_id="a", content_id="c", rank="1", file=file, group=group, row=row)


def run(groups: list[StagedGroup], repeats: list[StagedKey], wanted: list[StagedGroup]) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = {
            "groups": pipeline | "Groups" >> beam.Create(groups),
            "repeats": pipeline | "Repeats" >> beam.Create(repeats),
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
