"""The headline: the body is what is coded, the headline only shows which of it the article is about."""

import re
from functools import lru_cache

from transforms.extract.document import Document, Token, by_sentence, per_document
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set

_SUFFIXES = sorted(word_set("headline.toml", "stems", "suffixes"), key=lambda suffix: (-len(suffix), suffix))
_STOPWORDS = word_set("headline.toml", "stopwords", "words")
_MIN_STEM_LENGTH = 3
_NO_STEMS: frozenset[str] = frozenset()
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


@per_document
def _common_stems(document: Document) -> list[frozenset[str]]:
    """For each form of the document the stems of it and of its lemma ('shot', 'shoot') that the headline has too."""
    wanted = headline_stems(document)
    initials = (".", *{one[:1] for one in wanted})

    def own(word: str) -> bool:
        """Whether a word may have one of the stems: few begin with the same letter, accents aside."""
        return word.lower().startswith(initials) or not word.isascii()

    return [
        wanted.intersection((stem(lower), stem(lemma)))
        if pos in _CONTENT_POS and (own(lower) or own(lemma))
        else _NO_STEMS
        for lemma, lower, pos in document.forms
    ]


def is_in_headline(document: Document, token: Token) -> bool:
    """Whether the headline has a content word or its lemma, in any form."""
    return bool(_common_stems(document)[token.form])


@per_document
def headline_shares(document: Document) -> tuple[float, ...]:
    """The share of the headline's stems that are in each sentence, 0 to 1; 0 without a headline."""
    wanted = headline_stems(document)
    if not wanted:
        return (0.0,) * len(document.sentences)
    common = _common_stems(document)
    words = by_sentence(document.tokens_of_forms(list(map(bool, common))))
    shares = [0.0] * len(document.sentences)
    for index, own in words.items():
        shares[index] = len(_NO_STEMS.union(*[common[token.form] for token in own])) / len(wanted)
    return tuple(shares)
