"""A sketch of values, of fixed size: which of them may appear in several elements.

It is an array of small counters. A value's counter says how many elements it appears in, up to a limit; two values that
share a counter make it too high, never too low. So what the sketch excludes certainly appears in too few elements, and
what it admits is looked at exactly afterwards. (A counting Bloom filter with one hash function.)
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from zlib import compress, decompress

import apache_beam as beam
import numpy as np
from apache_beam.coders import BytesCoder, Coder
from apache_beam.typehints import with_input_types, with_output_types

from transforms.bundles import finish_bundle_values

CELLS = 1 << 23
"""Counters of a sketch, one byte each. Of many more values it excludes fewer."""

EMPTY = b""
"""The sketch of no element, as bytes."""


class CountingSketch:
    """Counts elements by their values.

    Args:
        limit: The highest number of elements that is counted.
        data: Of `to_bytes` or `EMPTY`.
    """

    def __init__(self, limit: int, data: bytes = EMPTY) -> None:
        self._limit = limit
        self._cells = bytearray(decompress(data)) if data else bytearray(CELLS)

    def add(self, values: Iterable[int]) -> None:
        """Count an element.

        Args:
            values: Hashes, each once.
        """
        cells, limit = self._cells, self._limit
        for value in values:
            cell = value % CELLS
            if cells[cell] < limit:
                cells[cell] += 1

    def is_frequent(self, value: int) -> bool:
        """Whether a value may appear in as many elements as the limit says, or more."""
        return self._cells[value % CELLS] >= self._limit

    def to_bytes(self) -> bytes:
        """The counters, compressed; most are 0."""
        return compress(self._cells, 1)


def merge_sketches(sketches: Iterable[bytes], limit: int) -> bytes:
    """The sketch of all elements that some sketches count; each element must be in one of them only."""
    filled = [sketch for sketch in sketches if sketch]
    if len(filled) < 2:
        return filled[0] if filled else EMPTY
    merged = np.zeros(CELLS, dtype=np.uint8)
    for sketch in filled:
        merged = np.minimum(merged + np.frombuffer(decompress(sketch), dtype=np.uint8), limit)
    return compress(merged.tobytes(), 1)


class _SketchBundle(beam.DoFn):
    """The elements of a bundle to their sketch."""

    def __init__(self, values_of: Callable[[Any], Iterable[int]], limit: int) -> None:
        self._values_of = values_of
        self._limit = limit

    def start_bundle(self) -> None:
        self._sketch: CountingSketch | None = None

    def process(self, element: Any) -> None:
        if self._sketch is None:
            self._sketch = CountingSketch(self._limit)
        self._sketch.add(self._values_of(element))

    def finish_bundle(self) -> Any:
        if self._sketch is not None:
            yield from finish_bundle_values([self._sketch.to_bytes()])


@with_input_types(bytes)
@with_output_types(bytes)
class _Merge(beam.CombineFn):
    def __init__(self, limit: int) -> None:
        self._limit = limit

    def create_accumulator(self) -> bytes:
        return EMPTY

    def add_input(self, accumulator: bytes, sketch: bytes) -> bytes:
        return merge_sketches((accumulator, sketch), self._limit)

    def merge_accumulators(self, accumulators: Iterable[bytes]) -> bytes:
        return merge_sketches(accumulators, self._limit)

    def extract_output(self, accumulator: bytes) -> bytes:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return BytesCoder()


@dataclass
class Sketch(beam.PTransform):
    """Elements to one sketch of all their values, as bytes.

    Attributes:
        values_of: Hashes of an element, each once.
        limit: The highest number of elements that is counted.
    """

    values_of: Callable[[Any], Iterable[int]]
    limit: int

    def expand(self, elements: beam.PCollection[Any]) -> beam.PCollection[bytes]:
        sketching = beam.ParDo(_SketchBundle(self.values_of, self.limit)).with_output_types(bytes)
        sketches = elements | "SketchBundle" >> sketching
        return sketches | "Merge" >> beam.CombineGlobally(_Merge(self.limit)).with_output_types(bytes)
