"""Join each staged row group with what was decided on its rows, so that whoever reads it leaves out the rest."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from schemas.flow.staging import StagedGroup, StagedKey
from transforms.prepare.stage import with_drops


def _place(one: StagedKey | StagedGroup) -> tuple[str, int]:
    return one.file, one.group


class _Drop(beam.DoFn):
    def process(self, joined: tuple[tuple[str, int], dict[str, Iterable[Any]]]) -> Iterator[StagedGroup]:
        yield from with_drops(joined[1]["groups"], joined[1]["repeats"], joined[1]["cuts"])


@dataclass
class DropRepeats(beam.PTransform):
    """Groups of staged articles, and the keys of those that repeat another or lose paragraphs, to groups that know.

    Input   groups: (file f, group 0)  (file f, group 1)    repeats: (f, 0, row 7)    cuts: (f, 1, row 2, cut 0)
    Joined  (f, 0): group, row 7       (f, 1): group, row 2 cut 0
    Output  (file f, group 0, drop 7)  (file f, group 1, of row 2 cut 0)
    """

    def expand(self, found: dict[str, beam.PCollection[Any]]) -> beam.PCollection[StagedGroup]:
        keyed = tuple[tuple[str, int], Any]
        joined = {
            name: values | f"{name}ByPlace" >> beam.WithKeys(_place).with_output_types(keyed)
            for name, values in found.items()
        } | "Join" >> beam.CoGroupByKey()
        return joined | "Drop" >> beam.ParDo(_Drop()).with_output_types(StagedGroup)
