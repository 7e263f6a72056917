from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.fold import fold

NAMES = st.text(alphabet="ABCDEabcdeéÉüñ .-’'", min_size=1, max_size=30)


@given(NAMES)
def test_fold_of_folded_text_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)
