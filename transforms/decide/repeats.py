"""Repeats: two records of one article with one text are one row; which of them stands is decided on keys."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam

from schemas.staging import StagedKey


def repeats(keys: Iterable[StagedKey]) -> Iterator[StagedKey]:
    """Of the keys of one article and text, all but the least in rank.

    Args:
        keys: In any order, all with one `article_id` and `content_id`.
    """
    ordered = sorted(keys, key=lambda key: (key.rank, key.file, key.group, key.row))
    yield from ordered[1:]


def _text_of(key: StagedKey) -> tuple[str, str]:
    return key.article_id, key.content_id


class _Repeats(beam.DoFn):
    def process(self, grouped: tuple[tuple[str, str], Iterable[StagedKey]]) -> Iterator[StagedKey]:
        yield from repeats(grouped[1])


@dataclass
class FindRepeats(beam.PTransform):
    """Keys of all staged articles to the keys of those that repeat another.

    Input   (a1, c1, rank 2, file f, row 0)  (a1, c1, rank 1, file f, row 7)  (a1, c2, rank 1, file g, row 3)
    Grouped (a1, c1): rank 2, rank 1         (a1, c2): rank 1
    Output  (a1, c1, rank 2, file f, row 0)
    """

    def expand(self, keys: beam.PCollection[StagedKey]) -> beam.PCollection[StagedKey]:
        return keys | "ByText" >> beam.GroupBy(_text_of) | "AllButOne" >> beam.ParDo(_Repeats())
