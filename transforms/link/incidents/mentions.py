"""Events as they are compared with the other events of their article, and how names are folded for it."""

import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

from schemas.flow.linking import LinkCasualties, LinkEntity, LinkEvent, LinkLocation, LinkParticipant
from transforms.blocks import day_number

_TYPE_GROUPS = {
    "ASSAULT": "harm",
    "CRIME": "harm",
    "ACCIDENT": "harm",
    "DISASTER": "harm",
    "DEATH": "harm",
    "AGREE": "diplomacy",
    "CONSULT": "diplomacy",
    "COOPERATE": "diplomacy",
    "MOBILIZE": "territory",
    "STATE_CONTROL": "territory",
    "CONCEDE": "concession",
    "RETREAT": "concession",
}
_SETTLEMENT = "PPL"
"""How GeoNames' feature codes of settlements begin."""
_PHRASES = tomllib.loads(resources.files(__package__).joinpath("mentions.toml").read_text("utf-8"))
_AGE = re.compile(_PHRASES["age"])
_SUFFIXES = frozenset(_PHRASES["suffixes"])
_PRONOUNS = frozenset(_PHRASES["pronouns"].split())
_WORD = re.compile(r"[^\W_]+")
_COURSES = {mode: course for course, modes in _PHRASES["courses"].items() for mode in modes}
_OWN_BASES = frozenset(("clause", "sentence"))


class Mention(NamedTuple):
    """An event of an article, as it is compared.

    Attributes:
        event: The event.
        position: Among the article's events, in the order of the text.
        actors: Folded names of those that have one.
        recipients: Likewise.
        ages: Of the participants.
        days: First and last day, counted from 1970-01-01.
        is_dated: Whether they come from the text and not from the publication.
        town: Name of the settlement.
        site: Name of a place without coordinates.
        region: Country code with first-level division.
        is_placed: Whether the event's own sentence gives the place.
        counts: Least and greatest number of casualties by kind; of several of a kind the greatest.
    """

    event: LinkEvent
    position: int
    actors: frozenset[str]
    recipients: frozenset[str]
    ages: frozenset[int]
    days: tuple[int, int] | None
    is_dated: bool
    town: str | None
    site: str | None
    region: str | None
    is_placed: bool
    counts: dict[str, tuple[int, int | None]]


def mention_of(event: LinkEvent, position: int, names: Mapping[str, str]) -> Mention:
    """An event as it is compared.

    Args:
        event: The event.
        position: Among the article's events.
        names: Folded names of the article's entities by id.
    """
    place = event.location
    return Mention(
        event=event,
        position=position,
        actors=_names_of(event.actors, names),
        recipients=_names_of(event.recipients, names),
        ages=frozenset(ages_in(_phrases(event))),
        days=_days_of(event),
        is_dated=event.date_basis in ("explicit", "relative"),
        town=_town_of(place) if place else None,
        site=_site_of(place) if place else None,
        region=_region_of(place) if place else None,
        is_placed=event.location_basis in _OWN_BASES,
        counts=_counts_of(event.casualties),
    )


def type_group(event_type: str) -> str:
    """The group of the types that tellings of one happening may have: a killing is an assault here, a death there."""
    return _TYPE_GROUPS.get(event_type) or event_type.lower()


def are_other_courses(modes: Collection[str], others: Collection[str]) -> bool:
    """Whether modes are of other courses of events than others: a bombing is no shooting, but may be an explosion."""
    courses, other_courses = ({_COURSES[mode] for mode in given if mode in _COURSES} for given in (modes, others))
    return bool(courses) and bool(other_courses) and courses.isdisjoint(other_courses)


@lru_cache(maxsize=1 << 14)
def folded(name: str) -> str:
    """A name in lower case, without accents and punctuation. Cached, since the same names recur."""
    if not name.isascii():
        name = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(name.lower()))


@lru_cache(maxsize=1 << 14)
def folded_person(name: str) -> str:
    """First and last name: 'Jacob A. Lara' and 'Jacob Lara, Jr.' are one. Cached, since the same names recur."""
    words = [word for word in folded(name).split() if word not in _SUFFIXES]
    return " ".join((words[0], words[-1])) if len(words) > 1 else "".join(words)


def folded_name(entity: LinkEntity) -> str:
    """The name of an entity, folded by its type."""
    return folded_person(entity.name) if entity.type == "PERSON" else folded(entity.name)


def ages_in(phrases: Iterable[str]) -> list[int]:
    """The ages that phrases give."""
    return [int(one or other) for phrase in phrases for one, other in _AGE.findall(phrase)]


def _names_of(participants: Iterable[LinkParticipant], names: Mapping[str, str]) -> frozenset[str]:
    return frozenset([names[one.entity_id] for one in participants if one.entity_id and one.entity_id in names])


def _phrases(event: LinkEvent) -> set[str]:
    """What an event says of people, where it may give ages."""
    phrases = [one.text for one in (*event.actors, *event.recipients)]
    phrases += [count.victims or count.text for count in event.casualties]
    return {phrase for phrase in phrases if any(map(str.isdigit, phrase))}


def _days_of(event: LinkEvent) -> tuple[int, int] | None:
    if event.date_start is None:
        return None
    start = day_number(event.date_start)
    return start, max(start, day_number(event.date_end)) if event.date_end else start


def _town_of(place: LinkLocation) -> str | None:
    is_town = place.geonames_id is not None and (place.feature or "").startswith(_SETTLEMENT)
    return folded(place.name or place.text) if is_town else None


def _site_of(place: LinkLocation) -> str | None:
    """The place's name, if it has no coordinates and is a name, not 'the neighborhood'."""
    name = place.name or place.text
    return folded(name) if place.geonames_id is None and not name.islower() else None


def _region_of(place: LinkLocation) -> str | None:
    return f"{place.country_code or ''}/{place.admin1}" if place.admin1 else None


def _counts_of(casualties: Iterable[LinkCasualties]) -> dict[str, tuple[int, int | None]]:
    counts: dict[str, tuple[int, int | None]] = {}
    for count in casualties:
        if count.low > counts.get(count.kind, (0, None))[0]:
            counts[count.kind] = (count.low, count.high)
    return counts


def names_nobody(participant: LinkParticipant) -> bool:
    """Whether a participant is a pronoun of which the article does not tell whom it means. 'US' and 'WHO' are none."""
    text = participant.text
    is_name = text.isupper() and len(text) > 1
    return participant.entity_id is None and not is_name and text.casefold() in _PRONOUNS
