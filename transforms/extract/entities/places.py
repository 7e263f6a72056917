"""Where an article's names lie: every toponym settled for the whole document, with the reason for each point.

An adjective ('Syrian') gives a country and no point; so does a part of a country ('northern Syria'). A town that the
gazetteer does not have, with its state written behind it, gets the state. A name whose bearers cannot be told apart
gets nothing but the country they agree on.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from schemas.entity import Geo, Mention
from schemas.event import Location
from transforms.extract.entities.gazetteer import CITY, REGION, Gazetteer, Place, gazetteer, normalise
from transforms.extract.entities.settle import Settled, settle
from transforms.extract.entities.toponyms import (
    SURE_BASES,
    PlaceMention,
    Toponym,
    basis_of,
    is_doubtful,
    is_in_site,
    is_part,
    look_up,
    look_up_all,
    regions_behind,
    regions_of,
    scan,
    site_country,
)
from transforms.extract.syntax import Document, per_document
from transforms.prepare.datelines import dateline

PLACE_TYPES = ("GPE", "LOC")
WEAK = 0.5
"""What a toponym that is not the article's own name (a part of an organisation's, a bare match) says of others."""

SURE = 0.2
"""Belief below which a name's bearers cannot be told apart."""

SUPPORTED = 0.5
LARGE = 500_000
LARGE_AT_HOME = 20_000
"""A town is believed in when the words around place it, other places of the article support it by so many points, or
so many people live there (fewer in the paper's own country): 'Titan' is no village in Afghanistan."""

SEATED = 1.0
"""The same for the place that a body is named after: many are named after people."""


class Name(Protocol):
    """What is read of an article's name (entities/names.py)."""

    @property
    def name(self) -> str: ...

    @property
    def type(self) -> str: ...

    @property
    def aliases(self) -> tuple[str, ...]: ...

    @property
    def mentions(self) -> tuple[Mention, ...]: ...


@dataclass(frozen=True, slots=True)
class _Located:
    geos: dict[int, Geo]  # by index of the name
    dateline: Location | None


def place_mentions(document: Document) -> tuple[PlaceMention, ...]:
    """Places in the text that the model gave no label at all, in text order.

    The gazetteer knows the words, they are capitalised, and the context says that a place is meant: a state behind
    ('Gori, Georgia'), a designation ('Cook County', 'the town of X'), a preposition, a dateline.
    """
    found = [
        mention
        for mention in scan(document)
        if mention.basis != "name" and not any(t.label for t in document.tokens_in(mention.start, mention.end))
    ]
    return tuple(_dateline_mentions(document)) + tuple(found)


def locate(document: Document, names: Sequence[Name]) -> dict[int, Geo]:
    """Where the names of an article lie.

    Args:
        document: The article.
        names: Its names; those of type GPE, LOC, FAC and NORP are looked up, others where the context is a place's.

    Returns:
        The place of each name that has one, by its index.
    """
    return _located(document, names).geos


@per_document
def main_place(document: Document) -> Location | None:
    """Where the article plays, as far as one place stands out: its dateline, else the town it names most.

    A country is the main place when no town or division is named.
    """
    from transforms.extract.entities.names import names  # names.py may read place_mentions from here

    found = names(document)
    located = _located(document, found)
    if located.dateline is not None:
        return located.dateline
    ranked = [
        (_salience(found[index], geo, document), -found[index].mentions[0].start, index)
        for index, geo in located.geos.items()
        if found[index].type in PLACE_TYPES and geo.feature is not None and geo.country_code is not None
    ]
    if not ranked:
        return None
    _, _, index = max(ranked)
    first = found[index].mentions[0]
    return location_of(located.geos[index], first.text, first.start, first.end)


def location_of(geo: Geo, text: str, start: int, end: int) -> Location:
    """A place and the words that name it."""
    return Location(
        text=text,
        start=start,
        end=end,
        geonames_id=geo.geonames_id,
        name=geo.name,
        feature=geo.feature,
        admin1=geo.admin1,
        country_code=geo.country_code,
        latitude=geo.latitude,
        longitude=geo.longitude,
    )


def geo_of(place: Place) -> Geo:
    """A gazetteer's place as a record."""
    return Geo(
        geonames_id=place.geonames_id,
        name=place.name,
        feature=place.feature,
        admin1=place.admin1,
        country_code=place.country_code,
        latitude=place.latitude,
        longitude=place.longitude,
    )


