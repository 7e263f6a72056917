"""Finds the values that a pipeline would pickle in its shuffles."""

from typing import Any

import apache_beam as beam
from apache_beam.coders.typecoders import registry
from apache_beam.typehints.typehints import UnionConstraint
from apache_beam.utils.timestamp import Timestamp

PICKLED = ("FastPrimitivesCoder", "PickleCoder", "CloudpickleCoder", "DillCoder")


def pickled_types(hint: Any) -> list[Any]:
    """The parts of an element type without a registered coder, which are pickled."""
    if hint is type(None) or getattr(hint, "__module__", "").startswith("apache_beam.utils"):
        return []  # one byte; timestamps and panes, which Reshuffle adds
    if isinstance(hint, UnionConstraint):
        parts = {part for part in hint.union_types if part is not type(None)}
        return [] if parts == {Timestamp} else [hint]
    inner = getattr(hint, "tuple_types", None) or [getattr(hint, "inner_type", None)]
    if inner[0] is not None:
        return [found for part in inner for found in pickled_types(part)]
    return [hint] if type(registry.get_coder(hint)).__name__ in PICKLED else []


class Shuffles(beam.pipeline.PipelineVisitor):
    """Collects PCollections without element type, and groupings and flattens whose elements are pickled."""

    def __init__(self) -> None:
        self.seen = 0
        self.pickled: list[str] = []
        self.untyped: list[str] = []

    def visit_transform(self, node: Any) -> None:
        types = [str(collection.element_type) for collection in node.outputs.values()]
        self.untyped += [f"{node.full_label}: {type_}" for type_ in types if "Any" in type_]
        if isinstance(node.transform, beam.GroupByKey | beam.Flatten):
            self.seen += 1
            for collection in node.inputs:
                if found := pickled_types(collection.element_type):
                    self.pickled.append(f"{node.full_label}: {collection.element_type} has {found}")

    def enter_composite_transform(self, node: Any) -> None:
        if isinstance(node.transform, beam.CombinePerKey):
            self.seen += 1
            coder = node.transform.fn.get_accumulator_coder()
            if type(coder).__name__ in PICKLED:
                self.pickled.append(f"{node.full_label}: accumulators")
