"""The places that an article names, each with its mentions: the candidates for where its events happened."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.rows.event import Location
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.names.names import find_names
from transforms.extract.entities.places.main_place import location_of, main_place
from transforms.extract.entities.places.places import locate_names
from transforms.extract.events.main_event import LEAD_SENTENCES
from transforms.extract.events.networks import Floats, OneHot
from transforms.extract.events.setting.place_mentions import (
    AT,
    COUNTRY,
    DIVISION,
    NEAR,
    NOT_LOCATIVE,
    granularity_of,
    locative_strength,
    main_event_place,
    place_mentions,
)
from transforms.extract.grammar.labels import SUBJECTS
from transforms.extract.grammar.noun_phrases import head_at
from transforms.extract.languages.load import word_set

Integers = npt.NDArray[np.int64]
NAME, PART, ADJECTIVE = range(3)
"""What a mention is: the place's name, a part of another name ('Leeds' of 'Leeds Council'), an adjective ('Syrian')."""
_GRANULARITIES = range(5)
_DEPS = OneHot(("pobj", "poss", "compound", "amod", "appos", "conj", "npadvmod", "dobj"))
_PREPOSITIONS = OneHot(sorted(word_set("setting.toml", "place", "prepositions")))


@dataclass(frozen=True, slots=True)
class CandidateMention:
    """A mention of a place.

    Attributes:
        location: Its words and the place.
        head: Its syntactic head; None in a dateline before the body.
        strength: How strongly the syntax says that something happened there: AT, NEAR or NOT_LOCATIVE.
        kind: NAME, PART or ADJECTIVE.
    """

    location: Location
    head: Token | None
    strength: int
    kind: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """The places of an article and their mentions, those of one place together and in text order.

    Attributes:
        mentions: All mentions.
        by_sentence: Indices of the mentions of each sentence that has any, by its index.
        firsts: (places,), index of each place's first mention.
        places: (mentions,), index of the place.
        sentences: (mentions,), index of the sentence; -1 before the body.
        tokens: (mentions,), index of the head; -1 before the body.
        starts: (mentions,), offset of the first code point.
        strengths: (mentions,), how locative each is.
        kinds: (mentions,), what each is.
        granularity: (places,), TOWN to COUNTRY.
        country_codes: For each place the code of the country that it lies in, if that is known.
        contains: (places, places), 1 where the first is the country or division that the second lies in.
        same_country: (places, places), 1 where both lie in one country or are the same.
        same_division: (places, places), 1 where both lie in one division or are the same.
        of_mention: (mentions, features), what is known of a mention without any event.
        of_place: (places, features), what is known of a place without any event.
    """

    mentions: tuple[CandidateMention, ...]
    by_sentence: dict[int, list[int]]
    firsts: Integers
    places: Integers
    sentences: Integers
    tokens: Integers
    starts: Integers
    strengths: Integers
    kinds: Integers
    granularity: Integers
    country_codes: Sequence[str | None]
    contains: Floats
    same_country: Floats
    same_division: Floats
    of_mention: Floats
    of_place: Floats

    @property
    def locations(self) -> list[Location]:
        """Each place, with the words of its first mention."""
        return [self.mentions[first].location for first in self.firsts]

    def mentions_of(self, place: int) -> range:
        """Indices of the mentions of a place, by its index."""
        last = int(self.firsts[place + 1]) if place + 1 < len(self.firsts) else len(self.mentions)
        return range(int(self.firsts[place]), last)


@per_document
def place_candidates(document: Document) -> Candidates | None:
    """The places of an article with their mentions; None if it names none."""
    groups: dict[tuple[object, ...], list[CandidateMention]] = defaultdict(list)
    for mention in _mentions(document):
        groups[_key_of(mention.location)].append(mention)
    if not groups:
        return None
    mentions = tuple(mention for group in groups.values() for mention in group)
    counts = np.array([len(group) for group in groups.values()])
    firsts = np.concatenate([[0], counts.cumsum()[:-1]])
    locations = [mentions[first].location for first in firsts]
    sizes = [
        COUNTRY if key[0] == "country" else granularity_of(document, location)
        for key, location in zip(groups, locations, strict=True)
    ]
    by_sentence: dict[int, list[int]] = defaultdict(list)
    for index, mention in enumerate(mentions):
        if mention.head is not None:
            by_sentence[mention.head.sentence.index].append(index)
    sentences = np.array([one.head.sentence.index if one.head else -1 for one in mentions])
    strengths, kinds = np.array([one.strength for one in mentions]), np.array([one.kind for one in mentions])
    codes = [place.country_code for place in locations]
    same_country = _alike(codes)
    same_division = _alike([place.admin1 and (place.country_code, place.admin1) for place in locations])
    contains = _containment(locations, sizes)
    counted = _counts_by_place(firsts, counts, sentences, strengths, kinds)
    return Candidates(
        mentions=mentions,
        by_sentence=by_sentence,
        firsts=firsts,
        places=np.repeat(np.arange(len(counts)), counts),
        sentences=sentences,
        tokens=np.array([one.head.i if one.head else -1 for one in mentions]),
        starts=np.array([one.location.start for one in mentions]),
        strengths=strengths,
        kinds=kinds,
        granularity=np.array(sizes),
        country_codes=codes,
        contains=contains,
        same_country=same_country,
        same_division=same_division,
        of_mention=np.array([_mention_features(one) for one in mentions], np.float32),
        of_place=np.hstack(
            [
                counted,
                (same_country @ counts / counts.sum())[:, None],
                contains.sum(axis=1, keepdims=True) > 0,
                contains.sum(axis=0)[:, None] > 0,
                _place_features(document, locations, sizes, contains),
            ]
        ).astype(np.float32),
    )


