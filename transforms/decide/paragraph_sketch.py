"""A sketch of paragraph hashes: which paragraphs may appear in several articles of their site."""

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import apache_beam as beam

from schemas.flow.staging import SiteArticle
from transforms.decide.counting_sketch import EMPTY, CountingSketch, Sketch

LIMIT = 3
"""The highest number of articles that is counted."""


class ParagraphSketch:
    """Counts articles by paragraph hash.

    Args:
        data: Of `SketchParagraphs` or `EMPTY`.
    """

    def __init__(self, data: bytes = EMPTY) -> None:
        self._sketch = CountingSketch(LIMIT, data)

    def add(self, article: SiteArticle) -> None:
        """Count an article."""
        self._sketch.add(_values(article))

    def frequent_hashes(self, article: SiteArticle) -> list[int]:
        """Hashes of the article's paragraphs that may appear in `LIMIT` articles or more."""
        site = crc32(article.site.encode())
        return [hash_ for hash_ in _hashes(article) if self._sketch.is_frequent(hash_ ^ site)]

    def to_bytes(self) -> bytes:
        """See `CountingSketch`."""
        return self._sketch.to_bytes()


def _hashes(article: SiteArticle) -> set[int]:
    return {paragraph.hash for paragraph in article.paragraphs}


def _values(article: SiteArticle) -> Iterable[int]:
    site = crc32(article.site.encode())
    return [hash_ ^ site for hash_ in _hashes(article)]


@dataclass
class SketchParagraphs(beam.PTransform):
    """Articles to one sketch of all their paragraphs, as bytes."""

    def expand(self, articles: beam.PCollection[SiteArticle]) -> beam.PCollection[bytes]:
        return articles | "Sketch" >> Sketch(_values, LIMIT)
