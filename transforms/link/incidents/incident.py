"""The row of an incident: what its reports agree on, who tells it, and how many they say were killed and injured."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from schemas.flow.linking import LinkEvent, LinkReason, ReportedIncident
from schemas.ids import incident_id
from schemas.rows.incident import Incident, MergeReason
from transforms.link.incidents.claims import claims_of
from transforms.link.incidents.consensus import (
    date_event_of,
    event_mode_of,
    event_type_of,
    location_of,
    participants_of,
    voter,
)
from transforms.link.incidents.origins import origins_of, weights_of
from transforms.link.incidents.tolls import disagreement, standing, toll


def make_incident(reports: Sequence[ReportedIncident], reasons: Sequence[LinkReason]) -> Incident:
    """The row of an incident, the same in whatever order its reports and reasons come.

    Args:
        reports: Of the incident, one and more.
        reasons: Why events of them are one happening.

    Returns:
        Its first revision.
    """
    ordered = sorted(reports, key=lambda report: (report.order, report.events[0].sentence_start, report.report_id))
    events = [event for report in ordered for event in report.events]
    origins = origins_of(ordered)
    weights = weights_of([origins[report.report_id] for report in ordered])
    weighted = list(zip(ordered, weights, strict=True))
    voters = [voter(report.events, weight, report.order) for report, weight in weighted]
    event_type = event_type_of(voters)
    of_type = [voter(_of_type(report, event_type), weight, report.order) for report, weight in weighted]
    dated, location = date_event_of(of_type), location_of(of_type)
    claims = claims_of(ordered)
    stand = standing(claims)
    killed, injured = toll(stand, "killed"), toll(stand, "injured")
    published = sorted(_publications(ordered))
    article_ids = _distinct(
        article for report in ordered for article in (report.article_id, *sorted(_copy_ids(report)))
    )
    return Incident(
        incident_id=incident_id(events[0].event_id),
        event_type=event_type,
        event_mode=event_mode_of(voters, event_type),
        date_start=dated.date_start if dated else None,
        date_end=dated.date_end if dated else None,
        date_precision=dated.date_precision if dated else None,
        actors=participants_of(of_type, lambda event: event.actors),
        recipients=participants_of(of_type, lambda event: event.recipients),
        location=location,
        country_code=location.country_code if location else None,
        event_ids=_distinct(event.event_id for event in events),
        article_ids=article_ids,
        article_count=len(article_ids),
        independent_count=len(set(origins.values())),
        killed_low=killed.low,
        killed_high=killed.high,
        injured_low=injured.low,
        injured_high=injured.high,
        claims=claims,
        disagreement=disagreement(stand),
        killed_best=killed.best,
        injured_best=injured.best,
        merge_reasons=_merge_reasons(ordered, reasons),
        first_published_at=published[0] if published else None,
        last_published_at=published[-1] if published else None,
    )


def _of_type(report: ReportedIncident, event_type: str) -> Sequence[LinkEvent]:
    """The events of a report that have a type; all of its events if none has."""
    return [event for event in report.events if event.event_type == event_type] or report.events


def _merge_reasons(reports: Iterable[ReportedIncident], reasons: Iterable[LinkReason]) -> tuple[MergeReason, ...]:
    """The reasons of all links, and those that hold the events of an article and its copies together, sorted."""
    found = {(*sorted((link.event_id, link.other_event_id)), link.reason) for link in reasons}
    for report in reports:
        first, *more = (event.event_id for event in report.events)
        found |= {(*sorted((first, other)), "same_article") for other in more}
        if report.copies:
            found.add((first, first, "same_wire_text"))
    return tuple(MergeReason(event_id=one, other_event_id=other, reason=reason) for one, other, reason in sorted(found))


def _copy_ids(report: ReportedIncident) -> Iterable[str]:
    return (copy.article_id for copy in report.copies)


def _publications(reports: Iterable[ReportedIncident]) -> Iterable[datetime]:
    for report in reports:
        for published in (report.published_at, *(copy.published_at for copy in report.copies)):
            if published is not None:
                yield published.astimezone(UTC)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
