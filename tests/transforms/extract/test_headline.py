import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import make_document
from transforms.extract.headline import folded_headline, headline_shares, headline_stems, is_in_headline, stem

ROWS = [
    ("Rebels", "rebel", "NOUN", "NNS", "nsubj", 1),
    ("shot", "shoot", "VERB", "VBD", "ROOT", 1),
    ("at", "at", "ADP", "IN", "prep", 1),
    ("guards", "guard", "NOUN", "NNS", "pobj", 2),
    (".", ".", "PUNCT", ".", "punct", 1),
]


@pytest.mark.parametrize("word", ["bomb", "bombs", "bombed", "bomber", "bombing", "bombings"])
def test_stem_forms_of_one_word_are_equal(word: str) -> None:
    assert stem(word) == "bomb"


def test_stem_short_word_is_unchanged() -> None:
    assert stem("red") == "red"
    assert stem("sing") == "sing"


def test_is_in_headline_content_word_or_its_lemma() -> None:
    document = make_document(ROWS, title="Guarded rebel shoots at home")
    assert [is_in_headline(document, token) for token in document.tokens] == [True, True, False, True, False]


def test_headline_shares_two_of_three_stems() -> None:
    document = make_document(ROWS, title="Rebels shooting at the Palace")
    assert headline_stems(document) == {"rebel", "shoot", "palac"}
    assert headline_shares(document) == pytest.approx((2 / 3,))
    assert folded_headline(document) == " rebels shooting at the palace "


def test_headline_shares_without_headline_are_zero() -> None:
    assert headline_shares(make_document(ROWS)) == (0,)


@given(st.text(alphabet="abdegimnrst", min_size=3))
def test_stem_any_word_is_prefix(word: str) -> None:
    assert word.startswith(stem(word))
