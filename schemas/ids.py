"""Ids are hashes of content: 32 lower-case hex characters of BLAKE2b-128, the same on any machine."""

import hashlib
from functools import lru_cache


def content_hash(kind: str, *parts: str | int | None) -> str:
    """Hash the kind of an object and the values that identify it.

    Args:
        kind: A namespace, so that an article and an entity never share an id.
        parts: In a fixed order. Each is encoded with its length, so that ('ab', 'c') and ('a', 'bc') differ, and
            None differs from the empty string.

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


def checksum(content: bytes) -> str:
    """The BLAKE2b-128 hash of a file's content: 32 lower-case hex characters."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def article_id(
    *, canonical_url: str | None, source: str | None, external_id: str | None, title: str | None, text: str
) -> str:
    """The id of an article: from its canonical URL, else (source, external id), else title and text."""
    if canonical_url:
        return content_hash("article-url", canonical_url)
    if external_id:
        return content_hash("article-record", source, external_id)
    return content_hash("article-text", title, text)


def content_id(text: str) -> str:
    """The id of a cleaned text."""
    return content_hash("content", text)


@lru_cache(maxsize=1 << 14)
def entity_id(kind: str, key: str) -> str:
    """The id of an entity: kind is 'geonames', 'country' or an entity type, key the link or the normalized name.

    Cached, since the same names recur.
    """
    return content_hash("entity", kind, key)


def quote_id(article: str, content: str, start: int, end: int, kind: str) -> str:
    """The id of a quotation: from its position and the text."""
    return content_hash("quote", article, content, start, end, kind)


def event_id(article: str, content: str, start: int, end: int, event_type: str, event_mode: str | None) -> str:
    """The id of an event: from its trigger's position, the text, and its type and mode."""
    return content_hash("event", article, content, start, end, event_type, event_mode)


def incident_id(event: str) -> str:
    """The id of an incident: from its earliest event."""
    return content_hash("incident", event)


def story_id(article: str) -> str:
    """The id of a story: from its earliest article."""
    return content_hash("story", article)


def failure_id(uri: str, offset: int | None, stage: str) -> str:
    """The id of a failure: from the record and the stage."""
    return content_hash("failure", uri, offset, stage)
