import pytest

from transforms.extract.grammar.word_classes import corrected_lemma, resolve_words


def test_resolve_words_class_label_and_word_are_merged() -> None:
    found = resolve_words(["@money", "GPE", "coin"])
    assert {"coin", "dollar"} <= found.words
    assert found.labels == {"MONEY", "GPE"}


@pytest.mark.parametrize(
    ("lemma", "form", "right"),
    [("rap", "raped", "rape"), ("rap", "rapping", "rap"), ("rap", "raps", "rap"), ("taxis", "taxes", "tax")],
)
def test_corrected_lemma_form_decides_about_dropped_vowel(lemma: str, form: str, right: str) -> None:
    assert corrected_lemma(lemma, form) == right
