"""Dates as pages and records write them, with what they leave open."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from transforms.prepare.text.word_lists import zones

_TIMED = ("second", "minute")
EARLIEST = date(1900, 1, 1)
LABEL_LETTERS = 5
"""Letters and digits that a bare date may have beside it, apart from known labels: 'UK', 'Paris'."""


_ISO = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|[+-]\d{2}(?::?\d{2})?)?\s*([A-Z]{2,5})?)?)?)?\s*(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_PATH_DATE = re.compile(
    r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)", re.IGNORECASE
)
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?|[89]\d{8}")
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_CLOCK = (
    r"(?P<clock>\d{1,2}(?:[:.]\d{2}){1,2}\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)"
    r"\s*\(?(?P<zone>[a-z]{1,3}t|utc|z)?(?P<offset>[+-]\d{2}:?\d{2})?(?!\w)"
)
_GAP = r"[\s,|·•—–-]*(?:at|on|-)?[\s,]*"
_DAY_NAME = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?[\s,]+)?"
_WRITTEN = re.compile(
    rf"(?<![\w:])(?:(?P<month>{_NAME})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})"
    rf"|{_DAY_NAME}(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?[\s,/-]+(?:of\s+)?(?P<month2>{_NAME})[\s,/-]+(?P<year2>(?:19|20)\d{{2}})"
    rf"|(?P<a>\d{{1,2}})[/.-](?P<b>\d{{1,2}})[/.-](?P<year3>(?:19|20)\d{{2}}|\d{{2}})"
    rf"|(?P<year4>(?:19|20)\d{{2}})[-/.](?P<month4>\d{{1,2}})[-/.](?P<day4>\d{{1,2}})"
    rf"|(?P<month5>{_NAME}),?\s+(?P<year5>(?:19|20)\d{{2}}))(?!\d)",
    re.IGNORECASE,
)
_CLOCK_BEHIND = re.compile(_GAP + _CLOCK, re.IGNORECASE)
_CLOCK_BEFORE = re.compile(
    _CLOCK + r"[\s,|·•—–-]*(?:on\s+)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?[\s,]*)?$",
    re.IGNORECASE,
)


_LABEL = re.compile(
    r"\b(?:(?:first|last|originally) )?(?:published|posted|updated|modified|date|created|issued|released|on|at|mon"
    r"|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun|local|time|[ap]\.?m\.?|[a-z]{1,3}t|utc)(?:day)?\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point of time as written.

    Attributes:
        at: In UTC; what is left open is the first possible.
        day: In the time zone as written.
        precision: second, minute, day, month or year.
        zoned: Whether a time zone is written.
    """

    at: datetime
    day: date
    precision: str
    zoned: bool = False


def moment(text: str, *, day_first: bool = False) -> Moment | None:
    """Read a date with or without time, in ISO 8601, RFC 5322, seconds since 1970 or words.

    Args:
        text: As written. Labels such as 'Published:' before it do no harm.
        day_first: Whether 3/4/2024 is the third of April.
    """
    text = text.strip().strip("\"'")
    if not text or len(text) > 120:
        return None
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _from_parts(match.groups())
    if _EPOCH.fullmatch(text):
        seconds = int(text) // (1000 if len(text) > 10 else 1)
        at = datetime.fromtimestamp(seconds, UTC)
        return Moment(at=at, day=at.date(), precision="second", zoned=True)
    return _from_words(text, day_first=day_first)


def bare_moment(text: str) -> Moment | None:
    """As `moment`, of a line that holds nothing but a date of day, month and year, a time of day and a label."""
    match = _WRITTEN.search(text) if any(mark.isdigit() for mark in text) else None
    if match is None or match["month5"]:
        return None
    before, behind = text[: match.start()], text[match.end() :]
    beside = _CLOCK_BEFORE.sub(" ", before) + " " + _CLOCK_BEHIND.sub(" ", behind, count=1)
    if len(_LETTERS.sub("", _LABEL.sub("", beside))) > LABEL_LETTERS:
        return None
    return moment(text)


