import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import make_document
from transforms.extract.topic_words import MAX_TOPIC_WORDS, specificity, topic_words

ROWS = [
    ("Rebels", "rebel", "NOUN", "NNS", "nsubj", 1),
    ("shot", "shoot", "VERB", "VBD", "ROOT", 1),
    ("34", "34", "NUM", "CD", "nummod", 3),
    ("guards", "guard", "NOUN", "NNS", "dobj", 1),
    ("in", "in", "ADP", "IN", "prep", 1),
    ("Şanlıurfa", "şanlıurfa", "PROPN", "NNP", "pobj", 4),
    ("this", "this", "DET", "DT", "det", 7),
    ("year", "year", "NOUN", "NN", "npadvmod", 1),
    (".", ".", "PUNCT", ".", "punct", 1),
]


def test_topic_words_are_nouns_names_and_numbers_the_rarest_first() -> None:
    assert topic_words(make_document(ROWS)) == ("sanlıurfa", "rebel", "guard", "34")


def test_topic_words_repeated_word_is_more_telling() -> None:
    assert topic_words(make_document([*ROWS, *[("guard", "guard", "NOUN", "NN", "dep", 1)] * 9]))[0] == "guard"


def test_topic_words_of_the_title_count_as_those_of_the_text() -> None:
    titled = topic_words(make_document(ROWS, title="Year’s worst: guards' commander shot in Şanlıurfa"))
    assert titled.index("guard") < topic_words(make_document(ROWS)).index("guard") + 1
    assert "commander" in titled
    assert "in" not in titled
    assert "guards" not in titled


def test_topic_words_of_words_that_tell_nothing_are_none() -> None:
    rows = [
        ("It", "it", "PRON", "PRP", "ROOT", 0),
        ("5", "5", "NUM", "CD", "dep", 0),
        ("-", "-", "NOUN", "NN", "dep", 0),
    ]
    assert topic_words(make_document(rows)) == ()


def test_topic_words_are_limited() -> None:
    rows = [(f"Name{i}", f"name{i}", "PROPN", "NNP", "dep", 0) for i in range(MAX_TOPIC_WORDS + 1)]
    assert len(topic_words(make_document(rows))) == MAX_TOPIC_WORDS


@given(st.permutations(["lion", "tiger", "bear", "whale", "heron"]))
def test_topic_words_of_equal_weight_do_not_depend_on_their_order(words: list[str]) -> None:
    rows = [(word, word, "NOUN", "NN", "dep", 0) for word in words]
    assert topic_words(make_document(rows)) == topic_words(make_document(sorted(rows)))


@pytest.mark.parametrize(("rarer", "commoner"), [("heist", "robbery"), ("robbery", "police"), ("1,245", "year")])
def test_specificity_is_greater_for_rarer_words(rarer: str, commoner: str) -> None:
    assert specificity(rarer) > specificity(commoner)


@pytest.mark.parametrize("word", ["the", "said", "7", "", "a"])
def test_specificity_of_words_that_tell_nothing_is_zero(word: str) -> None:
    assert specificity(word) == 0
