"""Who says how many, and since when: the counts of an incident by their source.

An article gives a count many times: the headline's, the police's, that of the victims it names one by one. Of those
one remains for each source and kind. Over all articles a source's later count supersedes its earlier one; one that says
nothing new, by whomever it is repeated, makes no claim.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from schemas.flow.linking import LinkEvent, ReportedIncident
from schemas.rows.incident import Claim
from transforms.link.incidents.sources import own_source, source_key, source_of

NO_CLAIM = frozenset({"planned", "hypothetical", "denied", "negated"})
"""Modalities of events that did not happen, or not yet: they count nobody."""

SURE = 0.5
"""Confidence of an event that is more likely one of its type than not."""

_SURE_COUNT = 0.4
"""The same for what it counts: less, since a toll is right, too, where the type of what caused it is not."""

_FIRST = datetime.min.replace(tzinfo=UTC)


class Count(NamedTuple):
    """A count that an article gives.

    Attributes:
        source: Its source's name.
        key: Equal of two sources that are one.
        is_own: Whether the article names no source.
        position: Where it is given, in order.
    """

    kind: str
    low: int
    high: int | None
    source: str | None
    key: str
    is_own: bool
    confidence: float
    position: tuple[int, str]

    @property
    def is_exact(self) -> bool:
        """Whether the count is a number, not a range."""
        return self.low == self.high

    @property
    def is_single(self) -> bool:
        """Whether it is of one victim."""
        return self.low == self.high == 1

    def allows(self, other: "Count") -> bool:
        """Whether whatever the other one says is within this one's range."""
        if self.low > other.low:
            return False
        return self.high is None or (other.high is not None and other.high <= self.high)


def claims_of(reports: Iterable[ReportedIncident]) -> tuple[Claim, ...]:
    """The claims of an incident, in order of publication; those without a date come first.

    Args:
        reports: Of the incident, in any order.
    """
    counts = [(report, count) for report in reports for count in report_counts(report)]
    chains: dict[tuple[str, str], list[tuple[ReportedIncident, Count]]] = {}
    names: dict[str, str | None] = {}
    for report, count in sorted(counts, key=_in_order):
        names.setdefault(count.key, count.source)
        chain = chains.setdefault((count.kind, count.key), [])
        if not chain or not _repeats(count, chain[-1][1]):
            chain.append((report, count))
    given = [
        (_in_order(entry), _claim(*entry, names[entry[1].key], chain[number + 1 : number + 2]))
        for chain in chains.values()
        for number, entry in enumerate(chain)
    ]
    return tuple(claim for _, claim in sorted(given, key=lambda one: one[0]))


def report_counts(report: ReportedIncident) -> list[Count]:
    """The counts that an article stands for: of each source and kind one, the greatest.

    Smaller ones are of some of the victims: a child among them, or one who is named.
    """
    counting = (event for event in report.events if event.casualties and event.modality not in NO_CLAIM)
    stated = [count for event in counting for count in _stated(event, report)]
    found: list[Count] = []
    if not stated:
        return found
    for kind in sorted({count.kind for count in stated}):
        of_kind = [count for count in stated if count.kind == kind]
        sure = [count for count in of_kind if count.confidence >= _SURE_COUNT] or of_kind
        by_source: dict[str, Count] = {}
        for count in sorted(sure, key=_greatest_first):
            by_source.setdefault(count.key, count)
        found += _whole(list(by_source.values()))
    return found


def _stated(event: LinkEvent, report: ReportedIncident) -> Iterator[Count]:
    source = source_of(event, report)
    own = own_source(report)
    key = source_key(source, report.article_id)
    for counted in event.casualties:
        yield Count(
            kind=counted.kind,
            low=counted.low,
            high=counted.high,
            source=source,
            key=key,
            is_own=source == own,
            confidence=event.confidence,
            position=(event.sentence_start, event.event_id),
        )


def _whole(counts: Sequence[Count]) -> list[Count]:
    """The counts of an article that are of all victims, and not the article's own words for what a source says."""
    greatest = max(count.low for count in counts)
    whole = [count for count in counts if greatest <= 1 or not count.is_single]
    named = [count for count in whole if not count.is_own]
    return [count for count in whole if not (count.is_own and any(_is_covered(count, by) for by in named))]


def _is_covered(own: Count, named: Count) -> bool:
    """Whether the article's own count is that of the source that it names, or of some of those victims."""
    return own.low <= named.low or own.allows(named) or named.allows(own)


def _repeats(count: Count, earlier: Count) -> bool:
    """Whether a count says no more than the one that the same source gave before, or is of one of those victims.

    A later article on one victim does not take back that there were several.
    """
    return count.allows(earlier) or (count.is_single and earlier.low > 1)


def _claim(
    report: ReportedIncident, count: Count, source: str | None, later: Sequence[tuple[ReportedIncident, Count]]
) -> Claim:
    return Claim(
        kind=count.kind,
        low=count.low,
        high=count.high,
        source=source,
        article_id=report.article_id,
        event_id=count.position[1],
        published_at=report.published_at,
        superseded_by=later[0][1].position[1] if later else None,
    )


def _greatest_first(count: Count) -> tuple[object, ...]:
    return (-count.low, not count.is_exact, count.high is None, count.high, count.position)


def _in_order(given: tuple[ReportedIncident, Count]) -> tuple[object, ...]:
    """Sorts counts by publication. Of two of one time the greater is taken for the later, since tolls rise."""
    report, count = given
    return (
        report.published_at or _FIRST,
        count.low,
        report.order,
        report.article_id,
        count.position,
        count.kind,
    )
