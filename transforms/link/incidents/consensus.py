"""The values that most independent reports of an incident give: its type, mode, day, place and participants.

Each report has one vote for a value: that of its surest event that gives one. A vote for a vaguer value is one for each
value within it, too: who writes 'in Texas' does not deny 'in Houston'. Of equals the more precise, the more confident
and the earlier value is taken.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from schemas.flow.linking import LinkEvent, LinkLocation, LinkParticipant
from schemas.rows.incident import IncidentLocation, IncidentParticipant
from transforms.link.incidents.claims import NO_CLAIM, SURE
from transforms.link.incidents.mentions import names_nobody

_DATE_PRECISION = {"year": 1, "month": 2, "week": 3, "day": 4}
_COUNTRY, _DIVISION, _SETTLEMENT = 1, 2, 3


class Voter(NamedTuple):
    """A report in a vote.

    Attributes:
        events: Its events that tell what happened, the surest first.
        weight: Of its vote.
        order: Sorts reports by publication.
    """

    events: Sequence[LinkEvent]
    weight: float
    order: str


def voter(events: Sequence[LinkEvent], weight: float, order: str) -> Voter:
    """A report in a vote.

    Args:
        events: Of the report. Those that tell what happened count; those of other modality only where there are no
            others.
        weight: See `Voter`.
        order: See `Voter`.
    """
    told = [event for event in events if event.modality not in NO_CLAIM] or events
    return Voter(sorted(told, key=_surest_first) if len(told) > 1 else told, weight, order)


class _Vote[T](NamedTuple):
    """A report's vote: its value, the event that gives it, and how precise that is (greater is better)."""

    value: T
    event: LinkEvent
    weight: float
    precision: int
    order: tuple[str, int, str]


def event_type_of(voters: Sequence[Voter]) -> str:
    """The type that most reports give."""
    chosen = _elected(_votes(voters, lambda event: event.event_type))
    return chosen.value if chosen else voters[0].events[0].event_type


def event_mode_of(voters: Sequence[Voter], event_type: str) -> str | None:
    """The mode that most reports give, of events of a type."""
    chosen = _elected(_votes(voters, lambda event: event.event_mode if event.event_type == event_type else None))
    return chosen.value if chosen else None


def date_event_of(voters: Sequence[Voter]) -> LinkEvent | None:
    """An event with the days that most reports give.

    Days that are read count; where there are none, those that fell back to the publication.
    """

    def read(event: LinkEvent) -> LinkEvent | None:
        return event if event.date_start and event.date_basis != "publication" else None

    def any_day(event: LinkEvent) -> LinkEvent | None:
        return event if event.date_start else None

    for choose in (read, any_day):
        votes = _votes(voters, choose, lambda event: _DATE_PRECISION.get(event.date_precision or "", 0))
        if chosen := _elected(votes, same=_days, includes=_includes_days):
            return chosen.event
    return None


def location_of(voters: Sequence[Voter]) -> IncidentLocation | None:
    """The place that most reports give."""
    votes = _votes(
        voters,
        lambda event: event.location if event.location and event.location.name else None,
        lambda event: _granularity(event.location) if event.location else 0,
    )
    chosen = _elected(votes, same=_place, includes=_includes_place)
    if chosen is None or chosen.value.name is None:
        return None
    place = chosen.value
    return IncidentLocation(
        geonames_id=place.geonames_id,
        name=chosen.value.name,
        feature=place.feature,
        admin1=place.admin1,
        country_code=place.country_code,
        latitude=place.latitude,
        longitude=place.longitude,
        event_id=chosen.event.event_id,
    )


