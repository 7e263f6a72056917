"""What the deciding phase sees of a staged article: keys, and where the article lies. Never its text."""

from dataclasses import dataclass
from typing import NamedTuple


class ParagraphKey(NamedTuple):
    """A paragraph where boilerplate is counted.

    Attributes:
        hash: 63 bits of a hash of its words, as a signed integer.
        is_own: Whether the paragraph shows to be the article's own.
    """

    hash: int
    is_own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteArticle:
    """An article of a site where the site's boilerplate is counted.

    Attributes:
        site: Registered domain.
        title_hash: Of the headline, of the article's id where it has none.
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
    rank: str  # of records that repeat one another the one of least rank stays; a function of the record alone
    site_article: SiteArticle | None = None  # None without a site: no boilerplate is counted then
    boilerplate: tuple[int, ...] = ()  # indices of the paragraphs that are the site's boilerplate
    file: str
    group: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBoilerplate:
    """Indices of the paragraphs to be taken out of the article in a row of a group."""

    row: int
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedGroup:
    """A row group of a staged Parquet file: the unit of work of extraction."""

    file: str
    group: int
    repeated_rows: tuple[int, ...] = ()  # to be left out
    boilerplate: tuple[RowBoilerplate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeCount:
    """How many records a range of an input held, whatever became of them."""

    uri: str
    start: int
    end: int
    format: str  # of the file, 'unknown' when it could not be found
    records: int
