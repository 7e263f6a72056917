import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.entities.gazetteer.name_keys import normalize


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Malmö", "Malmo"),
        ("Łódź", "lodz"),
        ("St. Louis", "Saint Louis"),
        ("Mt. Vernon", "Mount Vernon"),
        ("the Netherlands", "Netherlands"),
        ("Port-au-Prince", "Port au Prince"),
        ("U.S.", "US"),
        ("N’Djamena", "N'Djamena"),
    ],
)
def test_normalize_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert normalize(one) == normalize(other)


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), min_size=1), min_size=1))
def test_normalize_many_names_equals_each_alone(names: list[str]) -> None:
    assert normalize("\n".join(names)) == "\n".join(normalize(name) for name in names)


@given(st.text())
def test_normalize_result_is_lower_case_and_stripped(name: str) -> None:
    once = normalize(name)
    assert once == once.lower().strip(" ") or not once.isascii()
