"""Candidates: pairs of articles that share so many bands of their signatures that their texts are compared.

    sketch     of all bands and ids: which of them may appear in several articles
    shared     articles with enough bands that others may share, and revisions of one article; the rest is done with
    leaders    of each band and block of days the earliest articles
    pairs      each article and the leaders of its bands in its block and beside it that share enough of them

Most articles share nothing with others, so that the sketch leaves next to nothing for the shuffles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import apache_beam as beam
import numpy as np
from apache_beam.coders import BytesCoder, Coder
from apache_beam.pvalue import AsDict, AsSingleton, TaggedOutput
from apache_beam.typehints import with_input_types, with_output_types

from schemas.flow.copies import CopyKey, CopyPair
from schemas.flow.linking import ArticleKeys
from transforms.blocks import article_id_of, block_number, neighbouring_blocks
from transforms.bundles import finish_bundle_values
from transforms.decide.copies.revisions import RevisionKeys, takes_part
from transforms.decide.counting_sketch import CountingSketch, Sketch
from transforms.join import Join
from transforms.leaders import Leaders, count_shared, leader_rows, merge_leaders
from transforms.shingles import MIN_SHARED_BANDS, bands_of

LEADERS = 4
"""Articles that are known of a band and a block: more would be copies of these."""

LIMIT = 2
"""Articles from which on a band is shared."""


def values_of(key: CopyKey) -> list[int]:
    """What a sketch counts of an article: its bands, and the article itself."""
    bands = set(bands_of(key.signature)) if takes_part(key) else set()
    return [*bands, _article_value(key.article_id)]


def with_shared_bands(key: CopyKey, sketch: CountingSketch) -> CopyKey | None:
    """A key with the bands that other articles may share, in the place of its signature.

    Returns:
        None if it has too few of them to have a copy, is the only revision of its article, and is no copy of an
        article that has several.
    """
    bands = tuple(sorted({band for band in bands_of(key.signature) if sketch.is_frequent(band)}))
    articles = (key.article_id,) if key.duplicate_of is None else (key.article_id, key.duplicate_of)
    has_copies = takes_part(key) and len(bands) >= MIN_SHARED_BANDS
    if not has_copies and not any(sketch.is_frequent(_article_value(article)) for article in articles):
        return None
    return key._replace(bands=bands, signature=b"")


def _article_value(article_id: str) -> int:
    return crc32(article_id.encode("utf-8", "surrogatepass"))


def keys_in_block(key: CopyKey) -> ArticleKeys:
    """An article as leaders are found: its bands are its keys."""
    return ArticleKeys(
        article_id=key.article_id, content_id=key.content_id, order=key.order, block=key.block, keys=key.bands
    )


def candidates(key: CopyKey, tables: dict[int, Leaders], *, has_earlier: bool) -> list[str]:
    """Ids of the articles that an article is compared with, sorted.

    Args:
        key: With its bands.
        tables: Leaders by block.
        has_earlier: Whether articles stand in the output already: those may also come after it.
    """
    near = [tables[block] for block in neighbouring_blocks(key.block, tables)]
    return sorted(
        article_id_of(order)
        for order, count in count_shared(key.bands, near).items()
        if count >= MIN_SHARED_BANDS and (order < key.order or (has_earlier and order != key.order))
    )


def to_bytes(leaders: Leaders) -> bytes:
    """A table of leaders as bytes: each article once, then each band with the number of its article."""
    orders, numbers = np.unique(leaders[:, 1:], axis=0, return_inverse=True)
    bands = np.column_stack([leaders[:, 0], numbers.reshape(-1)]).astype("<u4")
    return len(orders).to_bytes(8, "little") + orders.astype("<u8").tobytes() + bands.tobytes()


def from_bytes(data: bytes) -> Leaders:
    """The table back; one without rows if there are no bytes."""
    split = 8 + 24 * int.from_bytes(data[:8], "little")
    orders = np.frombuffer(data[8:split], dtype="<u8").reshape(-1, 3)
    bands = np.frombuffer(data[split:], dtype="<u4").reshape(-1, 2)
    return np.column_stack([bands[:, 0], orders[bands[:, 1]]]).astype(np.uint64)


SINGLE = "single"


class _Shared(beam.DoFn):
    """Keys to those that may be revisions of an article; output `single`: others that may have copies."""

    def start_bundle(self) -> None:
        self._sketch: CountingSketch | None = None

    def process(self, key: CopyKey, sketch: bytes) -> Iterator[Any]:
        if self._sketch is None:
            self._sketch = CountingSketch(LIMIT, sketch)
        if (shared := with_shared_bands(key, self._sketch)) is not None:
            is_single = not self._sketch.is_frequent(_article_value(key.article_id))
            yield TaggedOutput(SINGLE, shared) if is_single else shared


@dataclass
class SelectShared(beam.PTransform):
    """Keys of all articles to those that may have copies, or are revisions of one article."""

    def expand(self, keys: beam.PCollection[CopyKey]) -> RevisionKeys:
        sketch = keys | "Sketch" >> Sketch(values_of, LIMIT)
        sharing = beam.ParDo(_Shared(), AsSingleton(sketch)).with_output_types(CopyKey, single=CopyKey)
        return RevisionKeys(*(keys | "Shared" >> sharing.with_outputs(SINGLE, main="several")))


class _LeadersOfBundle(beam.DoFn):
    """The articles of a bundle to tables of their leaders by block."""

    def start_bundle(self) -> None:
        self._articles: dict[int, list[ArticleKeys]] = {}

    def process(self, key: CopyKey) -> None:
        block = block_number(key.block)
        self._articles.setdefault(block, []).append(keys_in_block(key))

    def finish_bundle(self) -> Iterator[Any]:
        tables = (
            (block, to_bytes(merge_leaders([leader_rows(articles)], LEADERS)))
            for block, articles in self._articles.items()
        )
        yield from finish_bundle_values(tables)


@with_input_types(bytes)
@with_output_types(bytes)
class _MergeLeaders(beam.CombineFn):
    """Tables of leaders of one block to one."""

    def create_accumulator(self) -> bytes:
        return b""

    def add_input(self, accumulator: bytes, table: bytes) -> bytes:
        return self.merge_accumulators((accumulator, table))

    def merge_accumulators(self, accumulators: Iterable[bytes]) -> bytes:
        return to_bytes(merge_leaders(map(from_bytes, accumulators), LEADERS))

    def extract_output(self, accumulator: bytes) -> bytes:
        return accumulator

    def get_accumulator_coder(self) -> Coder:
        return BytesCoder()


class _Seek(beam.DoFn):
    """Articles that this run decides on to (id of another, article) for each that it is compared with."""

    def __init__(self, has_earlier: bool) -> None:
        self._has_earlier = has_earlier

    def start_bundle(self) -> None:
        self._tables: dict[int, Leaders] | None = None

    def process(self, key: CopyKey, tables: dict[int, bytes]) -> Iterator[tuple[str, CopyKey]]:
        if not key.is_open:
            return
        if self._tables is None:
            self._tables = {block: from_bytes(table) for block, table in tables.items()}
        found = candidates(key, self._tables, has_earlier=self._has_earlier)
        slim = key._replace(bands=())
        yield from ((article_id, slim) for article_id in found)


class _MakePairs(beam.DoFn):
    """Articles and one that they are compared with to pairs, where it may stand for them."""

    def process(self, joined: tuple[str, tuple[list[CopyKey], list[CopyKey]]]) -> Iterator[CopyPair]:
        seekers, found = joined[1]
        for original in found:
            if original.may_stand:
                for key in seekers:
                    if original.precedence < key.precedence:
                        yield CopyPair(copy=key, original=original)


def _by_article(key: CopyKey) -> tuple[str, CopyKey]:
    return key.article_id, key._replace(bands=())


@dataclass
class FindCandidates(beam.PTransform):
    """Newest revisions, with their bands, to pairs of those whose texts are compared.

    Input    (a1, bands 1 2 3 4)  (a2, bands 1 2 3 5)  (a3, bands 1 6 7 8)
    Leaders  1: a1 a2 a3   2: a1 a2   3: a1 a2   4: a1   …
    Output   (a2, original a1)

    Attributes:
        has_earlier: Whether there are keys of earlier runs.
    """

    has_earlier: bool

    def expand(self, keys: beam.PCollection[CopyKey]) -> beam.PCollection[CopyPair]:
        by_block = tuple[int, bytes]
        tables = keys | "LeadersOfBundle" >> beam.ParDo(_LeadersOfBundle()).with_output_types(by_block)
        leaders = tables | "Leaders" >> beam.CombinePerKey(_MergeLeaders()).with_output_types(by_block)
        seeking = beam.ParDo(_Seek(self.has_earlier), AsDict(leaders)).with_output_types(tuple[str, CopyKey])
        originals = keys | "ByArticle" >> beam.Map(_by_article).with_output_types(tuple[str, CopyKey])
        joined = (keys | "Seek" >> seeking, originals) | "JoinOriginals" >> Join()
        return joined | "MakePairs" >> beam.ParDo(_MakePairs()).with_output_types(CopyPair)
