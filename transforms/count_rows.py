"""Count rows: to counters that flow into the commit, and to Beam metrics of the same names."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam

from schemas.rows.run import CounterValue
from transforms.bundles import finish_bundle_values
from transforms.combiners import SumIntegers
from transforms.metrics import ROWS_NAMESPACE, RowCount, beam_metric


class _CountBundle(beam.DoFn):
    """Rows of a bundle to (name, count); the same counts go to Beam's metrics."""

    def __init__(self, count: RowCount) -> None:
        self._count = count

    def start_bundle(self) -> None:
        self._found: Counter[str] = Counter()

    def process(self, row: Any) -> None:
        self._count.add(row, self._found)

    def finish_bundle(self) -> Iterator[Any]:
        for name, value in self._found.items():
            beam_metric(ROWS_NAMESPACE, name).inc(value)
        yield from finish_bundle_values(self._found.items())


def _counter_value(named: tuple[str, int]) -> CounterValue:
    return CounterValue(name=named[0], value=named[1])


@dataclass
class CountBundles(beam.PTransform):
    """Rows to Beam metrics, and to the counts of each bundle by name: a stream has no end at which to add them up.

    Attributes:
        count: What is counted.
    """

    count: RowCount

    def expand(self, rows: beam.PCollection[Any]) -> beam.PCollection[tuple[str, int]]:
        return rows | "Count" >> beam.ParDo(_CountBundle(self.count)).with_output_types(tuple[str, int])


@dataclass
class CountRows(beam.PTransform):
    """Rows to counters: one `CounterValue` a name, and Beam metrics of the same names.

    Input   (coded)  (coded)  (too_short)
    Output  (articles.coded, 2)  (articles.too_short, 1)

    Attributes:
        count: What is counted.
    """

    count: RowCount

    def expand(self, rows: beam.PCollection[Any]) -> beam.PCollection[CounterValue]:
        counted = rows | "CountBundles" >> CountBundles(self.count)
        summed = counted | "Sum" >> beam.CombinePerKey(SumIntegers()).with_output_types(tuple[str, int])
        return summed | "Value" >> beam.Map(_counter_value).with_output_types(CounterValue)
