"""When an article was published: one of the statements of its record and its page, each checked by the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schemas.flow.parsed import Found
from transforms.prepare.text.date_parsing import Moment, day_in_url, moment

_TIMED = ("second", "minute")
_MINUTE = timedelta(minutes=1)
FARTHEST_ZONE = timedelta(hours=14)
"""No two clocks of the world, read at one instant, and UTC differ by more."""

Read = tuple[Found, Moment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """When an article was published, and where that was read."""

    at: datetime
    day: date
    precision: str
    basis: str


def publication(
    found: Iterable[Found],
    *,
    url: str | None,
    crawled_at: datetime | None,
    modified_at: datetime | None = None,
    day_first: bool = False,
) -> Publication | None:
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
    reads = [(item, read) for item in found if (read := moment(item.value, day_first=day_first))]
    in_url = day_in_url(url)
    if in_url is not None:
        at = next((i for i, (item, _) in enumerate(reads) if item.source in ("printed", "text", "http")), len(reads))
        reads.insert(at, (Found(value="", source="url"), in_url))
    reads = [(item, read) for item, read in reads if crawled_at is None or read.at <= crawled_at]
    if not reads:
        return None
    item, best = reads[0]
    if item.source != "record":
        item, best = _anew(best, reads, modified_at) or _outvoted(best, reads) or (item, best)
    if best.precision == "day":  # a later candidate may have the time of that day
        timed = next((pair for pair in reads if pair[1].precision in _TIMED and pair[1].day == best.day), None)
        item, best = timed or (item, best)
    others = [read for _, read in reads]
    return Publication(
        at=_instant(best, others),
        day=_local_day(best, others),
        precision=best.precision,
        basis="text" if item.source == "printed" else item.source,
    )


def _anew(best: Moment, reads: Sequence[Read], modified_at: datetime | None) -> Read | None:
    """The printed day, where it is more than a day after the stated one and no later than the last change."""
    if modified_at is None:
        return None
    for item, read in reads:
        if item.source == "printed" and read.precision not in ("month", "year"):
            late = best.day + timedelta(days=1) < read.day <= modified_at.date() + timedelta(days=1)
            return (item, read) if late else None
    return None


def _outvoted(best: Moment, reads: Sequence[Read]) -> Read | None:
    """The first of two statements of one instant that is the stated one but for a wrong time zone."""
    rivals = [(item, read) for item, read in reads if read.zoned and read.precision in _TIMED]
    if not best.zoned or best.precision not in _TIMED:
        return None
    if any(read is not best and abs(read.at - best.at) < _MINUTE for _, read in rivals):
        return None
    for item, read in rivals:
        same = [other for _, other in rivals if abs(other.at - read.at) < _MINUTE]
        if len(same) >= 2 and _same_clock(best, read):
            return item, read
    return None


def _same_clock(one: Moment, other: Moment) -> bool:
    """Whether two times differ as the clocks of two time zones do: by hours and quarters of them."""
    apart = abs(one.at - other.at)
    off = apart % timedelta(minutes=15)
    return _MINUTE <= apart <= FARTHEST_ZONE and (off < _MINUTE or off > timedelta(minutes=14))


def _instant(best: Moment, others: Sequence[Moment]) -> datetime:
    """In UTC; a time without zone is that of a statement with zone that differs from it as two clocks do."""
    if best.precision in _TIMED and not best.zoned:
        return next((read.at for read in others if read.zoned and _same_clock(best, read)), best.at)
    return best.at


def _local_day(best: Moment, others: Sequence[Moment]) -> date:
    """The day in the page's own time zone: where `best` is in UTC, as another statement of the same instant has it.

    A bare day within a day of it counts too: pages often give UTC to machines and their own day to readers.
    """
    if best.precision not in _TIMED or best.at.date() != best.day or not best.zoned:
        return best.day
    for other in others:
        apart = best.at - other.at
        if other.precision in _TIMED:
            if other.day != best.day and (abs(apart) < _MINUTE or (not other.zoned and _same_clock(best, other))):
                return other.day
        elif other.precision == "day" and timedelta(hours=-14) < apart < timedelta(hours=36):
            return other.day
    return best.day


def latest(found: Iterable[Found], *, crawled_at: datetime | None) -> datetime | None:
    """The first candidate that reads as a date, in UTC, and is not later than the crawl."""
    for item in found:
        read = moment(item.value)
        if read is not None and (crawled_at is None or read.at <= crawled_at):
            return read.at
    return None
