"""Repeated records: two records of one article with one text become one row; keys decide which of them is kept.

The text is compared without the site's boilerplate: a record with the appeal of the week and one without it are the
same article.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas.flow.staging import StagedKey
from schemas.ids import content_hash
from transforms.step import Step


def repeated_records(keys: Iterable[StagedKey]) -> Iterator[StagedKey]:
    """Of the keys of one article and text, all but the one of lowest rank.

    Args:
        keys: In any order, all of one article and text.
    """
    ordered = sorted(keys, key=lambda key: (key.rank, key.file, key.group, key.row))
    yield from ordered[1:]


def article_and_text(key: StagedKey) -> tuple[str, str]:
    """The article, and what identifies its text without boilerplate."""
    if key.site_article is None:
        return key.article_id, key.content_id
    paragraphs = enumerate(key.site_article.paragraphs)
    hashes = (str(paragraph.hash) for i, paragraph in paragraphs if i not in key.boilerplate)
    return key.article_id, content_hash("paragraphs", *hashes)


def _by_text(key: StagedKey) -> tuple[tuple[str, str], StagedKey]:
    # What identifies the text is in the key now: paragraphs and signature need not be shuffled along.
    return article_and_text(key), replace(key, site_article=None, signature=b"")


class _AllButOne(Step):
    def __init__(self) -> None:
        super().__init__("find_repeated_records")

    def apply(self, grouped: tuple[tuple[str, str], Iterable[StagedKey]]) -> Iterator[StagedKey]:
        yield from repeated_records(grouped[1])


@dataclass
class FindRepeatedRecords(beam.PTransform):
    """Keys of all staged articles to the keys of those that repeat another.

    Input   (a1, c1, rank 2, file f, row 0)  (a1, c1, rank 1, file f, row 7)  (a1, c2, rank 1, file g, row 3)
    Grouped (a1, c1): rank 2, rank 1         (a1, c2): rank 1
    Output  (a1, c1, rank 2, file f, row 0)
    """

    def expand(self, keys: beam.PCollection[StagedKey]) -> beam.PCollection[StagedKey]:
        keyed = keys | "KeyByText" >> beam.Map(_by_text).with_output_types(tuple[tuple[str, str], StagedKey])
        grouped = keyed | "ByText" >> beam.GroupByKey()
        return grouped | "AllButOne" >> beam.ParDo(_AllButOne()).with_output_types(StagedKey)
