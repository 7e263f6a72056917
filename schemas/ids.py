"""Ids are functions of content: 32 lower-case hex characters of BLAKE2b-128, the same on any machine."""

import hashlib
from functools import lru_cache


def content_hash(kind: str, *parts: str | int | None) -> str:
    """Hash a kind of thing and what identifies it.

    Args:
        kind: Names the space of ids, so that an article and an entity never share one.
        parts: In a fixed order. Each is written with its length, so that ('ab', 'c') and ('a', 'bc') differ,
            and None differs from the empty string.

    Returns:
        32 lower-case hex characters.
    """
    written = []
    for part in (kind, *parts):
        if part is None:
            written.append(b"-;")
            continue
        encoded = str(part).encode("utf-8", "surrogatepass")
        written.append(b"%d:%b;" % (len(encoded), encoded))
    return hashlib.blake2b(b"".join(written), digest_size=16).hexdigest()


def article_id(
    *, canonical_url: str | None, source: str | None, external_id: str | None, title: str | None, text: str
) -> str:
    """The article's identity: its canonical URL, else (source, external id), else title and text."""
    if canonical_url:
        return content_hash("article-url", canonical_url)
    if external_id:
        return content_hash("article-record", source, external_id)
    return content_hash("article-text", title, text)


def content_id(text: str) -> str:
    """The cleaned text's identity."""
    return content_hash("content", text)


@lru_cache(maxsize=1 << 14)
def entity_id(kind: str, key: str) -> str:
    """An entity's identity: kind is 'geonames', 'country' or an entity type, key the link or normalised name.

    Remembered, for the same names come again and again.
    """
    return content_hash("entity", kind, key)


def quote_id(article: str, content: str, start: int, end: int, kind: str) -> str:
    """A quotation's identity: where it stands in which text."""
    return content_hash("quote", article, content, start, end, kind)


def event_id(article: str, content: str, start: int, end: int, event_type: str, event_mode: str | None) -> str:
    """An event's identity: its trigger in which text, and how it was read."""
    return content_hash("event", article, content, start, end, event_type, event_mode)


def failure_id(uri: str, offset: int | None, stage: str) -> str:
    """A failure's identity: which record failed at which stage."""
    return content_hash("failure", uri, offset, stage)
