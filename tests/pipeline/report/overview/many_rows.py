"""An output folder with as many articles, events and incidents as a test asks for, shaped as those of real news are."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path

from schemas.codebook import EVENT_TYPES
from schemas.rows.article import Article
from schemas.rows.event import Attribution, Event, Participant
from schemas.rows.incident import Claim, Incident, IncidentLocation, IncidentParticipant
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.report.html.rows import full_event, make_article, span

_DAYS, _PLACES, _NAMES, _PUBLISHERS = 90, 5000, 500, 60
_MOST_REPORTS = 200
"""Of the incident that most articles report; the next ones have a half, a third, a quarter of them, and so on."""

_TYPES = sorted(EVENT_TYPES)


def make_many_rows(path: Path, *, articles: int, events_of_each: int) -> OutputFolder:
    """An output folder whose events all have every cell.

    Args:
        path: Where it is made.
        articles: How many articles it has.
        events_of_each: How many events each of them has.
    """
    told = [_article(number) for number in range(articles)]
    # Events that follow one another are of different articles, as the reports of one incident are.
    events = [_event(number, told[number % articles]) for number in range(articles * events_of_each)]
    folder = OutputFolder(path)
    folder.commit("r1", articles=told, events=events, incidents=list(_incidents(events)))
    return folder


def _article(number: int) -> Article:
    day = date(2024, 5, 1) + timedelta(days=number % _DAYS)
    return make_article(
        article_id=f"article {number}",
        content_id=f"content {number}",
        run_id="r1",
        title=f"Six farmers were shot near Tena, the {number}th report of a year in which many were",
        canonical_url=f"https://example.org/news/{day:%Y/%m/%d}/six-farmers-were-shot-near-tena-{number}",
        source_name=f"The Example Courier {number % _PUBLISHERS}",
        published_date=day,
        published_at=datetime(day.year, day.month, day.day, number % 24, 30, tzinfo=UTC),
    )


def _event(number: int, of: Article) -> Event:
    return replace(
        full_event(),
        event_id=f"event {number}",
        article_id=of.article_id,
        content_id=of.content_id,
        run_id=of.run_id,
        published_date=of.published_date,
        published_at=of.published_at,
        event_type=_TYPES[number % len(_TYPES)],
        actors=(span(Participant, "Gunmen", name=f"Gunmen of group {number % _NAMES}"),),
        attribution=span(Attribution, "Ana Ruiz", name=f"Ana Ruiz {number % _NAMES}", cue="said"),
        salience=1 / (1 + number % 10),
    )


def _incidents(events: Sequence[Event]) -> Iterator[Incident]:
    left = iter(events)
    number = 0
    while reports := tuple(islice(left, max(1, _MOST_REPORTS // (number + 1)))):
        yield _incident(number, reports)
        number += 1


def _incident(number: int, reports: Sequence[Event]) -> Incident:
    first = reports[0]
    articles = tuple(dict.fromkeys(event.article_id for event in reports))
    place = number % _PLACES
    return Incident(
        incident_id=f"incident {number}",
        event_type=first.event_type,
        event_mode=first.event_mode,
        date_start=first.date_start,
        date_end=first.date_end,
        actors=(IncidentParticipant(name=f"Gunmen of group {number % _NAMES}", event_id=first.event_id),),
        recipients=(IncidentParticipant(name=f"farmers of valley {number % _NAMES}", event_id=first.event_id),),
        location=IncidentLocation(
            name=f"Tena {place}",
            admin1="Napo",
            country_code="EC",
            latitude=place * 7 % 150 - 70.0,
            longitude=place * 11 % 360 - 180.0,
            event_id=first.event_id,
        ),
        event_ids=tuple(event.event_id for event in reports),
        article_ids=articles,
        article_count=len(articles),
        independent_count=len(articles),
        killed_best=number % 7,
        injured_best=number % 50,
        claims=tuple(
            Claim(
                kind="injured",
                low=6,
                high=6,
                source="Ana Ruiz",
                article_id=event.article_id,
                event_id=event.event_id,
                published_at=event.published_at,
            )
            for event in reports
        ),
        first_published_at=first.published_at,
        last_published_at=reports[-1].published_at,
    )
