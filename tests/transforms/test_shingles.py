"""Word shingles and signatures: what resembles in words shares bands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.shingles import BANDS, bands_of, jaccard, shingles, signature, word_hashes

WORDS = [
    "gunmen",
    "killed",
    "twelve",
    "people",
    "at",
    "a",
    "market",
    "in",
    "the",
    "north",
    "of",
    "the",
    "city",
    "on",
    "monday",
    "police",
    "said",
]


def test_shingles_case_and_punctuation_do_not_count() -> None:
    assert np.array_equal(shingles("Gunmen killed: “twelve”!"), shingles("gunmen KILLED twelve"))


def test_shingles_order_of_words_counts() -> None:
    assert not np.array_equal(shingles("gunmen killed twelve"), shingles("twelve killed gunmen"))


@pytest.mark.parametrize("text", ["", "two words", " . "])
def test_signature_of_fewer_words_than_a_shingle_is_empty(text: str) -> None:
    assert signature(text) == b""


def test_signature_equal_texts_share_all_bands_and_other_texts_none() -> None:
    text, other = " ".join(WORDS), "rain flooded parts of the old town of basra and forty families lost their homes"
    assert len(bands_of(signature(text))) == BANDS
    assert signature(text) == signature(text.upper())
    assert not set(bands_of(signature(text))) & set(bands_of(signature(other)))


@given(st.text(max_size=60), st.text(max_size=60))
def test_word_hashes_of_two_texts_are_those_of_both(one: str, other: str) -> None:
    together = np.concatenate([word_hashes(one), word_hashes(other)])
    assert np.array_equal(word_hashes(f"{one} {other}"), together)


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.lists(st.sampled_from(WORDS), max_size=30))
def test_jaccard_is_that_of_the_sets_of_shingles(one: list[str], other: list[str]) -> None:
    sets = [{tuple(words[i : i + 3]) for i in range(len(words) - 2)} for words in (one, other)]
    union = sets[0] | sets[1]
    wanted = len(sets[0] & sets[1]) / len(union) if union else 0.0
    first, second = (np.unique(shingles(" ".join(words))) for words in (one, other))
    assert jaccard(first, second) == pytest.approx(wanted)
