from tests.documents import Row, make_document
from transforms.extract.entities.names.candidates import candidates


def rows(*words: tuple[str, str]) -> list[Row]:
    kinds = {"NNP": "PROPN", "VBD": "VERB", "IN": "ADP", "NN": "NOUN"}
    return [
        (word, word.lower(), kinds.get(tag, "X"), tag, "dep" if i else "ROOT", 0) for i, (word, tag) in enumerate(words)
    ]


def found(*words: tuple[str, str], entities: tuple[tuple[int, int, str], ...] = ()) -> list[tuple[str, str, str]]:
    document = make_document(rows(*words), entities=entities)
    return [(candidate.text, candidate.label, candidate.hint) for candidate in candidates(document)]


def test_titles_are_cut_off_and_hint_at_a_person() -> None:
    words = [("King", "NNP"), ("Ahmed", "NNP"), ("Idris", "NNP"), ("left", "VBD")]
    assert found(*words, entities=((0, 3, "PERSON"),)) == [("Ahmed Idris", "PERSON", "PERSON")]


def test_general_motors_is_no_general() -> None:
    words = [("General", "NNP"), ("Motors", "NNP"), ("fell", "VBD")]
    assert found(*words, entities=((0, 2, "ORG"),)) == [("General Motors", "ORG", "")]


def test_offices_and_portfolios_are_no_names() -> None:
    assert found(("the", "DT"), ("Prime", "NNP"), ("Minister", "NNP"), ("left", "VBD")) == []
    words = [("then", "RB"), ("Education", "NNP"), ("Minister", "NNP"), ("Orlov", "NNP")]
    assert [text for text, _, _ in found(*words, entities=((1, 2, "ORG"),))] == ["Orlov"]


def test_a_saint_is_no_title() -> None:
    words = [("in", "IN"), ("St.", "NNP"), ("Albans", "NNP")]
    assert found(*words, entities=((2, 3, "PERSON"),)) == [("St. Albans", "PERSON", "")]


def test_a_portfolio_is_no_part_of_the_minister() -> None:
    words = [("Secretary", "NNP"), ("of", "IN"), ("State", "NNP"), ("Ivan", "NNP"), ("Orlov", "NNP")]
    assert ("Ivan Orlov", "ORG", "PERSON") in found(*words, entities=((2, 5, "ORG"),))


def test_of_joins_a_kind_of_thing_and_its_name() -> None:
    words = [("Patriotic", "NNP"), ("Union", "NNP"), ("of", "IN"), ("Ardal", "NNP")]
    assert found(*words, entities=((0, 2, "ORG"), (3, 4, "GPE"))) == [("Patriotic Union of Ardal", "ORG", "")]


def test_the_city_of_a_town_is_the_town() -> None:
    words = [("the", "DT"), ("City", "NNP"), ("of", "IN"), ("Ardal", "NNP")]
    assert ("Ardal", "GPE", "") in found(*words, entities=((3, 4, "GPE"),))


def test_amounts_are_kept_whole_and_times_left_to_others() -> None:
    words = [("$", "$"), ("5", "CD"), ("million", "CD"), ("on", "IN"), ("Friday", "NNP")]
    assert found(*words, entities=((0, 3, "MONEY"), (4, 5, "DATE"))) == [("$ 5 million", "MONEY", "")]


def test_parties_behind_politicians_are_no_names() -> None:
    assert found(("Lee", "NNP"), (",", ","), ("D-Ohio", "NNP"), entities=((0, 1, "PERSON"), (2, 3, "NORP"))) == [
        ("Lee", "PERSON", "")
    ]
