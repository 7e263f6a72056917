"""Select by id: distinct ids, elements whose ids are among others, copies of articles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsIter

from schemas.flow.linking import LinkArticle, LinkCopy, ReportedIncident
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.combiners import MaxInteger


class _Distinct(beam.DoFn):
    """The values of a bundle, each once."""

    def start_bundle(self) -> None:
        self._seen: set[Any] = set()

    def process(self, values: Iterable[Any]) -> Iterator[tuple[Any, int]]:
        for value in values:
            if value not in self._seen:
                self._seen.add(value)
                yield value, 1


@dataclass
class Distinct(beam.PTransform):
    """Tuples of values to the values, each once.

    Attributes:
        kind: Type of a value.
    """

    kind: type

    def expand(self, values: beam.PCollection[Any]) -> beam.PCollection[Any]:
        keyed = tuple[self.kind, int]  # type: ignore[name-defined]
        distinct = values | "OfBundle" >> beam.ParDo(_Distinct()).with_output_types(keyed)
        summed = distinct | "OfAll" >> beam.CombinePerKey(MaxInteger()).with_output_types(keyed)
        return summed | "Value" >> beam.Keys().with_output_types(self.kind)


class _InSet(beam.DoFn):
    """Elements with any of their ids in a set, or without any in it."""

    def __init__(self, *, wanted: bool) -> None:
        self._wanted = wanted

    def start_bundle(self) -> None:
        self._ids: frozenset[str] | None = None

    def process(self, element: Any, ids: Iterable[str]) -> Iterator[Any]:
        if self._ids is None:
            self._ids = frozenset(ids)
        if (not self._ids.isdisjoint(_ids_of(element))) is self._wanted:
            yield element


def _ids_of(element: Any) -> tuple[str, ...]:
    """The ids that decide whether an element is kept: of events and articles for a cluster, else of the article."""
    match element:
        case str():
            return (element,)
        case Incident():
            return (*element.event_ids, *element.article_ids)
        case Story():
            return element.article_ids
        case ReportedIncident():
            return tuple(event.event_id for event in element.events)
        case _:
            return (element.article_id,)


@dataclass
class Having(beam.PTransform):
    """Ids, articles or clusters to those that have an id in a collection.

    Attributes:
        ids: The collection.
        wanted: False for those that have none.
    """

    ids: beam.PCollection[str]
    wanted: bool = True

    def expand(self, elements: beam.PCollection[Any]) -> beam.PCollection[Any]:
        filtering = beam.ParDo(_InSet(wanted=self.wanted), AsIter(self.ids))
        return elements | "Filter" >> filtering.with_output_types(elements.element_type)


def by_original(copies: Iterable[LinkCopy]) -> dict[str, list[LinkCopy]]:
    """Copies by the id of the article that they are copies of."""
    grouped: dict[str, list[LinkCopy]] = {}
    for copy in copies:
        grouped.setdefault(copy.duplicate_of, []).append(copy)
    return grouped


class _AttachCopies(beam.DoFn):
    def start_bundle(self) -> None:
        self._copies: dict[str, list[LinkCopy]] | None = None

    def process(self, article: LinkArticle, copies: Iterable[LinkCopy]) -> Iterator[LinkArticle]:
        if self._copies is None:
            self._copies = by_original(copies)
        yield with_copies(article, self._copies.get(article.article_id, ()))


def with_copies(article: LinkArticle, copies: Iterable[LinkCopy]) -> LinkArticle:
    """An article with more copies, each once, sorted by id."""
    known = {copy.article_id: copy for copy in (*article.copies, *copies)}
    return replace(article, copies=tuple(known[article_id] for article_id in sorted(known)))


@dataclass
class AttachCopies(beam.PTransform):
    """Articles to articles that know their copies.

    Attributes:
        copies: Of the run under way.
    """

    copies: beam.PCollection[LinkCopy]

    def expand(self, articles: beam.PCollection[LinkArticle]) -> beam.PCollection[LinkArticle]:
        attaching = beam.ParDo(_AttachCopies(), AsIter(self.copies)).with_output_types(LinkArticle)
        return articles | "Attach" >> attaching
