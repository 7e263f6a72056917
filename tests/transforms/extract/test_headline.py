"""What the headline tells of the body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import make_document
from transforms.extract.headline import headline, headline_stems, share_of_headline, stem, stems_of

ROWS = [
    ("Rebels", "rebel", "NOUN", "NNS", "nsubj", 1),
    ("shot", "shoot", "VERB", "VBD", "ROOT", 1),
    ("at", "at", "ADP", "IN", "prep", 1),
    ("guards", "guard", "NOUN", "NNS", "pobj", 2),
    (".", ".", "PUNCT", ".", "punct", 1),
]


@pytest.mark.parametrize("word", ["bomb", "bombs", "bombed", "bomber", "bombing", "bombings"])
def test_forms_of_a_word_have_one_stem(word: str) -> None:
    assert stem(word) == "bomb"


def test_short_words_stay_whole() -> None:
    assert stem("red") == "red"
    assert stem("sing") == "sing"


def test_lemmas_count_as_well_as_forms() -> None:
    document = make_document(ROWS)
    assert stems_of(document.tokens) == {"rebel", "shot", "shoot", "guard"}


def test_share_of_the_headline() -> None:
    document = make_document(ROWS, title="Rebels shooting at the Palace")
    assert headline_stems(document) == {"rebel", "shoot", "palac"}
    assert share_of_headline(document, document.tokens) == pytest.approx(2 / 3)
    assert headline(document) == " rebels shooting at the palace "


def test_without_headline_nothing_is_shared() -> None:
    assert share_of_headline(make_document(ROWS), make_document(ROWS).tokens) == 0


@given(st.text(alphabet="abdegimnrst", min_size=3))
def test_a_stem_is_a_beginning(word: str) -> None:
    assert word.startswith(stem(word))
