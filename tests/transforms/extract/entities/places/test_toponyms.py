import pytest

from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.places.toponyms import (
    begins_list_of_regions,
    is_part_of_country,
    lookup_forms,
    lookup_toponym,
    regions_behind,
)


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ("Ore.", "Oregon"),
        ("northern Oregon", "Oregon"),
        ("downtown Seattle", "Seattle"),
        ("Seattle’s", "Seattle"),
        ("Seattle-Tacoma", "Seattle"),
        ("US", "United States"),
    ],
)
def test_lookup_toponym_form_as_written_yields_place(form: str, name: str) -> None:
    assert lookup_toponym(form, load_gazetteer())[0].name == name


def test_lookup_toponym_abbreviation_yields_only_countries() -> None:
    assert lookup_toponym("EIB", load_gazetteer()) == ()
    assert all(place.is_country for place in lookup_toponym("UK", load_gazetteer()))


def test_lookup_toponym_abbreviated_country_yields_no_hamlet() -> None:
    assert [place.name for place in lookup_toponym("U.S.", load_gazetteer())] == ["United States"]


def test_lookup_toponym_part_of_world_yields_no_town() -> None:
    assert [place.country_code for place in lookup_toponym("Middle East", load_gazetteer())] == [None]


def test_lookup_forms_yields_places_shared_by_all_forms() -> None:
    form, places = lookup_forms(("Washington", "Washington D.C."), load_gazetteer())
    assert form == "Washington"
    assert {place.country_code for place in places} == {"US"}
    assert {place.feature for place in places} == {"PPLC"}


def test_is_part_of_country_with_direction_is_true() -> None:
    syria = lookup_toponym("Syria", load_gazetteer())[0]
    assert is_part_of_country("northern Syria", syria)
    assert not is_part_of_country("Syria", syria)
    assert not is_part_of_country("South Korea", lookup_toponym("South Korea", load_gazetteer())[0])


@pytest.mark.parametrize(
    ("behind", "name"),
    [
        (", Ore., on Monday", "Oregon"),
        (", OR", "Oregon"),
        (", Oregon.", "Oregon"),
        (" (Oregon)", "Oregon"),
        (", Oxfordshire, said", "Oxfordshire"),
        (", New South Wales", "New South Wales"),
        (", Syria's second city", "Syria"),
        (", John Smith said", None),
        (" and Oregon", None),
        (" Oregon", None),
        ("", None),
    ],
)
def test_regions_behind_written_region_is_found(behind: str, name: str | None) -> None:
    found = regions_behind(f"Xville{behind}", 6, load_gazetteer())
    assert [place.name for place in found][:1] == ([name] if name else [])


def test_begins_list_of_regions_list_of_states_is_true() -> None:
    text = "Delaware, Ohio and Indiana"
    own = lookup_toponym("Delaware", load_gazetteer())
    assert begins_list_of_regions(text, 8, own, load_gazetteer())
    assert not begins_list_of_regions("Delaware, Ohio, where", 8, own, load_gazetteer())
