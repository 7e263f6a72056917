from transforms.extract.entities.words import GIVEN_NAMES, NAME_NOUNS, PERSON_NOUNS, TITLES
from transforms.extract.languages.load import load_toml, word_sets


def test_names_toml_lists_are_lower_case_words() -> None:
    for section in load_toml("names.toml"):
        for words in word_sets("names.toml", section).values():
            assert words
            assert all(word == word.lower() for word in words)


def test_words_constants_contain_known_words() -> None:
    assert NAME_NOUNS["ministry"] == "ORG"
    assert "mr" in TITLES
    assert PERSON_NOUNS["spokeswoman"] == "female"
    assert "troops" not in PERSON_NOUNS


def test_given_names_known_names_have_gender() -> None:
    assert (GIVEN_NAMES["anna"], GIVEN_NAMES["ivan"]) == ("f", "m")
    assert set(GIVEN_NAMES.values()) == {"m", "f", "u"}
