from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.entities.names.forms import words_of

NAMES = st.text(alphabet="ABCDEabcdeéÉüñ .-’'", min_size=1, max_size=30)


def test_forms_of_one_name_have_the_same_words() -> None:
    assert words_of("Bashar al-Assad") == words_of("Bashar Al-Assad's") == ("bashar", "assad")
    assert words_of("the Hayat Tahrir al-Sham") == words_of("Hayat Tahrir Al Sham")
    assert words_of("Médecins Sans Frontières") == words_of("Medecins sans Frontieres")


def test_full_stops_of_an_acronym_do_not_count() -> None:
    assert words_of("U.N.") == ("un",)


@given(NAMES)
def test_case_does_not_count(name: str) -> None:
    assert words_of(name.upper()) == words_of(name.lower())


@given(st.text(min_size=1, max_size=250))
def test_there_is_always_a_word(name: str) -> None:
    assert all(words_of(name))
    assert words_of(name)
