"""What finds copies of articles in a stream, step by step.

An article that arrives is met at its bands by those that came before, is compared with them, and is decided on. The
records are named tuples, which cross shuffles as values alone, without the names of their fields.
"""

from typing import NamedTuple

from schemas.rows.article import Article


class Seen(NamedTuple):
    """What is remembered of an article id.

    Attributes:
        arrival: See `Arrived`; that of its first record.
        texts: Ids of the texts that it came with, the latest last.
        time: Latest event time of its records, in microseconds.
    """

    arrival: str
    texts: tuple[str, ...]
    time: int


class IncomingRecord(NamedTuple):
    """A record as it comes, or that an article is in the output already.

    Attributes:
        content_id: Id of its text.
        article: None if it is in the output already.
    """

    content_id: str
    article: Article | None = None


class Arrived(NamedTuple):
    """An article on its way.

    Attributes:
        article: With its signature.
        arrival: Sorts articles by when their first record arrived, then by id; see `transforms.blocks.sort_order`.
        time: Its event time, in microseconds.
    """

    article: Article
    arrival: str
    time: int

    @property
    def revision(self) -> str:
        """Names it among the revisions of all articles."""
        return f"{self.article.article_id} {self.article.content_id}"


class Probe(NamedTuple):
    """An article at one of its bands.

    Attributes:
        article_id, content_id: Which article, and which revision of it.
        signature: See `transforms.shingles`.
        time: Its event time, in microseconds.
        is_written: Whether it is in the output already, so that it waits for no answer.
    """

    article_id: str
    content_id: str
    signature: bytes
    time: int
    is_written: bool = False

    @property
    def revision(self) -> str:
        """Names it among the revisions of all articles."""
        return f"{self.article_id} {self.content_id}"


class BandAnswer(NamedTuple):
    """Who was at a band before an article.

    Attributes:
        band: The band.
        bands: How many bands answer to the article.
        earlier: Those who were there.
    """

    band: int
    bands: int
    earlier: tuple[Probe, ...] = ()


class Meeting(NamedTuple):
    """An article, or the answer of one of its bands."""

    arrived: Arrived | None = None
    answer: BandAnswer | None = None


class KnownText(NamedTuple):
    """What is remembered of an article to compare others with it.

    Attributes:
        text: Of its latest revision.
        arrival: See `Arrived`.
        is_alone: Whether it met no article that it might be a copy of, so that it surely stands.
        time: Its event time, in microseconds.
    """

    text: str
    arrival: str
    is_alone: bool
    time: int


class Question(NamedTuple):
    """Whether an article is a copy of another.

    Attributes:
        revision: Who asks; see `Arrived`.
        text: Its text.
    """

    revision: str
    text: str


class Comparison(NamedTuple):
    """What comes to an article that others may be copies of: its text, or a question of one of them."""

    known: KnownText | None = None
    question: Question | None = None


class Reply(NamedTuple):
    """The answer to a `Question`.

    Attributes:
        article_id: Of the article that was asked.
        arrival, is_alone: See `KnownText`.
        kind: `exact` or `near`; None if the article that asks is no copy of it.
        similarity: Jaccard similarity of their shingles; 0 if it is no copy.
    """

    article_id: str
    arrival: str
    is_alone: bool
    kind: str | None = None
    similarity: float = 0.0


class Verdict(NamedTuple):
    """An article that may be a copy and how many replies it waits for, or one of the replies."""

    arrived: Arrived | None = None
    replies: int = 0
    reply: Reply | None = None
