"""Leaders: the earliest articles of a key, whatever parts they are found in."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.transforms.link.test_candidates import make_keys
from transforms.leaders import leader_rows, merge_leaders

LIMIT = 5


@given(st.lists(st.tuples(st.sets(st.sampled_from("abc"), min_size=1), st.integers(0, 9)), max_size=60), st.randoms())
def test_leaders_do_not_depend_on_order_and_parts(drawn: list[tuple[set[str], int]], chance: object) -> None:
    articles = [make_keys(i, sorted(words), day) for i, (words, day) in enumerate(drawn)]
    whole = merge_leaders([leader_rows(articles)], LIMIT)
    chance.shuffle(articles)  # type: ignore[attr-defined]
    cut = len(articles) // 3
    parts = [merge_leaders([leader_rows(part)], LIMIT) for part in (articles[:cut], articles[cut:])]
    assert np.array_equal(merge_leaders(parts, LIMIT), whole)
