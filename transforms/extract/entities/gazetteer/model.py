"""The gazetteer: places by name, and countries by their names, adjectives, capitals and institutions."""

import re
import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA

from schemas.rows.entity import Geo
from transforms.extract.entities.gazetteer.name_keys import (
    key_of,
    normalize,
    split_designation,
    without_article,
    without_designation,
)

CONTINENT, COUNTRY, DEPENDENCY, CAPITAL, CITY, REGION = "CONT", "PCLI", "PCLD", "PPLC", "PPL", "RGN"
DIVISIONS = ("ADM1", "ADM2", "ADM3")

# Languages not written in Latin letters, whose names newspapers transliterate in various ways (ISO 639-1).
_NON_LATIN_LANGUAGES = frozenset(
    "am ar be bg bn dv el fa he hi hy ja ka kk km ko ky lo mk mn my ne ps ru sr tg th ti uk ur zh".split()  # noqa: SIM905
)
_VOWELS = re.compile(r"[aeiouy]+")
_MIN_SIMILAR_LENGTH = 5
_LONG_NAME_LENGTH = 7
"""Letters from which a name may differ by any single letter."""
_CACHE_SIZE = 1 << 15


class _Spellings:
    """The places of a country whose names are transliterated.

    Attributes:
        keys: Their names, as compared.
        rows: Their rows, in the same order.
        by_initial: The keys by their first letter.
    """

    def __init__(self, keys: list[str], rows: list[int]) -> None:
        self.keys = keys
        self.rows = rows
        self.by_initial: dict[str, list[str]] = {}
        for key in keys:
            self.by_initial.setdefault(key[:1], []).append(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the gazetteer.

    Attributes:
        row: Its row in the gazetteer's columns; meaningless outside this process.
        geonames_id: GeoNames id; None of a region.
        name: Its name in GeoNames.
        feature: GeoNames feature code: CONT, PCLI (state), PCLD (dependency), ADM1, ADM2, PPLC (capital), PPL,
            RGN (part of a country or of the world).
        admin1: Name of the first-level division it lies in, or is.
        admin2: Name of the second-level division it lies in, or is.
        country_code: ISO 3166-1 alpha-2; None of a continent and of a region that spans countries.
        latitude: Degrees north; of a division the middle of its places, None when it has none.
        longitude: Degrees east.
        population: Inhabitants, 0 when unknown; of a division the sum of its places.
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
        """Whether it is an administrative division: a state, a province, a county."""
        return self.feature in DIVISIONS


def geo_of(place: Place) -> Geo:
    """A gazetteer's place as a record of the entities table."""
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
class Country:
    """Facts about a country beyond its Place.

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
        return bool(self.languages) and self.languages[0] in _NON_LATIN_LANGUAGES


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
    """Places by name; read-only, so threads may share it.

    Args:
        columns: The places.
        index: Rows by normalized name, the likelier first; a single row stands as a bare integer.
        country_codes: Country codes by normalized name, adjective, capital and institution.
        adjectives: Those keys of `country_codes` that are adjectives or names of peoples.
        countries: Countries by code.
        abbreviations: Rows of first-level divisions by abbreviation as written ('Fla.', 'N.H.').
        nicknames: Rows by well-known other name ('Kiev', 'NYC').
    """

    def __init__(
        self,
        *,
        columns: Columns,
        index: dict[str, int | tuple[int, ...]],
        country_codes: dict[str, str],
        adjectives: frozenset[str],
        countries: dict[str, Country],
        abbreviations: dict[str, int],
        nicknames: dict[str, int],
    ) -> None:
        self.columns = columns
        self.countries = countries
        self._index = index
        self._country_codes = country_codes
        self._adjectives = adjectives
        self._abbreviations = abbreviations
        self._nicknames = nicknames
        self._spellings: dict[str, _Spellings] = {}
        self._lock = threading.Lock()
        # The same names recur within an article and across articles.
        self._cached_place = lru_cache(maxsize=_CACHE_SIZE)(self._make_place)
        self._cached_candidates = lru_cache(maxsize=_CACHE_SIZE)(self._find_candidates)
        self._cached_is_primary_name = lru_cache(maxsize=_CACHE_SIZE)(self._find_is_primary_name)

    def lookup_tables(self) -> dict[str, Any]:
        """The arguments it was made of except `columns` and `countries`, by name."""
        return {
            "index": self._index,
            "country_codes": self._country_codes,
            "adjectives": self._adjectives,
            "abbreviations": self._abbreviations,
            "nicknames": self._nicknames,
        }

    def place(self, row: int) -> Place:
        """The place of a row."""
        return self._cached_place(row)

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

        'Aleppo province' and 'the city of Aleppo' are looked up whole first, then by the bare name, restricted to
        the kind of place that the designation names.
        """
        return self._cached_candidates(name)

    def _find_candidates(self, name: str) -> tuple[Place, ...]:
        key = key_of(name)
        if found := self._rows(key):
            places = tuple(self.place(row) for row in found)
            return tuple(sorted(places, key=lambda place: self.is_overshadowed_by_city(place, places)))
        designated = split_designation(key)
        if designated is None:
            return ()
        bare, is_division = designated
        named = (self.place(row) for row in self._rows(bare))
        return tuple(place for place in named if not place.is_country and place.is_division == is_division)

    def _rows(self, key: str) -> tuple[int, ...]:
        for form in (key, without_article(key)):
            found = self._index.get(form)
            if found is not None:
                return (found,) if isinstance(found, int) else found
        return ()

    def is_primary_name(self, name: str, place: Place) -> bool:
        """Whether a name is the place's own or a well-known one, not one of its many alternates."""
        return self._cached_is_primary_name(name, place.row)

    def _find_is_primary_name(self, name: str, row: int) -> bool:
        key, place = key_of(name), self.place(row)
        place_key = key_of(place.name)
        if key == place_key or (place.is_country and self._country_codes.get(key) == place.country_code):
            return True
        if self._nicknames.get(key) == place.row:
            return True
        bare = without_designation(key)
        if place.feature in (CITY, CAPITAL) and place.admin1 and bare == without_designation(key_of(place.admin1)):
            return True  # Al Basrah, in Basra Governorate, is called Basra as well
        if place.feature == DIVISIONS[0]:
            place_key = without_designation(place_key)
        return bare == place_key or without_article(place_key) == without_article(key)

    def is_nickname(self, name: str, place: Place) -> bool:
        """Whether a name listed as a nickname stands for this place ('New York': the city), whoever else bears it."""
        return self._nicknames.get(key_of(name)) == place.row

    def is_overshadowed_by_city(self, division: Place, places: Collection[Place]) -> bool:
        """Whether a division shares its name with its own or a greater city ('Oslo', 'Moscow Oblast').

        The bare name means the city.
        """
        return division.is_division and any(
            place.feature in (CITY, CAPITAL)
            and place.country_code == division.country_code
            and (self.contains(division.row, place) or place.population > division.population)
            for place in places
        )

    def contains(self, region: int, place: Place) -> bool:
        """Whether the country or division of a row contains a place (a division does not contain itself)."""
        c = self.columns
        if place.row == region:
            return False
        if c.features[region] in (COUNTRY, DEPENDENCY):
            return c.countries[region] == place.country_code
        return region in (int(c.admin1[place.row]), int(c.admin2[place.row]))

    def country(self, code: str) -> Place | None:
        """The country of an ISO code."""
        country = self.countries.get(code)
        return self.place(country.row) if country else None

    def country_code_of(self, text: str) -> str | None:
        """ISO code of the country that a name, adjective, people, capital or institution stands for."""
        key = key_of(text)
        return self._country_codes.get(key) or (self._country_codes.get(key[:-1]) if key.endswith("s") else None)

    def is_adjective(self, text: str) -> bool:
        """Whether it is a country's adjective or people ('Syrian', 'Syrians'), not its name."""
        key = key_of(text)
        return key in self._adjectives or (key.endswith("s") and key[:-1] in self._adjectives)

    def abbreviated_division(self, abbreviation: str) -> Place | None:
        """The first-level division that a newspaper's abbreviation stands for: 'Fla.', 'FL', 'N.H.', 'Ont.'."""
        row = self._abbreviations.get(abbreviation.replace(" ", ""))
        return None if row is None else self.place(row)

    def transliterations(self, name: str, country_codes: Collection[str]) -> tuple[Place, ...]:
        """Places of these countries whose transliteration differs slightly: 'Saraqab' is Saraqib.

        Only in countries whose languages are not written in Latin letters. The consonants must be equal, or a
        single letter differ in a name of seven or more letters.
        """
        key = without_article(key_of(name))
        if len(key) < _MIN_SIMILAR_LENGTH:
            return ()
        found: list[int] = []
        for code in sorted(country_codes):
            spellings = self._spellings_of(code)
            same_initial = spellings.by_initial.get(key[0], ())
            if not _similar(key, same_initial, limit=None):
                continue  # as for most names, without a look at all places of the country
            near = _similar(key, spellings.keys, limit=8)
            found += [spellings.rows[i] for i in near if spellings.keys[i][0] == key[0]]
        return tuple(self.place(row) for row in dict.fromkeys(found))

    @cached_property
    def _transliterated_rows(self) -> dict[str, list[int]]:
        """Rows by code of each country whose names are transliterated."""
        rows: dict[str, list[int]] = {code: [] for code, one in self.countries.items() if one.is_transliterated}
        for row, code in enumerate(self.columns.countries):
            if code is not None and code in rows:
                rows[code].append(row)
        return rows

    def _spellings_of(self, code: str) -> _Spellings:
        """The places of a country if its names are transliterated; collected when first needed."""
        country = self.countries.get(code)
        if country is None or not country.is_transliterated:
            return _Spellings([], [])
        with self._lock:
            if code not in self._spellings:
                names, rows = self.columns.names, self._transliterated_rows[code]
                keys = normalize("\n".join([names[row] for row in rows])).split("\n")
                self._spellings[code] = _Spellings([without_article(key) for key in keys], rows)
            return self._spellings[code]


def _similar(key: str, spellings: Sequence[str], limit: int | None) -> list[int]:
    """Indices of the spellings that may be one of a name, the nearest first.

    Args:
        key: The name, as compared.
        spellings: As compared.
        limit: How many of the nearest are considered; None for all.
    """
    consonants, is_long = _VOWELS.sub("", key), len(key) >= _LONG_NAME_LENGTH
    near = process.extract(key, spellings, scorer=OSA.distance, score_cutoff=2 if is_long else 1, limit=limit)
    return [
        i for spelling, distance, i in near if _VOWELS.sub("", spelling) == consonants or (distance == 1 and is_long)
    ]
