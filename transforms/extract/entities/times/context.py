"""What an expression is read against: the day of publication, the dates mentioned before it, the tense around it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from transforms.extract.entities.times.periods import Period, coarse
from transforms.extract.entities.times.tense import DONE

NEARBY = 700  # code points within which a quarter is still what 'a year earlier' compares with
AHEAD = {"by", "until", "till", "due", "effective"}
APPOINTED = AHEAD | {"for"}  # 'called a vote for 9 June', but 'sales for June'
BEHIND = {"since", "ended"}
POSSESSED = re.compile(r"['’]s?\s+(\w+)(?:\s+(\w+))?")
SPORT = re.compile(r"\b(?:touchdown|quarterback|halftime|rebound|field goal|kickoff|scoreless|playoff|free throw)s?\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means.

    Attributes:
        timex: TIMEX3 value.
        period: The days it covers, where it is a date.
        bounds: First and last day where they are not those of a date.
        precision: Unit of `bounds`.
        clock: Whether it lies below a day.
        aside: Whether it is named for comparison alone, so that no later expression refers to it.
    """

    timex: str
    period: Period | None = None
    bounds: tuple[date | None, date | None] = (None, None)
    precision: str | None = None
    clock: bool = False
    aside: bool = False

    def at(self, clock: str) -> "Reading":
        """That time of the day: 'MO' -> `2024-11-29TMO`."""
        return replace(self, timex=f"{self.timex}T{clock}", clock=True)


def dated(period: Period | None, otherwise: str = "XXXX-XX-XX") -> Reading:
    """A date that is one period; without a period the underspecified value."""
    return Reading(otherwise) if period is None else Reading(period.timex, period)


@dataclass(slots=True)
class Context:
    """The state of reading a text from its beginning to its end.

    Attributes:
        published: Day of publication.
        text: The text.
        tense: Gives for an offset -1, 0 or 1: the clause there speaks of the past, the present, the future.
        last: The last date mentioned.
        last_end: Offset behind it.
    """

    published: date | None
    text: str
    tense: Callable[[int], int]
    last: Period | None = None
    last_end: int = -1
    _sport: bool | None = None
    _mentioned: dict[str, tuple[Period, int]] = field(default_factory=dict)

    def remember(self, reading: Reading, end: int) -> None:
        """Let later expressions refer to this one."""
        if reading.period is not None and not reading.aside:
            self.last, self.last_end = reading.period, end
            self._mentioned[reading.period.unit] = (reading.period, end)

    def now(self, unit: str, shift: int = 0) -> Period | None:
        """The period of that unit in which the article was published, or one so many units away."""
        return None if self.published is None else Period.of(unit, self.published).shifted(shift)

    def mentioned(self, unit: str, shift: int = 0) -> Period | None:
        """The period of that unit mentioned last: itself, or the one around a finer date."""
        known = [found for name, found in self._mentioned.items() if not coarse(name, unit)]
        if not known:
            return None
        start = max(known, key=lambda found: found[1])[0].start
        return Period.of(unit, start).shifted(shift) if start else None

    @property
    def sport(self) -> bool:
        """Whether a quarter is one of a match."""
        if self._sport is None:
            self._sport = SPORT.search(self.text) is not None
        return self._sport

    def near(self, unit: str, offset: int) -> Period | None:
        """The period of exactly that unit, mentioned shortly before."""
        period, end = self._mentioned.get(unit, (None, 0))
        return period if period and offset - end <= NEARBY else None

    def direction(self, before: str, after: str, offset: int, *, of_day: bool = False) -> int:
        """Whether a bare 'Friday' or 'March' lies behind (-1) or ahead (1), or cannot be told (0).

        Args:
            before: The word before it.
            after: The word or mark behind it.
            offset: Where it begins.
            of_day: Whether it is a day.
        """
        before = before.lower()
        if before in (APPOINTED if of_day else AHEAD):
            return 1
        if after in {"'", "’"}:
            thing = POSSESSED.match(self.text, self.text.find(after, offset))
            return -1 if thing and not DONE.isdisjoint(thing.groups()) else 0  # the verb speaks of something else
        return -1 if before in BEHIND else self.tense(offset)


def choose(periods: list[Period], now: Period, direction: int) -> Period | None:
    """Of periods that recur (the Fridays, the days called 7 August) the one meant.

    Args:
        periods: Candidates in order of time.
        now: The period of publication, of the same unit.
        direction: -1 for the last one up to now, 1 for the first one from now on, 0 for the nearest.
    """
    behind = [period for period in periods if period.number <= now.number]
    ahead = [period for period in periods if period.number >= now.number]
    if direction < 0 and behind:
        return behind[-1]
    if direction > 0 and ahead:
        return ahead[0]
    return min(periods, key=lambda period: abs(period.number - now.number), default=None)
