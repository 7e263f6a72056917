from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.coreference.resolve import is_certain, resolve_reference
from transforms.extract.document import Document

Parse = Callable[..., Document]


def referent(document: Document, word: str, nth: int = 0) -> str | None:
    tokens = [token for token in document.tokens if token.lower == word]
    entity = resolve_reference(document, tokens[nth])
    return entity.name if entity else None


def test_resolve_reference_pronoun_without_antecedent_is_none() -> None:
    document = make_document([("He", "he", "PRON", "PRP", "nsubj", 1), ("left", "leave", "VERB", "VBD", "ROOT", 1)])
    assert resolve_reference(document, document.tokens[0]) is None


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
        ('Ivan Orlov told police: "Then he fell."', "he", None),
        ('Tom Baker spoke first. Ivan Orlov told police: "Then he fell."', "he", "Tom Baker"),
        ('"He was not there," his lawyer Ivan Orlov said.', "he", None),
        ("Ivan Orlov said that “he stabbed the guard” in fear.", "he", "Ivan Orlov"),
        ("The Harvard Crimson was sued over Harvard. The party began a campaign.", "party", None),
        ("Ivan Orlov left. A man entered the shop, police said, and he fired a gun.", "he", None),
    ],
)
def test_resolve_reference_pronoun_finds_antecedent(parse: Parse, text: str, word: str, name: str | None) -> None:
    assert referent(parse(text), word) == name


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
def test_resolve_reference_definite_noun_finds_antecedent(parse: Parse, text: str, word: str, name: str | None) -> None:
    assert referent(parse(text), word) == name


@pytest.mark.model
def test_resolve_reference_office_finds_person_with_that_role(parse: Parse) -> None:
    document = parse("President Maria Velez met Ivan Orlov. Later the president left.")
    assert referent(document, "president", 1) == "Maria Velez"


@pytest.mark.model
def test_resolve_reference_short_name_finds_its_entity(parse: Parse) -> None:
    document = parse("Anna Lind won. Lind was glad.")
    assert referent(document, "lind", 1) == "Anna Lind"


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "certain"),
    [
        ("Ivan Orlov came home. He was drunk.", True),
        ("Ivan Orlov met Anna Lind. He was drunk.", True),
        ("Ivan Orlov met Tom Baker. He was drunk.", False),
        ('Tom Baker left. Ivan Orlov said: "He was drunk."', False),
    ],
)
def test_is_certain_pronoun_is_where_nobody_else_can_be_meant(parse: Parse, text: str, certain: bool) -> None:
    document = parse(text)
    pronoun = next(token for token in document.tokens if token.lower == "he")
    person = resolve_reference(document, pronoun)
    assert person is not None
    assert is_certain(document, pronoun, person) is certain