def _from_parts(groups: Sequence[str | None]) -> Moment | None:
    year, month, day, hour, minute, second = (int(part) if part else None for part in groups[:6])
    precision = (
        "second"
        if second is not None
        else "minute"
        if hour is not None
        else "day"
        if day
        else "month"
        if month
        else "year"
    )
    try:
        local = datetime(
            year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=_zone(*groups[6:8])
        )
        return _moment(local, precision)
    except (ValueError, OverflowError):
        return None


def _zone(offset: str | None, name: str | None = None) -> timezone | None:
    """The zone of '+0530' or 'Z', else of 'EST'; None where neither is known."""
    if not offset:
        hours = zones().get(name.upper()) if name else None
        return None if hours is None else timezone(timedelta(hours=hours))
    if offset[0] not in "+-":
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(shift if offset[0] == "+" else -shift)


def _moment(local: datetime, precision: str) -> Moment | None:
    """A local time; without a zone it is read as UTC."""
    if local.date() < EARLIEST:
        return None
    if precision not in ("second", "minute"):
        return Moment(
            at=datetime(local.year, local.month, local.day, tzinfo=UTC), day=local.date(), precision=precision
        )
    zoned = local.tzinfo is not None
    at = local.astimezone(UTC) if zoned else local.replace(tzinfo=UTC)
    return Moment(at=at.replace(microsecond=0), day=local.date(), precision=precision, zoned=zoned)


def _from_words(text: str, *, day_first: bool) -> Moment | None:
    """The first date in words or numbers of a text, with the time of day that stands beside it."""
    match = _WRITTEN.search(text)
    if match is None:
        return None
    got = match.groupdict()
    try:
        year, month, day = _day_of(got, day_first=day_first)
        clock = _CLOCK_BEHIND.match(text, match.end()) or _CLOCK_BEFORE.search(text, 0, match.start())
        if clock is None:
            return _moment(datetime(year, month, day or 1), "day" if day else "month")
        local = datetime(year, month, day or 1, *_time_of(clock["clock"]))
        shift = _zone(clock["offset"], clock["zone"])
    except ValueError:
        return None
    return _moment(local.replace(tzinfo=shift), "second" if clock["clock"].count(":") == 2 else "minute")


def _day_of(got: dict[str, str | None], *, day_first: bool) -> tuple[int, int, int | None]:
    """Year, month and day of a match of `_WRITTEN`."""
    if got["a"] and got["b"] and got["year3"]:
        first, second = int(got["a"]), int(got["b"])
        day, month = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
        year = int(got["year3"])
        return (year + 2000 if year < 70 else year + 1900 if year < 100 else year), month, day
    year_text = got["year"] or got["year2"] or got["year4"] or got["year5"]
    name = got["month"] or got["month2"] or got["month5"]
    day_text = got["day"] or got["day2"] or got["day4"]
    month = _MONTHS[name[:3].lower()] if name else int(got["month4"] or 0)
    return int(year_text or 0), month, int(day_text) if day_text else None


def _time_of(clock: str) -> tuple[int, int, int]:
    """Hour, minute and second of '3.04 p.m.' or '15:04:05'."""
    numbers = [int(number) for number in re.findall(r"\d+", clock)]
    half = clock.lower().replace(".", "").rstrip()[-2:]
    hour = numbers[0] % 12 + (12 if half == "pm" else 0) if half in ("am", "pm") else numbers[0]
    minute, second = (*numbers[1:], 0, 0)[:2]
    return hour, minute, second


def day_in_url(url: str | None) -> Moment | None:
    """The day in a path such as /2024/11/29/ or /2024-11-29-title."""
    match = _PATH_DATE.search(url or "")
    if match is None:
        return None
    month = match[2] if match[2].isdigit() else str(_MONTHS.get(match[2].lower(), 0))
    try:
        day = date(int(match[1]), int(month), int(match[3]))
    except ValueError:
        return None
    return Moment(at=datetime(day.year, day.month, day.day, tzinfo=UTC), day=day, precision="day")
