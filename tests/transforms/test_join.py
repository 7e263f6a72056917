"""Values are joined by key, encoded by the coders of their types."""

from typing import Any

import apache_beam as beam
import pytest
from apache_beam.runners.portability.fn_api_runner import FnApiRunner
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to

from schemas.rows.columns import RecordRef
from transforms.join import Join

REF = RecordRef(uri="a.txt", media_type="text/plain")


def in_order(joined: tuple[str, tuple[list[RecordRef], list[int]]]) -> tuple[str, list[RecordRef], list[int]]:
    key, (refs, numbers) = joined
    return key, refs, sorted(numbers)


def test_join_sides_of_two_types_give_lists_by_key() -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        refs = pipeline | "Refs" >> beam.Create([("a", REF)]).with_output_types(tuple[str, RecordRef])
        numbers = pipeline | "Numbers" >> beam.Create([("a", 2), ("b", 3), ("a", 1)]).with_output_types(tuple[str, int])
        joined = (refs, numbers) | Join() | beam.Map(in_order)
        assert_that(joined, equal_to([("a", [REF], [1, 2]), ("b", [], [3])]))


def test_join_empty_sides_give_nothing() -> None:
    with TestPipeline(runner=FnApiRunner()) as pipeline:
        first, second = (
            pipeline | name >> beam.Create([], reshuffle=False).with_output_types(tuple[str, int]) for name in "ab"
        )
        assert_that((first, second) | Join(), equal_to([]))


@pytest.mark.parametrize("other", [tuple[str, Any], tuple[int, int], Any])
def test_join_untyped_values_or_different_keys_are_refused(other: Any) -> None:
    pipeline = beam.Pipeline(runner=FnApiRunner())
    typed = pipeline | "Typed" >> beam.Create([]).with_output_types(tuple[str, int])
    untyped = pipeline | "Other" >> beam.Create([]).with_output_types(other)
    with pytest.raises(TypeError, match="wanted"):
        _ = (typed, untyped) | Join()
