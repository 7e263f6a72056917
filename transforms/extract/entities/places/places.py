"""Locations of an article's names: all toponyms are disambiguated jointly.

An adjective ('Syrian') has a country and no point, and so does a part of a country ('northern Syria'). A town that
the gazetteer lacks, with its state written behind it, has the state. A name whose candidates cannot be told apart has
only the country that most of them are in.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from schemas.rows.entity import Geo
from transforms.extract.document import Document
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import CITY, CONTINENT, REGION, Gazetteer, Place, geo_of
from transforms.extract.entities.gazetteer.name_keys import key_of
from transforms.extract.entities.names.names import Name
from transforms.extract.entities.places.disambiguate import MIN_CONFIDENCE, ResolvedToponym, disambiguate
from transforms.extract.entities.places.headquarters import headquarters_of, seat_of
from transforms.extract.entities.places.site import is_in_site_name, site_country
from transforms.extract.entities.places.toponym_mentions import (
    CERTAIN_BASES,
    UNCERTAIN_BASES,
    ToponymMention,
    basis_of,
    dateline_mentions,
    find_toponym_mentions,
    is_common_word,
)
from transforms.extract.entities.places.toponyms import (
    Toponym,
    is_in_list_of_regions,
    is_part_of_country,
    lookup_forms,
    lookup_toponym,
    regions_behind,
    regions_behind_mentions,
)
from transforms.extract.languages.load import word_set

WEAK_WEIGHT = 0.5
"""Weight of a toponym that is no name of the article, such as a part of an organisation's name."""

_PLACE_TYPES = ("GPE", "LOC")
_CONFUSABLE_TYPES = ("PERSON", "ORG", "PRODUCT", "EVENT", "WORK_OF_ART")
"""Types that the model also gives to towns."""
_DEFAULT_COUNTRY = "US"
"""Country of a site whose domain is of no country: most often American."""

# A town is accepted when the words around it show a place, when other places of the article support it with this
# score, or when it has this many inhabitants (fewer in the site's country): 'Titan' is no village in Afghanistan.
_MIN_SUPPORT = 0.5
_MIN_POPULATION = 200_000
_FAMOUS_POPULATION = 500_000
"""Inhabitants from which a name is a town's even if somebody bears it."""
_MIN_POPULATION_IN_SITE_COUNTRY = 20_000

_NAMESAKES = word_set("places.toml", "toponyms", "namesakes")
_MAX_POPULATION_OF_NAMESAKE = 50_000
_WEAK_BASES = UNCERTAIN_BASES | {"preposition"}
"""Contexts in which a word that the article also has in a name is taken for that name: 'a stake in Paramount'."""
_MIN_OTHERS = 2
"""Other places of an article that say in which country it plays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocatedNames:
    """The places of an article.

    Attributes:
        geos: The location of each name that has one, by the name's index.
        toponyms: Every toponym with a location, whether it is a name or not.
    """

    geos: dict[int, Geo]
    toponyms: tuple[tuple[Toponym, Geo], ...]


def locate(document: Document, names: Sequence[Name]) -> dict[int, Geo]:
    """The locations of an article's names.

    Args:
        document: The article.
        names: Its names; GPE, LOC, FAC and NORP are looked up, others where the context shows a place.

    Returns:
        The location of each name that has one, by the name's index.
    """
    return locate_names(document, names).geos


def locate_names(document: Document, names: Sequence[Name]) -> LocatedNames:
    """The locations of an article's names and other toponyms; memoized in the document for the same names."""
    key = f"{__name__}.locate_names"
    known = document.memo.get(key)
    if known is None or known[0] is not names:
        known = document.memo[key] = (names, _locate_names(document, names))
    located: LocatedNames = known[1]
    return located


def _locate_names(document: Document, names: Sequence[Name]) -> LocatedNames:
    gazetteer = load_gazetteer()
    country = site_country(document.article, gazetteer)
    geos: dict[int, Geo] = {}
    toponym_of: dict[int, Toponym] = {}
    for index, name in enumerate(names):
        if name.type == "NORP" and (code := gazetteer.country_code_of(name.name)):
            geos[index] = _country_only(code, gazetteer)
        elif name.type in ("ORG", "FAC") and (seat := seat_of(name.name, gazetteer)):
            geos[index] = seat
        elif (toponym := _toponym_of_name(name, document, gazetteer)) is not None:
            toponym_of[index] = toponym
    toponyms = [*toponym_of.values(), *_other_toponyms(document, toponym_of.values(), gazetteer)]
    people, things = _words_of_names(names, "PERSON"), _words_of_names(names, "ORG", "PRODUCT", "WORK_OF_ART")
    resolved = disambiguate(toponyms, gazetteer, country=country)
    places = [
        None
        if _is_part_of_name(toponym, result, people, things)
        else _geo(toponym, result, country or _DEFAULT_COUNTRY, gazetteer)
        for toponym, result in zip(toponyms, resolved, strict=True)
    ]
    places = _with_namesakes(toponyms, resolved, places)
    geos.update((index, geo) for index, geo in zip(toponym_of, places, strict=False) if geo is not None)
    resolved_at = _resolved_by_offset(toponyms, resolved, document)
    mentioned_countries = {geo.country_code for geo in geos.values() if geo.country_code}
    for index, name in enumerate(names):
        if index in geos:
            continue
        geo = None
        if name.type in ("ORG", "FAC"):
            geo = headquarters_of(name.mentions[0].start, name.mentions[0].end, document, resolved_at)
        elif name.type in _PLACE_TYPES and index not in toponym_of:
            geo = _geo_of_unknown_place(name, document, mentioned_countries, gazetteer)
        if geo is not None:
            geos[index] = geo
    return LocatedNames(
        geos=geos,
        toponyms=tuple((toponym, geo) for toponym, geo in zip(toponyms, places, strict=True) if geo is not None),
    )


