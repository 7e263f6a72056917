"""Calendar periods and their arithmetic: the last week, the third quarter, four years before.

A period is a unit and the number of that unit since the beginning of the calendar, so shifting and comparing periods
is integer arithmetic.
"""

from dataclasses import dataclass
from datetime import date, timedelta

SEASONS = ("WI", "SP", "SU", "FA")  # meteorological; the winter of 1998 begins in December 1997
PER_YEAR = {"month": 12, "quarter": 4, "half": 2, "season": 4, "year": 1}
YEARS = {"year": 1, "decade": 10, "century": 100}
ORDER = ("day", "weekend", "week", "month", "quarter", "season", "half", "year", "decade", "century")
"""Units from fine to coarse."""


@dataclass(frozen=True, slots=True)
class Period:
    """A period of whole days.

    Attributes:
        unit: One of `ORDER`.
        number: Days since 0001-01-01, ISO weeks likewise, months as `12 * year + month - 1`, and so on.
    """

    unit: str
    number: int

    @classmethod
    def of(cls, unit: str, day: date) -> "Period":
        """The period of a unit that contains a day (of a weekend, that of the day's week)."""
        if unit == "day":
            return cls(unit, day.toordinal())
        if unit in {"week", "weekend"}:
            return cls(unit, (day.toordinal() - 1) // 7)
        if unit == "season":
            return cls(unit, (day.year * 12 + day.month) // 3)
        if unit in PER_YEAR:
            return cls(unit, (day.year * 12 + day.month - 1) * PER_YEAR[unit] // 12)
        return cls(unit, day.year // YEARS[unit])

    def shifted(self, count: int) -> "Period":
        """The period `count` units later (earlier when negative)."""
        return Period(self.unit, self.number + count)

    @property
    def start(self) -> date | None:
        """First day; None outside the range of dates."""
        return _first_day(self)

    @property
    def end(self) -> date | None:
        """Last day; None outside the range of dates."""
        if self.unit == "weekend":
            return _days_from(_first_day(self), 1)
        return _days_from(_first_day(self.shifted(1)), -1)

    @property
    def timex(self) -> str:
        """The TIMEX3 value."""
        if self.unit in YEARS:
            width = {"year": 4, "decade": 3, "century": 2}[self.unit]
            return f"{max(self.number, 0):0{width}d}"
        if self.unit == "month":
            return f"{self.number // 12:04d}-{self.number % 12 + 1:02d}"
        if self.unit == "quarter":
            return f"{self.number // 4:04d}-Q{self.number % 4 + 1}"
        if self.unit == "half":
            return f"{self.number // 2:04d}-H{self.number % 2 + 1}"
        if self.unit == "season":
            return f"{self.number // 4:04d}-{SEASONS[self.number % 4]}"
        first = self.start
        if first is None:
            return "XXXX-XX-XX"
        if self.unit == "day":
            return first.isoformat()
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if self.unit == "weekend" else "")


def _first_day(period: Period) -> date | None:
    unit, number = period.unit, period.number
    try:
        if unit == "day":
            return date.fromordinal(number)
        if unit in {"week", "weekend"}:
            return date.fromordinal(number * 7 + (6 if unit == "weekend" else 1))
        if unit == "season":
            month = number * 3 - 1
            return date(month // 12, month % 12 + 1, 1)
        if unit in PER_YEAR:
            month = number * 12 // PER_YEAR[unit]
            return date(month // 12, month % 12 + 1, 1)
        return date(number * YEARS[unit], 1, 1)
    except (ValueError, OverflowError):
        return None


def _days_from(day: date | None, count: int) -> date | None:
    try:
        return day and day + timedelta(days=count)
    except OverflowError:
        return None


def is_coarser(unit: str, other: str) -> bool:
    """Whether `unit` is coarser than `other`."""
    return ORDER.index(unit) > ORDER.index(other)


def shift_day(day: date, unit: str, count: int) -> date | None:
    """The day `count` units away, on the same day of the month where it exists; None outside the range of dates."""
    try:
        if unit == "day":
            return day + timedelta(days=count)
        if unit in {"week", "weekend"}:
            return day + timedelta(weeks=count)
        if unit == "fortnight":
            return day + timedelta(weeks=2 * count)
        months = day.year * 12 + day.month - 1
        months += count * (12 * YEARS[unit] if unit in YEARS else 12 // PER_YEAR[unit])
        first = date(months // 12, months % 12 + 1, 1)
        return first + timedelta(days=min(day.day, _days_of_month(first)) - 1)
    except (ValueError, OverflowError):
        return None


def _days_of_month(first: date) -> int:
    return ((first.replace(day=28) + timedelta(days=4)).replace(day=1) - first).days


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    l = (32 + 2 * e + 2 * i - h - k) % 7  # noqa: E741
    m = (a + 11 * h + 22 * l) // 451
    month, day = divmod(h + l - 7 * m + 114, 31)
    return date(year, month, day + 1)