def _salience(name: Name, geo: Geo, document: Document) -> float:
    """Mentions, those in the first paragraphs twice; towns before divisions before countries."""
    early = document.body_start + 600
    weight = sum(2.0 if mention.start < early else 1.0 for mention in name.mentions)
    feature = geo.feature or ""
    return weight * (0.1 if feature.startswith("PCL") else 0.5 if feature == "ADM1" else 1.0)


def _located(document: Document, names: Sequence[Name]) -> _Located:
    """Settle an article's names, once for the same names."""
    key = f"{__name__}._located"
    known = document.memo.get(key)
    if known is None or known[0] is not names:
        known = document.memo[key] = (names, _settle(document, names))
    located: _Located = known[1]
    return located


def _settle(document: Document, names: Sequence[Name]) -> _Located:
    atlas = gazetteer()
    country = site_country(document.article, atlas)
    home = country or "US"  # a paper whose domain is of no country is most often American
    geos: dict[int, Geo] = {}
    toponyms: dict[int, Toponym] = {}
    for index, name in enumerate(names):
        if name.type == "NORP" and (code := atlas.country_of(name.name)):
            geos[index] = _country_alone(code, atlas)
        elif (found := _toponym(name, document, atlas)) is not None:
            toponyms[index] = found
    line = _dateline_toponym(document, atlas)
    evidence = [*([line] if line else []), *_weak_toponyms(document, toponyms.values(), atlas)]
    settled = settle([*toponyms.values(), *evidence], atlas, country=country)
    for (index, toponym), result in zip(toponyms.items(), settled, strict=False):
        geo = _geo(toponym, result, home, atlas)
        if geo is not None:
            geos[index] = geo
    meant = {normalise(t.form): s for t, s in zip([*toponyms.values(), *evidence], settled, strict=True)}
    for index, name in enumerate(names):
        if index not in geos and name.type in ("ORG", "FAC") and (seat := _seat(name, document, meant)):
            geos[index] = seat
    at_hand = {geo.country_code for geo in geos.values() if geo.country_code}
    for index, name in enumerate(names):
        if index not in geos and index not in toponyms and name.type in PLACE_TYPES:
            geo = _beyond_the_gazetteer(name, document, at_hand, atlas)
            if geo is not None:
                geos[index] = geo
    where = None
    if line is not None:
        geo = _geo(line, settled[len(toponyms)], home, atlas)
        start, end = line.spans[0]
        where = location_of(geo, document.text[start:end], start, end) if geo else None
    return _Located(geos, where)


def _toponym(name: Name, document: Document, atlas: Gazetteer) -> Toponym | None:
    """A name as a toponym, unless it is of a type that places do not have and nothing says otherwise."""
    if name.type not in (*PLACE_TYPES, "FAC") and not _stands_as_place(name, document, atlas):
        return None
    form, found = look_up_all((name.name, *name.aliases), atlas)
    spans = [(mention.start, mention.end) for mention in name.mentions]
    if not found or is_doubtful(form, _bases(spans, document, atlas)):
        return None
    return _toponym_of(form, spans, found, document, atlas)


def _bases(spans: Sequence[tuple[int, int]], document: Document, atlas: Gazetteer) -> list[str]:
    return [basis_of(document, document.tokens_in(*span), atlas) for span in spans]


def _toponym_of(
    form: str,
    spans: Sequence[tuple[int, int]],
    found: tuple[Place, ...],
    document: Document,
    atlas: Gazetteer,
    weight: float = 1.0,
) -> Toponym:
    return Toponym(
        form=form,
        spans=tuple(spans),
        candidates=found,
        regions=regions_of(document.text, spans, found, atlas),
        weight=weight,
        is_local=is_in_site(form, document.article),
        is_placed=any(basis != "name" for basis in _bases(spans, document, atlas)),
    )


