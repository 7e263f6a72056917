"""Groups learn which of their rows are repeats and which paragraphs are boilerplate."""

from collections.abc import Sequence

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import EarlierRow, RecodedRow, RowBoilerplate, RowCopy, StagedGroup, StagedKey
from transforms.decide.apply_decisions import AttachDecisions


def key(file: str, group: int, row: int, *paragraphs: int) -> StagedKey:
    return StagedKey(article_id="a", content_id="c", rank="1", boilerplate=paragraphs, file=file, group=group, row=row)


def run(
    groups: list[StagedGroup],
    repeats: list[StagedKey],
    wanted: list[StagedGroup],
    boilerplate: list[StagedKey] | None = None,
    copies: Sequence[tuple[tuple[str, int], RowCopy]] = (),
    recoded: Sequence[tuple[tuple[str, int], RecodedRow]] = (),
    known: Sequence[tuple[tuple[str, int], EarlierRow]] = (),
) -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        found = (
            pipeline | "Groups" >> beam.Create(groups).with_output_types(StagedGroup),
            pipeline | "Repeats" >> beam.Create(repeats).with_output_types(StagedKey),
            pipeline | "Boilerplate" >> beam.Create(boilerplate or []).with_output_types(StagedKey),
            pipeline | "Copies" >> beam.Create(copies).with_output_types(tuple[tuple[str, int], RowCopy]),
            pipeline | "Recoded" >> beam.Create(recoded).with_output_types(tuple[tuple[str, int], RecodedRow]),
            pipeline | "Known" >> beam.Create(known).with_output_types(tuple[tuple[str, int], EarlierRow]),
        ) | AttachDecisions()
        assert_that(found, equal_to(wanted))


def test_attach_decisions_repeats_go_to_their_groups_in_order() -> None:
    groups = [StagedGroup(file="f", group=0), StagedGroup(file="f", group=1), StagedGroup(file="g", group=0)]
    run(
        groups,
        [key("f", 0, 7), key("f", 0, 2), key("g", 0, 1)],
        [
            StagedGroup(file="f", group=0, repeated_rows=(2, 7)),
            StagedGroup(file="f", group=1),
            StagedGroup(file="g", group=0, repeated_rows=(1,)),
        ],
    )


def test_attach_decisions_without_decisions_or_groups_changes_nothing() -> None:
    run([StagedGroup(file="f", group=0)], [], [StagedGroup(file="f", group=0)])
    run([], [], [])


def test_attach_decisions_boilerplate_of_a_repeat_is_left_out() -> None:
    run(
        [StagedGroup(file="f", group=0), StagedGroup(file="f", group=1)],
        [key("f", 0, 3, 1)],
        [
            StagedGroup(
                file="f",
                group=0,
                repeated_rows=(3,),
                boilerplate=(RowBoilerplate(row=1, paragraphs=(0, 2)), RowBoilerplate(row=5, paragraphs=(4,))),
            ),
            StagedGroup(file="f", group=1),
        ],
        [key("f", 0, 5, 4), key("f", 0, 3, 1), key("f", 0, 1, 0, 2)],
    )


def test_attach_decisions_copies_and_earlier_rows_go_to_their_groups_in_order() -> None:
    copies = [RowCopy(row=row, duplicate_of="a", kind="near", similarity=0.9) for row in (1, 4)]
    rows = [RecodedRow(row=EarlierRow(article_id=name, content_id="c", run_id="r")) for name in "xy"]
    run(
        [StagedGroup(file="f", group=0), StagedGroup(file="f", group=1)],
        [],
        [
            StagedGroup(file="f", group=0, copies=(copies[0], copies[1])),
            StagedGroup(file="f", group=1, recoded=tuple(rows), known=(rows[0].row, rows[1].row)),
        ],
        copies=[(("f", 0), copies[1]), (("f", 0), copies[0])],
        recoded=[(("f", 1), rows[1]), (("f", 1), rows[0])],
        known=[(("f", 1), rows[number].row) for number in (1, 0, 1)],
    )


def test_attach_decisions_on_a_group_that_was_not_staged_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="got decisions on row group 7, wanted the group"):
        run([StagedGroup(file="f", group=0)], [key("f", 7, 3, 1)], [])