def _toponym_of_name(name: Name, document: Document, gazetteer: Gazetteer) -> Toponym | None:
    """A name as a toponym; None when neither its type nor the context of its mentions shows a place."""
    is_place = name.type in _PLACE_TYPES or name.type == "FAC"
    if not is_place and (name.type not in _CONFUSABLE_TYPES or not gazetteer.candidates(name.name)):
        return None
    if name.type == "FAC" and gazetteer.country_code_of(name.name):  # the White House is not the town of that name
        return None
    form, candidates = lookup_forms((name.name, *name.aliases), gazetteer)
    if not candidates:
        return None
    spans = [(mention.start, mention.end) for mention in name.mentions]
    bases = list(_bases(spans, document, gazetteer))
    if is_common_word(form, bases) or not (is_place or _is_used_as_place(bases)):
        return None
    return _toponym(form, spans, bases, candidates, document, gazetteer)


def _bases(spans: Iterable[tuple[int, int]], document: Document, gazetteer: Gazetteer) -> Iterator[str]:
    in_datelines = {mention.start for mention in dateline_mentions(document)}
    for start, end in spans:
        is_dateline = start in in_datelines
        yield "dateline" if is_dateline else basis_of(document, document.tokens_in(start, end), gazetteer)


def _is_used_as_place(bases: Sequence[str]) -> bool:
    """Whether most mentions of a person or organisation are used as a town's name: 'X, Texas', 'the town of X'."""
    return 2 * sum(basis in CERTAIN_BASES for basis in bases) >= len(bases)


def _toponym(
    form: str,
    spans: Sequence[tuple[int, int]],
    bases: Sequence[str],
    candidates: tuple[Place, ...],
    document: Document,
    gazetteer: Gazetteer,
    weight: float = 1.0,
) -> Toponym:
    return Toponym(
        form=form,
        spans=tuple(spans),
        bases=frozenset(bases),
        candidates=candidates,
        regions=regions_behind_mentions(document.text, spans, candidates, gazetteer),
        weight=weight,
        is_local=is_in_site_name(form, document.article),
    )


def _other_toponyms(document: Document, of_names: Iterable[Toponym], gazetteer: Gazetteer) -> list[Toponym]:
    """Toponyms that are no names of the article, such as parts of organisations' names: evidence for the others."""
    known = {key_of(toponym.form) for toponym in of_names}
    mentions_by_key: dict[str, list[ToponymMention]] = {}
    for mention in find_toponym_mentions(document):
        key = key_of(mention.text)
        if key not in known and not seat_of(mention.text, gazetteer):
            mentions_by_key.setdefault(key, []).append(mention)
    toponyms = []
    for mentions in mentions_by_key.values():
        form = mentions[0].text
        candidates = lookup_toponym(form, gazetteer)
        if candidates:
            spans = [(mention.start, mention.end) for mention in mentions]
            bases = [mention.basis for mention in mentions]
            toponyms.append(_toponym(form, spans, bases, candidates, document, gazetteer, WEAK_WEIGHT))
    return toponyms


def _resolved_by_offset(
    toponyms: Iterable[Toponym], resolved: Iterable[ResolvedToponym], document: Document
) -> dict[int, ResolvedToponym]:
    """The resolved toponym of each mention of `find_toponym_mentions`, by offset."""
    by_key = {key_of(toponym.form): result for toponym, result in zip(toponyms, resolved, strict=True)}
    keys = ((mention.start, key_of(mention.text)) for mention in find_toponym_mentions(document))
    return {start: by_key[key] for start, key in keys if key in by_key}


def _words_of_names(names: Iterable[Name], *types: str) -> frozenset[str]:
    """The words of all names of these types, as keys of the gazetteer."""
    forms = (form for name in names if name.type in types for form in (name.name, *name.aliases))
    return frozenset(word for form in forms for word in key_of(form).split())


