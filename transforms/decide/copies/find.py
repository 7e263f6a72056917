"""Find the copies among all staged articles and those of earlier runs, before any of them is annotated."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import apache_beam as beam

from schemas.flow.copies import CopyKey, EarlierArticles
from schemas.flow.staging import EarlierRow, RecodedRow, RowCopy, StagedKey
from transforms.blocks import block_number, block_of, sort_order
from transforms.combiners import MaxInteger
from transforms.decide.copies.candidates import FindCandidates, SelectShared
from transforms.decide.copies.compare import ComparePairs
from transforms.decide.copies.resolve import ResolveCopies
from transforms.decide.copies.revisions import FindNewest
from transforms.decide.repeated_records import article_and_text


def copy_key(key: StagedKey) -> CopyKey:
    """A staged article as its copies are found."""
    return CopyKey(
        order=sort_order(key.article_id, key.published_at),
        content_id=key.content_id,
        block=block_of(key.day),
        revised_at=key.revised_at,
        outcome=key.outcome,
        signature=key.signature,
        text_key=article_and_text(key)[1],
        rank=key.rank,
        boilerplate=key.boilerplate,
        file=key.file,
        group=key.group,
        row=key.row,
    )


class _Blocks(beam.DoFn):
    """The blocks of a bundle, each once."""

    def start_bundle(self) -> None:
        self._blocks: set[int] = set()

    def process(self, key: CopyKey) -> Iterator[tuple[int, int]]:
        block = block_number(key.block)
        if block not in self._blocks:
            self._blocks.add(block)
            yield block, 1


@dataclass
class ListBlocks(beam.PTransform):
    """Keys of articles to the blocks of days that they are from, each once; `NO_DATE` for those without any date."""

    def expand(self, keys: beam.PCollection[CopyKey]) -> beam.PCollection[int]:
        blocks = keys | "Block" >> beam.ParDo(_Blocks()).with_output_types(tuple[int, int])
        distinct = blocks | "Distinct" >> beam.CombinePerKey(MaxInteger()).with_output_types(tuple[int, int])
        return distinct | "Number" >> beam.Keys()


class Copies(NamedTuple):
    """Outputs of `FindCopies`, by row group: see `ResolveCopies`, and `revisions.known_rows`."""

    copies: beam.PCollection[tuple[tuple[str, int], RowCopy]]
    recoded: beam.PCollection[tuple[tuple[str, int], RecodedRow]]
    known: beam.PCollection[tuple[tuple[str, int], EarlierRow]]


@dataclass
class FindCopies(beam.PTransform):
    """Keys of all staged articles to which of them are copies, and which may be known from earlier runs.

    Attributes:
        earlier: The articles that earlier runs wrote; None if there are none.
    """

    earlier: EarlierArticles | None = None

    def expand(self, staged: beam.PCollection[StagedKey]) -> Copies:
        keys = staged | "CopyKey" >> beam.Map(copy_key).with_output_types(CopyKey)
        has_earlier = self.earlier is not None
        if self.earlier is not None:
            earlier = keys | "ListBlocks" >> ListBlocks() | "ReadEarlier" >> self.earlier.keys()
            keys = (keys, earlier) | "WithEarlier" >> beam.Flatten()
        shared = keys | "SelectShared" >> SelectShared()
        revisions = shared | "FindNewest" >> FindNewest(has_earlier)
        pairs = revisions.newest | "FindCandidates" >> FindCandidates(has_earlier)
        resemblances = pairs | "ComparePairs" >> ComparePairs(self.earlier)
        resolved = (resemblances, revisions.newest) | "ResolveCopies" >> ResolveCopies()
        return Copies(resolved.copies, resolved.recoded, revisions.known)
