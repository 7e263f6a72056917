from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extract.entities.times.periods import ORDER, Period, easter, is_coarser, shift_day

DAYS = st.dates(min_value=date(100, 1, 1), max_value=date(9800, 1, 1))
UNITS = st.sampled_from([unit for unit in ORDER if unit != "weekend"])


@given(UNITS, DAYS)
def test_period_any_day_is_contained_and_next_period_is_adjacent(unit: str, day: date) -> None:
    period = Period.of(unit, day)
    start, end, following = period.start, period.end, period.shifted(1).start
    assert start is not None
    assert end is not None
    assert start <= day <= end
    assert following == end + timedelta(days=1)
    assert Period.of(unit, start) == Period.of(unit, end) == period


@pytest.mark.parametrize(
    ("unit", "timex", "start", "end"),
    [
        ("day", "2024-12-31", date(2024, 12, 31), date(2024, 12, 31)),
        ("week", "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        ("weekend", "2025-W01-WE", date(2025, 1, 4), date(2025, 1, 5)),
        ("month", "2024-12", date(2024, 12, 1), date(2024, 12, 31)),
        ("quarter", "2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
        ("half", "2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
        ("season", "2025-WI", date(2024, 12, 1), date(2025, 2, 28)),
        ("year", "2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("decade", "202", date(2020, 1, 1), date(2029, 12, 31)),
        ("century", "20", date(2000, 1, 1), date(2099, 12, 31)),
    ],
)
def test_period_of_new_years_eve_in_each_unit(unit: str, timex: str, start: date, end: date) -> None:
    period = Period.of(unit, date(2024, 12, 31))
    assert (period.timex, period.start, period.end) == (timex, start, end)


@pytest.mark.parametrize("unit", ORDER)
def test_period_out_of_range_has_no_days(unit: str) -> None:
    far = Period.of(unit, date(2024, 1, 1)).shifted(-(10**7))
    assert far.start is None
    assert far.timex


def test_is_coarser_year_than_month() -> None:
    assert is_coarser("year", "month")
    assert not is_coarser("day", "day")


def test_shift_day_keeps_day_of_month_where_it_exists() -> None:
    assert shift_day(date(2024, 3, 31), "month", -1) == date(2024, 2, 29)
    assert shift_day(date(2024, 2, 29), "year", 1) == date(2025, 2, 28)
    assert shift_day(date(2024, 3, 31), "week", 2) == date(2024, 4, 14)
    assert shift_day(date(2024, 3, 31), "century", 100) is None


@pytest.mark.parametrize(
    ("year", "day"), [(1999, date(1999, 4, 4)), (2016, date(2016, 3, 27)), (2024, date(2024, 3, 31))]
)
def test_easter_known_years_yield_known_days(year: int, day: date) -> None:
    assert easter(year) == day
