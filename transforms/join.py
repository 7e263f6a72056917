"""A join by key whose values are encoded by their registered coders."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.coders import Coder
from apache_beam.coders.typecoders import registry
from apache_beam.typehints import Any as AnyType
from apache_beam.typehints import List, Tuple
from apache_beam.typehints.trivial_inference import key_value_types


class _Encode(beam.DoFn):
    """(key, value) to (key, the number of the side followed by the encoded value)."""

    def __init__(self, side: int, coder: Coder) -> None:
        self._side = bytes((side,))
        self._coder = coder

    def process(self, keyed: tuple[Any, Any]) -> Iterator[tuple[Any, bytes]]:
        yield keyed[0], self._side + self._coder.encode(keyed[1])


class _Decode(beam.DoFn):
    """(key, bytes of all sides) to (key, a list of values for each side)."""

    def __init__(self, coders: list[Coder]) -> None:
        self._coders = coders

    def process(self, grouped: tuple[Any, Iterable[bytes]]) -> Iterator[tuple[Any, tuple[list[Any], ...]]]:
        sides: tuple[list[Any], ...] = tuple([] for _ in self._coders)
        for data in grouped[1]:
            sides[data[0]].append(self._coders[data[0]].decode(data[1:]))
        yield grouped[0], sides


@dataclass
class Join(beam.PTransform):
    """Several PCollections of (key, value) to one of (key, list of values of the first, of the second, …).

    Beam's CoGroupByKey puts the values of all sides into one union type, which only pickle can encode. Here each value
    is encoded by the coder of its own type, and only bytes are grouped: 14 µs in place of 87 µs for the key of an
    article, there and back.

    Input   a: (k1, 1) (k2, 2)    b: (k1, x) (k1, y)
    Output  (k1, ([1], [x, y]))  (k2, ([2], []))

    Raises:
        TypeError: A PCollection has no type of key or value, or two have keys of different types.
    """

    def expand(self, sides: tuple[beam.PCollection[Any], ...]) -> beam.PCollection[Any]:
        types = [key_value_types(side.element_type) for side in sides]
        for kinds in types:
            if AnyType in kinds or kinds[0] != types[0][0]:
                raise TypeError(f"join: got {types}, wanted (key, value) types with keys of one type")
        key_type, value_types = types[0][0], [value_type for _, value_type in types]
        coders = [registry.get_coder(value_type) for value_type in value_types]
        encoded = [
            side | f"Encode{i}" >> beam.ParDo(_Encode(i, coder)).with_output_types(Tuple[key_type, bytes])
            for i, (side, coder) in enumerate(zip(sides, coders, strict=True))
        ]
        lists = Tuple[tuple(List[value_type] for value_type in value_types)]
        grouped = encoded | "Flatten" >> beam.Flatten() | "Group" >> beam.GroupByKey()
        return grouped | "Decode" >> beam.ParDo(_Decode(coders)).with_output_types(Tuple[key_type, lists])
