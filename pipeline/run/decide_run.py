"""DECIDE of a run that is small enough to be decided on in one step, from the checkpoints of its chunks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import apache_beam as beam

from pipeline.run.record_files import read_all
from schemas.flow.staging import StagedGroup, StagedKey
from transforms import metrics
from transforms.decide.together import decide_together
from transforms.step import Step


class _DecideFiles(Step):
    def __init__(self, keys: Sequence[str], groups: Sequence[StagedGroup]) -> None:
        super().__init__("decide")
        self._keys = tuple(keys)
        self._groups = tuple(groups)

    def apply(self, _: None) -> Iterator[StagedGroup]:
        count_texts = partial(self.count, metrics.TEXTS_COMPARED)
        yield from decide_together(read_all(StagedKey, self._keys), self._groups, count_texts)


@dataclass
class DecideFiles(beam.PTransform):
    """Record files of a first run's keys, and its groups, to the groups with what is decided on their rows.

    Attributes:
        keys: Paths of files of `StagedKey`.
        groups: Row groups of staged articles.
    """

    keys: Sequence[str]
    groups: Sequence[StagedGroup]

    def expand(self, pipeline: beam.Pipeline) -> beam.PCollection[StagedGroup]:
        once = pipeline | "Once" >> beam.Create([None])
        return once | "Decide" >> beam.ParDo(_DecideFiles(self.keys, self.groups)).with_output_types(StagedGroup)
