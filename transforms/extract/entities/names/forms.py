"""A passage that may be a name, and what the forms of one name have in common."""

import re
from dataclasses import dataclass
from functools import lru_cache

from transforms.extract.document import Document, Token
from transforms.extract.fold import fold

AMOUNTS = ("MONEY", "PERCENT", "QUANTITY")
"""Labels of amounts, which name nothing."""

_ARTICLE = re.compile(r"(?:al|el|ul|an|ar|as|ash|ad|at|az)[-’']")
_SPLIT = re.compile(r"[\s\-–/,]+")
_LONGEST = 200
"""Code points; longer passages are no names, and are not remembered."""
_EDGE = "\"'“”‘’()[]{}<>.,;:!?*&"


@dataclass(slots=True, eq=False)
class Candidate:
    """A passage that may be a name.

    Attributes:
        tokens: Adjoining; none for the place of a dateline, which is not parsed.
        start: Offset of the first code point.
        end: Offset behind the last.
        label: The model's type or ''.
        text: As written.
        words: What forms of one name have in common.
        hint: The type that its place tells: GPE in a dateline, ORG in a table of results, PERSON behind an honorific.
        shouted: Whether it stands in a headline in capitals.
    """

    tokens: list[Token]
    start: int
    end: int
    label: str
    text: str
    words: tuple[str, ...]
    hint: str = ""
    shouted: bool = False

    @property
    def head(self) -> Token:
        """The token that the others hang on."""
        first, last = self.tokens[0].i, self.tokens[-1].i
        for token in reversed(self.tokens):
            if token.head is token or not first <= token.head.i <= last:
                return token
        return self.tokens[-1]


def start_of(candidate: Candidate) -> int:
    """Orders candidates as the text has them."""
    return candidate.start


def words_of(text: str) -> tuple[str, ...]:
    """What forms of one name have in common: folded words without 'the', the Arabic article and possessives."""
    return _words_of(text) if len(text) <= _LONGEST else _split(text)


@lru_cache(maxsize=1 << 16)
def _words_of(text: str) -> tuple[str, ...]:
    folded = fold(text)
    folded = folded.removesuffix("'s").removesuffix("'").removeprefix("the ")
    words = [word.strip(_EDGE) for word in _SPLIT.split(_ARTICLE.sub("", folded)) if word.strip(_EDGE)]
    kept = [word for word in words if word not in ("al", "el", "ul")]
    return tuple(kept or words or [folded or text])


def _split(text: str) -> tuple[str, ...]:
    return tuple(word for word in _SPLIT.split(fold(text)) if word) or (text,)


def candidate_of(document: Document, run: list[Token], label: str, hint: str = "") -> Candidate:
    """Adjoining tokens as a candidate."""
    start, end = run[0].start, run[-1].end
    text = document.text[start:end]
    return Candidate(tokens=run, start=start, end=end, label=label, text=text, words=words_of(text), hint=hint)
