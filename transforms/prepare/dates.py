"""Dates as pages and records write them, with what they leave open."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from dateutil import parser
from dateutil.tz import tzoffset

from schemas.parsed import Found

EARLIEST = date(1900, 1, 1)

_ISO = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*"
    r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?\s*(?:\[[\w/]+\])?",
    re.IGNORECASE,
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z)?)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?|[89]\d{8}")
_IN_URL = re.compile(r"(?<!\d)((?:19|20)\d{2})[/_.-]?(0?[1-9]|1[0-2])[/_.-]?(0?[1-9]|[12]\d|3[01])(?!\d)")
_PATH_DATE = re.compile(
    r"/((?:19|20)\d{2})[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|$)", re.IGNORECASE
)
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "CET": 1, "WEST": 1, "CEST": 2, "EET": 2, "SAST": 2, "EEST": 3, "MSK": 3,
    "EDT": -4, "EST": -5, "ET": -5, "CDT": -5, "CST": -6, "CT": -6, "MDT": -6, "MST": -7, "MT": -7, "PDT": -7, "PST": -8,
    "PT": -8, "AKDT": -8, "AKST": -9, "HST": -10, "JST": 9, "KST": 9, "SGT": 8, "HKT": 8, "PHT": 8, "AWST": 8, "ACST": 9.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "IST": 5.5, "PKT": 5, "GST": 4, "WIB": 7, "ICT": 7, "EAT": 3, "WAT": 1,
}  # fmt: skip
_LABEL = re.compile(
    r"^\s*(?:(?:first |last |originally )?(?:published|posted|updated|modified|created|issued|date[d]?|on|time|release[d]?)\b[\s:]*(?:(?:on|at)\b\s*)?)+",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\||·|•|—|–|\bat\b|\bon\b|\d+ min(?:ute)?s? read|\(|\)", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """When an article was published, and where that was read."""

    at: datetime
    day: date
    precision: str
    basis: str


def moment(text: str, *, day_first: bool = False) -> Moment | None:
    """Read a date with or without time, in ISO 8601, RFC 5322, seconds since 1970 or words.

    Args:
        text: As written. Labels such as 'Published:' before it do no harm.
        day_first: Whether 3/4/2024 is the third of April.
    """
    text = _LABEL.sub("", text.strip().strip("\"'")).strip()
    if not text or len(text) > 120:
        return None
    if match := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        return _from_parts(match.groups())
    if _EPOCH.fullmatch(text):
        seconds = int(text) // (1000 if len(text) > 10 else 1)
        at = datetime.fromtimestamp(seconds, UTC)
        return Moment(at=at, day=at.date(), precision="second", zoned=True)
    return _from_words(text, day_first=day_first)


def _from_parts(groups: tuple[str | None, ...]) -> Moment | None:
    year, month, day, hour, minute, second, zone = groups
    precision = "second" if second else "minute" if hour else "day" if day else "month" if month else "year"
    try:
        local = datetime(
            *(int(part or low) for part, low in ((year, 1), (month, 1), (day, 1), (hour, 0), (minute, 0), (second, 0)))
        )  # type: ignore[arg-type]
        return _moment(local.replace(tzinfo=_zone(zone)), precision)
    except ValueError:
        return None


def _zone(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    shift = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(shift if text[0] == "+" else -shift)


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
    """A date in words, read twice over different defaults: what differs is not written."""
    if not _YEAR.search(text) and not re.search(r"\d[/.-]\d+[/.-]\d", text):
        return None
    text = " ".join(_NOISE.sub(" ", text).split())
    zones = {name: tzoffset(name, int(hours * 3600)) for name, hours in _HOURS.items()}
    try:
        first = parser.parse(text, default=datetime(2001, 1, 1, 1, 1, 1), dayfirst=day_first, tzinfos=zones, fuzzy=True)
        second = parser.parse(
            text, default=datetime(2004, 2, 2, 2, 2, 2), dayfirst=day_first, tzinfos=zones, fuzzy=True
        )
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    if first.year != second.year:
        return None
    precision = "minute"
    for name, part in (("second", "second"), ("minute", "minute"), ("day", "hour"), ("day", "minute")):
        if part == "second" and first.second == second.second:
            precision = "second"
        elif part in ("hour", "minute") and getattr(first, part) != getattr(second, part):
            precision = name if name == "day" else precision
    if first.hour != second.hour:
        precision = "day"
    if first.day != second.day:
        precision = "month"
    if first.month != second.month:
        precision = "year"
    return _moment(first, precision)


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


def publication(
    found: Iterable[Found], *, url: str | None, crawled_at: datetime | None, day_first: bool = False
) -> Publication | None:
    """Choose the date of publication.

    The first candidate that reads as a date and is not later than the crawl; of a candidate without time of day, a
    later one of the same day with time is taken in its place. The day in the URL comes before what was read in
    running text.

    Args:
        found: Candidates, best first; `source` is the basis.
        url: The article's address.
        crawled_at: With time zone, or None where it is not known.
        day_first: Whether 3/4/2024 is the third of April.
    """
    candidates = list(found)
    in_url = day_in_url(url)
    if in_url is not None:
        at = next((i for i, item in enumerate(candidates) if item.source in ("text", "http")), len(candidates))
        candidates.insert(at, Found(value=in_url.day.isoformat(), source="url"))
    best: Publication | None = None
    for item in candidates:
        read = moment(item.value, day_first=day_first)
        if read is None or (crawled_at is not None and read.at > crawled_at):
            continue
        this = Publication(at=read.at, day=read.day, precision=read.precision, basis=item.source)
        if best is None:
            best = this
            if best.precision in ("second", "minute"):
                break
        elif best.precision == "day" and this.precision in ("second", "minute") and this.day == best.day:
            best = this
            break
    return best


def latest(found: Iterable[Found], *, crawled_at: datetime | None) -> datetime | None:
    """The first candidate that reads as a date, in UTC, and is not later than the crawl."""
    for item in found:
        read = moment(item.value)
        if read is not None and (crawled_at is None or read.at <= crawled_at):
            return read.at
    return None
