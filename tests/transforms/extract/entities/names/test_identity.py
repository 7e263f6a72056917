import pytest

from schemas import ids
from schemas.rows.entity import Geo
from transforms.extract.entities.names.identity import canonical_name, entity_id_of, known_names, normalized_name


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
def test_entity_id_of_forms_of_one_entity_is_equal(kind: str, one: str, other: str) -> None:
    assert entity_id_of(kind, one) == entity_id_of(kind, other)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("PERSON", "Anna Keller", "Robert Keller"),
        ("PERSON", "A. Keller", "B. Keller"),
        ("ORG", "Bank of Norway", "Bank of Sweden"),
    ],
)
def test_entity_id_of_different_entities_differs(kind: str, one: str, other: str) -> None:
    assert entity_id_of(kind, one) != entity_id_of(kind, other)


def test_entity_id_of_known_alias_has_id_of_canonical_name() -> None:
    assert entity_id_of("ORG", "Hay’at Tahrir", ("HTS",)) == entity_id_of("ORG", "Hayat Tahrir al-Sham")


def test_entity_id_of_places_is_made_from_country_code_or_geonames_id() -> None:
    peru = Geo(geonames_id=3932488, name="Peru", feature="PCLI", country_code="PE")
    lima = Geo(geonames_id=3936456, name="Lima", feature="PPLC", country_code="PE")
    assert entity_id_of("GPE", "Peru", geo=peru) == ids.entity_id("country", "PE")
    assert entity_id_of("GPE", "Lima", geo=lima) == ids.entity_id("geonames", "3936456")
    assert entity_id_of("NORP", "Peruvians", geo=Geo(name="Peru", country_code="PE")) == ids.entity_id("NORP", "PE")


def test_canonical_name_person_yields_none() -> None:
    assert canonical_name("ORG", "UN") == "United Nations"
    assert canonical_name("PERSON", "UN") is None


def test_normalized_name_keeps_at_least_one_word() -> None:
    assert normalized_name("ORG", "Inc.") == "inc"
    assert normalized_name("PERSON", "X") == "x"


def test_entity_id_of_generic_institution_depends_on_country() -> None:
    german = entity_id_of("ORG", "German Foreign Ministry")
    assert entity_id_of("ORG", "Foreign Ministry", country="DE") == german
    assert entity_id_of("ORG", "Foreign Ministry", country="FR") != german
    assert entity_id_of("ORG", "Acme Works", country="DE") == entity_id_of("ORG", "Acme Works", country="FR")


def test_known_names_organisations_of_several_words_stand_by_first_word() -> None:
    known = known_names()["United"]
    assert known.index("United Nations Security Council") < known.index("United Nations")
    assert "White House" not in known_names().get("White", ())
    assert not any("government" in name for names in known_names().values() for name in names)
