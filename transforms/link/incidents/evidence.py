"""What speaks for and against two reports, of two articles, being of one happening."""

import math
from collections.abc import Mapping
from typing import NamedTuple

from schemas.flow.linking import ArticleProfile, IncidentReport, LinkReason, ReportedCount
from transforms.link.incidents.mentions import are_other_courses

_MOST_SITES, _MOST_NAMES, _MOST_PEOPLE, _MOST_AGES = 2, 2, 3, 2
"""More of them in common say no more."""
_UNKNOWN_DAYS = 30
"""Days between two articles of which one has no date."""
_MOST_LOG_ODDS = 2.0
"""However alike the words of two articles are, they say no more: what their events say must decide."""


class ArticleEvidence(NamedTuple):
    """What two articles say of their reports being of one happening; see `Evidence`."""

    story: float
    published_apart: float


class Evidence(NamedTuple):
    """What of two reports agrees and disagrees, as the inputs of the model in `score`.

    Attributes:
        story: Log-odds of the two articles being on one matter.
        same_town: Whether they give a settlement in common.
        named_town: Whether one gives no settlement, but its article names one of the other's.
        other_town: Whether the settlements differ, as far as both give some.
        other_region: Whether the first-level divisions do.
        other_country: Whether the countries do.
        same_sites: Streets and buildings in common.
        other_sites: Whether all streets and buildings differ, as far as both give some.
        same_day: Whether they give a day in common.
        other_day: Whether the days that they give are neither the same nor next to each other.
        days_apart: Logarithm of the days between those that they give; 0 for the next day.
        published_apart: Logarithm of the days between the publications, and one, unless they give a day in common.
        same_names: Actors and victims in common.
        same_people: People of the articles in common.
        same_ages: Ages in common.
        other_ages: Whether all ages differ, as far as both give some.
        same_counts: Logarithms of the numbers of casualties that agree.
        other_counts: Kinds of casualties that they count differently.
        same_mode: Whether they give a mode in common.
        other_mode: Whether the modes differ, as far as both give some.
        other_course: Whether the modes are of other courses of events, and the casualties counted differently.
        other_names: Whether all actors and victims differ, as far as both name some.
        same_trigger: Whether they have a trigger in common.
    """

    story: float
    same_town: float = 0.0
    named_town: float = 0.0
    other_town: float = 0.0
    other_region: float = 0.0
    other_country: float = 0.0
    same_sites: float = 0.0
    other_sites: float = 0.0
    same_day: float = 0.0
    other_day: float = 0.0
    days_apart: float = 0.0
    published_apart: float = 0.0
    same_names: float = 0.0
    same_people: float = 0.0
    same_ages: float = 0.0
    other_ages: float = 0.0
    same_counts: float = 0.0
    other_counts: float = 0.0
    same_mode: float = 0.0
    other_mode: float = 0.0
    other_course: float = 0.0
    other_names: float = 0.0
    same_trigger: float = 0.0


def article_evidence(one: ArticleProfile, other: ArticleProfile, story: float) -> ArticleEvidence:
    """What two articles say of all of their reports.

    Args:
        one: An article.
        other: Another one. The evidence is the same the other way round.
        story: How likely the two are on one matter, 0 to 1.
    """
    apart = _UNKNOWN_DAYS if one.day is None or other.day is None else abs(one.day - other.day)
    return ArticleEvidence(story=_log_odds(story), published_apart=math.log1p(apart))


def evidence_of(one: IncidentReport, other: IncidentReport, articles: ArticleEvidence) -> Evidence:
    """What speaks for and against two reports of one group of types being of one happening.

    Args:
        one: A report.
        other: Of another article. The evidence is the same the other way round.
        articles: Of the two articles.
    """
    same_town = not one.towns.keys().isdisjoint(other.towns)
    other_region = _differ(one.regions, other.regions)
    same_day, days_apart = _days(one, other)
    same_counts, other_counts = _casualties(one.counts, other.counts)
    same_names = len(one.names & other.names)
    same_sites = len(one.sites.keys() & other.sites.keys())
    same_ages = len(one.ages & other.ages)
    same_mode = not one.modes.isdisjoint(other.modes)
    other_mode = not same_mode and bool(one.modes) and bool(other.modes)
    return Evidence(
        story=articles.story,
        same_town=float(same_town and not other_region),
        named_town=float(_is_named(one, other) or _is_named(other, one)),
        other_town=float(not same_town and not other_region and bool(one.towns) and bool(other.towns)),
        other_region=float(other_region),
        other_country=float(other_region and _countries(one).isdisjoint(_countries(other))),
        same_sites=float(min(same_sites, _MOST_SITES)),
        other_sites=float(not same_sites and bool(one.sites) and bool(other.sites)),
        same_day=float(same_day),
        other_day=float(days_apart > 0),
        days_apart=days_apart,
        published_apart=0.0 if same_day else articles.published_apart,
        same_names=float(min(same_names, _MOST_NAMES)),
        same_people=float(min(len(one.people & other.people), _MOST_PEOPLE)),
        same_ages=float(min(same_ages, _MOST_AGES)),
        other_ages=float(not same_ages and bool(one.ages) and bool(other.ages)),
        same_counts=same_counts,
        other_counts=other_counts,
        same_mode=float(same_mode),
        other_mode=float(other_mode),
        other_course=float(
            other_mode and other_counts > 0 and same_counts == 0 and are_other_courses(one.modes, other.modes)
        ),
        other_names=float(not same_names and bool(one.names) and bool(other.names)),
        same_trigger=float(not one.triggers.isdisjoint(other.triggers)),
    )


