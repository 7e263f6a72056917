"""Counts of a run."""

import pytest

from pipeline.accounting import MIN_RECORDS, RunCounts, over_failure_limit
from schemas.rows.run import CounterValue

COUNTS = RunCounts(
    counters={
        "records_read.html": 4,
        "records_read.jsonl": 3,
        "articles.coded": 2,
        "articles.too_short": 1,
        "articles_outside_period": 1,
        "repeated_records": 1,
        "failures.read.empty": 1,
        "failures.clean.empty": 1,
        "failures.extract.extract_error": 1,
        "events.ASSAULT": 5,
    }
)


def test_run_counts_columns_follow_from_counters() -> None:
    COUNTS.check()
    columns = COUNTS.columns()
    assert [columns[name] for name in ("records_read", "articles", "repeats", "failures", "events")] == [6, 3, 1, 3, 5]
    assert [(failed.reason, failed.count) for failed in columns["failures_by_reason"]] == [
        ("empty", 2),
        ("extract_error", 1),
    ]
    assert RunCounts.of(columns["counters"]) == COUNTS


def test_run_counts_add_sums_by_name() -> None:
    added = COUNTS + RunCounts.of([CounterValue(name="events.ASSAULT", value=1), CounterValue(name="quotes", value=2)])
    assert (added.total("events"), added.total("quotes"), added.total("articles")) == (6, 2, 3)


def test_run_counts_check_unaccounted_record_raises() -> None:
    with pytest.raises(RuntimeError, match="7 records read are not 3 articles, 1 repeats and 2 failures"):
        (COUNTS + RunCounts(counters={"records_read.text": 1})).check()


def test_over_failure_limit_few_records_are_never_over() -> None:
    assert not over_failure_limit(MIN_RECORDS - 1, MIN_RECORDS - 1, 0.1)
    assert over_failure_limit(11, MIN_RECORDS, 0.1)
    assert not over_failure_limit(10, MIN_RECORDS, 0.1)


def test_run_counts_articles_in_other_languages_are_no_failures() -> None:
    counts = RunCounts(counters={"records_read.html": 200, "articles.unsupported_language": 200})
    counts.check()
    assert not over_failure_limit(counts.failed_records, counts.records_read, 0.0)
