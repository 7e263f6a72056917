"""Numbers in figures and words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.numbers import Amount, amount_at


def read(text: str) -> tuple[int, int | None] | None:
    amount = amount_at(text.lower().split(), 0)
    return amount and (amount.low, amount.high)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("two", 2, 2),
        ("27", 27, 27),
        ("1,200", 1200, 1200),
        ("1.5 million", 1_500_000, 1_500_000),
        ("at least 27", 27, None),
        ("at least two dozen", 24, None),
        ("more than 40", 41, None),
        ("more than a dozen", 13, None),
        ("over 1,000", 1001, None),
        ("up to 30", 0, 30),
        ("as many as 50", 0, 50),
        ("no more than ten", 0, 10),
        ("fewer than 10", 0, 9),
        ("about 40", 40, 40),
        ("nearly 40", 40, 40),
        ("an estimated 1,000", 1000, 1000),
        ("20 to 30", 20, 30),
        ("20-30", 20, 30),
        ("two or three", 2, 3),
        ("between 20 and 30", 20, 30),
        ("ten or more", 10, None),
        ("100+", 100, None),
        ("several", 3, None),
        ("a few", 3, None),
        ("dozens", 24, None),
        ("scores", 40, None),
        ("hundreds", 200, None),
        ("tens of thousands", 20_000, None),
        ("no one", 0, 0),
        ("none", 0, 0),
        ("a", 1, 1),
        ("another", 1, 1),
        ("another two", 2, 2),
        ("both", 2, 2),
        ("a couple", 2, 2),
        ("a dozen", 12, 12),
        ("two dozen", 24, 24),
        ("half a dozen", 6, 6),
        ("twenty-one", 21, 21),
        ("twenty - one", 21, 21),
        ("two hundred and five", 205, 205),
        ("three thousand four hundred", 3400, 3400),
        ("a total of five", 5, 5),
        ("all three", 3, 3),
        ("no fewer than 12", 12, None),
    ],
)
def test_amount_at_number_gives_range(text: str, low: int, high: int | None) -> None:
    assert read(text) == (low, high)


@pytest.mark.parametrize("text", ["people", "the", "at", "more", "third", "27th", "3.7", "between", "ten-year-old"])
def test_amount_at_other_words_gives_none(text: str) -> None:
    assert read(text) is None


def test_amount_at_words_around_number_are_left_out() -> None:
    words = ["three", "people", "and", "five", "others"]
    assert amount_at(words, 0) == Amount(3, 3, 0, 1, 0)
    assert amount_at(words, 3) == Amount(5, 5, 3, 4, 3)
    assert amount_at(["at", "least", "27", "civilians"], 0) == Amount(27, None, 0, 3, 2)


@given(st.integers(min_value=0, max_value=10**9))
def test_amount_at_figures_give_their_value(number: int) -> None:
    assert read(str(number)) == (number, number)
    assert read(f"{number:,}") == (number, number)
    assert read(f"more than {number}") == (number + 1, None)


@given(st.integers(min_value=2, max_value=10**6), st.integers(min_value=1, max_value=1000))
def test_amount_at_range_gives_both_ends(low: int, more: int) -> None:
    assert read(f"{low} to {low + more}") == (low, low + more)
    assert read(f"between {low} and {low + more}") == (low, low + more)


@pytest.mark.parametrize(
    "text",
    ["9" * 25, "9" * 400, "9" * 5000, "9" * 400 + " million", f"2-{'9' * 5000}", "9" * 30 + "+", "hundred " * 200],
)
def test_amount_at_number_above_maximum_gives_none(text: str) -> None:
    assert read(text) is None
    assert read(f"at least {text}") is None


@given(
    st.lists(
        st.sampled_from(
            [
                "at",
                "least",
                "more",
                "than",
                "two",
                "dozen",
                "several",
                "30",
                "to",
                "or",
                "a",
                "and",
                "the",
                "of",
                "-",
                "between",
            ]
        )
    )
)
def test_amount_at_any_words_gives_ordered_bounds(words: list[str]) -> None:
    for i in range(len(words)):
        amount = amount_at(words, i)
        if amount is not None:
            assert i == amount.first <= amount.core < amount.last <= len(words)
            assert amount.high is None or 0 <= amount.low <= amount.high