def has_something_in_common(one: IncidentReport, other: IncidentReport) -> bool:
    """Whether two reports give a settlement, a name or a trigger in common."""
    return not (
        one.triggers.isdisjoint(other.triggers)
        and one.names.isdisjoint(other.names)
        and one.towns.keys().isdisjoint(other.towns)
    )


def reasons_of(one: IncidentReport, other: IncidentReport) -> tuple[LinkReason, ...]:
    """Which of the evidence for two reports being one can be read in the rows of two events, each reason once.

    Args:
        one: A report.
        other: Of another article.
    """
    found = [
        ("same_place", _in_common(one.towns, other.towns) or _in_common(one.sites, other.sites)),
        ("same_day", _in_common(one.days, other.days)),
        ("same_actor", _in_common(one.actors, other.actors)),
        ("same_victim", _in_common(one.victims, other.victims)),
        ("same_count", _count_in_common(one.counts, other.counts)),
    ]
    return tuple(
        LinkReason(event_id=one.event_ids[events[0]], other_event_id=other.event_ids[events[1]], reason=reason)
        for reason, events in found
        if events is not None
    )


def reasons_within(report: IncidentReport) -> tuple[LinkReason, ...]:
    """Why the events of a report are one happening: each is in the article of the first.

    Args:
        report: With one event and more.
    """
    first = report.event_ids[0]
    return tuple(
        LinkReason(event_id=first, other_event_id=event_id, reason="same_article") for event_id in report.event_ids[1:]
    )


def _log_odds(probability: float) -> float:
    least = 1 / (1 + math.exp(_MOST_LOG_ODDS))
    bounded = min(max(probability, least), 1 - least)
    return math.log(bounded / (1 - bounded))


def _is_named(one: IncidentReport, other: IncidentReport) -> bool:
    """Whether a report has no settlement, but its article names one of the other's."""
    return not one.towns and not one.places.isdisjoint(other.towns)


def _countries(report: IncidentReport) -> set[str]:
    return {region.partition("/")[0] for region in report.regions}


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one) and bool(other) and one.isdisjoint(other)


def _days(one: IncidentReport, other: IncidentReport) -> tuple[bool, float]:
    """Whether reports give a day in common, and the logarithm of the days between those that they give."""
    if not one.days.keys().isdisjoint(other.days):
        return True, 0.0
    apart = [
        max(start - other_end, other_start - end)
        for start, end in _periods(one)
        for other_start, other_end in _periods(other)
    ]
    return False, math.log(max(min(apart), 1)) if apart else 0.0


def _periods(report: IncidentReport) -> list[tuple[int, int]]:
    if report.days:
        return [(day, day) for day in report.days]
    return [report.period] if report.period else []


def _casualties(one: Mapping[str, ReportedCount], other: Mapping[str, ReportedCount]) -> tuple[float, float]:
    """Logarithms of the numbers that agree, and the kinds of which they do not."""
    agree = differ = 0.0
    for kind in one.keys() & other.keys():
        least = _meeting(one[kind], other[kind])
        if least is None:
            differ += 1.0
        elif least > 1:
            agree += math.log(least)
    return agree, differ


def _meeting(one: ReportedCount, other: ReportedCount) -> int | None:
    """The least number that two counts both allow; None if they contradict each other."""
    if (one.high is not None and other.low > one.high) or (other.high is not None and one.low > other.high):
        return None
    return max(one.low, other.low)


def _in_common[Value](one: Mapping[Value, int], other: Mapping[Value, int]) -> tuple[int, int] | None:
    """Where a value that both have is given: of several the one that both give early."""
    common = one.keys() & other.keys()
    if not common:
        return None
    value = min(common, key=lambda value: (one[value] + other[value], str(value)))
    return one[value], other[value]


def _count_in_common(one: Mapping[str, ReportedCount], other: Mapping[str, ReportedCount]) -> tuple[int, int] | None:
    for kind in sorted(one.keys() & other.keys()):
        if _meeting(one[kind], other[kind]) is not None:
            return one[kind].event, other[kind].event
    return None
