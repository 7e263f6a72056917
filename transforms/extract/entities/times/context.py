"""What an expression is read against: the day of publication, the dates mentioned before it, the tense around it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from transforms.extract.entities.times.periods import Period, is_coarser
from transforms.extract.entities.times.tense import PAST_EVENTS
from transforms.extract.languages.load import word_set, word_sets

_RECENT = 1500
"""Code points behind a quarter in which 'a year earlier' compares with it."""
_DIRECTIONS = word_sets("time_context.toml", "direction")
_AHEAD = _DIRECTIONS["ahead"]
_AHEAD_OF_DAY = _AHEAD | _DIRECTIONS["ahead_of_day"]
_PAST = _DIRECTIONS["past"]
_POSSESSED_NOUN = re.compile(r"['’]s?\s+(\w+)(?:\s+(\w+))?")
_SPORT_TERMS = sorted(word.replace("_", " ") for word in word_set("time_context.toml", "periods", "sport"))
_SPORT = re.compile(rf"\b(?:{'|'.join(_SPORT_TERMS)})s?\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression means.

    Attributes:
        timex: TIMEX3 value.
        period: The days it covers, where it is a date.
        bounds: First and last day where they are not those of `period`.
        precision: Unit of `bounds`.
        clock: Whether it is shorter than a day.
        is_comparison: Whether it is only mentioned for comparison, so that no later expression refers to it.
    """

    timex: str
    period: Period | None = None
    bounds: tuple[date | None, date | None] = (None, None)
    precision: str | None = None
    clock: bool = False
    is_comparison: bool = False

    def at(self, clock: str) -> "Reading":
        """This day at a time of day: 'MO' -> `2024-11-29TMO`."""
        return replace(self, timex=f"{self.timex}T{clock}", clock=True)


def dated(period: Period | None, otherwise: str = "XXXX-XX-XX") -> Reading:
    """A reading that is a period; without one, the underspecified value."""
    return Reading(otherwise) if period is None else Reading(period.timex, period)


@dataclass(slots=True)
class Context:
    """The state of reading a text from beginning to end.

    Attributes:
        published: Day of publication.
        text: The text.
        tense: For an offset -1, 0 or 1: the clause there is about the past, the present, the future.
        last: The last date mentioned.
        last_end: Offset behind it.
    """

    published: date | None
    text: str
    tense: Callable[[int], int]
    last: Period | None = None
    last_end: int = -1
    _is_sport: bool | None = None
    _mentioned: dict[str, tuple[Period, int]] = field(default_factory=dict)

    def remember(self, reading: Reading, end: int) -> None:
        """Let later expressions refer to this one."""
        if reading.period is not None and not reading.is_comparison:
            self.last, self.last_end = reading.period, end
            self._mentioned[reading.period.unit] = (reading.period, end)

    def now(self, unit: str, shift: int = 0) -> Period | None:
        """The period of a unit in which the article was published, shifted by so many units."""
        return None if self.published is None else Period.of(unit, self.published).shifted(shift)

    def mentioned(self, unit: str, shift: int = 0) -> Period | None:
        """The period of a unit mentioned last, or the one around a finer date, shifted by so many units."""
        known = [found for name, found in self._mentioned.items() if not is_coarser(name, unit)]
        if not known:
            return None
        start = max(known, key=lambda found: found[1])[0].start
        return Period.of(unit, start).shifted(shift) if start else None

    @property
    def is_sport(self) -> bool:
        """Whether the text is about sport, where a quarter is one of a match."""
        if self._is_sport is None:
            self._is_sport = _SPORT.search(self.text) is not None
        return self._is_sport

    def recently_mentioned(self, unit: str, offset: int) -> Period | None:
        """The period of exactly that unit mentioned shortly before an offset."""
        period, end = self._mentioned.get(unit, (None, 0))
        return period if period and offset - end <= _RECENT else None

    def direction(self, before: str, after: str, offset: int, *, of_day: bool = False) -> int:
        """Whether a bare 'Friday' or 'March' is in the past (-1), in the future (1), or either (0).

        Args:
            before: The word before it.
            after: The word or mark behind it.
            offset: Where it begins.
            of_day: Whether it is a day.
        """
        before = before.lower()
        if before in (_AHEAD_OF_DAY if of_day else _AHEAD):
            return 1
        if after in ("'", "’"):  # the verb is about the noun behind it
            noun = _POSSESSED_NOUN.match(self.text, self.text.find(after, offset))
            return -1 if noun and not PAST_EVENTS.isdisjoint(noun.groups()) else 0
        return -1 if before in _PAST else self.tense(offset)


def choose(periods: list[Period], now: Period, direction: int) -> Period | None:
    """The period meant among those that recur, such as Fridays or days called 7 August.

    Args:
        periods: Candidates in order of time.
        now: The period of publication, of the same unit.
        direction: -1 for the last one up to now, 1 for the first one from now on, 0 for the nearest.
    """
    past = [period for period in periods if period.number <= now.number]
    ahead = [period for period in periods if period.number >= now.number]
    if direction < 0 and past:
        return past[-1]
    if direction > 0 and ahead:
        return ahead[0]
    return min(periods, key=lambda period: abs(period.number - now.number), default=None)
