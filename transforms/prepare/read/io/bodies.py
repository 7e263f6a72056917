"""Chooses an article's body, URL and publisher among the values that feeds and agency formats give."""

import html
import re
from collections.abc import Iterable
from typing import NamedTuple

from transforms.prepare.read.io.decompress import ReadError

MIN_SENTENCE_WORDS = 5
"""Words; a teaser with fewer words in complete sentences is not an article."""

MIN_BODY_SHARE = 0.7
"""Share of the longest body's length; bodies up to it are taken to be excerpts."""

MAX_TEASER_WORDS = 100
"""Words; a longer text is an article, even if it ends within a sentence."""

_COMPOUND_TITLE = re.compile(r"\s[-–—|>»:/]\s|: ")
"""Separators in the title of a feed that names more than the publisher: 'World news - Example Times'."""

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,2000}>")
_MARKUP = re.compile(r"<[a-zA-Z!/][^<>]*>|&(?:#\d+|#x[0-9a-f]+|[a-z]+\d*);", re.IGNORECASE)
_TRUNCATION_MARK = re.compile(
    r"\s*[\[(]\s*(?:…|\.\.\.|&(?:#8230|#x2026|hellip);)\s*[\])](?=\s*(?:</?(?:p|div|br)\b|$))"
)
_SENTENCE_ENDS = re.compile(r"[^\s.][.!?][\"”’'»)\]]*(?=\s|$)")


def strip_markup(markup: str) -> str:
    """The text of markup, on one line; plain text is only collapsed to one line."""
    return (
        " ".join(html.unescape(_TAG.sub(" ", markup)).split()) if _MARKUP.search(markup) else " ".join(markup.split())
    )


class BodyCandidate(NamedTuple):
    """A possible body of an article: markup or plain text."""

    value: str
    is_markup: bool


def guess_markup(value: str) -> BodyCandidate:
    """A body of a format that does not say whether it is markup."""
    return BodyCandidate(value, bool(_MARKUP.search(value)))


def best_body(bodies: Iterable[BodyCandidate]) -> dict[str, str]:
    """The field of a row for the first body that is not much shorter than the longest: `html` or `text`.

    Raises:
        ReadError: `no_content` if there is no body, or only a teaser that ends within its first sentence.
    """
    candidates = [(strip_markup(body.value) if body.is_markup else body.value, body) for body in bodies]
    longest = max((len(text) for text, _ in candidates), default=0)
    text, chosen = next(
        (candidate for candidate in candidates if len(candidate[0]) > MIN_BODY_SHARE * longest),
        ("", BodyCandidate("", False)),
    )
    ends = [match.end() for match in _SENTENCE_ENDS.finditer(text)]
    count = len(text.split())
    if count <= MAX_TEASER_WORDS and len(text[: ends[-1] if ends else 0].split()) < MIN_SENTENCE_WORDS:
        raise ReadError("no_content", f"a teaser of {count} words without a whole sentence" if text else "no text")
    return {"html" if chosen.is_markup else "text": _TRUNCATION_MARK.sub("…", chosen.value)}


def first_web_url(*candidates: str | None) -> str | None:
    """The first value that is an http(s) URL."""
    return next((candidate for candidate in candidates if candidate and re.match(r"https?://\S", candidate)), None)


def publisher_from_title(title: str | None) -> str | None:
    """The title of a feed if it is a publisher's name only."""
    return title if title and not _COMPOUND_TITLE.search(title) else None
