from typing import Any

import pytest

from schemas.rows.entity import Geo
from tests.transforms.extract.entities.places.toponym_documents import named, tagged
from transforms.extract.entities.places.places import locate


def located(text: str, fields: dict[str, Any] | None = None, **types: str) -> list[Geo | None]:
    document = tagged(text, **(fields or {}))
    geos = locate(document, named(document, **types))
    return [geos.get(index) for index in range(len(types))]


def test_locate_places_of_an_article_are_disambiguated_jointly() -> None:
    text = "Floods hit Salem, Oregon, and the city of Portland on Monday."
    salem, portland = located(text, Salem="GPE", Portland="GPE")
    assert salem is not None
    assert portland is not None
    assert (salem.admin1, portland.admin1) == ("Oregon", "Oregon")
    assert portland.feature == "PPL"
    assert portland.latitude == pytest.approx(45.5, abs=0.1)


def test_locate_adjective_yields_country_without_point() -> None:
    (geo,) = located("Norwegian ships left.", Norwegian="NORP")
    assert geo == Geo(name="Norway", country_code="NO")


def test_locate_other_group_yields_nothing() -> None:
    assert located("Methodist leaders met.", Methodist="NORP") == [None]


def test_locate_part_of_country_yields_country_without_point() -> None:
    (geo,) = located("It rained in northern Norway.", northern_Norway="LOC")
    assert geo == Geo(name="Norway", country_code="NO")


def test_locate_other_transliteration_is_found_in_mentioned_country() -> None:
    (mosul, _) = located("They took Mosoul in Iraq.", Mosoul="GPE", Iraq="GPE")
    assert mosul is not None
    assert (mosul.name, mosul.country_code) == ("Mosul", "IQ")
    assert located("They took Mosoul.", Mosoul="GPE") == [None]


def test_locate_unknown_town_with_state_yields_state() -> None:
    (unknown,) = located("He lives in Qwxburg, Kan., now.", Qwxburg="GPE")
    assert unknown == Geo(name="Qwxburg", admin1="Kansas", country_code="US")
    (elsewhere,) = located("He lives in Seattle, Nebraska, now.", Seattle="GPE")
    assert elsewhere == Geo(name="Seattle", admin1="Nebraska", country_code="US")


def test_locate_person_yields_place_only_in_context_of_place() -> None:
    assert located("Then Austin said no.", Austin="PERSON") == [None]
    (geo,) = located("The mayor of Austin, Texas, said no.", Austin="PERSON")
    assert geo is not None
    assert geo.admin1 == "Texas"


def test_locate_small_place_without_support_yields_nothing() -> None:
    assert located("Then Trebbin won.", Trebbin="GPE") == [None]
    (geo,) = located("A mill burnt in Trebbin.", Trebbin="GPE")
    assert geo is not None
    assert geo.country_code == "DE"


def test_locate_seat_of_government_is_not_town_of_that_name() -> None:
    (seat,) = located("He left the White House in Washington.", White_House="FAC")
    assert seat is not None
    assert (seat.name, seat.country_code, seat.geonames_id) == ("Washington", "US", None)


def test_locate_alternate_name_without_support_yields_nothing() -> None:
    assert located("They sailed to El Cabo.", El_Cabo="GPE") == [None]


def test_locate_ambiguous_name_yields_common_country() -> None:
    (geo,) = located("It rained in Franklin.", Franklin="GPE")
    assert geo == Geo(name="Franklin", country_code="US")


def test_locate_local_institution_has_point_of_town_without_id() -> None:
    text = "Officers of the Tacoma Police Department met in Seattle, Washington."
    body, _ = located(text, Tacoma_Police_Department="ORG", Seattle="GPE")
    assert body is not None
    assert (body.name, body.admin1, body.geonames_id) == ("Tacoma", "Washington", None)
    assert body.latitude == pytest.approx(47.2, abs=0.1)


def test_locate_institution_of_state_has_no_point() -> None:
    text = "The Oregon Health Authority met in Salem, Oregon."
    body, _ = located(text, Oregon_Health_Authority="ORG", Salem="GPE")
    assert body == Geo(name="Oregon", admin1="Oregon", country_code="US")


def test_locate_unknown_name_in_list_of_countries_yields_nothing() -> None:
    text = "Delegates came from Japan, Qwxland, Canada, Brazil and Peru."
    assert located(text, Qwxland="GPE") == [None]
    assert located("Delegates came from Qwxland, Canada and Peru.", Qwxland="GPE") == [None]
    assert located("They met in Peru, Qwxland, Canada.", Qwxland="GPE") == [None]


def test_locate_town_that_somebody_bears_the_name_of_yields_nothing() -> None:
    text = "Singer Laura Lynch died. Lynch was 65. They gave it to Lynch."
    assert located(text, Lynch="GPE", Laura_Lynch="PERSON")[0] is None
    (town, _) = located("Paul Leeds drowned in Leeds.", Leeds="GPE", Paul_Leeds="PERSON")
    assert town is not None


def test_locate_states_university_is_not_the_state() -> None:
    assert located("Florida State hired a lawyer.", Florida_State="GPE") == [None]
    (state,) = located("It rained in New York State.", New_York_State="GPE")
    assert state is not None


def test_locate_institution_of_one_country_decides_it() -> None:
    (court,) = located("Londonderry Magistrates' Court heard the case.", Londonderry_Magistrates="ORG")
    assert court is not None
    assert (court.admin1, court.country_code) == ("Northern Ireland", "GB")


def test_locate_village_of_other_country_of_the_language_is_namesake() -> None:
    text = "A boy died in Sandgate. An inquest in Maidstone, England, and another in Folkestone, England, were told."
    (village, _, _) = located(text, Sandgate="GPE", Maidstone="GPE", Folkestone="GPE")
    assert village == Geo(name="Sandgate", admin1="England", country_code="GB")


def test_locate_famous_city_is_not_drawn_to_another_countrys_state() -> None:
    (city, _) = located("Floods in Valencia and fires in California grew.", Valencia="GPE", California="GPE")
    assert city is not None
    assert city.country_code == "ES"
