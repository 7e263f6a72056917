"""Where an article's names lie: every toponym settled for the whole document, with the reason for each point.

An adjective ('Syrian') gives a country and no point; so does a part of a country ('northern Syria'). A town that the
gazetteer does not have, with its state written behind it, gets the state. A name whose bearers cannot be told apart
gets nothing but the country they agree on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from schemas.rows.entity import Geo, Mention
from schemas.rows.event import Location
from transforms.extract.document import Document, per_document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import CITY, Gazetteer, Place, geo_of
from transforms.extract.entities.gazetteer.name_keys import key_of
from transforms.extract.entities.places.disambiguate import SURE, Settled, settle
from transforms.extract.entities.places.headquarters import seat
from transforms.extract.entities.places.toponyms import (
    SURE_BASES,
    PlaceMention,
    Toponym,
    basis_of,
    datelines,
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

__all__ = ["Name", "geo_of", "locate", "location_of", "main_place", "place_mentions"]

PLACE_TYPES = ("GPE", "LOC")
_MISTAKEN = ("PERSON", "ORG", "PRODUCT", "EVENT", "WORK_OF_ART")
"""Types that the model gives to towns too."""
WEAK = 0.5
"""What a toponym that is not the article's own name (a part of an organisation's, a bare match) says of others."""

SUPPORTED = 0.5
LARGE = 500_000
LARGE_AT_HOME = 20_000
"""A town is believed in when the words around place it, other places of the article support it by so many points, or
so many people live there (fewer in the paper's own country): 'Titan' is no village in Afghanistan."""

EARLY = 600
"""Code points of the body in which a mention counts twice for the main place."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Located:
    """What was found of an article's places.

    Attributes:
        geos: By index of the name.
        toponyms: Every toponym that has a place, names or not.
    """

    geos: dict[int, Geo]
    toponyms: tuple[tuple[Toponym, Geo], ...]


def place_mentions(document: Document) -> tuple[PlaceMention, ...]:
    """Places in the text that the model gave no label at all, in text order.

    The gazetteer knows the words, they are capitalised, and the context says that a place is meant: a state behind
    ('Gori, Georgia'), a designation ('Cook County', 'the town of X'), a preposition, a dateline.
    """
    return tuple(
        mention
        for mention in scan(document)
        if mention.basis != "name" and not any(t.label for t in document.tokens_in(mention.start, mention.end))
    )


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

    A country or state is the main place only when no town in it stands out.
    """
    from transforms.extract.entities.names.names import find_names

    found = _located(document, find_names(document)).toponyms
    ranked = [
        (_salience(toponym, geo, document), -toponym.spans[0][0], i)
        for i, (toponym, geo) in enumerate(found)
        if geo.country_code is not None and not _is_by_the_way(toponym, geo, document)
    ]
    if not ranked:
        return None
    toponym, geo = found[max(ranked)[2]]
    start, end = toponym.spans[0]
    return location_of(geo, document.text[start:end], start, end)


def _is_by_the_way(toponym: Toponym, geo: Geo, document: Document) -> bool:
    """Whether a place is only a word of others' names ('Harris Financial Group'), and no country."""
    if toponym.weight != WEAK or toponym.bases != {"name"} or (geo.feature or "").startswith("PCL"):
        return False
    return all(_goes_on(document, end) for _, end in toponym.spans)


def _goes_on(document: Document, end: int) -> bool:
    """Whether a capitalised word stands right behind, of the same name as it seems."""
    following = document.token_at(end + 1)
    return following is not None and following.text[0].isupper() and document.text[end] == " "


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


def _salience(toponym: Toponym, geo: Geo, document: Document) -> float:
    """Mentions, early ones twice, a dateline above all; towns before divisions before countries."""
    if "dateline" in toponym.bases:
        return 1000.0
    early = document.body_start + EARLY
    weight = sum(2.0 if start < early else 1.0 for start, _ in toponym.spans) * toponym.weight
    feature = geo.feature or ""
    return weight * (0.1 if feature.startswith(("PCL", "CONT")) else 0.5 if feature in ("ADM1", "RGN", "") else 1.0)


def _located(document: Document, names: Sequence[Name]) -> _Located:
    """Settle an article's names, once for the same names."""
    key = f"{__name__}._located"
    known = document.memo.get(key)
    if known is None or known[0] is not names:
        known = document.memo[key] = (names, _settle(document, names))
    located: _Located = known[1]
    return located


def _settle(document: Document, names: Sequence[Name]) -> _Located:
    gazetteer = load_gazetteer()
    country = site_country(document.article, gazetteer)
    home = country or "US"  # a paper whose domain is of no country is most often American
    geos: dict[int, Geo] = {}
    own: dict[int, Toponym] = {}
    for index, name in enumerate(names):
        if name.type == "NORP" and (code := gazetteer.country_code_of(name.name)):
            geos[index] = _country_alone(code, gazetteer)
        elif (toponym := _toponym(name, document, gazetteer)) is not None:
            own[index] = toponym
    toponyms = [*own.values(), *_weak_toponyms(document, own.values(), gazetteer)]
    settled = settle(toponyms, gazetteer, country=country)
    places = [_geo(*pair, home, gazetteer) for pair in zip(toponyms, settled, strict=True)]
    geos.update((index, geo) for index, geo in zip(own, places, strict=False) if geo is not None)
    meant = _by_offset(toponyms, settled, document)
    at_hand = {geo.country_code for geo in geos.values() if geo.country_code}
    for index, name in enumerate(names):
        if index in geos:
            continue
        geo = None
        if name.type in ("ORG", "FAC"):
            geo = seat(name.mentions[0].start, name.mentions[0].end, document, meant)
        elif name.type in PLACE_TYPES and index not in own:
            geo = _beyond_the_gazetteer(name, document, at_hand, gazetteer)
        if geo is not None:
            geos[index] = geo
    return _Located(
        geos=geos,
        toponyms=tuple((toponym, geo) for toponym, geo in zip(toponyms, places, strict=True) if geo is not None),
    )


def _toponym(name: Name, document: Document, gazetteer: Gazetteer) -> Toponym | None:
    """A name as a toponym, unless it is of a type that places do not have and nothing says otherwise."""
    typed = name.type in PLACE_TYPES or name.type == "FAC"
    if not typed and (name.type not in _MISTAKEN or not gazetteer.candidates(name.name)):
        return None
    if name.type == "FAC" and gazetteer.country_code_of(name.name):  # the White House is not the town of that name
        return None
    form, found = look_up_all((name.name, *name.aliases), gazetteer)
    if not found:
        return None
    spans = [(mention.start, mention.end) for mention in name.mentions]
    bases = _bases(spans, document, gazetteer)
    if is_doubtful(form, bases) or not (typed or _stands_as_place(bases)):
        return None
    return _toponym_of(form, spans, bases, found, document, gazetteer)


def _bases(spans: Iterable[tuple[int, int]], document: Document, gazetteer: Gazetteer) -> list[str]:
    ahead = {mention.start for mention in datelines(document)}
    return [
        "dateline" if span[0] in ahead else basis_of(document, document.tokens_in(*span), gazetteer) for span in spans
    ]


def _toponym_of(
    form: str,
    spans: Sequence[tuple[int, int]],
    bases: Sequence[str],
    found: tuple[Place, ...],
    document: Document,
    gazetteer: Gazetteer,
    weight: float = 1.0,
) -> Toponym:
    return Toponym(
        form=form,
        spans=tuple(spans),
        bases=frozenset(bases),
        candidates=found,
        regions=regions_of(document.text, spans, found, gazetteer),
        weight=weight,
        is_local=is_in_site(form, document.article),
    )


def _stands_as_place(bases: Sequence[str]) -> bool:
    """Whether most mentions of a person or organisation stand as a town does: 'X, Texas', 'the town of X'."""
    return 2 * sum(basis in SURE_BASES for basis in bases) >= len(bases)


def _weak_toponyms(document: Document, own: Iterable[Toponym], gazetteer: Gazetteer) -> list[Toponym]:
    """Places that the text names otherwise, within an organisation's name for instance: they help to settle."""
    known = {key_of(toponym.form) for toponym in own}
    mentions: dict[str, list[PlaceMention]] = {}
    for mention in scan(document):
        key = key_of(mention.text)
        if key not in known:
            mentions.setdefault(key, []).append(mention)
    toponyms = []
    for same in mentions.values():
        found = look_up(same[0].text, gazetteer)
        if found:
            spans = [(mention.start, mention.end) for mention in same]
            bases = [mention.basis for mention in same]
            toponyms.append(_toponym_of(same[0].text, spans, bases, found, document, gazetteer, WEAK))
    return toponyms


def _by_offset(toponyms: Iterable[Toponym], settled: Iterable[Settled], document: Document) -> dict[int, Settled]:
    """What each place of `scan` means, by its offset."""
    by_form = {key_of(toponym.form): result for toponym, result in zip(toponyms, settled, strict=True)}
    keys = ((mention.start, key_of(mention.text)) for mention in scan(document))
    return {start: by_form[key] for start, key in keys if key in by_form}


def _geo(toponym: Toponym, settled: Settled, home: str, gazetteer: Gazetteer) -> Geo | None:
    place = settled.place
    if is_part(toponym.form, place):
        return Geo(name=place.name, country_code=place.country_code)
    if place.feature == CITY and not _is_believable(toponym, settled, home, gazetteer):
        return None
    if elsewhere := _state_alone(toponym, place, gazetteer):
        return elsewhere
    if settled.belief >= SURE or len(toponym.candidates) == 1:
        return geo_of(place)
    return Geo(name=place.name, country_code=settled.country_code) if settled.country_code else None


def _is_believable(toponym: Toponym, settled: Settled, home: str, gazetteer: Gazetteer) -> bool:
    """Whether a town is meant at all (`SUPPORTED`); by one of its lesser names only where something supports it."""
    if settled.support >= SUPPORTED or not SURE_BASES.isdisjoint(toponym.bases):
        return True
    if not gazetteer.is_primary_name(toponym.form, settled.place):
        return False
    at_home = settled.place.country_code == home
    return toponym.bases != {"name"} or settled.place.population >= (LARGE_AT_HOME if at_home else LARGE)


def _state_alone(toponym: Toponym, place: Place, gazetteer: Gazetteer) -> Geo | None:
    """The state written behind a town of which the gazetteer knows namesakes in other states only."""
    if place.is_country or place.feature == "ADM1" or not toponym.regions:
        return None
    if any(gazetteer.contains(row, place) for row in toponym.regions):
        return None
    region = gazetteer.place(toponym.regions.most_common(1)[0][0])
    if region.feature != "ADM1":
        return None
    return Geo(name=toponym.form, admin1=region.name, country_code=region.country_code)


def _country_alone(code: str, gazetteer: Gazetteer) -> Geo:
    place = gazetteer.country(code)
    return Geo(name=place.name if place else code, country_code=code)


def _beyond_the_gazetteer(name: Name, document: Document, at_hand: set[str], gazetteer: Gazetteer) -> Geo | None:
    """A place by another transliteration, or a small town by the state written behind it."""
    for form in (name.name, *name.aliases):
        if alike := gazetteer.transliterations(form, at_hand):
            return geo_of(max(alike, key=lambda place: place.population))
    for mention in name.mentions:
        for region in regions_behind(document.text, mention.end, gazetteer)[:1]:
            return Geo(name=name.name, admin1=region.admin1, country_code=region.country_code)
    return None
