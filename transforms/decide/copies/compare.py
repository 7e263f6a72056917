"""Compare the texts of candidates. They are read where they lie, so that no text crosses a shuffle."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import batched

import apache_beam as beam
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems

from schemas.flow.copies import CopyKey, CopyPair, EarlierArticles, Place, Resemblance
from transforms import metrics
from transforms.decide.copies.similarity import ComparedText, find_similarity
from transforms.step import Step

BATCH = 500
"""Pairs whose texts are held in memory at one time."""


def is_known_equal(pair: CopyPair) -> bool:
    """Whether two articles have one text, as their keys say: no boilerplate is removed from either."""
    copy, original = pair.copy, pair.original
    return copy.content_id == original.content_id and not copy.boilerplate and not original.boilerplate


def place_of(key: CopyKey) -> Place:
    """Where an article's text is read: what lies in one place is read at once."""
    if key.earlier is None:
        return Place(key.file, key.group)
    return Place(key.earlier.file, key.earlier.group)


def compare(pairs: Sequence[CopyPair], texts: "Texts") -> Iterator[Resemblance]:
    """Those pairs that resemble each other.

    Args:
        pairs: In any order.
        texts: Reads their texts.
    """
    read: list[CopyPair] = []
    for pair in pairs:
        if is_known_equal(pair):
            yield Resemblance(pair.copy, pair.original.precedence, kind="exact", similarity=1.0)
        else:
            read.append(pair)
    keys = {key.article_id: key for pair in read for key in (pair.copy, pair.original)}
    found = dict(zip(keys, map(_compared, texts.read(list(keys.values()))), strict=True))
    for pair in read:
        if similarity := find_similarity(found[pair.copy.article_id], found[pair.original.article_id]):
            kind, share = similarity
            yield Resemblance(pair.copy, pair.original.precedence, kind=kind, similarity=share)


def _compared(text: str) -> ComparedText:
    return ComparedText(text=text)


class Texts:
    """Reads the texts of articles, staged ones without boilerplate.

    Args:
        earlier: Reads those that earlier runs wrote; None if there are none.
    """

    def __init__(self, earlier: EarlierArticles | None) -> None:
        self._earlier = earlier

    def read(self, keys: Sequence[CopyKey]) -> list[str]:
        """The texts of some articles, in that order."""
        rows = [key.earlier for key in keys if key.earlier is not None]
        earlier = iter(self._earlier.texts(rows) if self._earlier is not None and rows else ())
        staged = {key.article_id: _staged_text(key) for key in sorted(keys, key=place_of) if key.is_new}
        return [staged[key.article_id] if key.is_new else next(earlier) for key in keys]


def _staged_text(key: CopyKey) -> str:
    text = _texts_of_group(key.file, key.group)[key.row]
    if not key.boilerplate:
        return text
    return "\n\n".join(part for i, part in enumerate(text.split("\n\n")) if i not in key.boilerplate)


@lru_cache(maxsize=16)
def _texts_of_group(file: str, group: int) -> list[str]:
    texts: list[str] = _open_staged(file).read_row_group(group, columns=["text"])["text"].to_pylist()
    return texts


@lru_cache(maxsize=8)
def _open_staged(file: str) -> pq.ParquetFile:
    """A staged file, kept open: reading its footer takes longer than reading the texts of a row group."""
    return pq.ParquetFile(FileSystems.open(file, mime_type="application/octet-stream"))


def _by_place(pair: CopyPair) -> tuple[Place, CopyPair]:
    return place_of(pair.original), pair


def _place_of_copy(pair: CopyPair) -> tuple[Place, str]:
    return place_of(pair.copy), pair.copy.order


def texts_compared(pairs: Iterable[CopyPair]) -> int:
    """How many texts are read to compare some pairs."""
    return 2 * sum(not is_known_equal(pair) for pair in pairs)


class _Compare(Step):
    def __init__(self, earlier: EarlierArticles | None) -> None:
        super().__init__("compare_copies")
        self._texts = Texts(earlier)

    def apply(self, grouped: tuple[Place, Iterable[CopyPair]]) -> Iterator[Resemblance]:
        for pairs in batched(sorted(grouped[1], key=_place_of_copy), BATCH):
            self.count(metrics.TEXTS_COMPARED, texts_compared(pairs))
            yield from compare(pairs, self._texts)


@dataclass
class ComparePairs(beam.PTransform):
    """Pairs of articles to those that resemble each other; pairs are grouped by where the original's text lies.

    Attributes:
        earlier: Reads texts that earlier runs wrote; None if there are none.
    """

    earlier: EarlierArticles | None

    def expand(self, pairs: beam.PCollection[CopyPair]) -> beam.PCollection[Resemblance]:
        keyed = pairs | "ByPlace" >> beam.Map(_by_place).with_output_types(tuple[tuple[str, int], CopyPair])
        comparing = beam.ParDo(_Compare(self.earlier)).with_output_types(Resemblance)
        return keyed | "Places" >> beam.GroupByKey() | "Compare" >> comparing
