"""Clusters: the same in any order, and one wrong link merges nothing."""

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from transforms.link.clusters import clusters_of, components

SCORES = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.integers(0, 20).map(lambda score: score / 20),
    max_size=30,
)


def test_items_without_links_stay_alone() -> None:
    assert clusters_of(["b", "a"], {}) == [["a"], ["b"]]


def test_items_below_the_threshold_stay_alone() -> None:
    assert clusters_of(["a", "b"], {("a", "b"): 0.49}) == [["a"], ["b"]]


def test_one_wrong_link_between_two_clusters_merges_nothing() -> None:
    scores = dict.fromkeys(combinations("abc", 2), 0.9) | dict.fromkeys(combinations("xyz", 2), 0.9)
    scores |= {(one, other): 0.05 for one in "abc" for other in "xyz"} | {("c", "x"): 0.85}
    assert clusters_of("abcxyz", scores) == [["a", "b", "c"], ["x", "y", "z"]]


def test_pairs_that_were_not_compared_do_not_count() -> None:
    assert clusters_of("abc", {("a", "b"): 0.9, ("b", "c"): 0.8}) == [["a", "b", "c"]]


def test_with_a_margin_large_clusters_must_be_more_alike_than_single_items() -> None:
    scores = dict.fromkeys(combinations("abcd", 2), 0.9) | dict.fromkeys(combinations("wxyz", 2), 0.9)
    scores |= {(one, other): 0.6 for one in "abcd" for other in "wxyz"} | {(one, "o"): 0.55 for one in "abcd"}
    assert clusters_of("abcdwxyzo", scores, margin=0.1) == [["a", "b", "c", "d", "o"], ["w", "x", "y", "z"]]
    assert len(clusters_of("abcdwxyzo", scores)) == 1


def test_margin_does_not_grow_with_clusters_of_any_size() -> None:
    ones, others = [f"a{i}" for i in range(40)], [f"b{i}" for i in range(40)]
    scores = {pair: 0.95 for group in (ones, others) for pair in combinations(group, 2)}
    scores |= {(one, other): 0.85 for one in ones for other in others}
    assert len(clusters_of(ones + others, scores, margin=0.1)) == 1


@given(SCORES, st.randoms(), st.sampled_from([0.0, 0.1]))
def test_clusters_do_not_depend_on_order(
    scores: dict[tuple[int, int], float], chance: random.Random, margin: float
) -> None:
    named = {(str(one), str(other)): score for (one, other), score in scores.items()}
    items, pairs = [str(item) for item in range(10)], list(named.items())
    expected = clusters_of(items, named, margin=margin)
    chance.shuffle(items)
    chance.shuffle(pairs)
    swapped = {((other, one) if chance.random() < 0.5 else (one, other)): score for (one, other), score in pairs}
    assert clusters_of(items, swapped, margin=margin) == expected


@given(SCORES)
def test_clusters_lie_within_components(scores: dict[tuple[int, int], float]) -> None:
    named = {(str(one), str(other)): score for (one, other), score in scores.items()}
    items = [str(item) for item in range(10)]
    joined = components(items, [pair for pair, score in named.items() if score >= 0.5])
    for cluster in clusters_of(items, named):
        assert len({joined[item] for item in cluster}) == 1


def test_components_are_named_by_their_least_item() -> None:
    assert components("dcba", [("d", "b"), ("b", "c")]) == {"a": "a", "b": "b", "c": "b", "d": "b"}
