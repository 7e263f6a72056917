"""Parses dates as pages and records write them, and records how precise they are."""

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from transforms.prepare.text.standard_dates import parse_standard_date, time_zone
from transforms.prepare.text.word_lists import foreign_months, pattern

TIMED_PRECISIONS = ("second", "minute")
"""Precisions of dates that have a time of day."""
EARLIEST_DATE = date(1900, 1, 1)
MAX_LABEL_CHARS = 5
"""Letters and digits that a line with a date may contain besides known labels: 'UK', 'Paris'."""


_ISO_8601 = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|[+-]\d{2}(?::?\d{2})?)?\s*([A-Z]{2,5})?)?)?)?\s*(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_COMPACT_ISO_8601 = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?")
_URL_PATH_DATE = re.compile(
    r"/((?:19|20)\d{2})(?:[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)"
    r"|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/_-]))",
    re.IGNORECASE,
)
_UNIX_TIME = re.compile(r"1\d{9}(?:\d{3})?|[89]\d{8}")
MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
"""Month numbers by the first three letters of the English name, in lower case."""
_MONTH = pattern("dates.toml", "month")
_FOREIGN_MONTHS = foreign_months()
_FOREIGN_MONTH = rf"(?:{'|'.join(sorted(_FOREIGN_MONTHS, key=len, reverse=True))})\.?"
_TIME = (
    r"(?P<clock>\d{1,2}(?:[:.]\d{2}){1,2}\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)"
    r"\s*\(?(?P<zone>[a-z]{1,3}t|utc|msk|wib|z)?(?P<offset>[+-]\d{2}:?\d{2})?(?!\w)"
)
_BETWEEN = r"[\s,|·•—–-]*(?:at|on|-)?[\s,]*"
_WEEKDAY = pattern("dates.toml", "weekday")
_WRITTEN_DATE = re.compile(
    rf"(?<![\w:])(?:(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d{{2}})"
    rf"|(?:{_WEEKDAY}[\s,]+)?(?P<day2>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s,/-]+(?:(?:of|de)\s+)?"
    rf"(?P<month2>{_MONTH}|{_FOREIGN_MONTH})[\s,/-]+(?:de\s+)?(?P<year2>(?:19|20)\d{{2}})"
    rf"|(?P<a>\d{{1,2}})[/.-](?P<b>\d{{1,2}})[/.-](?P<year3>(?:19|20)\d{{2}}|\d{{2}})"
    rf"|(?P<year4>(?:19|20)\d{{2}})[-/.](?P<month4>\d{{1,2}})[-/.](?P<day4>\d{{1,2}})"
    rf"|(?P<month5>{_MONTH}),?\s+(?P<year5>(?:19|20)\d{{2}}))(?!\d)",
    re.IGNORECASE,
)
_TIME_AFTER = re.compile(_BETWEEN + _TIME, re.IGNORECASE)
_TIME_BEFORE = re.compile(_TIME + rf"[\s,|·•—–-]*(?:on\s+)?(?:{_WEEKDAY}[\s,]*)?$", re.IGNORECASE)
_DATE_LABEL = re.compile(pattern("dates.toml", "label"), re.IGNORECASE)
_SAYS_PUBLISHED = re.compile(pattern("dates.toml", "says_published"), re.IGNORECASE)
_SAYS_UPDATED = re.compile(pattern("dates.toml", "says_updated"), re.IGNORECASE)
_LINE_BREAK = re.compile(pattern("dates.toml", "line_break"), re.IGNORECASE)
_BEFORE_ON = re.compile(pattern("dates.toml", "before_on"), re.IGNORECASE)
_BEFORE_DATE = re.compile(
    rf",\s+(?=(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+\d|\d{{1,2}}(?:\s+{_MONTH}|[/.-]\d)|(?:19|20)\d\d-))", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_NON_WORD = re.compile(r"[^\w]+")
_NON_WORD_START = re.compile(r"^[^\w]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDate:
    """A date or a time as written.

    Attributes:
        utc: In UTC; parts that are not given are the earliest possible.
        day: In the time zone as written.
        precision: second, minute, day, month or year.
        has_zone: Whether a time zone is written.
    """

    utc: datetime
    day: date
    precision: str
    has_zone: bool = False


def parse_date(text: str, *, day_first: bool = False) -> ParsedDate | None:
    """Parse a date with or without a time: ISO 8601, RFC 5322, asctime, seconds since 1970, or English words.

    Args:
        text: As written; labels such as 'Published:' before it are ignored.
        day_first: Whether 3/4/2024 is the third of April.
    """
    text = text.strip().strip("\"'")
    if not text or len(text) > 120:
        return None
    if match := _ISO_8601.fullmatch(text) or _COMPACT_ISO_8601.fullmatch(text):
        return _from_iso_groups(match.groups())
    if _UNIX_TIME.fullmatch(text):
        seconds = int(text) // (1000 if len(text) > 10 else 1)
        utc = datetime.fromtimestamp(seconds, UTC)
        return ParsedDate(utc=utc, day=utc.date(), precision="second", has_zone=True)
    if standard := parse_standard_date(text):
        return _parsed_date(*standard)
    return _parse_written(text, day_first=day_first)


def parse_date_line(text: str) -> ParsedDate | None:
    """As `parse_date`, but only for a line with nothing besides a full date, a time of day and a label."""
    match = _WRITTEN_DATE.search(text) if _DIGIT.search(text) else None
    if match is None or match["month5"]:
        return None
    before, after = text[: match.start()], text[match.end() :]
    rest = _TIME_BEFORE.sub(" ", before) + " " + _TIME_AFTER.sub(" ", after, count=1)
    if len(_NON_WORD.sub("", _DATE_LABEL.sub("", rest))) > MAX_LABEL_CHARS:
        return None
    return parse_date(text)


def date_in_line(text: str) -> str | None:
    """The part of a line below a headline that says when the article was published; None if none does.

    'Nov 29, 2024' of 'By Ann Example | Nov 29, 2024 | Updated Dec 1, 2024'. A date within a sentence is none.
    """
    return next((part for part in _dated_segments(text) if not is_update(part)), None)


def update_or_date_in_line(text: str) -> str | None:
    """The part of a line below a headline that says when the article was updated, else its first date, or None."""
    parts = list(_dated_segments(text))
    return next(filter(is_update, parts), next(iter(parts), None))


def _dated_segments(text: str) -> Iterator[str]:
    """The parts of a line that consist of a date and its label."""
    if not _DIGIT.search(text):
        return
    parts = (part for line in (text, _BEFORE_ON.sub("", text)) for part in (line, *_LINE_BREAK.split(line)))
    segments = (segment for part in parts for segment in (part, *_BEFORE_DATE.split(part)[1:]))
    yield from filter(parse_date_line, segments)


def is_update(label: str) -> bool:
    """Whether a label or an element's name speaks of an update and not of the publication."""
    return bool(_SAYS_UPDATED.search(label)) and not says_published(label)


def says_published(label: str) -> bool:
    """Whether a label or an element's name speaks of the publication."""
    return bool(_SAYS_PUBLISHED.search(label))


def without_leading_date(text: str) -> str:
    """The text after the full date that it begins with: 'by Ann Example' of 'Posted Nov 29, 2024 by Ann Example'."""
    match = _WRITTEN_DATE.search(text) if _DIGIT.search(text) else None
    if match is None or match["month5"] or _NON_WORD.sub("", _DATE_LABEL.sub("", text[: match.start()])):
        return text
    clock = _TIME_AFTER.match(text, match.end())
    return _NON_WORD_START.sub("", text[clock.end() if clock else match.end() :])


def _from_iso_groups(groups: Sequence[str | None]) -> ParsedDate | None:
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
            year or 0, month or 1, day or 1, hour or 0, minute or 0, second or 0, tzinfo=time_zone(*groups[6:8])
        )
        return _parsed_date(local, precision)
    except (ValueError, OverflowError):
        return None


def _parsed_date(local: datetime, precision: str) -> ParsedDate | None:
    """A date from a local time; without a zone it is taken as UTC."""
    if local.date() < EARLIEST_DATE:
        return None
    if precision not in TIMED_PRECISIONS:
        return ParsedDate(
            utc=datetime(local.year, local.month, local.day, tzinfo=UTC), day=local.date(), precision=precision
        )
    has_zone = local.tzinfo is not None
    utc = local.astimezone(UTC) if has_zone else local.replace(tzinfo=UTC)
    return ParsedDate(utc=utc.replace(microsecond=0), day=local.date(), precision=precision, has_zone=has_zone)


def _parse_written(text: str, *, day_first: bool) -> ParsedDate | None:
    """The first date in words or numbers in a text, with the time of day next to it."""
    match = _WRITTEN_DATE.search(text)
    if match is None:
        return None
    groups = match.groupdict()
    try:
        year, month, day = _year_month_day(groups, day_first=day_first)
        clock = _TIME_AFTER.match(text, match.end()) or _TIME_BEFORE.search(text, 0, match.start())
        if clock is None:
            return _parsed_date(datetime(year, month, day or 1), "day" if day else "month")
        local = datetime(year, month, day or 1, *_hour_minute_second(clock["clock"]))
        zone = time_zone(clock["offset"], clock["zone"])
    except ValueError:
        return None
    return _parsed_date(local.replace(tzinfo=zone), "second" if clock["clock"].count(":") == 2 else "minute")


def _year_month_day(groups: dict[str, str | None], *, day_first: bool) -> tuple[int, int, int | None]:
    """Year, month and day from the groups of `_WRITTEN_DATE`."""
    if groups["a"] and groups["b"] and groups["year3"]:
        first, second = int(groups["a"]), int(groups["b"])
        day, month = (first, second) if (day_first and second <= 12) or first > 12 else (second, first)
        year = int(groups["year3"])
        return (year + 2000 if year < 70 else year + 1900 if year < 100 else year), month, day
    year_text = groups["year"] or groups["year2"] or groups["year4"] or groups["year5"]
    name = groups["month"] or groups["month2"] or groups["month5"]
    day_text = groups["day"] or groups["day2"] or groups["day4"]
    month = _month_number(name) if name else int(groups["month4"] or 0)
    return int(year_text or 0), month, int(day_text) if day_text else None


def _month_number(name: str) -> int:
    """The number of a month from its name, in full or abbreviated, in English or another language."""
    name = name.lower().rstrip(".")
    return _FOREIGN_MONTHS.get(name) or MONTH_NUMBERS[name[:3]]


def _hour_minute_second(clock: str) -> tuple[int, int, int]:
    """Hour, minute and second of '3.04 p.m.' or '15:04:05'."""
    numbers = [int(number) for number in re.findall(r"\d+", clock)]
    meridiem = clock.lower().replace(".", "").rstrip()[-2:]
    hour = numbers[0] % 12 + (12 if meridiem == "pm" else 0) if meridiem in ("am", "pm") else numbers[0]
    minute, second = (*numbers[1:], 0, 0)[:2]
    return hour, minute, second


def date_in_url(url: str | None) -> ParsedDate | None:
    """The date in a URL path such as /2024/11/29/, /2024-11-29-title or /20241129/."""
    match = _URL_PATH_DATE.search(url or "")
    if match is None:
        return None
    year, *separated, month, day_of_month = match.groups()
    if separated[0]:
        month, day_of_month = separated
    try:
        number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month.lower(), 0)
        day = date(int(year), number, int(day_of_month))
    except ValueError:
        return None
    return ParsedDate(utc=datetime(day.year, day.month, day.day, tzinfo=UTC), day=day, precision="day")
