"""Which texts are copies: nearly the same words, and the same names and numbers."""

import numpy as np
import pytest

from tests.transforms.decide.copies.articles import text_of
from transforms.decide.copies.similarity import MIN_SIMILARITY, ComparedText, find_similarity
from transforms.shingles import jaccard, shingles

WIRE = text_of(range(0, 60, 4))


def similarity(one: str, other: str) -> tuple[str, float] | None:
    found = find_similarity(ComparedText(text=one), ComparedText(text=other))
    assert found == find_similarity(ComparedText(text=other), ComparedText(text=one))
    return found


def test_similarity_same_text_is_exact() -> None:
    assert similarity(WIRE, WIRE) == ("exact", 1.0)


def test_similarity_other_punctuation_is_near_though_all_words_are_shared() -> None:
    assert similarity(WIRE, WIRE.replace(".", ";")) == ("near", 1.0)


@pytest.mark.parametrize(("every", "kind"), [(20, "near"), (2, None)])
def test_similarity_with_one_word_in_twenty_changed_is_near_and_with_half_is_none(every: int, kind: str | None) -> None:
    words = [f"other{i}" if i % every == 0 else word for i, word in enumerate(WIRE.split())]
    found = similarity(WIRE, " ".join(words))
    assert (found[0] if found else None) == kind


def bulletin(place: str, strength: str, day: str, depth: str, people: str) -> str:
    """A text made from a template."""
    return (
        f"A magnitude {strength} earthquake struck {depth} kilometres off the coast of {place} on {day}, the survey of "
        "the earth said. There were no immediate reports of damage or injuries, and no warning of a tsunami was issued "
        f"by the centre that watches the ocean. About {people} people live within reach of the shaking, the survey "
        "said on its site, where it asks everybody who felt the earthquake to fill in a form that helps to map it."
    )


def test_similarity_of_texts_from_one_template_with_other_names_and_numbers_is_none() -> None:
    one = bulletin("Chile", "5.1", "Monday", "23", "40,000")
    other = bulletin("Tonga", "6.3", "Friday", "110", "9,500")
    shared = jaccard(*(np.unique(shingles(text)) for text in (one, other)))
    assert shared > MIN_SIMILARITY
    assert similarity(one, other) is None
    assert similarity(one, f"{one} More follows.") is not None


def test_similarity_of_short_texts_is_exact_or_none() -> None:
    short = text_of([1, 2])
    assert similarity(short, f"{short} Really.") is None
    assert similarity(short, short) == ("exact", 1.0)
