"""Reads the dates that programs write in a fixed form: RFC 822 with its successors, RFC 850, asctime.

The forms, each with an example:

- RFC 822, 1123, 2822 and 5322: 'Fri, 22 Sep 17 22:05:03 +0300', 'Fri, 22 Sep 2017 22:05 GMT (London)'
- RFC 850, which HTTP still allows: 'Friday, 22-Sep-17 22:05:03 GMT'
- asctime of C, with a time zone as `date`, Java and Twitter write it: 'Fri Sep 22 22:05:03 +0300 2017'

A time without a zone, or with one that is not known, is taken as UTC. Some feeds write a clock
of twelve hours ('10:00 PM') in the first form.
"""

import re
from datetime import UTC, datetime, timedelta, timezone

from transforms.prepare.text.word_lists import pattern, time_zones

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = pattern("dates.toml", "weekday")
_MONTH = pattern("dates.toml", "month")
_ZONE = r"(?:(?P<zone>(?![ap]m\b)[A-Za-z]{1,5})?(?P<offset>[+-]\d{1,2}:?\d{2})?)"
_CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?(?:\s*(?P<meridiem>[ap])m\b)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:{_WEEKDAY}\s*,?\s*)?(?P<day>\d{{1,2}})(?:\s+|-)(?P<month>{_MONTH})(?:\s+|-)(?P<year>\d{{2}}|(?:19|20)\d{{2}})"
        rf"(?:,?\s+{_CLOCK}(?:\s*{_ZONE}(?:\s*\([^()]*\))?)?)?",
        rf"(?:{_WEEKDAY},?\s+)?(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})\s+{_CLOCK}(?:\s+{_ZONE})?\s+(?P<year>(?:19|20)\d{{2}})",
    )
)
_CENTURY_PIVOT = 50
"""Two-digit years below it are of the 21st century, by RFC 2822, section 4.3."""


def parse_standard_date(text: str) -> tuple[datetime, str] | None:
    """Parse a date in one of the forms above; nothing may stand beside it.

    Returns:
        The date, with its time zone if that is known, and its precision: second, minute or day. None if the text is
        something else, or no date of the calendar.
    """
    for form in _FORMS:
        if match := form.fullmatch(text):
            groups = match.groupdict()
            year = int(groups["year"])
            if len(groups["year"]) == 2:
                year += 2000 if year < _CENTURY_PIVOT else 1900
            month = _MONTHS.index(groups["month"][:3].lower()) + 1
            hour, minute, second = (int(groups[part] or 0) for part in ("hour", "minute", "second"))
            if groups["meridiem"]:
                hour = hour % 12 + (12 if groups["meridiem"].lower() == "p" else 0)
            precision = "second" if groups["second"] else "minute" if groups["hour"] else "day"
            try:
                zone = time_zone(groups["offset"], groups["zone"]) if groups["hour"] else None
                # A leap second is written 60, which Python does not know.
                return datetime(year, month, int(groups["day"]), hour, minute, min(second, 59), tzinfo=zone), precision
            except ValueError:
                return None
    return None


def time_zone(offset: str | None, name: str | None = None) -> timezone | None:
    """The zone of '+0530' or 'Z', else of 'EST'; None if neither is known.

    Raises:
        ValueError: The offset is a day or more.
    """
    if not offset:
        hours = time_zones().get(name.upper()) if name else None
        return None if hours is None else timezone(timedelta(hours=hours))
    if offset[0] not in "+-":
        return timezone(timedelta(0))
    hours_text, _, minutes = offset[1:].partition(":")
    if not minutes:
        hours_text, minutes = (hours_text[:-2], hours_text[-2:]) if len(hours_text) > 2 else (hours_text, "0")
    difference = timedelta(hours=int(hours_text), minutes=int(minutes))
    return timezone(difference if offset[0] == "+" else -difference)


def in_utc(time: datetime) -> datetime:
    """A time in UTC, which is assumed without a time zone.

    Raises:
        OverflowError: It is at the edge of what dates can say.
    """
    return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
