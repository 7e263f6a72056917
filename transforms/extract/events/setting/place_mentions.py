"""The places of an article that may be a scene, and the town its own happening was in."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from schemas.rows.event import Location
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import Place
from transforms.extract.entities.places.places import geo_of, location_of, main_place
from transforms.extract.entities.places.toponyms import look_up, scan
from transforms.extract.events.casualties.word_lists import setting_words
from transforms.extract.events.main_event import REACH, told_in
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.grammar.noun_phrases import head_at

PLACES = frozenset(("GPE", "LOC", "FAC"))
COUNTRY, DIVISION, COUNTY, TOWN, PART = 4, 3, 2, 0, 1
"""How coarse a place is; a part of a town stands behind towns, as it is seldom in the gazetteer under its town."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A mention of a place.

    Attributes:
        head: Its syntactic head.
        location: Its words and where it lies.
        standing: How it is put: 2 where things happen ('in X', 'at an X park'), 1 beside ('near X'), 0 neither.
        coarse: TOWN, PART, COUNTY, DIVISION or COUNTRY.
    """

    head: Token
    location: Location
    standing: int
    coarse: int

    @property
    def start(self) -> int:
        """Offset of its first code point."""
        return self.location.start


@per_document
def scenes(document: Document) -> tuple[Scene, ...]:
    """All located mentions of places, in text order."""
    found = []
    for entity in resolve(document).entities:
        if entity.geo is None or entity.type not in PLACES:
            continue
        for mention in entity.mentions:
            head = head_at(document, mention.start, mention.end)
            if head is not None:
                place = location_of(entity.geo, mention.text, mention.start, mention.end)
                found.append(Scene(head, place, standing(head), _coarse(document, place)))
    return tuple(sorted(found, key=lambda scene: scene.start))


@per_document
def scenes_by_sentence(document: Document) -> dict[int, tuple[Scene, ...]]:
    """The scenes of each sentence that has any, by its index."""
    found: dict[int, list[Scene]] = defaultdict(list)
    for scene in scenes(document):
        found[scene.head.sentence.index].append(scene)
    return {index: tuple(own) for index, own in found.items()}


def standing(head: Token) -> int:
    """Whether a place is said to be the scene: 'in Leeds', 'at a Leeds park', 'outside the city of Leeds'."""
    token = head
    for _ in range(8):
        governor = token.head
        if governor is token:
            return 0
        if token.dep in ("pobj", "pcomp") and governor.pos in ("ADP", "ADV", "SCONJ"):
            if governor.dep == "agent":
                return 0  # 'backed by France'
            if governor.lower == "over" and governor.head.lemma in setting_words("where")["topics"]:
                return 0
            if governor.lower in setting_words("where")["at"]:
                return 0 if token is not head and token.lower in setting_words("where")["care"] else 2
            if governor.lower in setting_words("where")["near"]:
                return 1
            if governor.lower not in ("of", "between"):
                return 0
            token = governor.head
        elif token.dep in ("compound", "poss", "nmod", "amod", "appos", "conj", "npadvmod", "nummod"):
            if token.dep == "poss" and governor.lemma in setting_words("where")["figurative"]:
                return 0
            if token.dep in ("poss", "compound") and governor.dep in ("nsubj", "nsubjpass", "dobj", "agent"):
                return 0
            token = governor
        else:
            return 0
    return 0


def _coarse(document: Document, place: Location) -> int:
    feature = place.feature or ""
    if feature.startswith("PCL") or feature == "TERR" or feature in ("CONT", "RGN"):
        return COUNTRY
    if feature.startswith("ADM1") or (feature == "" and place.geonames_id is None and place.name == place.admin1):
        return DIVISION
    if feature.startswith("ADM"):
        return COUNTY
    if feature == "PPLX":
        return PART
    behind = document.tokens_in(place.end, place.end + 14)
    if behind and behind[0].lower in setting_words("where")["parts"]:
        return PART
    return TOWN


# --- the town of the article's own happening ------------------------------------------------


@per_document
def story_place(document: Document) -> Location | None:
    """Where the article's own happening was, as far as one place stands out.

    Each mention of a town has a vote: more where it is put as a scene, beside a word of happening, as the seat of the
    police that speak, early. The article's main place, its dateline above all, has one as well.
    """
    weight: dict[tuple[str, str | None], float] = defaultdict(float)
    first: dict[tuple[str, str | None], Location] = {}
    for vote, location in _votes(document):
        key = (location.name or location.text, location.admin1)
        weight[key] += vote
        first.setdefault(key, location)
    best = max(weight, key=lambda key: (weight[key], -first[key].start), default=None)
    return first[best] if best is not None else main_place(document)


def _votes(document: Document) -> Iterator[tuple[float, Location]]:
    told = told_in(document)
    for scene in scenes(document):
        if scene.coarse not in (TOWN, COUNTY):
            continue
        near = math.exp(-scene.head.sentence.index / REACH)
        happened = scene.head.sentence.index in told or bool(
            _words_above(scene.head) & setting_words("when")["happening"]
        )
        vote = (1.0 if happened else 0.5) if scene.standing == 2 else 0.25 if happened else 0.15
        yield vote * near * (1.0 if scene.coarse == TOWN else 0.25), scene.location
    for place, start, end in _seats(document):
        sentence = document.sentence_at(start)
        near = math.exp(-(sentence.index if sentence else 0) / REACH)
        yield 0.6 * near, location_of(geo_of(place), document.text[start:end], start, end)
    main = main_place(document)
    if main is not None and not (main.feature or "").startswith(("PCL", "ADM")):
        yield 0.5, main


def _words_above(head: Token) -> set[str]:
    return {predicate_of(head).lemma, *(token.lemma for token in head.ancestors())}


def _seats(document: Document) -> Iterator[tuple[Place, int, int]]:
    """Towns whose police or firefighters are named: 'Leeds police', 'the Leeds Fire Department'."""
    regions: Counter[str] = Counter(scene.location.admin1 for scene in scenes(document) if scene.location.admin1)
    gazetteer = load_gazetteer()
    for mention in scan(document):
        behind = document.tokens_in(mention.end, mention.end + 14)
        if not behind or behind[0].lower not in setting_words("where")["seats"] or behind[0].start - mention.end > 1:
            continue
        towns = [place for place in look_up(mention.text, gazetteer) if not place.is_country and not place.is_division]
        if (towns and any(town.admin1 in regions for town in towns)) or (towns and not regions):
            yield max(towns, key=lambda town: (regions[town.admin1 or ""], town.population)), mention.start, mention.end
