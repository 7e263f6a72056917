"""How clusters grow from run to run: revisions of rows, and rows that others replace.

A row that says what an earlier run's row says is not written again; one that says something else gets the next
revision. A cluster is named by its earliest member, so an earlier row may find no successor of its own name: it was
merged into another cluster, or an earlier member came to light. It is then replaced by the one that holds its earliest
member that is still there; if none is, it is emptied. A cluster that is split again takes up its old id.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from operator import attrgetter
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import AsIter

from schemas.flow.linking import Successor
from schemas.rows.incident import Incident
from schemas.rows.story import Story
from transforms.join import Join
from transforms.link.history import ClusterName

type Row = Incident | Story


def id_of(row: Row) -> str:
    """The id of a cluster."""
    return row.incident_id if isinstance(row, Incident) else row.story_id


def name_of(row: Row) -> ClusterName:
    """What an earlier row of a cluster is found by. A cluster is named by its earliest member, so the month holds."""
    return id_of(row), f"{row.first_published_at.astimezone(UTC):%Y-%m-01}" if row.first_published_at else ""


def members_of(row: Row) -> Sequence[str]:
    """What a cluster is made of, in order: events of an incident, articles of a story."""
    return row.event_ids if isinstance(row, Incident) else row.article_ids


def successors_of(row: Row, earlier: Mapping[str, Sequence[tuple[str, int]]]) -> Iterator[tuple[str, Successor]]:
    """The earlier rows that a row may replace.

    Args:
        row: A row of the run under way.
        earlier: By member the ids of the rows that hold it, with its position.

    Yields:
        The id of an earlier row, and the row as its successor.
    """
    least: dict[str, int] = {}
    for member in members_of(row):
        for earlier_id, position in earlier.get(member, ()):
            least[earlier_id] = min(position, least.get(earlier_id, position))
    for earlier_id, position in least.items():
        yield earlier_id, Successor(cluster_id=id_of(row), member=position)


def next_revision(row: Row | None, earlier: Row | None, successors: Iterable[Successor]) -> Row | None:
    """What is written of a cluster's id; None if nothing has changed.

    Args:
        row: Of the run under way; None if no cluster has the id any more.
        earlier: The newest row of earlier runs, whether it lists articles or not; None if the id is new.
        successors: Of the earlier row.
    """
    if earlier is None:
        return row
    if row is None and earlier.replaced_by is not None:
        return None
    if row is None:
        ordered = sorted(successors, key=lambda successor: (successor.member, successor.cluster_id))
        row = _without_members(earlier, ordered[0].cluster_id if ordered else None)
    if replace(row, revision=earlier.revision) == earlier:
        return None
    return replace(row, revision=earlier.revision + 1)


def _without_members(row: Row, replaced_by: str | None) -> Row:
    if isinstance(row, Incident):
        return Incident(
            incident_id=row.incident_id,
            event_type=row.event_type,
            article_count=0,
            independent_count=0,
            first_published_at=row.first_published_at,
            replaced_by=replaced_by,
        )
    return Story(
        story_id=row.story_id,
        title=row.title,
        article_ids=(),
        article_count=0,
        independent_count=0,
        site_count=0,
        first_published_at=row.first_published_at,
        replaced_by=replaced_by,
    )


def _with_id(row: Row) -> tuple[str, Row]:
    return id_of(row), row


class _FindSuccessors(beam.DoFn):
    def start_bundle(self) -> None:
        self._earlier: dict[str, list[tuple[str, int]]] | None = None

    def process(self, row: Row, earlier: Iterable[Row]) -> Iterator[tuple[str, Successor]]:
        if self._earlier is None:
            self._earlier = {}
            for one in earlier:
                for position, member in enumerate(members_of(one)):
                    self._earlier.setdefault(member, []).append((id_of(one), position))
        yield from successors_of(row, self._earlier)


class _NextRevision(beam.DoFn):
    def process(self, joined: tuple[str, tuple[list[Row], list[Row], list[Successor]]]) -> Iterator[Row]:
        rows, earlier, successors = joined[1]
        newest = max(earlier, key=attrgetter("revision")) if earlier else None
        row = next_revision(rows[0] if rows else None, newest, successors)
        if row is not None:
            yield row


@dataclass
class WithRevisions(beam.PTransform):
    """Rows of the run under way, and rows of earlier runs that they concern, to the rows to be written.

    Input   rows: (i1, events e1 e2 e3)        earlier: (i1, e1, revision 1)  (i2, e2, revision 1)
    Joined  i1: row, earlier row               i2: no row, earlier row, successor i1
    Output  (i1, events e1 e2 e3, revision 2)  (i2, replaced by i1, revision 2)

    Attributes:
        record: `Incident` or `Story`.
    """

    record: type

    def expand(self, inputs: tuple[beam.PCollection[Any], beam.PCollection[Any]]) -> beam.PCollection[Any]:
        rows, earlier = inputs
        keyed = tuple[str, self.record]  # type: ignore[name-defined]
        finding = beam.ParDo(_FindSuccessors(), AsIter(earlier)).with_output_types(tuple[str, Successor])
        sides = (
            rows | "Rows" >> beam.Map(_with_id).with_output_types(keyed),
            earlier | "Earlier" >> beam.Map(_with_id).with_output_types(keyed),
            rows | "FindSuccessors" >> finding,
        )
        return sides | "Join" >> Join() | "NextRevision" >> beam.ParDo(_NextRevision()).with_output_types(self.record)