def participants_of(
    voters: Sequence[Voter], select: Callable[[LinkEvent], tuple[LinkParticipant, ...]]
) -> tuple[IncidentParticipant, ...]:
    """The participants that at least half of the reports give, of those that give any; else the one of most of them.

    Pronouns are none of them, unless the article tells whom they mean.

    Args:
        voters: The reports.
        select: Gives the participants of an event.
    """
    weights: dict[str, float] = {}
    best: dict[str, tuple[tuple[object, ...], LinkParticipant, LinkEvent]] = {}
    total = 0.0
    for voter in voters:
        named: set[str] = set()
        for event in voter.events:
            for number, participant in enumerate(select(event)):
                if names_nobody(participant):
                    continue
                key = _participant_key(participant)
                named.add(key)
                rank = (-round(event.confidence, 6), voter.order, event.sentence_start, event.event_id, number)
                if key not in best or rank < best[key][0]:
                    best[key] = (rank, participant, event)
        for key in named:
            weights[key] = weights.get(key, 0.0) + voter.weight
        total += voter.weight if named else 0.0
    if not best:
        return ()
    half = round(total / 2, 6)
    ranked = sorted(best, key=lambda key: (-round(weights[key], 6), best[key][0]))
    chosen = [key for key in ranked if round(weights[key], 6) >= half] or ranked[:1]
    return tuple(_participant(*best[key][1:]) for key in chosen)


def _votes[T](
    voters: Sequence[Voter],
    value: Callable[[LinkEvent], T | None],
    precision: Callable[[LinkEvent], int] = lambda _: 0,
) -> list[_Vote[T]]:
    """The vote of each report that gives a value; those of unsure events only where no report has a surer one."""
    found: list[_Vote[T]] = []
    for events, weight, order in voters:
        for event in events:
            if (one := value(event)) is not None:
                found.append(_Vote(one, event, weight, precision(event), (order, event.sentence_start, event.event_id)))
                break
    return [vote for vote in found if vote.event.confidence >= SURE] or found


def _surest_first(event: LinkEvent) -> tuple[object, ...]:
    return (-round(event.confidence, 6), -round(event.salience, 6), event.sentence_start, event.event_id)


def _elected[T](
    votes: Sequence[_Vote[T]],
    *,
    same: Callable[[T], object] = lambda value: value,
    includes: Callable[[T, T], bool] = lambda one, other: False,
) -> _Vote[T] | None:
    """The vote for the value of most weight, as the surest report gives it.

    Args:
        votes: Of the reports.
        same: What is equal of equal values.
        includes: Whether the first value is a vaguer one for the second.
    """
    if len(votes) <= 1:
        return votes[0] if votes else None
    by_value: dict[object, list[_Vote[T]]] = {}
    for vote in votes:
        by_value.setdefault(same(vote.value), []).append(vote)
    first = {key: min(group, key=_preferred) for key, group in by_value.items()}
    own = {key: sum(sorted(vote.weight for vote in group)) for key, group in by_value.items()}

    def rank(key: object) -> tuple[object, ...]:
        vote = first[key]
        vaguer = sum(
            sorted(own[other] for other in by_value if other != key and includes(first[other].value, vote.value))
        )
        return (-round(own[key] + vaguer, 6), *_preferred(vote))

    return first[min(by_value, key=rank)]


def _preferred[T](vote: _Vote[T]) -> tuple[object, ...]:
    return (-vote.precision, -round(vote.event.confidence, 6), vote.order)


def _days(event: LinkEvent) -> object:
    return event.date_start, event.date_end


def _includes_days(one: LinkEvent, other: LinkEvent) -> bool:
    if one.date_start is None or other.date_start is None:
        return False
    return one.date_start <= other.date_start and (other.date_end or other.date_start) <= (
        one.date_end or one.date_start
    )


def _place(place: LinkLocation) -> object:
    return place.geonames_id or (place.name, place.country_code)


def _granularity(place: LinkLocation) -> int:
    feature = place.feature or ""
    if feature.startswith("PCL"):
        return _COUNTRY
    return _DIVISION if feature == "ADM1" else _SETTLEMENT


def _includes_place(one: LinkLocation, other: LinkLocation) -> bool:
    size = _granularity(one)
    if size >= _granularity(other) or one.country_code != other.country_code:
        return False
    return size == _COUNTRY or one.admin1 == other.admin1


def _participant_key(participant: LinkParticipant) -> str:
    return participant.entity_id or f"name {(participant.name or participant.text).casefold()}"


def _participant(participant: LinkParticipant, event: LinkEvent) -> IncidentParticipant:
    return IncidentParticipant(
        name=participant.name or participant.text,
        entity_id=participant.entity_id,
        country_code=participant.country_code,
        sector=participant.sector,
        event_id=event.event_id,
    )
