"""Attach the decisions on its rows to each staged row group, so that its reader can leave out the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas.flow.staging import RowBoilerplate, StagedGroup, StagedKey
from transforms.join import Join
from transforms.step import Step

type Place = tuple[str, int]
type Grouped = tuple[Place, tuple[list[StagedGroup], list[StagedKey], list[StagedKey]]]


def attach_decisions(
    groups: Iterable[StagedGroup], repeats: Iterable[StagedKey], boilerplate: Iterable[StagedKey] = ()
) -> list[StagedGroup]:
    """Groups in order of place, each with its rows that are repeats and the boilerplate paragraphs of the others.

    Args:
        groups: Some groups.
        repeats: Keys of articles in them that repeat another.
        boilerplate: Keys of articles in them that have boilerplate; those of repeats do not matter.
    """
    repeated: dict[Place, set[int]] = {}
    for key in repeats:
        repeated.setdefault(_place(key), set()).add(key.row)
    paragraphs: dict[Place, list[RowBoilerplate]] = {}
    for key in boilerplate:
        if key.row not in repeated.get(_place(key), ()):
            row = RowBoilerplate(row=key.row, paragraphs=key.boilerplate)
            paragraphs.setdefault(_place(key), []).append(row)
    return [
        replace(
            group,
            repeated_rows=tuple(sorted(repeated.get(_place(group), ()))),
            boilerplate=tuple(sorted(paragraphs.get(_place(group), ()), key=_row)),
        )
        for group in sorted(groups, key=_place)
    ]


def _place(value: StagedKey | StagedGroup) -> Place:
    return value.file, value.group


def _row(boilerplate: RowBoilerplate) -> int:
    return boilerplate.row


def _key_by_place(key: StagedKey) -> tuple[Place, StagedKey]:
    return _place(key), key


def _group_by_place(group: StagedGroup) -> tuple[Place, StagedGroup]:
    return _place(group), group


class _Attach(Step):
    def __init__(self) -> None:
        super().__init__("attach_decisions")

    def apply(self, joined: Grouped) -> Iterator[StagedGroup]:
        yield from attach_decisions(*joined[1])


@dataclass
class AttachDecisions(beam.PTransform):
    """Groups of staged articles, keys of repeats and keys of articles with boilerplate to groups that hold both.

    Input   groups: (file f, group 0)  (f, 1)    repeats: (f, 0, row 7)    boilerplate: (f, 1, row 2, paragraph 0)
    Joined  (f, 0): group, row 7                 (f, 1): group, row 2 paragraph 0
    Output  (f, 0, repeated row 7)               (f, 1, row 2 paragraph 0)
    """

    def expand(
        self,
        inputs: tuple[beam.PCollection[StagedGroup], beam.PCollection[StagedKey], beam.PCollection[StagedKey]],
    ) -> beam.PCollection[StagedGroup]:
        groups, repeats, boilerplate = inputs
        keyed = tuple[tuple[str, int], StagedKey]
        sides = (
            groups | "Groups" >> beam.Map(_group_by_place).with_output_types(tuple[tuple[str, int], StagedGroup]),
            repeats | "Repeats" >> beam.Map(_key_by_place).with_output_types(keyed),
            boilerplate | "Boilerplate" >> beam.Map(_key_by_place).with_output_types(keyed),
        )
        return sides | "Join" >> Join() | "Attach" >> beam.ParDo(_Attach()).with_output_types(StagedGroup)
