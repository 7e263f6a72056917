"""Values that a DoFn emits when it finishes a bundle."""

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow, TimestampedValue
from apache_beam.utils.windowed_value import WindowedValue


def finish_bundle_values(values: Iterable[Any]) -> Iterator[Any]:
    """Values as Beam expects them from `finish_bundle`: each with its window, the global one, and a time.

    Args:
        values: Values of the main output, or `TaggedOutput`s; a `TimestampedValue` keeps its time, others get the
            window's end.
    """
    window = GlobalWindow()
    for value in values:
        if isinstance(value, beam.pvalue.TaggedOutput):
            inner = WindowedValue(value.value, window.max_timestamp(), (window,))
            yield beam.pvalue.TaggedOutput(value.tag, inner)
        elif isinstance(value, TimestampedValue):
            yield WindowedValue(value.value, value.timestamp, (window,))
        else:
            yield WindowedValue(value, window.max_timestamp(), (window,))