def _key_of(location: Location) -> tuple[object, ...]:
    """What identifies a place: a country's code, else its number in the gazetteer, else its name and division."""
    if (location.feature or "").startswith("PCL") or _is_whole_country(location):
        return ("country", location.country_code or location.name)
    if location.geonames_id is not None:
        return (location.geonames_id,)
    return (location.name, location.admin1, location.country_code)


def _is_whole_country(location: Location) -> bool:
    """Whether a place without an entry of its own has its country's: 'Syrian', 'northern Syria'."""
    if location.geonames_id is not None or location.admin1 is not None or location.country_code is None:
        return False
    country = load_gazetteer().country(location.country_code)
    return country is not None and country.name == location.name


def _mentions(document: Document) -> list[CandidateMention]:
    """All mentions of places, in text order."""
    found = {
        one.start: CandidateMention(one.location, one.head, one.locative_strength, NAME)
        for one in place_mentions(document)
    }
    for entity in resolve_entities(document).entities:
        if entity.geo is None or entity.type not in ("NORP", "ORG"):
            continue
        kind = ADJECTIVE if entity.type == "NORP" else PART
        for mention in entity.mentions:
            if mention.start not in found and (head := head_at(document, mention.start, mention.end)) is not None:
                location = location_of(entity.geo, mention.text, mention.start, mention.end)
                found[mention.start] = CandidateMention(location, head, NOT_LOCATIVE, kind)
    named = [
        location_of(geo, document.text[start:end], start, end)
        for toponym, geo in locate_names(document, find_names(document)).toponyms
        for start, end in toponym.spans
    ]
    articles = [place for place in (main_place(document), main_event_place(document)) if place is not None]
    for location in (*named, *articles):
        if location.start in found:
            continue
        if not document.tokens_in(location.start, location.end):
            found[location.start] = CandidateMention(location, None, AT, NAME)
        elif (head := head_at(document, location.start, location.end)) is not None:
            found[location.start] = CandidateMention(location, head, locative_strength(head), PART)
    return [found[start] for start in sorted(found)]


def _alike(values: Sequence[object]) -> Floats:
    """(places, places): 1 where two places have the same value; each has its own, if it has none."""
    found = np.eye(len(values), dtype=np.float32)
    for i, one in enumerate(values):
        for j, other in enumerate(values):
            if one is not None and one == other:
                found[i, j] = 1
    return found


def _containment(locations: Sequence[Location], sizes: Sequence[int]) -> Floats:
    found = np.zeros((len(locations), len(locations)), np.float32)
    for i, outer in enumerate(locations):
        if sizes[i] < DIVISION or outer.country_code is None:
            continue
        for j, inner in enumerate(locations):
            if sizes[j] < sizes[i] and outer.country_code == inner.country_code:
                found[i, j] = sizes[i] == COUNTRY or (outer.admin1 is not None and inner.admin1 == outer.admin1)
    return found


# --- features -------------------------------------------------------------------------------


def _mention_features(mention: CandidateMention) -> list[float]:
    """How locative a mention is, its relation and preposition, whether it is a subject, and what it is."""
    head, dep, preposition = mention.head, "", ""
    if head is not None:
        dep, preposition = head.dep, head.head.lower if head.dep == "pobj" else ""
    return [
        head is None,
        mention.strength == NEAR,
        mention.strength == AT,
        *_DEPS[dep],
        *_PREPOSITIONS[preposition],
        dep in SUBJECTS,
        head is not None and head.label in ("ORG", "FAC"),
        mention.kind == PART,
        mention.kind == ADJECTIVE,
    ]


def _counts_by_place(
    firsts: Integers, counts: Integers, sentences: Integers, strengths: Integers, kinds: Integers
) -> Floats:
    """(places, features): how often and how a place is named, and where first."""
    locative = np.add.reduceat(strengths > 0, firsts, dtype=np.float32)
    named = np.add.reduceat(kinds == NAME, firsts, dtype=np.float32)
    lead = np.add.reduceat(sentences < LEAD_SENTENCES, firsts, dtype=np.float32)
    first = sentences[firsts]
    return np.stack(
        [
            np.log(counts) / 2,
            counts / counts.sum(),
            locative > 0,
            locative / counts,
            named > 0,
            named / counts,
            lead > 0,
            first <= 0,
            np.exp(-np.maximum(first, 0) / 8),
        ],
        axis=1,
        dtype=np.float32,
    )


def _place_features(
    document: Document, locations: Sequence[Location], sizes: Sequence[int], contains: Floats
) -> Floats:
    """(places, features): a place's size, and its relation to the title and the article's main place."""
    main, main_event = main_place(document), main_event_place(document)
    main_key = _key_of(main) if main is not None else None
    event_key = _key_of(main_event) if main_event is not None else None
    keys = [_key_of(place) for place in locations]
    at = keys.index(main_key) if main_key in keys else None
    title = (document.article.title or "").lower()
    rows = []
    for index, place in enumerate(locations):
        rows.append(
            [
                *(sizes[index] == size for size in _GRANULARITIES),
                index == at,
                keys[index] == event_key,
                main is not None and place.country_code == main.country_code,
                main is not None and place.admin1 is not None and place.admin1 == main.admin1,
                at is not None and contains[index, at] > 0,
                at is not None and contains[at, index] > 0,
                any(form and form.lower() in title for form in (place.text, place.name)),
                place.geonames_id is None,
                place.country_code is None,
                (place.feature or "") in ("CONT", "RGN"),
            ]
        )
    return np.array(rows, np.float32)
