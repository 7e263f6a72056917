"""An output folder with three articles, of which two report one incident and one is hostile, for tests of its page."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.event import Attribution, Event, Participant
from schemas.rows.failure import Failure
from schemas.rows.incident import Claim, Incident, IncidentLocation, IncidentParticipant
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.report.html.rows import TEXT, full_event, make_article, make_event, span
from tests.pipeline.rows import NOW

HOSTILE = "<script>alert(1)</script> \"'><img src=x onerror=alert(2)> =cmd|' /C calc'!A0 {{ 7 * 7 }} \u202e\x1b[31m"
HOSTILE_TEXT = f"{HOSTILE} was arrested."
DAYS = (date(2024, 5, 6), date(2024, 5, 20), date(2024, 6, 3))


def article(name: str, day: date | None, text: str = TEXT, **columns: Any) -> Article:
    """An article of the run."""
    published_at = day and datetime(day.year, day.month, day.day, 9, 30, tzinfo=UTC)
    known = {"content_id": f"c{name}", "run_id": "r1", "published_date": day, "published_at": published_at}
    return make_article(text, article_id=name, **(known | columns))


def events(of: Article, *made: Event) -> list[Event]:
    """Events as those of an article."""
    keys = {"article_id": of.article_id, "content_id": of.content_id, "run_id": of.run_id}
    dates = {"published_date": of.published_date, "published_at": of.published_at}
    return [replace(event, event_id=f"{event.event_id} in {of.article_id}", **keys, **dates) for event in made]


def make_folder(path: Path) -> OutputFolder:
    """The output folder."""
    first = article("a1", DAYS[0], title="Six shot", canonical_url="https://example.org/1", site="example.org")
    second = article("a2", DAYS[1], title="Seven shot", url="http://example.com/2", source_name="The Example")
    hostile = article(
        "a3", DAYS[2], HOSTILE_TEXT, title=HOSTILE, url="javascript:alert(3)", source_name=HOSTILE, external_id=HOSTILE
    )
    undated = article("a4", None, "Nothing happened.", title="Nothing")
    shooting, again = events(first, full_event())[0], events(second, full_event(), make_event("fled"))
    arrest = make_event(
        "arrested",
        HOSTILE_TEXT,
        event_type="COERCE",
        salience=0.1,
        recipients=(span(Participant, HOSTILE, HOSTILE_TEXT, name=HOSTILE),),
        attribution=span(Attribution, HOSTILE, HOSTILE_TEXT, name=HOSTILE),
    )
    arrested = events(hostile, arrest)
    incidents = [
        Incident(
            incident_id="i1",
            event_type="ASSAULT",
            event_mode="shooting",
            date_start=DAYS[0],
            date_end=DAYS[0],
            actors=(
                IncidentParticipant(name="Gunmen", event_id=shooting.event_id),
                IncidentParticipant(name="They", event_id=again[0].event_id),
            ),
            recipients=(IncidentParticipant(name="farmers", event_id=shooting.event_id),),
            location=IncidentLocation(
                name="Tena",
                admin1="Napo",
                country_code="EC",
                latitude=-0.99,
                longitude=-77.8,
                event_id=shooting.event_id,
            ),
            event_ids=(shooting.event_id, *(event.event_id for event in again)),
            article_ids=("a1", "a2"),
            article_count=2,
            independent_count=2,
            killed_best=1,
            injured_best=7,
            claims=(
                claim(6, first, shooting, superseded_by=again[0].event_id),
                claim(7, second, again[0]),
                claim(1, second, again[0], kind="killed", source=None, high=None),
            ),
            first_published_at=first.published_at,
            last_published_at=second.published_at,
        ),
        Incident(
            incident_id="i2",
            event_type="COERCE",
            recipients=(IncidentParticipant(name=HOSTILE, event_id=arrested[0].event_id),),
            location=IncidentLocation(name=HOSTILE, latitude=10.0, longitude=10.0, event_id=arrested[0].event_id),
            event_ids=(arrested[0].event_id,),
            article_ids=("a3",),
            article_count=1,
            independent_count=1,
        ),
        Incident(
            incident_id="i3",
            event_type="COERCE",
            article_ids=("a3",),
            article_count=1,
            independent_count=1,
            replaced_by="i2",
        ),
    ]
    folder = OutputFolder(path)
    folder.commit(
        "r1",
        articles=[first, second, hostile, undated],
        events=[shooting, *again, *arrested],
        incidents=incidents,
        failures=[failure("f1", "bad_json"), failure("f2", "bad_json"), failure("f3", "html_timeout", stage="parse")],
    )
    return folder


def claim(count: int, of: Article, event: Event, **columns: Any) -> Claim:
    """A claim of a count."""
    known = {"kind": "injured", "low": count, "high": count, "source": "Ana Ruiz", "published_at": of.published_at}
    return Claim(article_id=of.article_id, event_id=event.event_id, **(known | columns))


def failure(name: str, reason: str, *, stage: str = "read") -> Failure:
    """A failure of a record."""
    ref = RecordRef(uri=HOSTILE, media_type="text/plain")
    return Failure(failure_id=name, stage=stage, reason=reason, error=HOSTILE, record=ref, failed_at=NOW, run_id="r1")
