"""The mentions of places that may locate an event, and the place of the article's main event."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.rows.event import Location
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import Place, geo_of
from transforms.extract.entities.places.main_place import location_of, main_place
from transforms.extract.entities.places.toponym_mentions import find_toponym_mentions
from transforms.extract.entities.places.toponyms import lookup_toponym
from transforms.extract.events.main_event import DECAY_SENTENCES, casualty_sentences
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.grammar.noun_phrases import head_at
from transforms.extract.languages.load import word_set

AT, NEAR, NOT_LOCATIVE = 2, 1, 0
"""How strongly the syntax says that something happened at a place."""
TOWN, TOWN_PART, COUNTY, DIVISION, COUNTRY = range(5)
"""How large a place is. A part of a town comes after towns: the gazetteer seldom has it under its own town."""
LOCATIVE_PREPOSITIONS = word_set("setting.toml", "place", "locative")
PROXIMITY_PREPOSITIONS = word_set("setting.toml", "place", "proximity")
_ENTITY_TYPES = frozenset(("GPE", "LOC", "FAC", "ORG"))
"""Types of names that may locate an event; organisations only where something happens at their seat."""
_FIGURATIVE = word_set("setting.toml", "place", "figurative")
_TOPICS = word_set("setting.toml", "place", "topics")
_DESTINATIONS = word_set("setting.toml", "place", "destinations")
_TOWN_PARTS = word_set("setting.toml", "place", "town_parts")
_TOWN_SERVICES = word_set("setting.toml", "place", "town_services")
_OCCURRENCE = word_set("setting.toml", "time", "occurrence")
_INSIDE_NOUN_PHRASE = frozenset(("compound", "poss", "nmod", "amod", "appos", "conj", "npadvmod", "nummod"))
_MAX_STEPS = 8
_LOOKAHEAD = 14
"""Code points behind a name in which the noun that it qualifies begins."""


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A mention of a place that was resolved to the gazetteer.

    Attributes:
        head: Its syntactic head.
        location: Its words and the place they were resolved to.
        locative_strength: AT ('in X', 'at an X park'), NEAR ('near X') or NOT_LOCATIVE.
        granularity: TOWN, TOWN_PART, COUNTY, DIVISION or COUNTRY.
    """

    head: Token
    location: Location
    locative_strength: int
    granularity: int

    @property
    def start(self) -> int:
        """Offset of its first code point."""
        return self.location.start


@per_document
def place_mentions(document: Document) -> tuple[PlaceMention, ...]:
    """All resolved mentions of places, in text order."""
    found = []
    for entity in resolve_entities(document).entities:
        if entity.geo is None or entity.type not in _ENTITY_TYPES:
            continue
        for mention in entity.mentions:
            head = head_at(document, mention.start, mention.end)
            if head is not None and (entity.type != "ORG" or locative_strength(head) == AT):
                location = location_of(entity.geo, mention.text, mention.start, mention.end)
                found.append(PlaceMention(head, location, locative_strength(head), granularity_of(document, location)))
    return tuple(sorted(found, key=lambda mention: mention.start))


@per_document
def place_mentions_by_sentence(document: Document) -> dict[int, tuple[PlaceMention, ...]]:
    """The place mentions of each sentence that has any, by the sentence's index."""
    found: dict[int, list[PlaceMention]] = defaultdict(list)
    for mention in place_mentions(document):
        found[mention.head.sentence.index].append(mention)
    return {index: tuple(mentions) for index, mentions in found.items()}


def locative_strength(head: Token) -> int:
    """How strongly the syntax says that something happened at a place: AT, NEAR or NOT_LOCATIVE.

    AT: 'in Leeds', 'at a Leeds park'; NEAR: 'outside the city of Leeds'.
    """
    token = head
    for _ in range(_MAX_STEPS):
        governor = token.head
        if governor is token:
            return NOT_LOCATIVE
        if token.dep in ("pobj", "pcomp") and governor.pos in ("ADP", "ADV", "SCONJ"):
            strength = _strength_of_preposition(governor, token, is_bare=token is head)
            if strength is not None:
                return strength
            token = governor.head
        elif token.dep in _INSIDE_NOUN_PHRASE and not _is_participant_or_figurative(token):
            token = governor
        else:
            return NOT_LOCATIVE
    return NOT_LOCATIVE


def _strength_of_preposition(preposition: Token, noun: Token, *, is_bare: bool) -> int | None:
    """The strength of a place behind a preposition; None behind 'of' and 'between', which the noun above decides.

    Args:
        preposition: The preposition.
        noun: Its object.
        is_bare: Whether that noun is the place itself and not one that the place qualifies.
    """
    if preposition.dep == "agent":
        return NOT_LOCATIVE  # 'backed by France'
    if preposition.lower == "over" and preposition.head.lemma in _TOPICS:
        return NOT_LOCATIVE
    if preposition.lower in LOCATIVE_PREPOSITIONS:
        return AT if is_bare or noun.lower not in _DESTINATIONS else NOT_LOCATIVE
    if preposition.lower in PROXIMITY_PREPOSITIONS:
        return NEAR
    return None if preposition.lower in ("of", "between") else NOT_LOCATIVE


