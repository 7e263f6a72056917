"""Articles that come with all their rows, as the branches of extraction would give them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput

from schemas.flow.article_rows import ArticleRows
from schemas.flow.linking import LinkArticle
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.quote import Quote
from transforms.extract.link_article import link_article
from transforms.step import MultiOutput


class _Split(beam.DoFn):
    def process(self, rows: ArticleRows) -> Iterator[Any]:
        yield rows.article
        yield from (TaggedOutput("entities", row) for row in rows.entities)
        yield from (TaggedOutput("quotes", row) for row in rows.quotes)
        yield from (TaggedOutput("events", row) for row in rows.events)
        yield TaggedOutput("linkable", link_article(rows.article, rows.entities, rows.events))


@dataclass
class SplitRows(MultiOutput):
    """Articles with their rows to `articles`, `entities`, `quotes`, `events` and `linkable` (each as LINK needs it)."""

    def expand(self, articles: beam.PCollection[ArticleRows]) -> beam.pvalue.DoOutputsTuple:
        splitting = beam.ParDo(_Split())
        splitting = splitting.with_output_types(
            Article, entities=Entity, quotes=Quote, events=Event, linkable=LinkArticle
        )
        return articles | "Split" >> splitting.with_outputs("entities", "quotes", "events", "linkable", main="articles")
