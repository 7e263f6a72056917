"""What copies of articles are found from: keys and locations, never text.

The records are named tuples, which cross shuffles as values alone, without the names of their fields.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from schemas.flow.article_rows import ArticleRows
from schemas.flow.staging import EarlierRow
from schemas.rows.article import Article

THIS_RUN = 1 << 62
"""The commit of the articles that this run staged: later than every earlier one."""


class Place(NamedTuple):
    """A row group of a file."""

    file: str
    group: int


class Precedence(NamedTuple):
    """Sorts articles by which of them stands for the others.

    What stands in the output goes on standing, then a revision of what stood, then the earliest.

    Attributes:
        standing: 0 if it stands whatever this run brings, 1 if it stood, 2 if it is new.
        order: See `CopyKey`.
    """

    standing: int
    order: str


class CopyKey(NamedTuple):
    """An article as its copies are found: staged by this run, or in its output already.

    Attributes:
        order: Sorts articles by publication, those without a date last, then by id; see `transforms.blocks`.
        content_id: Id of its text.
        block: Number of the block of days that it is from; None without a date.
        revised_at: When it was modified, else crawled.
        commit: Sorts articles by the commit of their run; `THIS_RUN` if this run staged it.
        outcome: As in the articles table; as cleaned if this run staged it.
        signature: See `transforms.shingles`.
        bands: Those hashes of the signature that other articles may share.
        text_key: Equal for records of this run that have one text without boilerplate.
        rank: Of records that repeat each other the one of lowest rank is kept.
        boilerplate: Indices of the paragraphs that are the site's boilerplate.
        file, group, row: Where it is staged; `file` is empty if this run did not stage it.
        earlier: Where its row is, if this run did not stage it.
        has_same_code: Whether the run that wrote its row had the code and language model of this run, which would
            extract the same from it.
        was_coded: Whether the row that readers saw of it before this run was coded.
        follows: Where the revision is staged whose earlier text it is a copy of; None if there is no such revision.
    """

    order: str
    content_id: str
    block: int | None = None
    revised_at: datetime | None = None
    commit: int = THIS_RUN
    outcome: str = "coded"
    signature: bytes = b""
    bands: tuple[int, ...] = ()
    text_key: str = ""
    rank: str = ""
    boilerplate: tuple[int, ...] = ()
    file: str = ""
    group: int = 0
    row: int = 0
    earlier: EarlierRow | None = None
    duplicate_of: str | None = None
    duplicate_kind: str | None = None
    duplicate_similarity: float | None = None
    has_same_code: bool = False
    was_coded: bool = False
    follows: Place | None = None

    @property
    def article_id(self) -> str:
        """Its id, with which its order ends."""
        return self.order[-32:]

    @property
    def is_new(self) -> bool:
        """Whether this run staged it."""
        return self.earlier is None

    @property
    def is_open(self) -> bool:
        """Whether this run decides if it stands for itself."""
        return self.is_new or self.follows is not None

    @property
    def may_stand(self) -> bool:
        """Whether it may stand for copies of it: always but for a copy whose original has not changed."""
        return self.is_open or self.outcome == "coded"

    @property
    def precedence(self) -> Precedence:
        """Sorts it among the articles that may stand for others."""
        if not self.is_open:
            return Precedence(0, self.order)
        return Precedence(1 if self.was_coded and self.is_new else 2, self.order)


class CopyPair(NamedTuple):
    """Two articles that may resemble each other: one, and another that would stand for it."""

    copy: CopyKey
    original: CopyKey


class Resemblance(NamedTuple):
    """That one article resembles another that may stand for it.

    Attributes:
        copy: The one.
        original: What sorts the other.
        kind: `exact` or `near`.
        similarity: Jaccard similarity of their shingles.
    """

    copy: CopyKey
    original: Precedence
    kind: str
    similarity: float


class EarlierArticles(Protocol):
    """The articles that earlier runs wrote. It is pickled into the graph."""

    def keys(self) -> Any:
        """A transform from blocks of days (`PCollection[int]`) to the `CopyKey`s of the rows in and beside them.

        Rows without any date are always given; `NO_DATE` stands for all blocks.
        """

    def texts(self, rows: Sequence[EarlierRow]) -> list[str]:
        """The texts of some rows, in that order."""

    def articles(self, rows: Sequence[EarlierRow]) -> list[Article]:
        """Some rows, in that order."""

    def extracted(self, rows: Sequence[EarlierRow]) -> list[ArticleRows]:
        """Some rows of coded articles with what was extracted from them, where all of that can be had.

        Left out are those of which a part failed. It is asked for rows whose `CopyKey` has the same code.
        """