def _stands_as_place(name: Name, document: Document, atlas: Gazetteer) -> bool:
    """Whether most mentions of a person or organisation stand as a town does: 'in X', 'X, Texas'."""
    if name.type not in ("PERSON", "ORG", "PRODUCT", "EVENT", "WORK_OF_ART") or len(name.mentions) == 0:
        return False
    if name.type == "PERSON" and " " in name.name and not atlas.candidates(name.name):
        return False
    bases = _bases([(mention.start, mention.end) for mention in name.mentions], document, atlas)
    placed = sum(basis in SURE_BASES for basis in bases)
    return placed * 2 >= len(bases)


def _dateline_mentions(document: Document) -> Iterable[PlaceMention]:
    line = dateline(document.text)
    if line is not None and line.place:
        place = line.place.split(",")[0].strip()
        start = line.start + document.text[line.start : line.end].find(place)
        yield PlaceMention(text=place, start=start, end=start + len(place), basis="dateline")


def _dateline_toponym(document: Document, atlas: Gazetteer) -> Toponym | None:
    for mention in _dateline_mentions(document):
        if found := look_up(mention.text, atlas):
            toponym = _toponym_of(mention.text, [(mention.start, mention.end)], found, document, atlas)
            toponym.is_placed = True
            return toponym
    return None


def _weak_toponyms(document: Document, own: Iterable[Toponym], atlas: Gazetteer) -> list[Toponym]:
    """Places that the text names otherwise, within an organisation's name for instance: they help to settle."""
    known = {normalise(toponym.form) for toponym in own}
    spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
    forms: dict[str, str] = {}
    for mention in scan(document):
        key = normalise(mention.text)
        if key not in known:
            spans[key].append((mention.start, mention.end))
            forms.setdefault(key, mention.text)
    return [
        _toponym_of(form, spans[key], found, document, atlas, WEAK)
        for key, form in forms.items()
        if (found := look_up(form, atlas))
    ]


def _geo(toponym: Toponym, settled: Settled, home: str, atlas: Gazetteer) -> Geo | None:
    place = settled.place
    if is_part(toponym.form, place):
        return Geo(name=place.name, country_code=place.country_code)
    if place.feature == CITY and not (toponym.is_placed or settled.support >= SUPPORTED):
        at_home = place.country_code == home and atlas.is_main(toponym.form, place)
        if place.population < (LARGE_AT_HOME if at_home else LARGE):
            return None
    if settled.belief >= SURE or len(toponym.candidates) == 1:
        return geo_of(place)
    return Geo(name=place.name, country_code=settled.country_code) if settled.country_code else None


_LOCAL = (
    "airport borough chamber church city college commissioners council county court courthouse department district "
    "elementary fire hall high hospital jail library mayor museum police prison school sheriff station town township "
    "university village"
)
_LOCAL_BODIES = frozenset(_LOCAL.split())


def _seat(name: Name, document: Document, meant: dict[str, Settled]) -> Geo | None:
    """Where a body lies that bears its place's name: 'Lancaster City Council' in Lancaster.

    That of a state or country has no point: the middle of the state is not where its department sits.
    """
    first = name.mentions[0]
    for mention in scan(document):
        if mention.start == first.start and mention.end < first.end:
            words = document.text[mention.end : first.end].lower().replace("'s", "").replace("’s", "").split()
            settled = meant.get(normalise(mention.text))
            if settled is None or settled.belief < SURE or settled.support < SEATED:
                return None
            place = settled.place
            if place.is_country or place.feature == "ADM1":
                return Geo(name=place.name, admin1=place.admin1, country_code=place.country_code)
            if place.feature == REGION or not _LOCAL_BODIES.intersection(words):
                return None
            return replace(geo_of(place), geonames_id=None)
    return None


def _country_alone(code: str, atlas: Gazetteer) -> Geo:
    place = atlas.country(code)
    return Geo(name=place.name if place else code, country_code=code)


def _beyond_the_gazetteer(name: Name, document: Document, at_hand: set[str], atlas: Gazetteer) -> Geo | None:
    """A place by another transliteration, or a small town by the state written behind it."""
    for form in (name.name, *name.aliases):
        if alike := atlas.similar(form, at_hand):
            return geo_of(max(alike, key=lambda place: place.population))
    for mention in name.mentions:
        for region in regions_behind(document.text, mention.end, atlas)[:1]:
            if region.is_country:
                return Geo(name=name.name, country_code=region.country_code)
            return Geo(name=name.name, admin1=region.admin1, country_code=region.country_code)
    return None
