"""Failures: one row a record and stage; an earlier one that did not fail again is resolved."""

from datetime import UTC, datetime

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.failures import RecordFailures, describe, failure

REF = RecordRef(uri="news/a.jsonl", offset=10, media_type="application/json")
NOW = datetime(2024, 11, 29, tzinfo=UTC)


def broken(reason: str = "bad_json", stage: str = "read", offset: int = 10) -> Rejected:
    ref = RecordRef(uri=REF.uri, offset=offset, media_type=REF.media_type)
    return Rejected(stage=stage, reason=reason, error="ValueError: x", ref=ref)


def test_rejected_unknown_reason_or_stage_is_refused() -> None:
    with pytest.raises(ValueError, match="add it there"):
        broken(reason="oops")
    with pytest.raises(ValueError, match="wanted one of"):
        broken(stage="sleep")


def test_failure_id_depends_on_record_and_stage_alone() -> None:
    one = failure(broken(), run_id="r", failed_at=NOW)
    assert one.failure_id == failure(broken("empty"), run_id="s", failed_at=NOW).failure_id
    assert one.failure_id != failure(broken(stage="parse", reason="html_error"), run_id="r", failed_at=NOW).failure_id
    assert one.failure_id != failure(broken(offset=11), run_id="r", failed_at=NOW).failure_id


def test_describe_long_message_is_cut() -> None:
    assert len(describe(ValueError("x" * 10_000))) == 500


def summary(row: object) -> tuple[str, str | None]:
    return (row.reason, row.resolved_by)  # type: ignore[attr-defined]


def test_record_failures_new_repeated_and_resolved_give_one_row_each() -> None:
    earlier = [
        failure(broken(), run_id="old", failed_at=NOW),
        failure(broken(offset=99), run_id="old", failed_at=NOW),
    ]
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        rejected = pipeline | "New" >> beam.Create([broken("empty"), broken("bad_json"), broken(offset=5)])
        open_ = pipeline | "Old" >> beam.Create(earlier)
        rows = (rejected, open_) | RecordFailures("new")
        assert_that(rows | beam.Map(summary), equal_to([("bad_json", None), ("bad_json", None), ("bad_json", "new")]))
