"""Values of rows in words, as the terminal and pages show them."""

from datetime import date

from schemas.rows.entity import Entity
from schemas.rows.event import Casualties, Event, Included
from schemas.rows.incident import Claim, Incident


def event_name(event: Event | Incident) -> str:
    """The type and mode of an event or an incident: 'ASSAULT/shooting'."""
    return event.event_type + (f"/{event.event_mode}" if event.event_mode else "")


def days(first: date, last: date | None) -> str:
    """A day, or a period of days."""
    return f"{first}" if last in (None, first) else f"{first} to {last}"


def place(name: str | None, admin1: str | None, country_code: str | None) -> str:
    """A place from small to large: 'Cali, Valle del Cauca, CO'."""
    return ", ".join(part for part in dict.fromkeys((name, admin1, country_code)) if part)


def count(counted: Casualties | Included | Claim) -> str:
    """A count with its bounds: '3', '27 or more', '20 to 30'."""
    if counted.high is None:
        return f"{counted.low} or more"
    return f"{counted.low}" if counted.high == counted.low else f"{counted.low} to {counted.high}"


def casualty_count(counted: Casualties) -> str:
    """How many are killed, injured and so on: '27 or more killed (civilians)'."""
    return f"{count(counted)} {counted.kind}" + (f" ({counted.victims})" if counted.victims else "")


def known_of(entity: Entity) -> tuple[str, ...]:
    """What else an article tells of an entity: its role and other names, the place or the days that it is."""
    known = [entity.role or "", *([f"also {', '.join(entity.aliases)}"] if entity.aliases else [])]
    if entity.geo:
        known.append(place(entity.geo.name, entity.geo.admin1, entity.geo.country_code))
    if entity.time:
        start = entity.time.start
        known.append(entity.time.timex + (f" = {days(start, entity.time.end)}" if start else ""))
    return tuple(filter(None, known))
