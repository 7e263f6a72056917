import pytest

from schemas import ids
from schemas.rows.entity import Geo
from transforms.extract.entities.names.identity import canonical, identify, normal


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("PERSON", "Bashar al-Assad", "Bashar Al Assad"),
        ("PERSON", "José Pérez", "Jose Perez"),
        ("PERSON", "Donald J. Trump", "Donald Trump"),
        ("PERSON", "Robert Keller Jr.", "Robert Keller"),
        ("ORG", "Acme Holdings Inc.", "Acme Holdings"),
        ("ORG", "the World Health Organisation", "WHO"),
        ("ORG", "Kremlin", "Russian government"),
        ("NORP", "Kurds", "Kurd"),
    ],
)
def test_forms_of_one_entity_share_an_id(kind: str, one: str, other: str) -> None:
    assert identify(kind, one) == identify(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("PERSON", "Anna Keller", "Robert Keller"),
        ("PERSON", "A. Keller", "B. Keller"),
        ("ORG", "Bank of Norway", "Bank of Sweden"),
    ],
)
def test_different_entities_do_not(kind: str, one: str, other: str) -> None:
    assert identify(kind, one) != identify(kind, other)


def test_an_alias_of_the_article_finds_the_table() -> None:
    assert identify("ORG", "Hay’at Tahrir", ("HTS",)) == identify("ORG", "Hayat Tahrir al-Sham")


def test_states_are_known_by_their_code_and_places_by_their_number() -> None:
    peru = Geo(geonames_id=3932488, name="Peru", feature="PCLI", country_code="PE")
    lima = Geo(geonames_id=3936456, name="Lima", feature="PPLC", country_code="PE")
    assert identify("GPE", "Peru", geo=peru) == ids.entity_id("country", "PE")
    assert identify("GPE", "Lima", geo=lima) == ids.entity_id("geonames", "3936456")
    assert identify("NORP", "Peruvians", geo=Geo(name="Peru", country_code="PE")) == ids.entity_id("NORP", "PE")


def test_the_table_is_for_bodies_alone() -> None:
    assert canonical("ORG", "UN") == "United Nations"
    assert canonical("PERSON", "UN") is None


def test_normal_keeps_at_least_a_word() -> None:
    assert normal("ORG", "Inc.") == "inc"
    assert normal("PERSON", "X") == "x"


def test_bodies_that_every_state_has_are_known_by_their_state() -> None:
    german = identify("ORG", "German Foreign Ministry")
    assert identify("ORG", "Foreign Ministry", country="DE") == german
    assert identify("ORG", "Foreign Ministry", country="FR") != german
    assert identify("ORG", "Acme Works", country="DE") == identify("ORG", "Acme Works", country="FR")
