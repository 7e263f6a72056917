"""Codes of countries in other data sets."""

from pipeline.export.countries import countries


def test_countries_have_the_codes_of_cameo_and_fips() -> None:
    found = {country.iso2: (country.cameo, country.fips, country.iso_number) for country in countries()}
    assert found["DE"] == ("DEU", "GM", 276)
    assert found["RO"] == ("ROM", "RO", 642)
    assert found["XK"] == (None, "KV", None)
    assert len(found) == len(countries())
