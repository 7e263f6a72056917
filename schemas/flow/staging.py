"""What the deciding phase sees of a staged article: keys, and where the article lies. Never its text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Paragraphs to take out of the article in a row of a group."""

    row: int
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedGroup:
    """A row group of a staged Parquet file: the unit of work of extraction."""

    file: str
    group: int
    drop: tuple[int, ...] = ()  # rows that are repeats of others
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What an article shows of itself where the banners of its site are counted.

    Attributes:
        site: Registered domain.
        title: A hash of the headline, of the article's id where it has none.
        paragraphs: As in `Article.paragraph_hashes`.
    """

    site: str
    article_id: str
    title: int
    paragraphs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedKey:
    """One staged article."""

    article_id: str
    content_id: str
    rank: str  # of records that repeat one another the least stands; a function of the record alone
    outline: Outline | None = None  # None without a site: nothing is counted then
    cut: tuple[int, ...] = ()  # places of the paragraphs that are the site's
    file: str
    group: int
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeCount:
    """How many records a range of an input held, whatever became of them."""

    uri: str
    start: int
    end: int
    format: str  # of the file, 'unknown' when it could not be found
    records: int
