import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents import make_document
from transforms.extract.entities.names.forms import make_candidate, words_of

NAMES = st.text(alphabet="ABCDEabcdeéÉüñ .-’'", min_size=1, max_size=30)


def test_words_of_forms_of_one_name_are_equal() -> None:
    assert words_of("Bashar al-Assad") == words_of("Bashar Al-Assad's") == ("bashar", "assad")
    assert words_of("the Hayat Tahrir al-Sham") == words_of("Hayat Tahrir Al Sham")
    assert words_of("Médecins Sans Frontières") == words_of("Medecins sans Frontieres")


def test_words_of_acronym_drops_full_stops() -> None:
    assert words_of("U.N.") == ("un",)


@given(NAMES)
def test_words_of_other_case_is_equal(name: str) -> None:
    assert words_of(name.upper()) == words_of(name.lower())


@given(st.text(min_size=1, max_size=250))
def test_words_of_any_text_yields_nonempty_words(name: str) -> None:
    assert all(words_of(name))
    assert words_of(name)


@pytest.mark.parametrize(
    ("token", "name"), [("India-", "India"), ("-Kenya", "Kenya"), ("Bosnia—", "Bosnia"), ("-", "-")]
)
def test_make_candidate_leaves_out_dashes_that_touch_the_name(token: str, name: str) -> None:
    document = make_document([(token, token, "PROPN", "NNP", "ROOT", 0)])
    assert make_candidate(document, list(document.tokens), "GPE").text == name
