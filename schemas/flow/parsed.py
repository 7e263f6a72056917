"""The result of parsing a record: paragraphs and candidates for metadata, which the clean step chooses from."""

from dataclasses import dataclass

from schemas.flow.record import RawRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate for one field of an article's metadata.

    Attributes:
        value: As written in the text or the markup.
        source: Where it was found: record, json_ld, meta, microdata, h1, title, byline, link, visible, url, text, http.
    """

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A record's paragraphs and metadata candidates, the best source first within each field."""

    paragraphs: tuple[str, ...] = ()
    dropped_chars: int = 0  # code points that the parser itself dropped as not part of the article
    titles: tuple[Candidate, ...] = ()
    authors: tuple[Candidate, ...] = ()
    published: tuple[Candidate, ...] = ()
    modified: tuple[Candidate, ...] = ()
    links: tuple[Candidate, ...] = ()  # canonical link, og:url, the URL in JSON-LD
    publishers: tuple[Candidate, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    stated_words: int | None = None  # words that the article has, as its metadata say
    shown_words: int = 0  # words of sentences where the article stands on the page
    is_free: bool | None = None  # whether all may read the article, as the page itself says
    language: str | None = None  # as the page declares it, such as en-GB


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRecord:
    """A record and the result of parsing it; the page itself is dropped."""

    raw: RawRecord
    parsed: Parsed
    is_page: bool
