import pytest

from transforms.extract.entities.gazetteer.load import candidates, country_code_of, load_gazetteer
from transforms.extract.entities.gazetteer.model import geo_of


@pytest.mark.parametrize(
    ("name", "feature", "country", "admin1"),
    [
        ("Japan", "PCLI", "JP", None),
        ("Greenland", "PCLD", "GL", None),
        ("Oslo", "PPLC", "NO", "Oslo"),
        ("Lyon", "PPL", "FR", "Auvergne-Rhône-Alpes"),
        ("Oregon", "ADM1", "US", "Oregon"),
        ("Multnomah County", "ADM2", "US", "Oregon"),
        ("New York", "PPL", "US", "New York"),
        ("Kiev", "PPLC", "UA", "Kyiv"),
        ("Bombay", "PPL", "IN", "Mahārāshtra"),
        ("Asia", "CONT", None, None),
        ("Middle East", "RGN", None, None),
        ("Raqqa", "PPL", "SY", "Raqqa Governorate"),
    ],
)
def test_candidates_ambiguous_name_yields_likeliest_first(
    name: str, feature: str, country: str | None, admin1: str | None
) -> None:
    place = candidates(name)[0]
    assert (place.feature, place.country_code, place.admin1) == (feature, country, admin1)


def test_candidates_designated_name_yields_only_that_kind_of_place() -> None:
    assert all(place.is_division for place in candidates("Homs province"))
    assert not any(place.is_division for place in candidates("the city of Homs"))


def test_candidates_shared_name_yields_all_places() -> None:
    states = {place.admin1 for place in candidates("Portland")}
    assert {"Oregon", "Maine"} <= states


def test_candidates_unknown_name_yields_nothing() -> None:
    assert candidates("Qwxzy") == ()
    assert candidates("") == ()


def test_candidates_division_has_point_and_population_of_its_places() -> None:
    (county,) = candidates("Multnomah County")
    assert county.latitude == pytest.approx(45.5, abs=0.3)
    assert county.longitude == pytest.approx(-122.5, abs=0.5)
    assert county.population > 500_000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Norway", "NO"),
        ("Norwegian", "NO"),
        ("Norwegians", "NO"),
        ("Oslo", "NO"),
        ("the Kremlin", "RU"),
        ("White House", "US"),
        ("Downing Street", "GB"),
        ("Beijing", "CN"),
        ("the U.S.", "US"),
        ("Côte d’Ivoire", "CI"),
        ("North Korean", "KP"),
        ("Bergen", None),
        ("Acme Corp", None),
        ("", None),
    ],
)
def test_country_code_of_name_adjective_or_institution_yields_code(text: str, code: str | None) -> None:
    assert country_code_of(text) == code


def test_is_adjective_people_true_and_country_name_false() -> None:
    gazetteer = load_gazetteer()
    assert gazetteer.is_adjective("Syrians")
    assert not gazetteer.is_adjective("Syria")


@pytest.mark.parametrize(
    ("abbreviation", "name"),
    [
        ("Fla.", "Florida"),
        ("FL", "Florida"),
        ("N.H.", "New Hampshire"),
        ("W. Va.", "West Virginia"),
        ("Ont.", "Ontario"),
    ],
)
def test_abbreviated_division_newspaper_abbreviation_yields_division(abbreviation: str, name: str) -> None:
    place = load_gazetteer().abbreviated_division(abbreviation)
    assert place is not None
    assert place.name == name


def test_abbreviated_division_other_case_yields_none() -> None:
    assert load_gazetteer().abbreviated_division("fla.") is None
    assert load_gazetteer().abbreviated_division("in") is None


@pytest.mark.parametrize(
    ("written", "found"), [("Kharkov", "Kharkiv"), ("Mosoul", "Mosul"), ("Latakiya", "Latakia"), ("al-Bokamal", None)]
)
def test_transliterations_similar_spelling_yields_place(written: str, found: str | None) -> None:
    names = [place.name for place in load_gazetteer().transliterations(written, {"UA", "IQ", "SY"})]
    assert found in names if found else not names


def test_transliterations_latin_country_or_no_country_yields_nothing() -> None:
    assert load_gazetteer().transliterations("Portlend", {"US"}) == ()
    assert load_gazetteer().transliterations("Mosoul", set()) == ()


def test_contains_country_and_division_as_expected() -> None:
    gazetteer = load_gazetteer()
    city, state, country = candidates("Seattle")[0], candidates("Oregon")[0], candidates("United States")[0]
    assert gazetteer.contains(country.row, city)
    assert not gazetteer.contains(state.row, city)
    assert not gazetteer.contains(country.row, country)


def test_geo_of_city_has_its_id_and_point() -> None:
    place = candidates("Oslo")[0]
    geo = geo_of(place)
    assert (geo.geonames_id, geo.name, geo.feature, geo.country_code) == (3143244, "Oslo", "PPLC", "NO")
    assert (geo.latitude, geo.longitude) == (place.latitude, place.longitude)


def test_country_every_code_has_place_with_point() -> None:
    gazetteer = load_gazetteer()
    assert len(gazetteer.countries) > 240
    for code in gazetteer.countries:
        country = gazetteer.country(code)
        assert country is not None
        assert country.latitude is not None
        assert country.country_code == code
