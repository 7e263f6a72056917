"""Keep articles published in the requested period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.rows.article import Article
from transforms.step import Step


def in_period(article: Article, since: date | None, until: date | None) -> bool:
    """Whether an article was published between two days, both inclusive.

    An undated article is only in the period without bounds.
    """
    if since is None and until is None:
        return True
    day = article.published_date
    return day is not None and (since is None or since <= day) and (until is None or day <= until)


class _Keep(Step):
    def __init__(self, since: date | None, until: date | None) -> None:
        super().__init__("filter_dates")
        self._since = since
        self._until = until

    def apply(self, article: Article) -> Iterator[Any]:
        inside = in_period(article, self._since, self._until)
        yield article if inside else TaggedOutput("outside", article)


@dataclass
class FilterByDate(beam.PTransform):
    """Articles to those of a period; output `articles` and `outside`.

    Attributes:
        since: First day of publication, if any.
        until: Last day of publication, if any.
    """

    since: date | None = None
    until: date | None = None

    def expand(self, articles: beam.PCollection[Article]) -> beam.pvalue.DoOutputsTuple:
        keep = beam.ParDo(_Keep(self.since, self.until)).with_output_types(Article, outside=Article)
        return articles | "Keep" >> keep.with_outputs("outside", main="articles")
