"""The incidents table: one row for each real-world incident, over all articles."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentParticipant:
    """An actor or recipient, as given by most independent reports."""

    name: Annotated[str, "The participant's name."]
    entity_id: Annotated[str | None, "The entity."] = None
    country_code: Annotated[str | None, "ISO 3166-1 alpha-2 code."] = None
    sector: Annotated[str | None, "Sector of the codebook."] = None
    event_id: Annotated[str, "An event that gives it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentLocation:
    """The place, as given by most independent reports."""

    geonames_id: Annotated[int | None, "GeoNames id."] = None
    name: Annotated[str, "The gazetteer's name of the place."]
    feature: Annotated[str | None, "GeoNames feature code."] = None
    admin1: Annotated[str | None, "Name of the first-level division."] = None
    country_code: Annotated[str | None, "ISO 3166-1 alpha-2 code."] = None
    latitude: Annotated[float | None, "Degrees north."] = None
    longitude: Annotated[float | None, "Degrees east."] = None
    event_id: Annotated[str, "An event that gives it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One source's count of casualties, where it first gives it. Who repeats it makes no claim of his own."""

    kind: Annotated[str, "killed, injured, missing, displaced, arrested or abducted."]
    low: Annotated[int, "Lower bound of the count."]
    high: Annotated[int | None, "Upper bound of the count; null if open."] = None
    source: Annotated[
        str | None, "Who says so: the source that the article names, else the agency it is from, else its site."
    ] = None
    article_id: Annotated[str, "The article."]
    event_id: Annotated[str, "The event."]
    published_at: Annotated[datetime | None, "The article's time of publication."] = None
    superseded_by: Annotated[str | None, "The event that gives the same source's next count; null if it stands."] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReason:
    """Why two events are reports of one incident."""

    event_id: Annotated[str, "An event."]
    other_event_id: Annotated[str, "Another; the same event where its whole text is copied, which has none of its own."]
    reason: Annotated[str, "same_place, same_day, same_actor, same_victim, same_count, same_wire_text or same_article."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """An incident that one or more articles report."""

    incident_id: Annotated[str, "Key: from its earliest event."]
    event_type: Annotated[str, "The type given by most independent reports."]
    event_mode: Annotated[str | None, "The mode given by most independent reports."] = None
    date_start: Annotated[date | None, "First day."] = None
    date_end: Annotated[date | None, "Last day, inclusive."] = None
    date_precision: Annotated[str | None, "day, week, month or year."] = None
    actors: Annotated[tuple[IncidentParticipant, ...], "Who did it."] = ()
    recipients: Annotated[tuple[IncidentParticipant, ...], "To whom it was done."] = ()
    location: Annotated[IncidentLocation | None, "Where it happened."] = None
    country_code: Annotated[str | None, "The location's country."] = None
    event_ids: Annotated[tuple[str, ...], "Its events."] = ()
    article_ids: Annotated[tuple[str, ...], "Its articles, including copies."] = ()
    article_count: Annotated[int, "Number of articles."]
    independent_count: Annotated[
        int, "Number of origins of the reports: copies, reprints of an agency and quotations of a source count once."
    ]
    killed_low: Annotated[int | None, "Least lower bound of the independent claims that stand."] = None
    killed_high: Annotated[int | None, "Their greatest upper bound; null if one is open."] = None
    injured_low: Annotated[int | None, "Least lower bound of the independent claims that stand."] = None
    injured_high: Annotated[int | None, "Their greatest upper bound; null if one is open."] = None
    claims: Annotated[tuple[Claim, ...], "Who says how many, in order of publication."] = ()
    disagreement: Annotated[
        float, "Share of pairs of independent claims of one kind whose ranges do not meet, greatest over the kinds."
    ] = 0.0
    killed_best: Annotated[
        int | None, "Of the claims that stand the figure of most independent sources, of equals the latest."
    ] = None
    injured_best: Annotated[int | None, "The same of the injured."] = None
    merge_reasons: Annotated[tuple[MergeReason, ...], "Why these reports are one incident, link by link."] = ()
    first_published_at: Annotated[datetime | None, "Publication of the first report, copies included."] = None
    last_published_at: Annotated[datetime | None, "Publication of the last report, copies included."] = None
    replaced_by: Annotated[str | None, "The incident that this one was merged into."] = None
    revision: Annotated[int, "A higher revision replaces a lower one."] = 1
