"""Event times are publication times within what arrivals allow, and what lies outside is counted."""

from datetime import UTC, datetime, timedelta
from typing import Any

import apache_beam as beam
from apache_beam.metrics import MetricsFilter
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.transforms.window import TimestampedValue
from hypothesis import given
from hypothesis import strategies as st

import schemas.coders  # noqa: F401
from schemas.rows.article import Article
from tests.pipeline.rows import REF
from transforms import metrics
from transforms.prepare.event_time import AssignEventTime, event_time, publication_lag

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LAGS = {"undated": None, "future": -HOUR, "now": timedelta(), "on time": HOUR, "late": 7 * HOUR, "years": 9999 * HOUR}


def microseconds(time: datetime) -> int:
    return (time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def make(name: str, published_at: datetime | None) -> Article:
    return Article(article_id=name, content_id="c", text="", word_count=0, published_at=published_at, record=REF)


@given(
    published_at=st.datetimes(timezones=st.just(UTC)),
    arrival=st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC)),
    bound=st.timedeltas(min_value=timedelta(), max_value=timedelta(days=30)),
)
def test_event_time_any_date_lies_within_the_bound(published_at: datetime, arrival: datetime, bound: timedelta) -> None:
    time = event_time(published_at, microseconds(arrival), bound)
    lag = publication_lag(published_at, microseconds(arrival))
    assert lag == arrival - published_at
    assert microseconds(arrival) - time == min(max(lag, timedelta()), bound) // timedelta(microseconds=1)


def test_event_time_undated_article_is_of_its_arrival() -> None:
    assert event_time(None, 5) == 5


def _with_time(article: Article, time: Any = beam.DoFn.TimestampParam) -> tuple[str, int]:
    return article.article_id, time.micros


def test_assign_event_time_articles_are_clamped_and_counted() -> None:
    articles = [make(name, None if lag is None else NOON - lag) for name, lag in LAGS.items()]
    pipeline = beam.Pipeline(runner=FnApiRunner())
    values = [TimestampedValue(one, NOON.timestamp()) for one in articles]
    arrived = pipeline | beam.Create(values).with_output_types(Article)
    timed = arrived | AssignEventTime(bound=24 * HOUR, late_after=6 * HOUR) | beam.Map(_with_time)
    clamped = {name: min(max(lag or timedelta(), timedelta()), 24 * HOUR) for name, lag in LAGS.items()}
    assert_that(timed, equal_to([(name, microseconds(NOON - lag)) for name, lag in clamped.items()]))
    result = pipeline.run()
    result.wait_until_finish()
    found = result.metrics().query(MetricsFilter().with_namespace(metrics.WORK_NAMESPACE))
    counters = {one.key.metric.name: one.committed for one in found["counters"]}
    assert counters[metrics.LATE_ARTICLES.name] == 2
    assert counters[metrics.FUTURE_DATES.name] == 1
    lags = {one.key.metric.name: one.committed for one in found["distributions"]}[metrics.PUBLICATION_LAG.name]
    assert (lags.count, lags.min, lags.max) == (5, 0, 9999 * 3600)
