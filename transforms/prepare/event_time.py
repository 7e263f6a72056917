"""Event time of the articles of a stream: when they were published, within what the arrival allows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import Timestamp

from schemas.rows.article import Article
from transforms import metrics

BOUND = timedelta(hours=24)
"""How long before its arrival an event time may be. What is remembered of articles lasts longer than that."""

LATE_AFTER = timedelta(hours=6)
"""From when on an article counts as late. It is taken all the same."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def event_time(published_at: datetime | None, arrival: int, bound: timedelta = BOUND) -> int:
    """An article's event time, in microseconds since 1970.

    Args:
        published_at: When it was published; None if that is not known.
        arrival: When it arrived, in microseconds since 1970.
        bound: How long before that its event time may be.
    """
    if published_at is None:
        return arrival
    return min(max(_microseconds(published_at - _EPOCH), arrival - _microseconds(bound)), arrival)


def publication_lag(published_at: datetime, arrival: int) -> timedelta:
    """From an article's publication to its arrival; negative for a date in the future."""
    return timedelta(microseconds=arrival - _microseconds(published_at - _EPOCH))


def _microseconds(duration: timedelta) -> int:
    return duration // timedelta(microseconds=1)


class _Assign(beam.DoFn):
    def __init__(self, bound: timedelta, late_after: timedelta) -> None:
        self._bound = bound
        self._late_after = late_after

    def process(self, article: Article, arrival: Any = beam.DoFn.TimestampParam) -> Iterator[TimestampedValue]:
        if article.published_at is not None:
            self._count(publication_lag(article.published_at, arrival.micros))
        time = event_time(article.published_at, arrival.micros, self._bound)
        yield TimestampedValue(article, Timestamp(micros=time))

    def _count(self, lag: timedelta) -> None:
        metrics.PUBLICATION_LAG.add(max(round(lag.total_seconds()), 0))
        if lag < timedelta():
            metrics.FUTURE_DATES.add(1)
        elif lag > self._late_after:
            metrics.LATE_ARTICLES.add(1)


@dataclass
class AssignEventTime(beam.PTransform):
    """Articles to the same articles at their event times; their timestamps are their arrivals before.

    An article from the future, or from years back, is taken for one that arrived now, or `bound` ago. The watermark
    stays that of the source: it goes by arrivals.

    Attributes:
        bound: How long before its arrival an article's event time may be.
        late_after: From when on an article counts as late.
    """

    bound: timedelta = BOUND
    late_after: timedelta = LATE_AFTER

    def expand(self, articles: beam.PCollection[Article]) -> beam.PCollection[Article]:
        assigning = beam.ParDo(_Assign(self.bound, self.late_after)).with_output_types(Article)
        return articles | "Assign" >> assigning
