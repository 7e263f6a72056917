"""A sketch of paragraph hashes, of fixed size: which paragraphs may appear in several articles of their site.

It is an array of small counters. A paragraph's counter says how many articles it appears in, up to a limit; two hashes
that share a counter make it too high, never too low. So what the sketch excludes certainly appears in too few articles,
and what it admits is counted exactly afterwards. (A counting Bloom filter with one hash function.)
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zlib import compress, crc32, decompress

import apache_beam as beam
import numpy as np
from apache_beam.coders import BytesCoder, Coder
from apache_beam.typehints import with_input_types, with_output_types

from schemas.flow.staging import SiteArticle
from transforms.bundles import finish_bundle_values

CELLS = 1 << 23
"""Counters of a sketch, one byte each. In a corpus of many more paragraphs it excludes fewer of them."""

LIMIT = 3
"""The highest number of articles that is counted."""


EMPTY = b""
"""The sketch of no article, as bytes."""


class ParagraphSketch:
    """Counts articles by paragraph hash.

    Args:
        data: Of `to_bytes` or `EMPTY`.
    """

    def __init__(self, data: bytes = EMPTY) -> None:
        self._cells = bytearray(decompress(data)) if data else bytearray(CELLS)

    def add(self, article: SiteArticle) -> None:
        """Count an article."""
        cells, site = self._cells, crc32(article.site.encode())
        for hash_ in {paragraph.hash for paragraph in article.paragraphs}:
            cell = (hash_ ^ site) % CELLS
            if cells[cell] < LIMIT:
                cells[cell] += 1

    def frequent_hashes(self, article: SiteArticle) -> list[int]:
        """Hashes of the article's paragraphs that may appear in `LIMIT` articles or more."""
        cells, site = self._cells, crc32(article.site.encode())
        hashes = {paragraph.hash for paragraph in article.paragraphs}
        return [hash_ for hash_ in hashes if cells[(hash_ ^ site) % CELLS] >= LIMIT]

    def to_bytes(self) -> bytes:
        """The counters, compressed; most are 0."""
        return compress(self._cells, 1)


def merge_sketches(sketches: Iterable[bytes]) -> bytes:
    """The sketch of all articles that some sketches count; each article must be in one of them only."""
    filled = [sketch for sketch in sketches if sketch]
    if len(filled) < 2:
        return filled[0] if filled else EMPTY
    merged = np.zeros(CELLS, dtype=np.uint8)
    for sketch in filled:
        merged = np.minimum(merged + np.frombuffer(decompress(sketch), dtype=np.uint8), LIMIT)
    return compress(merged.tobytes(), 1)


class _SketchBundle(beam.DoFn):
    """The articles of a bundle to their sketch."""

    def start_bundle(self) -> None:
        self._sketch: ParagraphSketch | None = None

    def process(self, article: SiteArticle) -> None:
        if self._sketch is None:
            self._sketch = ParagraphSketch()
        self._sketch.add(article)

    def finish_bundle(self) -> Any:
        if self._sketch is not None:
            yield from finish_bundle_values([self._sketch.to_bytes()])


@with_input_types(bytes)
@with_output_types(bytes)
class _Merge(beam.CombineFn):
    def create_accumulator(self) -> bytes:
        return EMPTY

    def add_input(self, accumulator: bytes, sketch: bytes) -> bytes:
        return merge_sketches((accumulator, sketch))

    def merge_accumulators(self, accumulators: Iterable[bytes]) -> bytes:
        return merge_sketches(accumulators)

    def extract_output(self, accumulator: bytes) -> bytes:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return BytesCoder()


@dataclass
class SketchParagraphs(beam.PTransform):
    """Articles to one sketch of all their paragraphs, as bytes."""

    def expand(self, articles: beam.PCollection[SiteArticle]) -> beam.PCollection[bytes]:
        sketches = articles | "SketchBundle" >> beam.ParDo(_SketchBundle()).with_output_types(bytes)
        return sketches | "Merge" >> beam.CombineGlobally(_Merge()).with_output_types(bytes)
