"""Stage cleaned articles as Parquet: the text is written once, and only keys are passed on to the decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
import msgspec
import pyarrow.parquet as pq
from apache_beam.io.filesystems import FileSystems
from apache_beam.pvalue import TaggedOutput

from schemas.flow.article_rows import ArticleRows
from schemas.flow.copies import EarlierArticles
from schemas.flow.staging import RowCopy, StagedGroup, StagedKey
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from transforms import metrics
from transforms.parquet_writer import Part
from transforms.prepare.clean.clean import without_paragraphs
from transforms.prepare.clean.paragraph_hashes import site_article
from transforms.prepare.reuse import find_equal, with_rows_of
from transforms.shingles import signature
from transforms.step import REJECTED, Step

type Staged = StagedKey | StagedGroup

REUSED = "reused"

GROUP_ROWS = 16
"""Articles in a row group, the unit of work of extraction: a second or two of work."""

GROUP_CHARS = 4_000_000
"""Code points of text in a row group, so that long articles do not make it too large."""


def rank(article: Article) -> str:
    """Orders records that repeat each other, so that the same one is kept whatever the order of work.

    The latest revision is kept; of equals the one whose location comes first.
    """
    time = article.modified_at or article.crawled_at
    # Counted down from the end of time, so that the lowest string is the latest revision; no time comes last.
    age = f"{253402300799 - int(time.timestamp()):012d}" if time else "9" * 12
    return f"{age} {article.record.uri} {article.record.offset or 0:015d}"


def key_of(article: Article, *, file: str, group: int, row: int) -> StagedKey:
    """What the decisions need of an article."""
    day = article.published_date or (article.crawled_at.date() if article.crawled_at else None)
    return StagedKey(
        article_id=article.article_id,
        content_id=article.content_id,
        rank=rank(article),
        site_article=site_article(article),
        published_at=article.published_at,
        day=day,
        revised_at=article.modified_at or article.crawled_at,
        outcome=article.outcome,
        signature=article.signature or b"",
        file=file,
        group=group,
        row=row,
    )


def with_signature(article: Article) -> Article:
    """An article with the signature that copies are found by, if it is to be coded."""
    return replace(article, signature=signature(article.text)) if article.outcome == "coded" else article


class StagedFile:
    """A Parquet file of articles, written row group by row group.

    Args:
        folder: Any folder of Beam's file systems.
    """

    def __init__(self, folder: str) -> None:
        self._part = Part(folder, Article)
        self._rows: list[Article] = []
        self._chars = 0
        self._group = 0

    def add(self, article: Article) -> Iterator[Staged]:
        """Add an article; yields the keys and the group when a row group is full."""
        self._rows.append(with_signature(article))
        self._chars += len(article.text)
        if len(self._rows) >= GROUP_ROWS or self._chars >= GROUP_CHARS:
            yield from self._flush()

    def close(self) -> Iterator[Staged]:
        """Write the last row group and close the file."""
        yield from self._flush()
        self._part.close()

    @property
    def bytes(self) -> int:
        """Size of the file once it is closed."""
        return self._part.bytes

    def _flush(self) -> Iterator[Staged]:
        if not self._rows:
            return
        self._part.write(self._rows)
        for row, article in enumerate(self._rows):
            yield key_of(article, file=self._part.path, group=self._group, row=row)
        yield StagedGroup(file=self._part.path, group=self._group, chars=self._chars)
        self._rows, self._chars, self._group = [], 0, self._group + 1


def read_staged(group: StagedGroup) -> Iterator[Article | Rejected]:
    """The articles of a row group, without repeats and without boilerplate paragraphs; copies say of what.

    Yields:
        Each article, or a `Rejected` if it contained nothing but boilerplate.
    """
    with FileSystems.open(group.file, mime_type="application/octet-stream") as stream:
        rows = pq.ParquetFile(stream).read_row_group(group.group).to_pylist()
    repeated = frozenset(group.repeated_rows)
    boilerplate = {one.row: one.paragraphs for one in group.boilerplate}
    copies = {one.row: one for one in group.copies}
    for i, row in enumerate(rows):
        if i in repeated:
            continue
        article = msgspec.convert(row, Article)
        cleaned = without_paragraphs(article, boilerplate[i]) if i in boilerplate else article
        if i in copies and isinstance(cleaned, Article) and cleaned.outcome == "coded":
            cleaned = as_copy(cleaned, copies[i])
        yield cleaned


def as_copy(article: Article, copy: RowCopy) -> Article:
    """An article that another one stands for."""
    return replace(
        article,
        outcome="duplicate",
        duplicate_of=copy.duplicate_of,
        duplicate_kind=copy.kind,
        duplicate_similarity=copy.similarity,
    )


class _Stage(Step):
    """One file a bundle."""

    def __init__(self, folder: str) -> None:
        super().__init__("stage")
        self._folder = folder
        self._file: StagedFile

    def start_bundle(self) -> None:
        super().start_bundle()
        self._file = StagedFile(self._folder)

    def apply(self, article: Article) -> Iterator[Any]:
        yield from map(_tagged, self._file.add(article))

    def last_results(self) -> Iterator[Any]:
        yield from map(_tagged, self._file.close())
        if self._file.bytes:
            metrics.STAGED_BYTES.add(self._file.bytes)


def _tagged(staged: Staged) -> Any:
    return staged if isinstance(staged, StagedKey) else TaggedOutput("groups", staged)


@dataclass
class StageArticles(beam.PTransform):
    """Articles to staged files; outputs `keys` (one for each article) and `groups` (units of work of extraction).

    Attributes:
        folder: Where the files go.
    """

    folder: str

    def expand(self, articles: beam.PCollection[Article]) -> beam.pvalue.DoOutputsTuple:
        writing = beam.ParDo(_Stage(self.folder)).with_output_types(StagedKey, groups=StagedGroup)
        return articles | "Write" >> writing.with_outputs("groups", main="keys")


class _ReadStaged(Step):
    def __init__(self, earlier: EarlierArticles | None) -> None:
        super().__init__("read_staged")
        self._earlier = earlier

    def apply(self, group: StagedGroup) -> Iterator[Any]:
        known: Iterable[ArticleRows] = ()
        if group.known and self._earlier is not None:
            known = self._earlier.extracted(group.known)
        for article in read_staged(group):
            if isinstance(article, Article) and (equal := find_equal(article, known)) is not None:
                yield TaggedOutput(REUSED, with_rows_of(article, equal))
            else:
                yield article


@dataclass
class ReadStaged(beam.PTransform):
    """Row groups to their articles, without repeats and boilerplate.

    Outputs `articles`; `reused`: those that an earlier run has read, with the rows that it extracted; and `rejected`.
    A shuffle must be between the groups' being staged and this, since a file is complete at the end of its bundle.

    Attributes:
        earlier: The articles of earlier runs; None if there are none.
    """

    earlier: EarlierArticles | None = None

    def expand(self, groups: beam.PCollection[StagedGroup]) -> beam.pvalue.DoOutputsTuple:
        reading = beam.ParDo(_ReadStaged(self.earlier))
        reading = reading.with_output_types(Article, rejected=Rejected, reused=ArticleRows)
        return groups | "Read" >> reading.with_outputs(REJECTED, REUSED, main="articles")
