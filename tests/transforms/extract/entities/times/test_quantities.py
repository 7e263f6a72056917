from fractions import Fraction

import pytest

from transforms.extract.entities.times.quantities import duration, quantity


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two", 2),
        ("a", 1),
        ("another", 1),
        ("twenty-five", 25),
        ("1,000", 1000),
        ("1.5", Fraction(3, 2)),
        ("2 1/2", Fraction(5, 2)),
        ("three and a half", Fraction(7, 2)),
        ("half a", Fraction(1, 2)),
        ("half a dozen", 6),
        ("a couple of", 2),
        ("two dozen", 24),
        ("a hundred", 100),
        ("two or three", 3),
        ("10-15", 15),
        ("several", None),
        ("a few", None),
        ("1/0", 0),
    ],
)
def test_quantity_number_words_and_figures_yield_number(words: str, number: Fraction | int | None) -> None:
    assert quantity(words) == number


@pytest.mark.parametrize(
    ("count", "unit", "timex"),
    [
        (3, "day", "P3D"),
        (16, "hour", "PT16H"),
        (None, "week", "PXW"),
        (None, "hour", "PTXH"),
        (Fraction(5, 2), "year", "P2Y6M"),
        (Fraction(3, 2), "minute", "PT1M30S"),
        (Fraction(3, 2), "day", "P1DT12H"),
        (Fraction(13, 10), "second", "PT1.3S"),
        (1, "decade", "P1E"),
        (2, "decade", "P20Y"),
        (1, "fortnight", "P2W"),
        (0, "day", "P0D"),
    ],
)
def test_duration_count_and_unit_yield_timex(count: Fraction | int | None, unit: str, timex: str) -> None:
    assert duration(None if count is None else Fraction(count), unit) == timex
