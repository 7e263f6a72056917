from collections import Counter

import numpy as np
import pytest

from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.places.disambiguate import disambiguate, distances
from transforms.extract.entities.places.toponyms import Toponym, lookup_toponym


def toponym(form: str, *, region: str | None = None, is_local: bool = False) -> Toponym:
    gazetteer = load_gazetteer()
    return Toponym(
        form=form,
        spans=((0, len(form)),),
        candidates=lookup_toponym(form, gazetteer),
        regions=Counter([lookup_toponym(region, gazetteer)[0].row] if region else []),
        is_local=is_local,
    )


def resolved(*toponyms: Toponym, country: str | None = None) -> list[tuple[str | None, str | None]]:
    results = disambiguate(toponyms, load_gazetteer(), country=country)
    return [(result.place.country_code, result.place.admin1) for result in results]


def test_disambiguate_single_toponym_yields_largest_place() -> None:
    assert resolved(toponym("Birmingham"), country="GB") == [("GB", "England")]
    assert resolved(toponym("Paris")) == [("FR", "Île-de-France")]


def test_disambiguate_region_behind_decides() -> None:
    assert resolved(toponym("Paris", region="Texas")) == [("US", "Texas")]


def test_disambiguate_state_favours_its_towns() -> None:
    assert resolved(toponym("Portland"), toponym("Maine"))[0] == ("US", "Maine")


def test_disambiguate_near_places_favour_each_other() -> None:
    places = resolved(toponym("Cambridge"), toponym("Somerville"), toponym("Boston"))
    assert places == [("US", "Massachusetts")] * 3


def test_disambiguate_country_favours_its_cities() -> None:
    assert resolved(toponym("Tripoli"), toponym("Lebanon"), toponym("Beirut"))[0][0] == "LB"
    assert resolved(toponym("Tripoli"), toponym("Libya"), toponym("Benghazi"))[0][0] == "LY"


def test_disambiguate_site_country_is_favoured() -> None:
    assert resolved(toponym("Newcastle"), country="AU")[0][0] == "AU"
    assert resolved(toponym("Newcastle"), country="GB")[0][0] == "GB"


def test_disambiguate_other_order_yields_same_places() -> None:
    names = ["Cambridge", "Somerville", "Boston", "London", "Ohio"]
    one = disambiguate([toponym(name) for name in names], load_gazetteer())
    other = disambiguate([toponym(name) for name in reversed(names)], load_gazetteer())
    assert [result.place for result in one] == [result.place for result in reversed(other)]


def test_disambiguate_ambiguous_name_has_low_confidence() -> None:
    (springfield,) = disambiguate([toponym("Springfield")], load_gazetteer())
    assert springfield.confidence < 0.5
    assert springfield.country_code == "US"


@pytest.mark.parametrize("name", ["Oslo", "Moscow", "Tehran", "Kyiv", "Milan", "New York", "Berlin", "Basra", "Jenin"])
def test_disambiguate_name_of_city_and_division_yields_city(name: str) -> None:
    (result,) = disambiguate([toponym(name)], load_gazetteer())
    assert result.place.feature in ("PPL", "PPLC")


@pytest.mark.parametrize("name", ["Quebec", "Ontario", "Bavaria", "Georgia", "Oregon"])
def test_disambiguate_name_of_larger_division_or_country_yields_it(name: str) -> None:
    (result,) = disambiguate([toponym(name)], load_gazetteer())
    assert result.place.feature in ("ADM1", "PCLI")


def test_disambiguate_nothing_yields_nothing() -> None:
    assert disambiguate([], load_gazetteer()) == []


def test_distances_quarter_meridian_yields_kilometres() -> None:
    points = np.array([[0.0, 0.0], [0.0, 90.0], [90.0, 0.0]])
    assert distances(points)[0, 1] == pytest.approx(10007.5, abs=1)
    assert distances(points)[1, 2] == pytest.approx(10007.5, abs=1)
    assert distances(points)[0, 0] == 0
