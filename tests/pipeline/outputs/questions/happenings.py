"""Rows of two runs: a shelling of which papers tell differently, and a fire whose article is corrected later.

Of two articles neither the site nor the publisher's name is known; a third has a name, but neither site nor date.
"""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from schemas.rows.article import Article
from schemas.rows.event import Event, Participant
from schemas.rows.incident import Claim, IncidentLocation, IncidentParticipant
from tests.pipeline.rows import article, event, incident, story

DAY = date(2024, 3, 1)


def at(hour: int, day: int = 1) -> datetime:
    """An hour of a day of March 2024."""
    return datetime(2024, 3, day, hour, tzinfo=UTC)


def paper(name: str, hour: int, run: str = "r1", **more: Any) -> Article:
    """A paper's article on the shelling."""
    known = {
        "site": f"{name}.com",
        "title": f"Shelling in Avdia ({name})",
        "published_at": at(hour),
        "published_date": DAY,
    }
    return article(name, f"text of {name}", run, **(known | more))


def attack(name: str, of: Article, killed: int | None, **more: Any) -> Event:
    """What an article tells of the shelling."""
    actor = Participant(text="the army", start=0, end=8, name="Northland")
    recipient = Participant(text="Avdia", start=9, end=14, name="Southland")
    told = {
        "event_type": "ASSAULT",
        "actors": (actor,),
        "recipients": (recipient,),
        "killed_low": killed,
        "date_start": DAY,
        "date_end": DAY,
        "date_precision": "day",
        "modality": "asserted",
        "confidence": 0.7,
    }
    return replace(event(name, of), sentence=f"as {of.site or of.article_id} tells", **(told | more))


NORTH, EAST, WEST = paper("north", 8), paper("east", 9), paper("west", 11)
COPY = paper("copy", 12, outcome="duplicate", duplicate_of="north")
NOTE, LETTER = paper("note", 13, site=None), paper("letter", 14, site=None)
RADIO = paper("radio", 15, site=None, source_name="Radio Avdia", published_at=None, published_date=None)
EVENTS = [
    attack("e1", NORTH, 3),
    attack("e2", EAST, 5),
    attack("e3", WEST, None),
    attack("e4", NOTE, None),
    attack("e5", RADIO, None),
]

PLACE = IncidentLocation(name="Avdia", country_code="SL", event_id="e2")
SHELLING = incident(
    "i1",
    "north",
    "east",
    "west",
    "copy",
    "note",
    "radio",
    event_type="ASSAULT",
    event_mode="shelling",
    event_ids=("e1", "e2", "e3", "e4", "e5"),
    date_start=DAY,
    date_end=DAY,
    location=PLACE,
    country_code="SL",
    actors=(IncidentParticipant(name="Northland", entity_id="n", event_id="e1"),),
    recipients=(
        IncidentParticipant(name="Southland", entity_id="s", event_id="e2"),
        IncidentParticipant(name="Avdia's market", event_id="e3"),
    ),
    killed_best=5,
    independent_count=3,
    claims=(
        Claim(kind="killed", low=3, high=3, source="police", article_id="north", event_id="e1", published_at=at(8)),
        Claim(kind="killed", low=5, high=5, source="a doctor", article_id="east", event_id="e2", published_at=at(9)),
        Claim(kind="injured", low=9, high=None, source="police", article_id="north", event_id="e1"),
        Claim(kind="injured", low=12, high=12, source="a doctor", article_id="east", event_id="e2"),
    ),
)
MERGED = incident("i2", "west", event_type="ASSAULT", location=PLACE, replaced_by="i1")
STORY = story("s1", "north", "east", "west", "copy", title="Shelling in Avdia", site_count=4)
UNSIGNED = story("s2", "note", "letter", title="Shelling in Avdia (note)", site_count=0)


def fire(text: str, run: str, hour: int, title: str) -> Article:
    """A revision of the article on the fire."""
    more = {"title": title, "site": "north.com", "published_at": at(7, 2), "modified_at": at(hour, 2)}
    return article("fire", text, run, **more)


FIRST = fire("Two died.\n\nIt burned.\n\nMore follows.", "r1", 8, "A fire")
SECOND = fire("Four died.\n\nIt burned.", "r2", 9, "A great fire")

RUNS: dict[str, dict[str, list[Any]]] = {
    "r1": {
        "articles": [NORTH, EAST, WEST, COPY, NOTE, LETTER, RADIO, FIRST],
        "events": EVENTS,
        "incidents": [SHELLING, MERGED],
        "stories": [STORY, UNSIGNED],
    },
    "r2": {"articles": [SECOND]},
}
"""Rows by run and table."""
