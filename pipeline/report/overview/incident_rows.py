"""What a page shows of an incident: a row, and behind it the reports and what each of them claims."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pipeline.report.html.cards import Cell, make_card
from pipeline.report.html.marks import Paragraph, Passage, mark_text
from pipeline.report.overview.overview import ReportedIncident, SourceArticle
from pipeline.report.phrases import count, days, event_name, place
from pipeline.report.sources import web_link
from schemas.rows.event import Event
from schemas.rows.incident import Claim, Incident, IncidentParticipant

MOST_REPORTS = 12
"""Reports that a page shows of one incident."""

MOST_CLAIMS = 40
"""Claims that a page shows of one incident."""

_NAMES = 4
"""Actors, or recipients, that a row names."""

_SUMMARY = 180
"""Code points of a summary."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim.

    Attributes:
        published: When its article was published.
        source: Who makes it.
        figures: The count of each kind of casualties, in the order of the incident's kinds; empty for other kinds.
        superseded: By which later count of the same source; empty if it stands.
        report: The number of its report, from 1; 0 if that is not shown.
    """

    published: str
    source: str
    figures: tuple[str, ...]
    superseded: str
    report: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """An article that reports an incident.

    Attributes:
        title: Its headline.
        link: Its address, if a page may link to it.
        publisher: Who published it.
        published: When.
        standing: How the event stands in it: modality and confidence.
        sentence: The sentence, cut where the words of a cell begin and end; none if the article is a copy.
        cells: What was read of the event.
    """

    title: str
    link: str
    publisher: str
    published: str
    standing: str
    sentence: tuple[Paragraph, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentRow:
    """An incident.

    Attributes:
        number: Its rank by salience, from 1.
        name: Its type and mode.
        event_type: Its type.
        when: Its days.
        sort_day: The first of them, or else the first day of a report.
        where: Its place.
        who, whom: Who took part.
        killed, injured: The best figures.
        reports, independent: How many articles report it, how many independently.
        salience: See `ReportedIncident`.
        summary: The sentence that tells most of it, cut.
        kinds: The kinds of casualties that are claimed.
        claims: The claims in the order in which they came in.
        claims_left: How many more there are.
        items: Its reports in the order in which they came in.
        items_left: How many more there are.
    """

    number: int
    name: str
    event_type: str
    when: str
    sort_day: str
    where: str
    who: str
    whom: str
    killed: int | None
    injured: int | None
    reports: int
    independent: int
    salience: float
    summary: str
    kinds: tuple[str, ...]
    claims: tuple[ClaimRow, ...]
    claims_left: int
    items: tuple[ReportItem, ...]
    items_left: int


def incident_rows(incidents: Sequence[ReportedIncident]) -> Iterator[IncidentRow]:
    """The rows of incidents, in the same order."""
    for number, reported in enumerate(incidents, 1):
        yield _incident_row(reported, number)


def _incident_row(reported: ReportedIncident, number: int) -> IncidentRow:
    incident = reported.incident
    articles = sorted(reported.articles.values(), key=_arrival)
    shown = articles[:MOST_REPORTS]
    numbers = {article.article_id: number for number, article in enumerate(shown, 1)}
    kinds = tuple(dict.fromkeys(claim.kind for claim in incident.claims))
    main = max(reported.events.values(), key=lambda event: (event.salience, event.event_id), default=None)
    return IncidentRow(
        number=number,
        name=event_name(incident),
        event_type=incident.event_type,
        when=days(incident.date_start, incident.date_end) if incident.date_start else "",
        sort_day=f"{incident.date_start or reported.day or ''}",
        where=_where(incident),
        who=_names(incident.actors),
        whom=_names(incident.recipients),
        killed=incident.killed_best,
        injured=incident.injured_best,
        reports=incident.article_count,
        independent=incident.independent_count,
        salience=reported.salience,
        summary=_cut(main.sentence) if main else "",
        kinds=kinds,
        claims=tuple(_claim_rows(incident.claims[:MOST_CLAIMS], incident.claims, kinds, numbers)),
        claims_left=max(0, len(incident.claims) - MOST_CLAIMS),
        items=tuple(_report_item(article, reported.events.get(article.article_id)) for article in shown),
        items_left=len(articles) - len(shown),
    )


def _arrival(article: SourceArticle) -> tuple[bool, str, str]:
    """The order in which reports came in; those without a date are the last."""
    known = article.published_at or article.published_date
    return known is None, f"{known or ''}", article.article_id


def _where(incident: Incident) -> str:
    where = incident.location
    return place(where.name, where.admin1, where.country_code) if where else ""


def _names(participants: Sequence[IncidentParticipant]) -> str:
    """The first of some participants, whom most reports give, and how many more there are."""
    shown = ", ".join(one.name for one in participants[:_NAMES])
    return f"{shown} and {len(participants) - _NAMES} more" if len(participants) > _NAMES else shown


def _cut(sentence: str) -> str:
    return sentence if len(sentence) <= _SUMMARY else sentence[:_SUMMARY].rsplit(" ", 1)[0] + " …"


def _claim_rows(
    shown: Sequence[Claim], claims: Sequence[Claim], kinds: Sequence[str], numbers: dict[str, int]
) -> Iterator[ClaimRow]:
    later = {(claim.kind, claim.event_id): claim for claim in claims}
    for claim in shown:
        successor = later.get((claim.kind, claim.superseded_by or ""))
        if successor:
            superseded = f"{count(successor)} {successor.kind}, {_moment(successor.published_at)}"
        else:
            superseded = "a later count" if claim.superseded_by else ""
        yield ClaimRow(
            published=_moment(claim.published_at),
            source=claim.source or "",
            figures=tuple(count(claim) if kind == claim.kind else "" for kind in kinds),
            superseded=superseded,
            report=numbers.get(claim.article_id, 0),
        )


def _moment(published_at: datetime | None, published_date: date | None = None) -> str:
    """A time in UTC; of midnight, which stands for a day without time, the day alone."""
    if published_at is None:
        return f"{published_date or 'no date'}"
    return f"{published_at:%Y-%m-%d}" if f"{published_at:%H:%M:%S}" == "00:00:00" else f"{published_at:%Y-%m-%d %H:%M}"


def _report_item(article: SourceArticle, event: Event | None) -> ReportItem:
    return ReportItem(
        title=article.title or "Untitled article",
        link=web_link(article.address or ""),
        publisher=article.publisher or "",
        published=_moment(article.published_at, article.published_date),
        standing=f"{event.modality}, confidence {event.confidence:.2f}" if event else "copy of another report",
        sentence=mark_sentence(event) if event else (),
        cells=tuple(cell for cell in make_card(event, number=1, sentence=1).cells if not cell.is_empty)
        if event
        else (),
    )


def _cells(event: Event) -> tuple[Cell, ...]:
    return make_card(event, number=1, sentence=1).cells


def mark_sentence(event: Event) -> tuple[Paragraph, ...]:
    """The sentence of an event, cut where the words of a cell begin and end; words outside of it are left out."""
    start, end = event.sentence_start, event.sentence_end
    passages = [
        Passage(max(cell.words.start, start) - start, min(cell.words.end, end) - start, cell.kind, cell.label)
        for cell in _cells(event)
        if cell.words and cell.words.start < end and cell.words.end > start
    ]
    return mark_text(event.sentence, passages, ((0, len(event.sentence)),))
