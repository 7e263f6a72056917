"""When an article was published: one of the statements of its record and its page, each checked by the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.flow.parsed import Candidate
from transforms.prepare.text.date_parsing import ParsedDate, date_in_url, parse_date

_WITH_TIME = ("second", "minute")
_MINUTE = timedelta(minutes=1)
MAX_ZONE_DIFFERENCE = timedelta(hours=14)
"""No two clocks of the world, read at one instant, and UTC differ by more."""

DatedCandidate = tuple[Candidate, ParsedDate]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationDate:
    """When an article was published, and where that was read."""

    at: datetime
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

    The first candidate that reads as a date and is not later than the crawl, with three checks by the others: a page
    that prints a later day beside its headline, and was changed since, was published anew on that day; a time that
    two others contradict by whole hours carries the wrong time zone; of a candidate without time of day, a later
    one of the same day with time is taken in its place. The day in the URL comes before what was read in text.

    Args:
        found: Candidates, best first; `source` is the basis, or `printed` for the day printed beside the headline.
        url: The article's address.
        crawled_at: With time zone, or None where it is not known.
        modified_at: When the article was changed last, as its page says.
        day_first: Whether 3/4/2024 is the third of April.
    """
    reads = [(item, read) for item in candidates if (read := parse_date(item.value, day_first=day_first))]
    url_date = date_in_url(url)
    if url_date is not None:
        at = next((i for i, (item, _) in enumerate(reads) if item.source in ("printed", "text", "http")), len(reads))
        reads.insert(at, (Candidate(value="", source="url"), url_date))
    reads = [(item, read) for item, read in reads if crawled_at is None or read.at <= crawled_at]
    if not reads:
        return None
    item, best = reads[0]
    if item.source != "record":
        item, best = _republished(best, reads, modified_at) or _corrected_zone(best, reads) or (item, best)
    if best.precision == "day":  # a later candidate may have the time of that day
        timed = next((pair for pair in reads if pair[1].precision in _WITH_TIME and pair[1].day == best.day), None)
        item, best = timed or (item, best)
    others = [read for _, read in reads]
    return PublicationDate(
        at=_utc_instant(best, others),
        day=_local_day(best, others),
        precision=best.precision,
        basis="text" if item.source == "printed" else item.source,
    )


def _republished(
    best: ParsedDate, reads: Sequence[DatedCandidate], modified_at: datetime | None
) -> DatedCandidate | None:
    """The printed day, where it is more than a day after the stated one and no later than the last change."""
    if modified_at is None:
        return None
    for item, read in reads:
        if item.source == "printed" and read.precision not in ("month", "year"):
            is_later = best.day + timedelta(days=1) < read.day <= modified_at.date() + timedelta(days=1)
            return (item, read) if is_later else None
    return None


def _corrected_zone(best: ParsedDate, reads: Sequence[DatedCandidate]) -> DatedCandidate | None:
    """The first of two statements of one instant that is the stated one but for a wrong time zone."""
    timed = [(item, read) for item, read in reads if read.zoned and read.precision in _WITH_TIME]
    if not best.zoned or best.precision not in _WITH_TIME:
        return None
    if any(read is not best and abs(read.at - best.at) < _MINUTE for _, read in timed):
        return None
    for item, read in timed:
        same = [other for _, other in timed if abs(other.at - read.at) < _MINUTE]
        if len(same) >= 2 and _differ_by_time_zone(best, read):
            return item, read
    return None


def _differ_by_time_zone(one: ParsedDate, other: ParsedDate) -> bool:
    """Whether two times differ as the clocks of two time zones do: by hours and quarters of them."""
    difference = abs(one.at - other.at)
    remainder = difference % timedelta(minutes=15)
    return _MINUTE <= difference <= MAX_ZONE_DIFFERENCE and (remainder < _MINUTE or remainder > timedelta(minutes=14))


def _utc_instant(best: ParsedDate, others: Sequence[ParsedDate]) -> datetime:
    """In UTC; a time without zone is that of a statement with zone that differs from it as two clocks do."""
    if best.precision in _WITH_TIME and not best.zoned:
        return next((read.at for read in others if read.zoned and _differ_by_time_zone(best, read)), best.at)
    return best.at


def _local_day(best: ParsedDate, others: Sequence[ParsedDate]) -> date:
    """The day in the page's own time zone: where `best` is in UTC, as another statement of the same instant has it.

    A bare day within a day of it counts too: pages often give UTC to machines and their own day to readers.
    """
    if best.precision not in _WITH_TIME or best.at.date() != best.day or not best.zoned:
        return best.day
    for other in others:
        difference = best.at - other.at
        if other.precision in _WITH_TIME:
            if other.day != best.day and (
                abs(difference) < _MINUTE or (not other.zoned and _differ_by_time_zone(best, other))
            ):
                return other.day
        elif other.precision == "day" and timedelta(hours=-14) < difference < timedelta(hours=36):
            return other.day
    return best.day


def first_valid_date(candidates: Iterable[Candidate], *, crawled_at: datetime | None) -> datetime | None:
    """The first candidate that reads as a date, in UTC, and is not later than the crawl."""
    for item in candidates:
        read = parse_date(item.value)
        if read is not None and (crawled_at is None or read.at <= crawled_at):
            return read.at
    return None
