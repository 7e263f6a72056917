"""What an article's headline tells: the body is coded, the headline only says what of it the article is about."""

import re
from collections.abc import Iterable

from transforms.extract.document import Document, Token, per_document
from transforms.extract.fold import fold

_ENDINGS = ("ments", "ment", "ings", "ing", "ers", "er", "ed", "es", "s")
_LEFT = 3
"""Letters that a stem keeps at least."""
_SMALL = frozenset(
    ("after", "amid", "and", "are", "but", "can", "could", "did", "does", "for", "from", "had", "has",
     "have", "her", "his", "how", "into", "its", "may", "might", "more", "most", "near", "new", "not",
     "off", "out", "over", "says", "said", "she", "than", "that", "the", "their", "them", "they", "this",
     "was", "were", "what", "when", "where", "which", "who", "why", "will", "with", "would", "you", "your",
     )
)  # fmt: skip
_PLAIN = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))


@per_document
def headline_stems(document: Document) -> frozenset[str]:
    """Stems of the words of the headline that carry meaning; empty without one."""
    words = re.findall(r"\w+", fold(document.article.title or ""))
    return frozenset(stem(word) for word in words if len(word) >= _LEFT and word not in _SMALL)


@per_document
def headline(document: Document) -> str:
    """The headline without case and accents, its words joined by single spaces, one space around."""
    return f" {' '.join(re.findall(r'\w+', fold(document.article.title or '')))} "


def stem(word: str) -> str:
    """A lower-case word without its ending: 'bombing', 'bombed' and 'bombs' are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e")


def stems_of(tokens: Iterable[Token]) -> frozenset[str]:
    """Stems of words of the text, also of their lemmas ('shot', 'shoot')."""
    words = (form for token in tokens if token.pos in _PLAIN for form in (token.lower, token.lemma.lower()))
    return frozenset(stem(fold(word)) for word in words)


def share_of_headline(document: Document, tokens: Iterable[Token]) -> float:
    """How much of the headline these words tell, 0 to 1; 0 without a headline."""
    wanted = headline_stems(document)
    return len(wanted & stems_of(tokens)) / len(wanted) if wanted else 0.0


@per_document
def headline_shares(document: Document) -> tuple[float, ...]:
    """How much of the headline each sentence tells."""
    return tuple(share_of_headline(document, sentence.tokens) for sentence in document.sentences)
