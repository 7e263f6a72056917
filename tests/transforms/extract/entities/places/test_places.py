from typing import Any

import pytest

from schemas.rows.entity import Geo
from tests.documents import make_article
from tests.transforms.extract.entities.places.toponym_documents import named, tagged
from transforms.extract.annotate.annotate import annotator
from transforms.extract.document import build_document
from transforms.extract.entities.places.places import locate, main_place, place_mentions


def located(text: str, fields: dict[str, Any] | None = None, **types: str) -> list[Geo | None]:
    document = tagged(text, **(fields or {}))
    geos = locate(document, named(document, **types))
    return [geos.get(index) for index in range(len(types))]


def test_places_of_an_article_are_settled_together() -> None:
    text = "Floods hit Salem, Oregon, and the city of Portland on Monday."
    salem, portland = located(text, Salem="GPE", Portland="GPE")
    assert salem is not None
    assert portland is not None
    assert (salem.admin1, portland.admin1) == ("Oregon", "Oregon")
    assert portland.feature == "PPL"
    assert portland.latitude == pytest.approx(45.5, abs=0.1)


def test_adjectives_give_a_country_and_no_point() -> None:
    (geo,) = located("Norwegian ships left.", Norwegian="NORP")
    assert geo == Geo(name="Norway", country_code="NO")


def test_other_groups_lie_nowhere() -> None:
    assert located("Methodist leaders met.", Methodist="NORP") == [None]


def test_a_part_of_a_country_has_no_point() -> None:
    (geo,) = located("It rained in northern Norway.", northern_Norway="LOC")
    assert geo == Geo(name="Norway", country_code="NO")


def test_other_spellings_are_found_in_countries_at_hand() -> None:
    (mosul, _) = located("They took Mosoul in Iraq.", Mosoul="GPE", Iraq="GPE")
    assert mosul is not None
    assert (mosul.name, mosul.country_code) == ("Mosul", "IQ")
    assert located("They took Mosoul.", Mosoul="GPE") == [None]


def test_a_town_unknown_in_its_state_gets_the_state_alone() -> None:
    (unknown,) = located("He lives in Qwxburg, Kan., now.", Qwxburg="GPE")
    assert unknown == Geo(name="Qwxburg", admin1="Kansas", country_code="US")
    (elsewhere,) = located("He lives in Seattle, Nebraska, now.", Seattle="GPE")
    assert elsewhere == Geo(name="Seattle", admin1="Nebraska", country_code="US")


def test_people_lie_nowhere_unless_the_context_is_a_place_s() -> None:
    assert located("Then Austin said no.", Austin="PERSON") == [None]
    (geo,) = located("The mayor of Austin, Texas, said no.", Austin="PERSON")
    assert geo is not None
    assert geo.admin1 == "Texas"


def test_a_small_place_that_nothing_supports_is_not_believed() -> None:
    assert located("Then Trebbin won.", Trebbin="GPE") == [None]
    (geo,) = located("A mill burnt in Trebbin.", Trebbin="GPE")
    assert geo is not None
    assert geo.country_code == "DE"


def test_a_seat_of_government_is_not_the_town_of_its_name() -> None:
    assert located("He left the White House in Washington.", White_House="FAC") == [None]


def test_a_lesser_name_needs_support() -> None:
    assert located("They sailed to El Cabo.", El_Cabo="GPE") == [None]


def test_bearers_that_cannot_be_told_apart_give_their_country() -> None:
    (geo,) = located("It rained in Franklin.", Franklin="GPE")
    assert geo == Geo(name="Franklin", country_code="US")


def test_local_bodies_lie_in_their_town_and_are_not_the_town() -> None:
    text = "Officers of the Tacoma Police Department met in Seattle, Washington."
    body, _ = located(text, Tacoma_Police_Department="ORG", Seattle="GPE")
    assert body is not None
    assert (body.name, body.admin1, body.geonames_id) == ("Tacoma", "Washington", None)
    assert body.latitude == pytest.approx(47.2, abs=0.1)


def test_bodies_of_a_state_have_no_point() -> None:
    text = "The Oregon Health Authority met in Salem, Oregon."
    body, _ = located(text, Oregon_Health_Authority="ORG", Salem="GPE")
    assert body == Geo(name="Oregon", admin1="Oregon", country_code="US")


def test_the_dateline_is_the_main_place() -> None:
    place = main_place(tagged("LYON, France (AP) — Trains from Paris, France, and Paris stopped."))
    assert place is not None
    assert (place.text, place.start, place.name, place.country_code) == ("LYON", 0, "Lyon", "FR")


def test_without_a_dateline_the_town_named_most_is() -> None:
    text = "Trains stopped in Lyon on Monday. Snow fell in Lyon, France, and in Paris."
    place = main_place(tagged(text))
    assert place is not None
    assert (place.name, text[place.start : place.end]) == ("Lyon", "Lyon")


def test_no_place_no_main_place() -> None:
    assert main_place(tagged("nothing happened here.")) is None


def test_a_word_of_a_name_is_no_main_place() -> None:
    assert main_place(tagged("Shares of Harris Financial Group fell.")) is None
    place = main_place(tagged("The Oregon Index fell in the United States."))
    assert place is not None
    assert place.name == "United States"


def test_place_mentions_are_what_the_model_left_out() -> None:
    document = tagged("They met in Lyon, France, then.")
    assert next((mention.text, mention.basis) for mention in place_mentions(document)) == ("Lyon", "region")


@pytest.mark.model
def test_with_the_model_s_own_names(parse: Any) -> None:
    document = parse("Fighting reached Kharkiv and the town of Izyum in Ukraine on Monday, the Kremlin said.")
    place = main_place(document)
    assert place is not None
    assert place.country_code == "UA"


@pytest.mark.model
def test_a_dateline_behind_a_caption_is_one_too() -> None:
    text = "Trains stand in Paris, France.\n\nLYON, France (AP) — Trains stopped in Paris, France, on Monday."
    place = main_place(build_document(annotator().annotate(make_article(text))))
    assert place is not None
    assert (place.text, place.name) == ("LYON", "Lyon")
