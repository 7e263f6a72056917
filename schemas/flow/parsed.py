"""What a parser found on a page, before anything is decided: the bridge between the sandbox and cleaning."""

from dataclasses import dataclass

from schemas.flow.record import RawRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One statement of a page about itself, as written.

    Attributes:
        value: The words or the markup's value.
        source: Where it stood: json_ld, meta, microdata, h1, title, byline, time, url, text.
    """

    value: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A page's paragraphs and its statements about itself, best source first within each field."""

    paragraphs: tuple[str, ...] = ()
    dropped_chars: int = 0  # code points of paragraphs that the parser itself knew not to be the article's
    titles: tuple[Candidate, ...] = ()
    authors: tuple[Candidate, ...] = ()
    published: tuple[Candidate, ...] = ()
    modified: tuple[Candidate, ...] = ()
    links: tuple[Candidate, ...] = ()  # canonical link, og:url, the URL in JSON-LD
    publishers: tuple[Candidate, ...] = ()
    sections: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str | None = None  # as the page declares it, such as en-GB


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRecord:
    """A record with what was found in it; its page itself is dropped."""

    raw: RawRecord
    parsed: Parsed
    is_page: bool