def _is_participant_or_figurative(token: Token) -> bool:
    """Whether a place only qualifies a participant ('the Leeds army attacked') or a figurative noun."""
    governor = token.head
    if token.dep == "poss" and governor.lemma in _FIGURATIVE:
        return True
    return token.dep in ("poss", "compound") and governor.dep in ("nsubj", "nsubjpass", "dobj", "agent")


def granularity_of(document: Document, location: Location) -> int:
    """How large a place is: TOWN, TOWN_PART, COUNTY, DIVISION or COUNTRY."""
    feature = location.feature or ""
    if feature.startswith("PCL") or feature in ("TERR", "CONT", "RGN"):
        return COUNTRY
    if feature.startswith("ADM1") or (
        feature == "" and location.geonames_id is None and location.name == location.admin1
    ):
        return DIVISION
    if feature.startswith("ADM"):
        return COUNTY
    if feature == "PPLX":
        return TOWN_PART
    following = document.tokens_in(location.end, location.end + _LOOKAHEAD)
    return TOWN_PART if following and following[0].lower in _TOWN_PARTS else TOWN


# --- the place of the main event ------------------------------------------------------------


@per_document
def main_event_place(document: Document) -> Location | None:
    """The place of the article's main event.

    Each mention of a town is evidence, weighted by its locative strength, by whether it goes with a word of occurrence,
    and by how early it stands; so is a town whose police are named. The article's main place, which prefers the
    dateline, counts as well.
    """
    weights: dict[tuple[str, str | None], float] = defaultdict(float)
    first: dict[tuple[str, str | None], Location] = {}
    shown: set[tuple[str, str | None]] = set()
    for weight, location, is_shown in _evidence(document):
        key = _key_of(location)
        weights[key] += weight
        if is_shown:
            shown.add(key)
        first.setdefault(key, location)
    main = main_place(document)
    known = {key for key in weights if key in shown or (main is not None and key == _key_of(main))}
    best = max(known, key=lambda key: (weights[key], -first[key].start), default=None)
    return first[best] if best is not None else main


def _key_of(location: Location) -> tuple[str, str | None]:
    return location.name or location.text, location.admin1


def _evidence(document: Document) -> Iterator[tuple[float, Location, bool]]:
    """Candidate places of the main event with their weights, and whether the words show that something is there."""
    for mention in place_mentions(document):
        if mention.granularity in (TOWN, COUNTY):
            size = 1.0 if mention.granularity == TOWN else 0.25
            weight = _weight(document, mention) * _decay(mention.head.sentence.index) * size
            yield weight, mention.location, bool(mention.locative_strength) or _is_by_occurrence(document, mention)
    for place, start, end in _towns_of_services(document):
        sentence = document.sentence_at(start)
        location = location_of(geo_of(place), document.text[start:end], start, end)
        yield 0.6 * _decay(sentence.index if sentence else 0), location, True
    main = main_place(document)
    if main is not None and not (main.feature or "").startswith(("PCL", "ADM")):
        yield 0.5, main, True


def _weight(document: Document, mention: PlaceMention) -> float:
    with_occurrence = _is_by_occurrence(document, mention)
    if mention.locative_strength == AT:
        return 1.0 if with_occurrence else 0.5
    return 0.25 if with_occurrence else 0.15


def _is_by_occurrence(document: Document, mention: PlaceMention) -> bool:
    """Whether a mention stands with the casualties or with a word that says that something happened."""
    return mention.head.sentence.index in casualty_sentences(document) or _goes_with_occurrence(mention.head)


def _decay(sentence_index: int) -> float:
    return math.exp(-sentence_index / DECAY_SENTENCES)


def _goes_with_occurrence(head: Token) -> bool:
    """Whether a word above a mention, or its clause's predicate, says that something happened."""
    return predicate_of(head).lemma in _OCCURRENCE or any(token.lemma in _OCCURRENCE for token in head.ancestors())


def _towns_of_services(document: Document) -> Iterator[tuple[Place, int, int]]:
    """Towns whose police or firefighters are named, with their offsets: 'Leeds police', 'the Leeds Fire Department'."""
    mentions = place_mentions(document)
    regions: Counter[str] = Counter(mention.location.admin1 for mention in mentions if mention.location.admin1)
    gazetteer = load_gazetteer()
    for name in find_toponym_mentions(document):
        following = document.tokens_in(name.end, name.end + _LOOKAHEAD)
        if not following or following[0].lower not in _TOWN_SERVICES or following[0].start - name.end > 1:
            continue
        towns = [
            place for place in lookup_toponym(name.text, gazetteer) if not place.is_country and not place.is_division
        ]
        if towns and (not regions or any(town.admin1 in regions for town in towns)):
            yield max(towns, key=lambda town: (regions[town.admin1 or ""], town.population)), name.start, name.end