def _is_part_of_name(toponym: Toponym, resolved: ResolvedToponym, people: Set[str], things: Set[str]) -> bool:
    """Whether a smaller town only lends its name to somebody or something: 'Lynch', of 'Laura Lynch'.

    Args:
        toponym: The toponym.
        resolved: The place it would be.
        people: Words of the names of people in the article.
        things: Words of the names of its organisations and products.
    """
    place, key = resolved.place, key_of(toponym.form)
    if place.feature in (REGION, CONTINENT) or place.is_country or place.population >= _FAMOUS_POPULATION:
        return False
    if toponym.weight == WEAK_WEIGHT:
        return toponym.bases <= _WEAK_BASES and (key in people or key in things)
    return toponym.bases <= UNCERTAIN_BASES and key in people and resolved.support < _MIN_SUPPORT


def _geo(toponym: Toponym, resolved: ResolvedToponym, site_country: str | None, gazetteer: Gazetteer) -> Geo | None:
    """The location of a resolved toponym; None when it is not accepted as a place."""
    place = resolved.place
    if is_part_of_country(toponym.form, place):
        return Geo(name=place.name, country_code=place.country_code)
    if place.feature == CITY and not _is_accepted(toponym, resolved, site_country or _DEFAULT_COUNTRY, gazetteer):
        return None
    if state := _state_only(toponym, place, gazetteer):
        return state
    if resolved.confidence >= MIN_CONFIDENCE or len(toponym.candidates) == 1:
        return geo_of(place)
    return Geo(name=place.name, country_code=resolved.country_code) if resolved.country_code else None


def _with_namesakes(
    toponyms: Sequence[Toponym], resolved: Sequence[ResolvedToponym], places: Sequence[Geo | None]
) -> list[Geo | None]:
    """The locations, without those of villages that only share the name of one near the article's other places.

    A village of England may be missing in the gazetteer, and one of Australia have its name: where all other towns
    and divisions of the article are in one country of the same language, it has that country, and their division if
    they share one.
    """
    found = list(places)
    for index, (toponym, result) in enumerate(zip(toponyms, resolved, strict=True)):
        if places[index] is None or not _may_be_namesake(toponym, result):
            continue
        others = [
            geo
            for other, geo in zip(toponyms, places, strict=True)
            if geo is not None and other is not toponym and other.weight != WEAK_WEIGHT and geo.admin1
        ]
        codes = {geo.country_code for geo in others}
        if len(others) < _MIN_OTHERS or len(codes) > 1 or not codes <= _NAMESAKES - {result.place.country_code}:
            continue
        divisions = {geo.admin1 for geo in others}
        found[index] = Geo(
            name=toponym.form, admin1=divisions.pop() if len(divisions) == 1 else None, country_code=codes.pop()
        )
    return found


def _may_be_namesake(toponym: Toponym, resolved: ResolvedToponym) -> bool:
    """Whether a village stands in a country of the article's language without support from its other places."""
    place = resolved.place
    return (
        place.feature == CITY
        and place.population < _MAX_POPULATION_OF_NAMESAKE
        and place.country_code in _NAMESAKES
        and resolved.support < _MIN_SUPPORT
        and not toponym.regions
        and CERTAIN_BASES.isdisjoint(toponym.bases)
    )


def _is_accepted(toponym: Toponym, resolved: ResolvedToponym, site_country: str, gazetteer: Gazetteer) -> bool:
    """Whether a town is meant at all; by an alternate name only where context or other places support it."""
    if resolved.support >= _MIN_SUPPORT or not CERTAIN_BASES.isdisjoint(toponym.bases):
        return True
    if not gazetteer.is_primary_name(toponym.form, resolved.place):
        return False
    in_site_country = resolved.place.country_code == site_country
    min_population = _MIN_POPULATION_IN_SITE_COUNTRY if in_site_country else _MIN_POPULATION
    return toponym.bases != {"name"} or resolved.place.population >= min_population


def _state_only(toponym: Toponym, place: Place, gazetteer: Gazetteer) -> Geo | None:
    """The state written behind a town of whose name the gazetteer has places in other states only."""
    if place.is_country or place.feature == "ADM1" or not toponym.regions:
        return None
    if any(gazetteer.contains(row, place) for row in toponym.regions):
        return None
    region = gazetteer.place(toponym.regions.most_common(1)[0][0])
    if region.feature != "ADM1":
        return None
    return Geo(name=toponym.form, admin1=region.name, country_code=region.country_code)


def _country_only(code: str, gazetteer: Gazetteer) -> Geo:
    place = gazetteer.country(code)
    return Geo(name=place.name if place else code, country_code=code)


def _geo_of_unknown_place(
    name: Name, document: Document, mentioned_countries: set[str], gazetteer: Gazetteer
) -> Geo | None:
    """The location of a name that the gazetteer lacks: by another transliteration, or by the state behind it."""
    for form in (name.name, *name.aliases):
        if similar := gazetteer.transliterations(form, mentioned_countries):
            return geo_of(max(similar, key=lambda place: place.population))
    for mention in name.mentions:
        if not is_in_list_of_regions(document.text, mention.start, mention.end, gazetteer):
            for region in regions_behind(document.text, mention.end, gazetteer)[:1]:
                return Geo(name=name.name, admin1=region.admin1, country_code=region.country_code)
    return None
