"""LINK in a graph that does not know how many articles it is given: in one step, or in all of its steps."""

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsSingleton, TaggedOutput

from schemas.flow.linking import ArticleRevision, LinkArticle
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.combiners import Total, one_each
from transforms.join import Join
from transforms.link.history import Clusters, LinkHistory
from transforms.link.link import Link
from transforms.link.newest import KeepNewest
from transforms.link.together import MOST_RECORDS, link_together
from transforms.step import Step

_KEY = 0


def linked_together(
    articles: Iterable[LinkArticle], revisions: Iterable[ArticleRevision], history: LinkHistory | None
) -> Iterator[Any]:
    """What `link_together` gives, with stories as a tagged output; arguments as there."""
    with nullcontext() if history is None else history.reader() as reader:
        for row in link_together(articles, revisions, reader):
            yield row if isinstance(row, Incident) else TaggedOutput("stories", row)


class _LinkTogether(Step):
    def __init__(self, history: LinkHistory) -> None:
        super().__init__("link")
        self._history = history

    def apply(self, run: tuple[int, tuple[list[ArticleRevision], list[LinkArticle]]]) -> Iterator[Any]:
        revisions, articles = run[1]
        yield from linked_together(articles, revisions, self._history)


@dataclass
class LinkBySize(beam.PTransform):
    """Revisions of articles and coded articles of a run to rows of incidents and stories.

    With a history, up to `MOST_RECORDS` are linked in one step, which finds all that they may change; more are not. In
    the first run there is no such difference.

    Attributes:
        history: What earlier runs left; None when there are none.
    """

    history: LinkHistory | None = None

    def expand(self, run: tuple[beam.PCollection[ArticleRevision], beam.PCollection[LinkArticle]]) -> Clusters:
        if self.history is None:
            rows: Clusters = run | "KeepNewest" >> KeepNewest() | "Link" >> Link()
            return rows
        count = run[0] | "Count" >> Total(one_each)
        is_small = AsSingleton(count | "IsSmall" >> beam.Map(_is_small).with_output_types(bool))
        small = (_part(records, is_small) for records in run)
        keyed = tuple(_keyed(records) for records in small)
        linking = beam.ParDo(_LinkTogether(self.history)).with_output_types(Incident, stories=Story)
        together = keyed | "Join" >> Join() | "Together" >> linking.with_outputs("stories", main="incidents")
        large = tuple(_part(records, is_small, wanted=False) for records in run)
        in_steps = large | "KeepNewest" >> KeepNewest() | "InSteps" >> Link(self.history)
        return Clusters(
            (together.incidents, in_steps.incidents) | "Incidents" >> beam.Flatten(),
            (together.stories, in_steps.stories) | "Stories" >> beam.Flatten(),
        )


def _part(
    records: beam.PCollection[Any], is_small: beam.pvalue.AsSideInput, *, wanted: bool = True
) -> beam.PCollection[Any]:
    """All records or none of them."""
    kind = records.element_type
    name = f"{'Small' if wanted else 'Large'}_{kind.__name__}"
    return records | name >> beam.Filter(_has_size, is_small, wanted).with_output_types(kind)


def _keyed(records: beam.PCollection[Any]) -> beam.PCollection[tuple[int, Any]]:
    kind = records.element_type
    return records | f"Key_{kind.__name__}" >> beam.Map(_with_key).with_output_types(tuple[int, kind])  # type: ignore[valid-type]


def _is_small(revisions: int) -> bool:
    return 2 * revisions <= MOST_RECORDS


def _has_size(_: Any, is_small: bool, wanted: bool) -> bool:
    return is_small is wanted


def _with_key(record: Any) -> tuple[int, Any]:
    return _KEY, record
