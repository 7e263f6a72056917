from tests.documents import Row, make_document
from transforms.extract.entities.names.candidates import find_candidates


def rows(*words: tuple[str, str]) -> list[Row]:
    kinds = {"NNP": "PROPN", "VBD": "VERB", "IN": "ADP", "NN": "NOUN"}
    return [
        (word, word.lower(), kinds.get(tag, "X"), tag, "dep" if i else "ROOT", 0) for i, (word, tag) in enumerate(words)
    ]


def found(*words: tuple[str, str], entities: tuple[tuple[int, int, str], ...] = ()) -> list[tuple[str, str, str]]:
    document = make_document(rows(*words), entities=entities)
    return [(candidate.text, candidate.label, candidate.hint) for candidate in find_candidates(document)]


def test_find_candidates_title_is_removed_and_hints_at_person() -> None:
    words = [("King", "NNP"), ("Ahmed", "NNP"), ("Idris", "NNP"), ("left", "VBD")]
    assert found(*words, entities=((0, 3, "PERSON"),)) == [("Ahmed Idris", "PERSON", "PERSON")]


def test_find_candidates_full_stop_behind_title_is_no_name() -> None:
    words = [("Lee", "NNP"), ("(", "-LRB-"), ("Sr", "NNP"), (".", "."), ("left", "VBD")]
    assert found(*words, entities=((0, 1, "PERSON"), (2, 4, "WORK_OF_ART"))) == [("Lee", "PERSON", "")]


def test_find_candidates_ambiguous_title_of_organisation_is_kept() -> None:
    words = [("General", "NNP"), ("Motors", "NNP"), ("fell", "VBD")]
    assert found(*words, entities=((0, 2, "ORG"),)) == [("General Motors", "ORG", "")]


def test_find_candidates_offices_and_portfolios_are_no_names() -> None:
    assert found(("the", "DT"), ("Prime", "NNP"), ("Minister", "NNP"), ("left", "VBD")) == []
    words = [("then", "RB"), ("Education", "NNP"), ("Minister", "NNP"), ("Orlov", "NNP")]
    assert [text for text, _, _ in found(*words, entities=((1, 2, "ORG"),))] == ["Orlov"]


def test_find_candidates_saint_is_kept() -> None:
    words = [("in", "IN"), ("St.", "NNP"), ("Albans", "NNP")]
    assert found(*words, entities=((2, 3, "PERSON"),)) == [("St. Albans", "PERSON", "")]


def test_find_candidates_portfolio_before_person_is_removed() -> None:
    words = [("Secretary", "NNP"), ("of", "IN"), ("State", "NNP"), ("Ivan", "NNP"), ("Orlov", "NNP")]
    assert ("Ivan Orlov", "ORG", "PERSON") in found(*words, entities=((2, 5, "ORG"),))


def test_find_candidates_of_behind_organisation_noun_joins() -> None:
    words = [("Patriotic", "NNP"), ("Union", "NNP"), ("of", "IN"), ("Ardal", "NNP")]
    assert found(*words, entities=((0, 2, "ORG"), (3, 4, "GPE"))) == [("Patriotic Union of Ardal", "ORG", "")]


def test_find_candidates_of_behind_settlement_noun_does_not_join() -> None:
    words = [("the", "DT"), ("City", "NNP"), ("of", "IN"), ("Ardal", "NNP")]
    assert ("Ardal", "GPE", "") in found(*words, entities=((3, 4, "GPE"),))


def test_find_candidates_amount_is_kept_and_time_is_not() -> None:
    words = [("$", "$"), ("5", "CD"), ("million", "CD"), ("on", "IN"), ("Friday", "NNP")]
    assert found(*words, entities=((0, 3, "MONEY"), (4, 5, "DATE"))) == [("$ 5 million", "MONEY", "")]


def test_find_candidates_party_behind_politician_is_no_name() -> None:
    assert found(("Lee", "NNP"), (",", ","), ("D-Ohio", "NNP"), entities=((0, 1, "PERSON"), (2, 3, "NORP"))) == [
        ("Lee", "PERSON", "")
    ]


def test_find_candidates_known_organisation_is_whole() -> None:
    words = [("the", "DT"), ("Islamic", "NNP"), ("State", "NNP"), ("flag", "NN")]
    assert found(*words, entities=((1, 2, "NORP"),)) == [("Islamic State", "ORG", "")]


def test_find_candidates_known_organisation_within_longer_name_is_left() -> None:
    words = [("Ardal", "NNP"), ("Human", "NNP"), ("Rights", "NNP"), ("Watch", "NNP"), ("Group", "NNP")]
    assert found(*words, entities=((0, 5, "ORG"),)) == [("Ardal Human Rights Watch Group", "ORG", "")]


def test_find_candidates_nickname_in_quotation_marks_joins_name() -> None:
    words = [("Robert", "NNP"), ('"', "``"), ("Ace", "NNP"), ('"', "''"), ("Lindt", "NNP"), ("left", "VBD")]
    spans = ((0, 1, "PERSON"), (2, 3, "PERSON"), (4, 5, "PERSON"))
    assert found(*words, entities=spans) == [('Robert " Ace " Lindt', "PERSON", "PERSON")]


def test_find_candidates_quotation_behind_given_name_joins_nothing() -> None:
    words = [("Robert", "NNP"), ("said", "VBD"), ('"', "``"), ("Lindt", "NNP"), ('"', "''"), ("Orlov", "NNP")]
    spans = ((0, 1, "PERSON"), (3, 4, "PERSON"), (5, 6, "PERSON"))
    assert [text for text, _, _ in found(*words, entities=spans)] == ["Robert", "Lindt", "Orlov"]
