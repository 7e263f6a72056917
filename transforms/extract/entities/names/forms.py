"""Candidates: passages that may be names, and the normalized words that the forms of one name share."""

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.extract.document import Document, Token
from transforms.extract.fold import fold

AMOUNTS = ("MONEY", "PERCENT", "QUANTITY")
"""Labels of amounts, which name no entity."""

QUOTATION_MARKS = frozenset(('"', "“", "”", "'", "‘", "’", "``", "''"))
"""As tokens."""

_ARABIC_ARTICLE = re.compile(r"(?:al|el|ul|an|ar|as|ash|ad|at|az)[-’']")
_SEPARATORS = re.compile(r"[\s\-–/,]+")
_MAX_LENGTH = 200
"""Code points; longer passages are not names and would only fill the cache."""
_DASHES = "-–—"
_PUNCTUATION = "\"'“”‘’()[]{}<>.,;:!?*&"


@dataclass(slots=True, eq=False)
class Candidate:
    """A passage that may be a name.

    Attributes:
        tokens: Adjacent tokens; empty for the place of a dateline, which is not parsed.
        start: Offset of the first code point.
        end: Offset behind the last.
        label: The model's entity type or ''.
        text: The words as written.
        words: Normalized words, equal for all spellings of one form.
        hint: The type that its position shows: GPE in a dateline, ORG in a table of results, PERSON after a title.
        all_caps: Whether it was found in a headline in capitals.
    """

    tokens: list[Token]
    start: int
    end: int
    label: str
    text: str
    words: tuple[str, ...]
    hint: str = ""
    all_caps: bool = False

    @property
    def head(self) -> Token:
        """The syntactic head of the passage."""
        first, last = self.tokens[0].i, self.tokens[-1].i
        for token in reversed(self.tokens):
            if token.head is token or not first <= token.head.i <= last:
                return token
        return self.tokens[-1]


def start_of(candidate: Candidate) -> int:
    """Sort key for text order."""
    return candidate.start


def words_of(text: str) -> tuple[str, ...]:
    """Normalized words of a name: folded, without 'the', the Arabic article and possessives; never empty."""
    return _words_of(text) if len(text) <= _MAX_LENGTH else _split(text)


@lru_cache(maxsize=1 << 16)
def _words_of(text: str) -> tuple[str, ...]:
    folded = fold(text)
    folded = folded.removesuffix("'s").removesuffix("'").removeprefix("the ")
    parts = _SEPARATORS.split(_ARABIC_ARTICLE.sub("", folded))
    words = [word.strip(_PUNCTUATION) for word in parts if word.strip(_PUNCTUATION)]
    without_articles = [word for word in words if word not in ("al", "el", "ul")]
    return tuple(without_articles or words or [folded or text])


def _split(text: str) -> tuple[str, ...]:
    return tuple(word for word in _SEPARATORS.split(fold(text)) if word) or (text,)


def make_candidate(document: Document, tokens: list[Token], label: str, hint: str = "") -> Candidate:
    """A candidate of adjacent tokens, without a dash that touches it: 'found in India- is'."""
    start, end = tokens[0].start, tokens[-1].end
    while end - start > 1 and document.text[end - 1] in _DASHES:
        end -= 1
    while end - start > 1 and document.text[start] in _DASHES:
        start += 1
    text = document.text[start:end]
    return Candidate(tokens=tokens, start=start, end=end, label=label, text=text, words=words_of(text), hint=hint)
