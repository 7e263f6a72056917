from collections import Counter

import numpy as np
import pytest

from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.places.disambiguate import distances, settle
from transforms.extract.entities.places.toponyms import Toponym, look_up


def toponym(form: str, *, region: str | None = None, is_local: bool = False) -> Toponym:
    gazetteer = load_gazetteer()
    return Toponym(
        form=form,
        spans=((0, len(form)),),
        candidates=look_up(form, gazetteer),
        regions=Counter([look_up(region, gazetteer)[0].row] if region else []),
        is_local=is_local,
    )


def settled(*toponyms: Toponym, country: str | None = None) -> list[tuple[str | None, str | None]]:
    results = settle(toponyms, load_gazetteer(), country=country)
    return [(result.place.country_code, result.place.admin1) for result in results]


def test_alone_the_largest_is_meant() -> None:
    assert settled(toponym("Birmingham"), country="GB") == [("GB", "England")]
    assert settled(toponym("Paris")) == [("FR", "Île-de-France")]


def test_the_region_written_behind_decides() -> None:
    assert settled(toponym("Paris", region="Texas")) == [("US", "Texas")]


def test_a_state_draws_its_towns() -> None:
    assert settled(toponym("Portland"), toponym("Maine"))[0] == ("US", "Maine")


def test_near_places_draw_each_other() -> None:
    places = settled(toponym("Cambridge"), toponym("Somerville"), toponym("Boston"))
    assert places == [("US", "Massachusetts")] * 3


def test_a_country_draws_its_cities() -> None:
    assert settled(toponym("Tripoli"), toponym("Lebanon"), toponym("Beirut"))[0][0] == "LB"
    assert settled(toponym("Tripoli"), toponym("Libya"), toponym("Benghazi"))[0][0] == "LY"


def test_the_site_speaks_for_its_country() -> None:
    assert settled(toponym("Newcastle"), country="AU")[0][0] == "AU"
    assert settled(toponym("Newcastle"), country="GB")[0][0] == "GB"


def test_order_does_not_matter() -> None:
    names = ["Cambridge", "Somerville", "Boston", "London", "Ohio"]
    one = settle([toponym(name) for name in names], load_gazetteer())
    other = settle([toponym(name) for name in reversed(names)], load_gazetteer())
    assert [result.place for result in one] == [result.place for result in reversed(other)]


def test_bearers_that_cannot_be_told_apart_are_not_believed() -> None:
    (springfield,) = settle([toponym("Springfield")], load_gazetteer())
    assert springfield.belief < 0.5
    assert springfield.country_code == "US"


@pytest.mark.parametrize("name", ["Oslo", "Moscow", "Tehran", "Kyiv", "Milan", "New York", "Berlin", "Basra", "Jenin"])
def test_a_bare_name_means_the_city_not_its_division(name: str) -> None:
    (result,) = settle([toponym(name)], load_gazetteer())
    assert result.place.feature in ("PPL", "PPLC")


@pytest.mark.parametrize("name", ["Quebec", "Ontario", "Bavaria", "Georgia", "Oregon"])
def test_but_a_division_or_country_that_is_better_known(name: str) -> None:
    (result,) = settle([toponym(name)], load_gazetteer())
    assert result.place.feature in ("ADM1", "PCLI")


def test_nothing_to_settle() -> None:
    assert settle([], load_gazetteer()) == []


def test_distances_are_great_circles() -> None:
    points = np.array([[0.0, 0.0], [0.0, 90.0], [90.0, 0.0]])
    assert distances(points)[0, 1] == pytest.approx(10007.5, abs=1)
    assert distances(points)[1, 2] == pytest.approx(10007.5, abs=1)
    assert distances(points)[0, 0] == 0
