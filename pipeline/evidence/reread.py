"""Records read again at their places, parsed and cleaned as a run does."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import chain
from queue import SimpleQueue
from typing import NamedTuple

from pipeline.inputs import find_file, split_ranges
from pipeline.run.plan import RANGE_BYTES
from schemas.flow.record import InputRange, RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from transforms.failures import describe
from transforms.prepare.clean.clean import clean_record, without_paragraphs
from transforms.prepare.clean.paragraph_hashes import cut_paragraphs
from transforms.prepare.parse.parse import parse_record
from transforms.prepare.parse.sandbox import Limits, Sandbox
from transforms.prepare.read.reader import read_range
from transforms.prepare.reuse import EXTRACTED
from transforms.prepare.stage import with_signature

_OF_RUN = frozenset(("run_id", "code_version", *EXTRACTED))
_OF_COPIES = frozenset(("outcome", "duplicate_of", "duplicate_kind", "duplicate_similarity"))

_AHEAD = 2
"""Records of each parser that are waiting for it or for their reader."""


class Reading(NamedTuple):
    """How a run read an input.

    Attributes:
        uri: The input, as rows name it.
        present_uri: Where it is now.
        format: `--format`.
        source: `--source`.
    """

    uri: str
    present_uri: str
    format: str | None = None
    source: str | None = None


class Parsers:
    """Processes that parse pages, each with a thread that cleans them.

    Args:
        number: How many.
        limits: What a page may take, if that is not the usual.
    """

    def __init__(self, number: int, limits: Limits | None = None) -> None:
        self.number = number
        self._threads = ThreadPoolExecutor(number)
        self._idle: SimpleQueue[Sandbox] = SimpleQueue()
        self._sandboxes = [Sandbox(*(limits or Limits())) for _ in range(number)]
        for sandbox in self._sandboxes:
            self._idle.put(sandbox)

    def __enter__(self) -> "Parsers":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)
        for sandbox in self._sandboxes:
            sandbox.close()

    def submit(self, record: RawRecord, source: str | None) -> "Future[Article | Rejected]":
        """Parse and clean a record."""
        return self._threads.submit(self._clean, record, source)

    def _clean(self, record: RawRecord, source: str | None) -> Article | Rejected:
        sandbox = self._idle.get()
        try:
            parsed = parse_record(record, sandbox)
            article = parsed if isinstance(parsed, Rejected) else clean_record(parsed, source=source)
        except Exception as error:  # as in a run: what a record raises is its own failure
            return Rejected(stage="clean", reason="clean_error", error=describe(error), ref=record.ref)
        finally:
            self._idle.put(sandbox)
        return with_signature(article) if isinstance(article, Article) else article


def read_again(
    inputs: Iterable[tuple[Reading, Collection[RecordRef]]], parsers: Parsers
) -> Iterator[tuple[Reading, RecordRef, Article | Rejected]]:
    """Read some records of inputs, as articles before boilerplate of their site is removed.

    Args:
        inputs: How each was read, and where its records are.
        parsers: What parses them.

    Yields:
        Of each record that is at its place the article, or why there is none; about in the order of the inputs.
    """
    waiting: deque[tuple[Reading, RecordRef, Future[Article | Rejected]]] = deque()
    for reading, record in chain.from_iterable(map(_wanted_records, inputs)):
        if isinstance(record, Rejected):
            yield reading, record.ref, record
        else:
            waiting.append((reading, record.ref, parsers.submit(record, reading.source)))
        if len(waiting) > _AHEAD * parsers.number:
            yield _result(*waiting.popleft())
    while waiting:
        yield _result(*waiting.popleft())


def _result(
    reading: Reading, ref: RecordRef, article: "Future[Article | Rejected]"
) -> tuple[Reading, RecordRef, Article | Rejected]:
    return reading, ref, article.result()


def _wanted_records(wanted: tuple[Reading, Collection[RecordRef]]) -> Iterator[tuple[Reading, RawRecord | Rejected]]:
    reading, places = wanted
    left = set(places)
    for record in _records(reading, places):
        if reading.present_uri != reading.uri:
            record = replace(record, ref=replace(record.ref, uri=reading.uri))
        if record.ref in left:
            left.remove(record.ref)
            yield reading, record
            if not left:
                return


def _records(reading: Reading, places: Collection[RecordRef]) -> Iterator[RawRecord | Rejected]:
    """The records of an input, those of the ranges in which some places lie first."""
    offsets = [place.offset or 0 for place in places]
    ranges = split_ranges(find_file(reading.present_uri), RANGE_BYTES, reading.format)
    holding = [part for part in ranges if any(part.start <= offset < part.end for offset in offsets)]
    return _read_all((*holding, *(part for part in ranges if part not in holding)))


def _read_all(ranges: Iterable[InputRange]) -> Iterator[RawRecord | Rejected]:
    return chain.from_iterable(map(read_range, ranges))


def as_recorded(article: Article, row: Article) -> Article | Rejected:
    """An article that was read again, without what the run removed from its row as boilerplate of its site.

    Args:
        article: As cleaned.
        row: Of the table.
    """
    cut = cut_paragraphs(row.paragraph_hashes, row.text)
    if not cut or max(cut) >= len(article.paragraph_hashes):
        return article
    return without_paragraphs(article, cut)


def differing_columns(article: Article, row: Article) -> tuple[str, ...]:
    """Columns in which an article that was read again differs from its row.

    Those that come from the language model and from other articles are not compared.

    Args:
        article: As `as_recorded` gives it.
        row: Of the table.
    """
    ignored = _OF_RUN | _OF_COPIES if row.outcome == "duplicate" else _OF_RUN
    return tuple(
        field.name
        for field in fields(Article)
        if field.name not in ignored and getattr(article, field.name) != getattr(row, field.name)
    )
