"""Repeats: two records of one article with one text are one row; which of them stands is decided on keys.

The text is the one that is left when the site's banners are out: a record that has the appeal of the week and one that
has it not are the same article.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import apache_beam as beam

from schemas.flow.staging import StagedKey
from schemas.ids import content_hash


def repeats(keys: Iterable[StagedKey]) -> Iterator[StagedKey]:
    """Of the keys of one article and text, all but the least in rank.

    Args:
        keys: In any order, all of one article and text.
    """
    ordered = sorted(keys, key=lambda key: (key.rank, key.file, key.group, key.row))
    yield from ordered[1:]


def text_of(key: StagedKey) -> tuple[str, str]:
    """The article, and what stands for the text that is left of it."""
    if key.outline is None:
        return key.article_id, key.content_id
    left = (str(mark >> 1) for i, mark in enumerate(key.outline.paragraphs) if i not in key.cut)
    return key.article_id, content_hash("paragraphs", *left)


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
        return keys | "ByText" >> beam.GroupBy(text_of) | "AllButOne" >> beam.ParDo(_Repeats())
