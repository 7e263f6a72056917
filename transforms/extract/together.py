"""All rows of an article extracted in one step, for who writes them together, as a stream does, or not at all.

The branches of a run (`ExtractEntities`, `ExtractQuotes`, `ExtractEvents`) write each table by itself, because a run
shows nothing before all of them are written. The rows are the same.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import apache_beam as beam

from schemas.flow.annotation import Annotation
from schemas.flow.article_rows import ArticleRows
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms.extract.annotate.annotate import AnnotateArticles, is_coded, is_uncoded
from transforms.extract.annotate.model_files import DEFAULT_MODEL
from transforms.extract.document import cached_document
from transforms.extract.entities.extract import extract_entities
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.events.extract import extract_events, with_subject
from transforms.extract.extract_rows import extraction_failure, valid_rows
from transforms.extract.quotes.extract import extract_quotes
from transforms.step import REJECTED, MultiOutput, Step, is_of_system


def extract_together(annotation: Annotation) -> Iterator[ArticleRows | Rejected]:
    """The article with its rows of all tables.

    Args:
        annotation: The article.

    Yields:
        A `Rejected` for each table whose rows cannot be extracted, and for each row that its table does not take; then
        the article, with the rows of the other tables.
    """
    entities = _attempt(annotation, _entities)
    quotes = _attempt(annotation, _quotes)
    article, events = annotation.article, _attempt(annotation, _events)
    if events and isinstance(events[-1], Article):
        article = events.pop()
    yield from (one for one in (*entities, *quotes, *events) if isinstance(one, Rejected))
    yield ArticleRows(article=article, entities=_rows(entities), quotes=_rows(quotes), events=_rows(events))


def _entities(annotation: Annotation) -> Iterator[Any]:
    yield from valid_rows(annotation, extract_entities)


def _quotes(annotation: Annotation) -> Iterator[Any]:
    yield from valid_rows(annotation, extract_quotes)


def _events(annotation: Annotation) -> Iterator[Any]:
    """The events, then the article with what it is about."""
    found = list(valid_rows(annotation, extract_events))
    yield from found
    yield with_subject(cached_document(annotation), _rows(found))


def _attempt(annotation: Annotation, extract: Callable[[Annotation], Iterable[Any]]) -> list[Any]:
    """What a part of the extraction gives; an error of it leaves the other parts alone."""
    try:
        return list(extract(annotation))
    except Exception as error:  # a text may provoke anything
        if is_of_system(error):
            raise
        return [extraction_failure(annotation, error)]


def _rows(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(one for one in found if not isinstance(one, Rejected))


class _ExtractTogether(Step):
    def __init__(self) -> None:
        super().__init__("extract_together")

    def setup(self) -> None:
        load_gazetteer()

    def apply(self, annotation: Annotation) -> Iterator[ArticleRows | Rejected]:
        yield from extract_together(annotation)


def _without_rows(article: Article) -> ArticleRows:
    return ArticleRows(article=article)


class ExtractedTogether(NamedTuple):
    """Each article with its rows, and what failed."""

    articles: beam.PCollection[ArticleRows]
    rejected: beam.PCollection[Rejected]


@dataclass
class ExtractTogether(MultiOutput):
    """Annotated articles, and articles without an annotation, to articles with all their rows.

    Those without one are copies, articles that are not coded, and such as the language model failed on.
    """

    def expand(self, inputs: tuple[beam.PCollection[Annotation], beam.PCollection[Article]]) -> ExtractedTogether:
        annotations, others = inputs
        extracting = beam.ParDo(_ExtractTogether()).with_output_types(ArticleRows, rejected=Rejected)
        found = annotations | "Extract" >> extracting.with_outputs(REJECTED, main="articles")
        uncoded = others | "WithoutRows" >> beam.Map(_without_rows).with_output_types(ArticleRows)
        return ExtractedTogether((found.articles, uncoded) | "Articles" >> beam.Flatten(), found.rejected)


@dataclass
class ExtractArticles(MultiOutput):
    """Articles to the same articles with all their rows; such as are not to be coded have none.

    Attributes:
        model: Name or path of a spaCy model.
    """

    model: str = DEFAULT_MODEL

    def expand(self, articles: beam.PCollection[Article]) -> ExtractedTogether:
        coded = articles | "Coded" >> beam.Filter(is_coded)
        uncoded = articles | "Uncoded" >> beam.Filter(is_uncoded)
        annotated = coded | "Annotate" >> AnnotateArticles(self.model)
        others = (uncoded, annotated.unannotated) | "Others" >> beam.Flatten()
        found = (annotated.annotations, others) | "Rows" >> ExtractTogether()
        rejected = (annotated.rejected, found.rejected) | "Rejected" >> beam.Flatten().with_output_types(Rejected)
        return ExtractedTogether(found.articles, rejected)
