"""Combiners with coders for their accumulators; those of Beam's `sum` and `max` are pickled."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import apache_beam as beam
from apache_beam.coders import Coder, VarIntCoder
from apache_beam.typehints import with_input_types, with_output_types


@with_input_types(int)
@with_output_types(int)
class SumIntegers(beam.CombineFn):
    """The sum of integers."""

    def create_accumulator(self) -> int:
        return 0

    def add_input(self, accumulator: int, value: int) -> int:
        return accumulator + value

    def merge_accumulators(self, accumulators: Iterable[int]) -> int:
        return sum(accumulators)

    def extract_output(self, accumulator: int) -> int:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return VarIntCoder()


@with_input_types(int)
@with_output_types(int)
class MaxInteger(SumIntegers):
    """The maximum of integers, none of them negative."""

    def add_input(self, accumulator: int, value: int) -> int:
        return max(accumulator, value)

    def merge_accumulators(self, accumulators: Iterable[int]) -> int:
        return max(accumulators, default=0)


def one_each(_: Any) -> int:
    """The amount that `Total` adds for each element where it counts them."""
    return 1


@dataclass
class Total(beam.PTransform):
    """Elements to one number, 0 where there are none.

    Attributes:
        amount: What an element adds.
    """

    amount: Callable[[Any], int]

    def expand(self, elements: beam.PCollection[Any]) -> beam.PCollection[int]:
        amounts = elements | "Amount" >> beam.Map(self.amount).with_output_types(int)
        return amounts | "Sum" >> beam.CombineGlobally(SumIntegers()).with_output_types(int)
