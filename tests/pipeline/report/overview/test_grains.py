"""Bins of time."""

from datetime import date, timedelta

import pytest

from pipeline.report.overview.grains import MOST_BINS, Grain, choose_grain

DAY = date(2024, 11, 29)


@pytest.mark.parametrize(
    ("days", "chosen"),
    [
        (0, Grain.DAY),
        (MOST_BINS - 1, Grain.DAY),
        (MOST_BINS, Grain.WEEK),
        (365 * 3, Grain.MONTH),
        (365 * 12, Grain.QUARTER),
        (365 * 40, Grain.YEAR),
        (365 * 2000, Grain.YEAR),
    ],
)
def test_choose_grain_takes_the_shortest_that_is_few_bins(days: int, chosen: Grain) -> None:
    assert choose_grain(date(9, 1, 1), date(9, 1, 1) + timedelta(days=days)) is chosen


def test_choose_grain_without_days_takes_the_finest() -> None:
    assert choose_grain(None, None) is Grain.DAY
    assert choose_grain(None, None, finest=Grain.WEEK) is Grain.WEEK
    assert choose_grain(DAY, DAY, finest=Grain.WEEK) is Grain.WEEK


@pytest.mark.parametrize(
    ("grain", "start", "end", "label"),
    [
        (Grain.DAY, DAY, date(2024, 11, 30), "2024-11-29"),
        (Grain.WEEK, date(2024, 11, 25), date(2024, 12, 2), "week of 2024-11-25"),
        (Grain.MONTH, date(2024, 12, 1), date(2025, 1, 1), "2024-12"),
        (Grain.QUARTER, date(2024, 10, 1), date(2025, 1, 1), "2024 Q4"),
        (Grain.YEAR, date(2024, 1, 1), date(2025, 1, 1), "2024"),
        (Grain.YEAR, date(9999, 1, 1), date.max, "9999"),
        (Grain.DAY, date.max, date.max, "9999-12-31"),
    ],
)
def test_grain_knows_the_end_and_name_of_a_bin(grain: Grain, start: date, end: date, label: str) -> None:
    assert (grain.end(start), grain.label(start)) == (end, label)
