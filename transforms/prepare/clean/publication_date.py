"""Chooses an article's publication date among the candidates of its record and its page, checked against each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.flow.parsed import Candidate
from transforms.prepare.text.date_parsing import TIMED_PRECISIONS, ParsedDate, date_in_url, parse_date

_MINUTE = timedelta(minutes=1)
MAX_ZONE_DIFFERENCE = timedelta(hours=14)
"""The largest offset of a time zone from UTC."""

DatedCandidate = tuple[Candidate, ParsedDate]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDate:
    """When an article was published, and the basis of that date."""

    utc: datetime
    day: date
    precision: str
    basis: str


def choose_publication_date(
    candidates: Iterable[Candidate],
    *,
    url: str | None,
    crawled_at: datetime | None,
    modified_at: datetime | None = None,
    day_first: bool = False,
) -> PublicationDate | None:
    """Choose the date of publication.

    The first candidate that parses and is not later than the crawl, unless the others show otherwise:

    - The date visible next to the headline is later, and the page was modified since: the article was republished.
    - It is earlier: what the page states is the day on which the site was moved to other software.
    - Two candidates agree on a time that differs by whole hours or quarters: the first has the wrong time zone.
    - It has no time of day, and a later candidate of the same day has one: that candidate is used.

    The date in the URL is considered before dates read from text.

    Args:
        candidates: Best first; `source` is the basis, or `visible` for the date visible next to the headline.
        url: The article's URL.
        crawled_at: With time zone; None if unknown.
        modified_at: When the article was last modified, according to its page.
        day_first: Whether 3/4/2024 is the third of April.
    """
    dated = [
        (item, read)
        for item in candidates
        if (read := parse_date(item.value, day_first=day_first))
        and (read.precision != "year" or item.source == "record")  # a page's bare year is rarely that of the article
    ]
    url_date = date_in_url(url)
    if url_date is not None:
        position = next(
            (i for i, (item, _) in enumerate(dated) if item.source in ("visible", "text", "http")), len(dated)
        )
        dated.insert(position, (Candidate(value="", source="url"), url_date))
    dated = [(item, read) for item, read in dated if crawled_at is None or read.utc <= crawled_at]
    if not dated:
        return None
    item, best = dated[0]
    if item.source != "record":
        item, best = _as_printed(best, dated, modified_at) or _corrected_zone(best, dated) or (item, best)
    if best.precision == "day":
        timed = next(
            (pair for pair in dated if pair[1].precision in TIMED_PRECISIONS and pair[1].day == best.day), None
        )
        item, best = timed or (item, best)
    others = [read for _, read in dated]
    return PublicationDate(
        utc=_utc_instant(best, others),
        day=_local_day(best, others, modified_at),
        precision=best.precision,
        basis="text" if item.source == "visible" else item.source,
    )


def _as_printed(
    best: ParsedDate, dated: Sequence[DatedCandidate], modified_at: datetime | None
) -> DatedCandidate | None:
    """The visible date, if it is over a day before the stated one, or after it and not after the last modification.

    A time that is the modification's own says when the page was updated.
    """
    visible = next((pair for pair in dated if pair[0].source == "visible"), None)
    if visible is None or visible[1].precision in ("month", "year"):
        return None
    read = visible[1]
    if read.day + timedelta(days=1) < best.day:
        return visible
    if modified_at is None or (read.precision in TIMED_PRECISIONS and abs(read.utc - modified_at) < _MINUTE):
        return None
    return visible if best.day + timedelta(days=1) < read.day <= modified_at.date() + timedelta(days=1) else None


def _corrected_zone(best: ParsedDate, dated: Sequence[DatedCandidate]) -> DatedCandidate | None:
    """The first of two candidates that agree on an instant and differ from the chosen one only by time zone."""
    timed = [(item, read) for item, read in dated if read.has_zone and read.precision in TIMED_PRECISIONS]
    if not best.has_zone or best.precision not in TIMED_PRECISIONS:
        return None
    if any(read is not best and abs(read.utc - best.utc) < _MINUTE for _, read in timed):
        return None
    for item, read in timed:
        same = [other for _, other in timed if abs(other.utc - read.utc) < _MINUTE]
        if len(same) >= 2 and _differ_by_time_zone(best, read):
            return item, read
    return None


def _differ_by_time_zone(one: ParsedDate, other: ParsedDate) -> bool:
    """Whether two times differ by whole quarters of an hour, as clocks in two time zones do."""
    difference = abs(one.utc - other.utc)
    remainder = difference % timedelta(minutes=15)
    return _MINUTE <= difference <= MAX_ZONE_DIFFERENCE and (remainder < _MINUTE or remainder > timedelta(minutes=14))


def _utc_instant(best: ParsedDate, others: Sequence[ParsedDate]) -> datetime:
    """The instant in UTC; a time without zone takes it from a candidate that differs by a time zone only."""
    if best.precision in TIMED_PRECISIONS and not best.has_zone:
        return next((read.utc for read in others if read.has_zone and _differ_by_time_zone(best, read)), best.utc)
    return best.utc


def _local_day(best: ParsedDate, others: Sequence[ParsedDate], modified_at: datetime | None) -> date:
    """The day in the page's own time zone: if `best` is in UTC, the day that another candidate of that instant has.

    A date without time within a day of it counts too: many pages state UTC in markup and the local date to readers.
    The day of a later modification does not, for it may be that of the update.
    """
    if best.precision not in TIMED_PRECISIONS or best.utc.date() != best.day or not best.has_zone:
        return best.day
    updated_on = modified_at.date() if modified_at is not None else best.day
    for other in others:
        if best.day < other.day <= updated_on:
            continue
        difference = best.utc - other.utc
        if other.precision in TIMED_PRECISIONS:
            if other.day != best.day and (
                abs(difference) < _MINUTE or (not other.has_zone and _differ_by_time_zone(best, other))
            ):
                return other.day
        elif other.precision == "day" and timedelta(hours=-14) < difference < timedelta(hours=36):
            return other.day
    return best.day


def first_valid_date(candidates: Iterable[Candidate], *, crawled_at: datetime | None) -> datetime | None:
    """The first candidate that parses and is not later than the crawl, in UTC."""
    for item in candidates:
        read = parse_date(item.value)
        if read is not None and (crawled_at is None or read.utc <= crawled_at):
            return read.utc
    return None
