"""Row counts are the same as elements and as Beam metrics; steps report what they took, gave and how long it took."""

from collections.abc import Iterator
from typing import Any

import apache_beam as beam
import pytest
from apache_beam.metrics import MetricsFilter
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.util import assert_that, equal_to

from schemas.flow.staging import RangeCount
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from schemas.rows.run import CounterValue
from transforms import metrics
from transforms.count_rows import CountRows
from transforms.metrics import ARTICLES_OUTSIDE_PERIOD, RECORDS_READ, sum_counters
from transforms.step import REJECTED, IsolatedStep

REF = RecordRef(uri="a.txt", media_type="text/plain")


def read(result: Any, namespace: str) -> dict[str, int]:
    """Committed Beam counters of a namespace, summed over the steps."""
    found: dict[str, int] = {}
    for metric in result.metrics().query(MetricsFilter().with_namespace(namespace))["counters"]:
        name = metric.key.metric.name
        found[name] = found.get(name, 0) + metric.committed
    return found


def range_count(format: str, records: int) -> RangeCount:
    return RangeCount(uri="a", start=0, end=1, fingerprint="", format=format, records=records)


def test_count_rows_elements_and_metrics_agree() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    rows = pipeline | beam.Create([range_count("warc", 3), range_count("csv", 1), range_count("warc", 4)])
    counted = rows | CountRows(RECORDS_READ)
    wanted = {"records_read.warc": 7, "records_read.csv": 1}
    assert_that(counted, equal_to([CounterValue(name=name, value=value) for name, value in wanted.items()]))
    result = pipeline.run()
    result.wait_until_finish()
    assert read(result, metrics.ROWS_NAMESPACE) == wanted


def test_count_rows_no_rows_gives_no_counter() -> None:
    with beam.Pipeline(runner=FnApiRunner()) as pipeline:
        rows = pipeline | beam.Create([]).with_output_types(RangeCount)
        assert_that(rows | CountRows(ARTICLES_OUTSIDE_PERIOD), equal_to([]))


def test_sum_counters_equal_names_are_added_in_order() -> None:
    values = [CounterValue(name=name, value=value) for name, value in (("b", 1), ("a", 2), ("b", 3))]
    assert sum_counters(values) == (CounterValue(name="a", value=2), CounterValue(name="b", value=4))


def test_declarations_names_are_unique_and_described() -> None:
    declared = (*metrics.ROW_COUNTS, *metrics.WORK_METRICS, *metrics.STEP_METRICS)
    assert len({one.name for one in declared}) == len(declared)
    assert all(one.unit and one.description for one in declared)
    assert all(metrics.STEPS.values())


class Divide(IsolatedStep):
    def __init__(self) -> None:
        super().__init__("parse")

    def apply(self, element: int) -> Iterator[int | Rejected]:
        self.count(metrics.TOKENS, element)
        yield 12 // element
        yield from range(element - 1)

    def rejection(self, element: int, error: Exception) -> Rejected:
        return Rejected(stage="parse", reason="html_error", error=str(error), ref=REF)


def test_isolated_step_error_rejects_its_element_alone_and_is_counted() -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    dividing = beam.ParDo(Divide()).with_output_types(int, rejected=Rejected).with_outputs(REJECTED, main="results")
    output = pipeline | beam.Create([1, 0, 3]) | dividing
    assert_that(output.results, equal_to([12, 4, 0, 1]))
    wanted = Rejected(stage="parse", reason="html_error", error="integer division or modulo by zero", ref=REF)
    assert_that(output.rejected, equal_to([wanted]), label="rejected")
    result = pipeline.run()
    result.wait_until_finish()
    found = read(result, metrics.WORK_NAMESPACE)
    assert (found["parse.inputs"], found["parse.outputs"], found["tokens"]) == (3, 5, 4)
    assert found["parse.milliseconds"] >= 0
    assert not read(result, metrics.ROWS_NAMESPACE)


def test_step_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="add it there"):
        IsolatedStep("sleep")
