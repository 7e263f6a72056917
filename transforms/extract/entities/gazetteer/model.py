"""The gazetteer: places by name, and countries by whatever stands for them.

`gazetteer()` reads it once a process (atlas.py says from where); it never changes after, so threads share it.
"""

import re
import threading
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from schemas.rows.entity import Geo
from transforms.extract.gc_freeze import keep_what_is_loaded

CONTINENT, COUNTRY, DEPENDENCY, CAPITAL, CITY, REGION = "CONT", "PCLI", "PCLD", "PPLC", "PPL", "RGN"
DIVISIONS = ("ADM1", "ADM2", "ADM3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the gazetteer.

    Attributes:
        row: Its number in the gazetteer; means nothing outside the process.
        geonames_id: Its id; None of a region.
        name: Its name in GeoNames.
        feature: GeoNames feature code: CONT, PCLI (state), PCLD (dependency), ADM1, ADM2, PPLC (capital), PPL,
            RGN (a part of a country or of the world).
        admin1: Name of the first-level division it lies in, or is.
        admin2: Name of the second-level division it lies in, or is.
        country_code: ISO 3166-1 alpha-2; None of a continent and of a region of several countries.
        latitude: Degrees north; of a division the middle of its places, None when it has none.
        longitude: Degrees east.
        population: People, 0 when unknown; of a division those of its places.
    """

    row: int
    geonames_id: int | None
    name: str
    feature: str
    admin1: str | None
    admin2: str | None
    country_code: str | None
    latitude: float | None
    longitude: float | None
    population: int

    @property
    def is_country(self) -> bool:
        """Whether it is a state or a dependency."""
        return self.feature in (COUNTRY, DEPENDENCY)

    @property
    def is_division(self) -> bool:
        """Whether it is a state, a province, a county."""
        return self.feature in DIVISIONS


# Languages written in other letters than the Latin ones, whose names newspapers transliterate as they like.
_TRANSLITERATED = frozenset(
    "am ar be bg bn dv el fa he hi hy ja ka kk km ko ky lo mk mn my ne ps ru sr tg th ti uk ur zh".split()  # noqa: SIM905
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Nation:
    """What is known of a country beside its place.

    Attributes:
        row: The row of its Place.
        capital: The row of its capital.
        languages: ISO 639 codes, most spoken first.
        neighbours: Country codes.
    """

    row: int
    capital: int | None
    languages: tuple[str, ...]
    neighbours: tuple[str, ...]

    @property
    def is_transliterated(self) -> bool:
        """Whether its main language is not written in Latin letters."""
        return bool(self.languages) and self.languages[0] in _TRANSLITERATED


# Letters that no decomposition splits, and marks that transliterations use or leave out as they like.
_LETTERS = str.maketrans(
    {
        **dict(zip("øłđðıəþßæœ", ("o", "l", "d", "d", "i", "a", "th", "ss", "ae", "oe"), strict=True)),
        **dict.fromkeys("-‐‑–—/_\t\xa0", " "),
        **dict.fromkeys("'’‘`´ʻʼʿʾʹ′.,()\"“”", None),
    }
)
_MARKS = re.compile("[\u0300-\u036f]+")
_WORDS = (("st", "saint"), ("ste", "sainte"), ("mt", "mount"), ("ft", "fort"))


@lru_cache(maxsize=1 << 16)
def key_of(name: str) -> str:
    """One name normalised; remembered, for the same names come again and again."""
    return name.lower() if name.isalpha() and name.isascii() else normalise(name)


def normalise(names: str) -> str:
    """Names without what their spellings differ in: case, accents, hyphens, points, 'St.' for 'Saint', 'the'.

    Args:
        names: One name, or many, one a line.
    """
    if not names.isascii():
        names = _MARKS.sub("", unicodedata.normalize("NFKD", names))
    # Plain replacements take a tenth of the time of regular expressions over the whole gazetteer.
    text = f"\n{names.lower().translate(_LETTERS)}\n"
    while "  " in text:
        text = text.replace("  ", " ")
    text = text.replace("\n ", "\n").replace(" \n", "\n").replace("\nthe ", "\n")
    for short, word in _WORDS:
        text = text.replace(f"\n{short} ", f"\n{word} ").replace(f" {short} ", f" {word} ")
    return text[1:-1]


# 'al-Raqqah', 'ar-Raqqa', 'Raqqa': the Arabic article, its assimilated forms, and the mute final h.
_ARTICLE = re.compile(r"^(?:al|el|ad|ar|as|ash|at|an|az|ed|er|es|esh|ez|en|et) (?=\w{3})")
_DESIGNATION = re.compile(
    r"^(?:(?P<front>city|town|village|suburb|port|state|province|county|governorate|region|district) of )?(?P<name>.+?)"
    r"(?: (?P<back>city|town|village|state|province|county|governorate|region|district|oblast|prefecture|township))?$"
)
_DIVISION_WORDS = frozenset(
    ("state", "province", "county", "governorate", "region", "district", "oblast", "prefecture")
)

_VOWELS = re.compile(r"[aeiouy]+")
_SHORTEST_SIMILAR, _LONG = 5, 7  # letters


def _undesignated(key: str) -> str:
    """'aleppo' of 'aleppo governorate'."""
    return _DESIGNATION.sub(r"\g<name>", key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The places as columns; a place's row is its position in each.

    Attributes:
        admin1, admin2: Rows of the divisions a place lies in (or is), -1 for none.
        points: Latitude and longitude in degrees, shape (places, 2); NaN for none.
    """

    names: list[str]
    ids: npt.NDArray[np.int32]
    features: list[str]
    countries: list[str | None]
    admin1: npt.NDArray[np.int32]
    admin2: npt.NDArray[np.int32]
    points: npt.NDArray[np.float64]
    populations: npt.NDArray[np.int64]


class Gazetteer:
    """Places by name; read-only.

    Args:
        columns: The places.
        index: Rows by normalised name, the likelier first; a single row stands as it is.
        countries: Country codes by normalised name, adjective, and what stands for a state.
        nations: Countries by code.
        divisions: Rows of first-level divisions by abbreviation as written ('Fla.', 'N.H.').
        known: Rows by well-known other name ('Kiev', 'NYC').
    """

    def __init__(
        self,
        *,
        columns: Columns,
        index: dict[str, int | tuple[int, ...]],
        countries: dict[str, str],
        adjectives: frozenset[str],
        nations: dict[str, Nation],
        divisions: dict[str, int],
        known: dict[str, int],
    ) -> None:
        self.columns = columns
        self.nations = nations
        self._index = index
        self._countries = countries
        self._adjectives = adjectives
        self._divisions = divisions
        self._known = known
        self._spellings: dict[str, tuple[list[str], list[int]]] = {}
        self._lock = threading.Lock()
        self._place_of = lru_cache(maxsize=1 << 15)(self._make_place)
        # The same names come again and again, within an article and from one to the next.
        self._candidates_of = lru_cache(maxsize=1 << 15)(self._find_candidates)
        self._main_names = lru_cache(maxsize=1 << 15)(self._find_is_main)

    def parts(self) -> dict[str, Any]:
        """What it was made of beside columns and nations, by the names of the arguments."""
        return {
            "index": self._index,
            "countries": self._countries,
            "adjectives": self._adjectives,
            "divisions": self._divisions,
            "known": self._known,
        }

    def place(self, row: int) -> Place:
        """The place of a row."""
        return self._place_of(row)

    def _make_place(self, row: int) -> Place:
        c = self.columns
        admin1, admin2 = int(c.admin1[row]), int(c.admin2[row])
        latitude, longitude = float(c.points[row, 0]), float(c.points[row, 1])
        return Place(
            row=row,
            geonames_id=int(c.ids[row]) or None,
            name=c.names[row],
            feature=c.features[row],
            admin1=c.names[admin1] if admin1 >= 0 else None,
            admin2=c.names[admin2] if admin2 >= 0 else None,
            country_code=c.countries[row],
            latitude=None if isnan(latitude) else latitude,
            longitude=None if isnan(longitude) else longitude,
            population=int(c.populations[row]),
        )

    def candidates(self, name: str) -> tuple[Place, ...]:
        """The places a name may stand for, the likelier first: states, divisions, cities by population.

        'Aleppo province' and 'the city of Aleppo' are looked up whole first, then by the name alone, keeping the
        kind of place that the designation says.
        """
        return self._candidates_of(name)

    def _find_candidates(self, name: str) -> tuple[Place, ...]:
        key = key_of(name)
        if found := self._rows(key):
            places = tuple(self.place(row) for row in found)
            return tuple(sorted(places, key=lambda place: self.is_namesake(place, places)))
        match = _DESIGNATION.match(key)
        word = match and (match["front"] or match["back"])
        if not match or not word:
            return ()
        divisions = word in _DIVISION_WORDS
        named = (self.place(row) for row in self._rows(match["name"]))
        return tuple(place for place in named if not place.is_country and place.is_division == divisions)

    def _rows(self, key: str) -> tuple[int, ...]:
        for form in (key, _ARTICLE.sub("", key)):
            found = self._index.get(form)
            if found is not None:
                return (found,) if isinstance(found, int) else found
        return ()

    def is_main(self, name: str, place: Place) -> bool:
        """Whether a name is the place's own or a well-known one, not one of its many alternates."""
        return self._main_names(name, place.row)

    def _find_is_main(self, name: str, row: int) -> bool:
        key, place = key_of(name), self.place(row)
        own = key_of(place.name)
        if key == own or (place.is_country and self._countries.get(key) == place.country_code):
            return True
        if self._known.get(key) == place.row:
            return True
        bare = _undesignated(key)
        if place.feature in (CITY, CAPITAL) and place.admin1 and bare == _undesignated(key_of(place.admin1)):
            return True  # Al Basrah, in Basra Governorate, is called Basra as well
        if place.feature == DIVISIONS[0]:
            own = _undesignated(own)
        return bare == own or _ARTICLE.sub("", own) == _ARTICLE.sub("", key)

    def is_known(self, name: str, place: Place) -> bool:
        """Whether the news means this place by that name although others bear it too ('New York': the city)."""
        return self._known.get(key_of(name)) == place.row

    def is_namesake(self, division: Place, places: Collection[Place]) -> bool:
        """Whether a division shares its name with its own or a greater city ('Oslo', 'Moscow Oblast').

        The bare name means the city.
        """
        return division.is_division and any(
            place.feature in (CITY, CAPITAL)
            and place.country_code == division.country_code
            and (self.holds(division.row, place) or place.population > division.population)
            for place in places
        )

    def holds(self, region: int, place: Place) -> bool:
        """Whether a country or division holds a place (a division does not hold itself)."""
        c = self.columns
        if place.row == region:
            return False
        if c.features[region] in (COUNTRY, DEPENDENCY):
            return c.countries[region] == place.country_code
        return region in (int(c.admin1[place.row]), int(c.admin2[place.row]))

    def country(self, code: str) -> Place | None:
        """The country of an ISO code."""
        nation = self.nations.get(code)
        return self.place(nation.row) if nation else None

    def country_of(self, text: str) -> str | None:
        """ISO code of the country that a name, an adjective, a people, a capital or a seat stands for."""
        key = key_of(text)
        return self._countries.get(key) or (self._countries.get(key[:-1]) if key.endswith("s") else None)

    def is_adjective(self, text: str) -> bool:
        """Whether it is a country's adjective or people ('Syrian', 'Syrians'), not its name."""
        key = key_of(text)
        return key in self._adjectives or (key.endswith("s") and key[:-1] in self._adjectives)

    def division(self, abbreviation: str) -> Place | None:
        """The first-level division that a newspaper's abbreviation stands for: 'Fla.', 'FL', 'N.H.', 'Ont.'."""
        row = self._divisions.get(abbreviation.replace(" ", ""))
        return None if row is None else self.place(row)

    def similar(self, name: str, country_codes: Collection[str]) -> tuple[Place, ...]:
        """Places of these countries whose transliteration differs a little: 'Saraqab' is Saraqib.

        Only of countries whose languages are not written in Latin letters. The consonants must be the same, or
        a single letter differ in a name of seven letters and more.
        """
        key = _ARTICLE.sub("", key_of(name))
        if len(key) < _SHORTEST_SIMILAR:
            return ()
        consonants = _VOWELS.sub("", key)
        cutoff = 1 if len(key) < _LONG else 2
        found: list[int] = []
        for code in sorted(country_codes):
            spellings, rows = self._spellings_of(code)
            for spelling, distance, i in process.extract(
                key, spellings, scorer=OSA.distance, score_cutoff=cutoff, limit=8
            ):
                alike = _VOWELS.sub("", spelling) == consonants or (distance == 1 and len(key) >= _LONG)
                if alike and spelling[0] == key[0]:
                    found.append(rows[i])
        return tuple(self.place(row) for row in dict.fromkeys(found))

    @cached_property
    def _transliterated(self) -> dict[str, list[int]]:
        """The rows of each country whose names are transliterated."""
        rows: dict[str, list[int]] = {code: [] for code, one in self.nations.items() if one.is_transliterated}
        for row, code in enumerate(self.columns.countries):
            if code is not None and code in rows:
                rows[code].append(row)
        return rows

    def _spellings_of(self, code: str) -> tuple[list[str], list[int]]:
        """Names and rows of the places of a country whose names are transliterated; gathered when first asked for."""
        nation = self.nations.get(code)
        if nation is None or not nation.is_transliterated:
            return [], []
        with self._lock:
            if code not in self._spellings:
                names, rows = self.columns.names, self._transliterated[code]
                keys = normalise("\n".join([names[row] for row in rows])).split("\n")
                self._spellings[code] = [_ARTICLE.sub("", key) for key in keys], rows
            return self._spellings[code]


_loading = threading.Lock()


@cache
def _load() -> Gazetteer:
    from transforms.extract.entities.gazetteer.build import load  # atlas builds what is defined here

    found = load()
    keep_what_is_loaded()
    return found


def gazetteer() -> Gazetteer:
    """The gazetteer of this process; reads it when first called (about a second)."""
    with _loading:
        return _load()


def candidates(name: str) -> tuple[Place, ...]:
    """The places a name may stand for, the likelier first."""
    return gazetteer().candidates(name)


def country_of(text: str) -> str | None:
    """ISO code of the country that a name, an adjective, a people, a capital or a seat stands for.

    'Syria', 'Syrian', 'Syrians', 'Damascus' (as an actor), 'the Kremlin', 'White House'.
    """
    return gazetteer().country_of(text)
