from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.coreference.antecedents import gender_of
from transforms.extract.coreference.resolve import refer
from transforms.extract.document import Document
from transforms.extract.entities.extract import resolve_entities

Parse = Callable[..., Document]


def meant(document: Document, word: str, nth: int = 0) -> str | None:
    tokens = [token for token in document.tokens if token.lower == word]
    entity = refer(document, tokens[nth])
    return entity.name if entity else None


def test_a_pronoun_with_nobody_before_it_stands_for_nobody() -> None:
    document = make_document([("He", "he", "PRON", "PRP", "nsubj", 1), ("left", "leave", "VERB", "VBD", "ROOT", 1)])
    assert refer(document, document.tokens[0]) is None


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Ivan Orlov met Anna Lind. He was late.", "he", "Ivan Orlov"),
        ("Ivan Orlov met Anna Lind. She was late.", "she", "Anna Lind"),
        ("Ivan Orlov met Tom Baker. He was late.", "he", "Ivan Orlov"),
        ("Ivan Orlov said he would resign.", "he", "Ivan Orlov"),
        ("Ivan Orlov saw Tom Baker on Monday. Baker thanked him.", "him", "Ivan Orlov"),
        ("Ivan Orlov saw Tom Baker on Monday. Baker stood up and thanked him.", "him", "Ivan Orlov"),
        ("Chairman J. Doe spoke to reporters. She was late.", "she", None),
        ("Anna Lind, who won the race, was tired.", "who", "Anna Lind"),
        ("Acme Corp said on Friday it would close the mine.", "it", "Acme Corp"),
        ("Acme Corp fell. It is likely that rain will come.", "it", None),
        ("The attack on Lima was the worst. It lasted a week.", "it", None),
        ("Ivan Orlov left. A man entered the shop, police said, and he fired a gun.", "he", None),
    ],
)
def test_pronouns(parse: Parse, text: str, word: str, name: str | None) -> None:
    assert meant(parse(text), word) == name


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "word", "name"),
    [
        ("Acme Corp lost money. Analysts said the company would close.", "company", "Acme Corp"),
        ("President Maria Velez met Ivan Orlov.", "president", "Maria Velez"),
        ("Maria Velez, the owner of the shop, met Ivan Orlov.", "owner", "Maria Velez"),
        ("Maria Velez, the mayor, met Ivan Orlov in Lima. Later on Monday the chief left.", "chief", None),
        ("Troops entered Lima. Residents fled the city.", "city", "Lima"),
        ("Troops entered Peru. Residents fled the country.", "country", "Peru"),
        ("The Lima Times wrote so. The newspaper gave no source.", "newspaper", "Lima Times"),
        ("Ivan Orlov met Tom Baker. The gunman fled.", "gunman", None),
        ("Acme Corp lost money. A company from Oslo did not.", "company", None),
    ],
)
def test_bare_nouns(parse: Parse, text: str, word: str, name: str | None) -> None:
    assert meant(parse(text), word) == name


@pytest.mark.model
def test_the_holder_of_an_office(parse: Parse) -> None:
    document = parse("President Maria Velez met Ivan Orlov. Later the president left.")
    assert meant(document, "president", 1) == "Maria Velez"


@pytest.mark.model
def test_a_name_stands_for_its_row(parse: Parse) -> None:
    document = parse("Anna Lind won. Lind was glad.")
    assert meant(document, "lind", 1) == "Anna Lind"


@pytest.mark.model
def test_gender_by_honorific_role_and_given_name(parse: Parse) -> None:
    document = parse("Mrs. Okafor met spokesman K. Ruud, Anna Lind and Q. Xu on Monday.")
    genders = {
        entity.name: gender_of(document, entity)
        for entity in resolve_entities(document).entities
        if entity.type == "PERSON"
    }
    assert genders["Okafor"] == "f"
    assert genders["Anna Lind"] == "f"
    assert genders.get("K. Ruud") == "m"
