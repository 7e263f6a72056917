"""Bins of time: how long they are, and what they are called."""

from datetime import date, timedelta
from enum import Enum

MOST_BINS = 120
"""More bins than this are too narrow to be seen."""


class Grain(Enum):
    """How long a bin is, by the name that DuckDB's `date_trunc` has for it; the shortest first."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    def label(self, start: date) -> str:
        """What the bin that begins on a day is called."""
        match self:
            case Grain.DAY:
                return f"{start}"
            case Grain.WEEK:
                return f"week of {start}"
            case Grain.MONTH:
                return f"{start:%Y-%m}"
            case Grain.QUARTER:
                return f"{start.year} Q{(start.month + 2) // 3}"
            case Grain.YEAR:
                return f"{start.year}"

    def end(self, start: date) -> date:
        """The first day after the bin that begins on a day."""
        if self in _MONTHS:
            years, month = divmod(start.month - 1 + _MONTHS[self], 12)
            return date(start.year + years, month + 1, 1) if start.year + years <= date.max.year else date.max
        return min(date.max - _DAYS[self], start) + _DAYS[self]


_DAYS = {Grain.DAY: timedelta(days=1), Grain.WEEK: timedelta(days=7)}
_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
_MEAN_DAYS = {Grain.DAY: 1, Grain.WEEK: 7, Grain.MONTH: 30, Grain.QUARTER: 91, Grain.YEAR: 365}


def choose_grain(first: date | None, last: date | None, *, finest: Grain = Grain.DAY) -> Grain:
    """The shortest bins of which a period has no more than `MOST_BINS`.

    Args:
        first: First day of the period; None if nothing is dated.
        last: Last day.
        finest: The shortest that may be chosen.
    """
    days = (last - first).days + 1 if first and last else 1
    allowed = list(Grain)[list(Grain).index(finest) :]
    return next((grain for grain in allowed if days <= MOST_BINS * _MEAN_DAYS[grain]), Grain.YEAR)
