"""What the deciding phase is given of a staged article: keys and the article's location, never its text."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple


class ParagraphKey(NamedTuple):
    """A paragraph as boilerplate is counted.

    Attributes:
        hash: 63 bits of a hash of its words, as a signed integer.
        is_own: Whether the paragraph is recognisably the article's own.
    """

    hash: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteArticle:
    """An article as its site's boilerplate is counted.

    Attributes:
        site: Registered domain.
        title_hash: Of the headline, or of the article's id if it has none.
        paragraphs: In the order of the text.
    """

    site: str
    article_id: str
    title_hash: int
    paragraphs: tuple[ParagraphKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedKey:
    """One staged article."""

    article_id: str
    content_id: str
    rank: str  # of records that repeat each other the one of lowest rank is kept; depends on the record alone
    site_article: SiteArticle | None = None  # None without a site: no boilerplate is counted then
    boilerplate: tuple[int, ...] = ()  # indices of the paragraphs that are the site's boilerplate
    published_at: datetime | None = None
    day: date | None = None  # of publication, else of the crawl
    revised_at: datetime | None = None  # when it was modified, else crawled
    outcome: str = "coded"  # as cleaned
    signature: bytes = b""  # see transforms.shingles
    file: str
    group: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRow:
    """Where a row of articles is that an earlier run wrote.

    Attributes:
        day: Of publication; None if that is not known.
        file, group, row: In an output folder: path, number of the row group, and of the row in it.
    """

    article_id: str
    content_id: str
    run_id: str
    day: date | None = None
    file: str = ""
    group: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecodedRow:
    """A row of an earlier run, a copy of an article that this run revises, and what becomes of it.

    Attributes:
        row: Where it is.
        duplicate_of, kind, similarity: The article that stands for it now; None if it stands for itself.
    """

    row: EarlierRow
    duplicate_of: str | None = None
    kind: str | None = None
    similarity: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBoilerplate:
    """Indices of the paragraphs to remove from the article in one row of a group."""

    row: int
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowCopy:
    """Which article stands for the one in a row of a group, and how far they resemble each other."""

    row: int
    duplicate_of: str
    kind: str
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedGroup:
    """A row group of a staged Parquet file: the unit of work of extraction."""

    file: str
    group: int
    chars: int = 0  # code points of its articles' texts, by which work is dealt out
    repeated_rows: tuple[int, ...] = ()  # to leave out
    boilerplate: tuple[RowBoilerplate, ...] = ()
    copies: tuple[RowCopy, ...] = ()
    recoded: tuple[RecodedRow, ...] = ()  # rows of earlier runs that an article of this group no longer stands for
    known: tuple[EarlierRow, ...] = ()  # rows of earlier runs that articles of this group may be equal to

    @property
    def repeats(self) -> int:
        """How many rows repeat others."""
        return len(self.repeated_rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeCount:
    """How many records a range of an input contained, valid or not."""

    uri: str
    start: int
    end: int
    fingerprint: str  # of the input
    format: str  # of the file, 'unknown' if it could not be detected
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedCount:
    """How many parts of an input were passed over because they are no records, such as requests in an archive."""

    reason: str
    records: int
