from transforms.extract.entities.words import all_of, given_names, kind_of, person_nouns, section


def test_lists_are_sets_of_lower_case_words() -> None:
    for name in ("titles", "heads", "firms", "kinds", "verbs", "context", "peoples", "people"):
        for words in section(name).values():
            assert words
            assert all(word == word.lower() for word in words)


def test_a_section_turned_round() -> None:
    assert kind_of("heads")["ministry"] == "ORG"
    assert "mr" in all_of("titles")
    assert person_nouns()["spokeswoman"] == "female"
    assert "troops" not in person_nouns()


def test_given_names_tell_gender() -> None:
    names = given_names()
    assert (names["anna"], names["ivan"]) == ("f", "m")
    assert set(names.values()) == {"m", "f", "u"}
