"""Base classes: of the steps' DoFns, which count and time their work and send failures to one output; of transforms."""

from collections import Counter
from collections.abc import Iterable, Iterator
from time import perf_counter_ns
from typing import Any

import apache_beam as beam
from apache_beam.pvalue import TaggedOutput
from apache_beam.typehints.decorators import IOTypeHints

from schemas.rows.failure import Rejected
from transforms import metrics
from transforms.bundles import finish_bundle_values

REJECTED = "rejected"
"""Name of every step's output for failures."""

_END = object()


def is_of_system(error: Exception) -> bool:
    """Whether an error is the system's, such as a full disk, and not that of what was being processed."""
    return isinstance(error, OSError) and error.errno is not None


class Step(beam.DoFn):
    """Base class: `process` runs `apply` and sends each `Rejected` among its results to the output `rejected`.

    An exception from `apply` fails the bundle; see `IsolatedStep`.

    Args:
        name: One of `metrics.STEPS`.
    """

    def __init__(self, name: str) -> None:
        if name not in metrics.STEPS:
            raise ValueError(f"name: got {name!r}, wanted one of metrics.STEPS; add it there")
        self._name = name

    def apply(self, element: Any, *side_inputs: Any) -> Iterable[Any]:
        """The results of an element: of the main output, `Rejected`, or `TaggedOutput`s of other outputs."""
        raise NotImplementedError

    def start_bundle(self) -> None:
        self._inputs = self._outputs = self._nanoseconds = 0
        self._counted: Counter[metrics.WorkMetric] = Counter()

    def process(self, element: Any, *side_inputs: Any) -> Iterator[Any]:
        self._inputs += 1
        yield from self._metered(self._results(element, *side_inputs))

    def finish_bundle(self) -> Iterator[Any]:
        """Emit the last results of the bundle, then report its metrics."""
        yield from finish_bundle_values(self._metered(iter(self.last_results())))
        metrics.INPUTS.add(self._inputs, step=self._name)
        metrics.OUTPUTS.add(self._outputs, step=self._name)
        metrics.MILLISECONDS.add(round(self._nanoseconds / 1e6), step=self._name)
        metrics.BUNDLE_SIZE.add(self._inputs, step=self._name)
        for metric, value in self._counted.items():
            metric.add(value)

    def last_results(self) -> Iterable[Any]:
        """Results that are complete only when the bundle ends."""
        return ()

    def count(self, metric: metrics.WorkMetric, value: int) -> None:
        """Add to a counter when the bundle ends."""
        self._counted[metric] += value

    def _results(self, element: Any, *side_inputs: Any) -> Iterator[Any]:
        yield from self.apply(element, *side_inputs)

    def _metered(self, results: Iterator[Any]) -> Iterator[Any]:
        """Yield results one by one, timing how long each takes to produce, not what later steps do with it."""
        while True:
            started = perf_counter_ns()
            result = next(results, _END)
            self._nanoseconds += perf_counter_ns() - started
            if result is _END:
                return
            self._outputs += 1
            yield TaggedOutput(REJECTED, result) if isinstance(result, Rejected) else result


class IsolatedStep(Step):
    """Base class of the steps on one article: an exception from `apply` fails only that article.

    An error of the system, such as a full disk or too many open files, is not the article's and ends the run: the next
    one would not read the article again.
    """

    def rejection(self, element: Any, error: Exception) -> Rejected:
        """The `Rejected` of an element that failed."""
        raise NotImplementedError

    def failed(self, element: Any, error: Exception) -> Iterable[Any]:
        """All results of an element that failed: its `Rejected`, and what other outputs give of it."""
        return (self.rejection(element, error),)

    def _results(self, element: Any, *side_inputs: Any) -> Iterator[Any]:
        try:
            results = list(self.apply(element, *side_inputs))
        except Exception as error:  # a page or a text may provoke anything
            if is_of_system(error):
                raise
            yield from self.failed(element, error)
        else:
            yield from results


class MultiOutput(beam.PTransform):
    """Base class of transforms with several inputs or outputs, where a pipeline may use them by themselves.

    Beam reads the types of elements from the annotations of `expand`, and logs a warning at each that names no single
    collection. The collections have element types of their own.
    """

    def default_type_hints(self) -> IOTypeHints:
        return IOTypeHints.empty()
