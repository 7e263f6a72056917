"""Attach the decisions on its rows to each staged row group, so that its reader can leave out the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas.flow.staging import EarlierRow, RecodedRow, RowBoilerplate, RowCopy, StagedGroup, StagedKey
from transforms.join import Join
from transforms.step import Step

type Place = tuple[str, int]
type Sides = tuple[
    list[StagedGroup], list[StagedKey], list[StagedKey], list[RowCopy], list[RecodedRow], list[EarlierRow]
]
type Grouped = tuple[Place, Sides]


def attach_decisions(
    group: StagedGroup,
    repeats: Iterable[StagedKey],
    boilerplate: Iterable[StagedKey] = (),
    copies: Iterable[RowCopy] = (),
    recoded: Iterable[RecodedRow] = (),
    known: Iterable[EarlierRow] = (),
) -> StagedGroup:
    """A group with its rows that are repeats, and what was decided on the others.

    Args:
        group: A group.
        repeats: Keys of articles in it that repeat another.
        boilerplate: Keys of articles in it that have boilerplate; those of repeats do not matter.
        copies: Rows of it that are copies.
        recoded: Rows of earlier runs that an article of the group no longer stands for.
        known: Rows of earlier runs that articles of the group may be equal to.
    """
    repeated = {key.row for key in repeats}
    paragraphs = [RowBoilerplate(row=key.row, paragraphs=key.boilerplate) for key in boilerplate]
    return replace(
        group,
        repeated_rows=tuple(sorted(repeated)),
        boilerplate=tuple(sorted((row for row in paragraphs if row.row not in repeated), key=_row)),
        copies=tuple(sorted(copies, key=_row)),
        recoded=tuple(sorted(recoded, key=_article_id)),
        known=tuple(sorted(set(known), key=_identity)),
    )


def _place(value: StagedKey | StagedGroup) -> Place:
    return value.file, value.group


def _row(decision: RowBoilerplate | RowCopy) -> int:
    return decision.row


def _article_id(recoded: RecodedRow) -> str:
    return recoded.row.article_id


def _identity(row: EarlierRow) -> tuple[str, str, str]:
    return row.article_id, row.content_id, row.run_id


def _key_by_place(key: StagedKey) -> tuple[Place, StagedKey]:
    return _place(key), key


def _group_by_place(group: StagedGroup) -> tuple[Place, StagedGroup]:
    return _place(group), group


class _Attach(Step):
    def __init__(self) -> None:
        super().__init__("attach_decisions")

    def apply(self, joined: Grouped) -> Iterator[StagedGroup]:
        (file, number), (groups, repeats, boilerplate, copies, recoded, known) = joined
        if not groups:  # else its articles would be lost without a word
            raise RuntimeError(
                f"{file}: got decisions on row group {number}, wanted the group: the engine computed what was staged "
                "a second time, with other files; run the same command again"
            )
        for group in groups:
            yield attach_decisions(group, repeats, boilerplate, copies, recoded, known)


@dataclass
class AttachDecisions(beam.PTransform):
    """Groups of staged articles, and the decisions on their rows, to groups that hold them.

    Input   groups: (file f, group 0)  (f, 1)    repeats: (f, 0, row 7)    boilerplate: (f, 1, row 2, paragraph 0)
            copies, and rows of earlier runs, by place: ((f, 0), row 3 is a copy of a1)
    Joined  (f, 0): group, row 7, row 3          (f, 1): group, row 2 paragraph 0
    Output  (f, 0, repeated row 7, copy row 3)   (f, 1, row 2 paragraph 0)
    """

    def expand(
        self,
        inputs: tuple[
            beam.PCollection[StagedGroup],
            beam.PCollection[StagedKey],
            beam.PCollection[StagedKey],
            beam.PCollection[tuple[Place, RowCopy]],
            beam.PCollection[tuple[Place, RecodedRow]],
            beam.PCollection[tuple[Place, EarlierRow]],
        ],
    ) -> beam.PCollection[StagedGroup]:
        groups, repeats, boilerplate, *by_place = inputs
        keyed = tuple[tuple[str, int], StagedKey]
        sides = (
            groups | "Groups" >> beam.Map(_group_by_place).with_output_types(tuple[tuple[str, int], StagedGroup]),
            repeats | "Repeats" >> beam.Map(_key_by_place).with_output_types(keyed),
            boilerplate | "Boilerplate" >> beam.Map(_key_by_place).with_output_types(keyed),
            *by_place,
        )
        return sides | "Join" >> Join() | "Attach" >> beam.ParDo(_Attach()).with_output_types(StagedGroup)
