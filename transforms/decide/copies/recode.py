"""Rows of earlier runs that are written anew: copies of an article whose text is another now."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import apache_beam as beam

from schemas.flow.copies import EarlierArticles
from schemas.flow.staging import RecodedRow, StagedGroup
from schemas.rows.article import Article
from transforms.step import Step


def recode(article: Article, row: RecodedRow) -> Article:
    """A row as this run writes it: of an article that stands for itself, or of a copy of another."""
    return replace(
        article,
        outcome="coded" if row.duplicate_of is None else "duplicate",
        duplicate_of=row.duplicate_of,
        duplicate_kind=row.kind,
        duplicate_similarity=row.similarity,
        main_event_id=None,
    )


class _Recode(Step):
    def __init__(self, earlier: EarlierArticles) -> None:
        super().__init__("recode_copies")
        self._earlier = earlier

    def apply(self, group: StagedGroup) -> Iterator[Article]:
        if group.recoded:
            articles = self._earlier.articles([one.row for one in group.recoded])
            yield from map(recode, articles, group.recoded)


@dataclass
class RecodeCopies(beam.PTransform):
    """Groups of staged articles to the rows of earlier runs that are written anew.

    Attributes:
        earlier: Reads the rows.
    """

    earlier: EarlierArticles

    def expand(self, groups: beam.PCollection[StagedGroup]) -> beam.PCollection[Article]:
        return groups | "Recode" >> beam.ParDo(_Recode(self.earlier)).with_output_types(Article)
