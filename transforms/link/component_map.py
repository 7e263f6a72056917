"""The components of links, found by workers together: forests of bundles are merged, in any order.

Only ids cross to other workers, 32 bytes for an item that is linked: a forest of a million of them has 32 MB.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import apache_beam as beam
from apache_beam.coders import BytesCoder, Coder
from apache_beam.typehints import with_input_types, with_output_types

from transforms.bundles import finish_bundle_values
from transforms.link.clusters import Pair, components

_ID_BYTES = 16


def pack_components(found: dict[str, str]) -> bytes:
    """Items with their components, without those that are alone, in bytes; ids are 32 hexadecimal digits."""
    linked = sorted((item, root) for item, root in found.items() if item != root)
    return bytes.fromhex("".join(item + root for item, root in linked))


@lru_cache(maxsize=4)
def unpack_components(data: bytes) -> dict[str, str]:
    """Items with their components, as `pack_components` writes them."""
    found = {}
    for start in range(0, len(data), 2 * _ID_BYTES):
        middle = start + _ID_BYTES
        item, root = data[start:middle].hex(), data[middle : middle + _ID_BYTES].hex()
        found[item] = found[root] = root
    return found


def merge_components(packed: Iterable[bytes]) -> bytes:
    """The components of the links of some forests."""
    forests = [data for data in packed if data]
    if len(forests) < 2:
        return forests[0] if forests else b""
    pairs = [pair for data in forests for pair in unpack_components(data).items()]
    return pack_components(components({item for pair in pairs for item in pair}, pairs))


class _ForestOfBundle(beam.DoFn):
    def start_bundle(self) -> None:
        self._pairs: list[Pair] = []

    def process(self, pair: Pair) -> None:
        self._pairs.append(pair)

    def finish_bundle(self) -> Iterator[Any]:
        if self._pairs:
            items = {item for pair in self._pairs for item in pair}
            yield from finish_bundle_values([pack_components(components(items, self._pairs))])


@with_input_types(bytes)
@with_output_types(bytes)
class _MergeForests(beam.CombineFn):
    def create_accumulator(self) -> bytes:
        return b""

    def add_input(self, accumulator: bytes, forest: bytes) -> bytes:
        return merge_components((accumulator, forest))

    def merge_accumulators(self, accumulators: Iterable[bytes]) -> bytes:
        return merge_components(accumulators)

    def extract_output(self, accumulator: bytes) -> bytes:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return BytesCoder()


@dataclass
class FindComponents(beam.PTransform):
    """Pairs of ids to one map from items to their components, in bytes.

    Input   (a, b)  (b, c)  (x, y)
    Output  {a: a, b: a, c: a, x: x, y: x}
    """

    def expand(self, pairs: beam.PCollection[tuple[str, str]]) -> beam.PCollection[bytes]:
        forests = pairs | "ForestOfBundle" >> beam.ParDo(_ForestOfBundle()).with_output_types(bytes)
        return forests | "Merge" >> beam.CombineGlobally(_MergeForests()).with_output_types(bytes)
