"""The headline: the body is what is coded, the headline only shows which of it the article is about."""

import re
from collections.abc import Iterable
from functools import lru_cache

from transforms.extract.document import Document, Token, per_document
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set

_SUFFIXES = sorted(word_set("headline.toml", "stems", "suffixes"), key=lambda suffix: (-len(suffix), suffix))
_STOPWORDS = word_set("headline.toml", "stopwords", "words")
_MIN_STEM_LENGTH = 3
_CONTENT_POS = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))


@per_document
def headline_stems(document: Document) -> frozenset[str]:
    """Stems of the headline's content words; empty without a headline."""
    words = re.findall(r"\w+", fold(document.article.title or ""))
    return frozenset(stem(word) for word in words if len(word) >= _MIN_STEM_LENGTH and word not in _STOPWORDS)


@per_document
def folded_headline(document: Document) -> str:
    """The headline without case and accents, with single spaces between and around its words."""
    return f" {' '.join(re.findall(r'\w+', fold(document.article.title or '')))} "


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """A word without case, accents and suffix: equal for 'Bombing', 'bombed' and 'bombs'."""
    word = fold(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM_LENGTH:
            return word[: -len(suffix)].rstrip("e")
    return word.rstrip("e")


def stems_of(tokens: Iterable[Token]) -> frozenset[str]:
    """Stems of content words and of their lemmas ('shot', 'shoot')."""
    return frozenset(stem(form) for token in tokens if token.pos in _CONTENT_POS for form in (token.lower, token.lemma))


def share_of_headline(document: Document, tokens: Iterable[Token]) -> float:
    """The share of the headline's stems that are among these tokens, 0 to 1; 0 without a headline."""
    wanted = headline_stems(document)
    return len(wanted & stems_of(tokens)) / len(wanted) if wanted else 0.0


@per_document
def headline_shares(document: Document) -> tuple[float, ...]:
    """The share of the headline's stems in each sentence."""
    return tuple(share_of_headline(document, sentence.tokens) for sentence in document.sentences)
