"""The topic words of an article: nouns, names and numbers that tell what it is about.

A word weighs more the more often the article has it, and the rarer it is in other texts (Spärck Jones, 'A statistical
interpretation of term specificity', 1972). How rare it is does not come from the articles of a run but from a fixed
table, `word_frequencies.tsv`, so that an article has the same topic words whatever else is read.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache

from transforms.extract.document import Document
from transforms.extract.fold import fold
from transforms.extract.languages.load import load_lines

MAX_TOPIC_WORDS = 40
_TOPICAL_POS = frozenset(("NOUN", "PROPN", "NUM"))
_LEAD_SENTENCES = 3
"""First sentences, whose words count twice."""
_COMMONEST_ZIPF = 7.0
"""Frequency of the commonest words; how rare a word is counts from it."""
_TELLING_ZIPF = 6.0
"""Words of this frequency and above tell nothing."""
_RAREST_ZIPF = 3.0
"""That of words which the table does not have."""
_NUMBER_ZIPF = 5.0
"""That of numbers in digits."""
_MIN_LENGTH = 2
_WORD = re.compile(r"\w+(?:[-']\w+)*")


def topic_words(document: Document) -> tuple[str, ...]:
    """The words that tell an article from others.

    Args:
        document: The article.

    Returns:
        Lemmas of common nouns, and names and numbers as written, all without case and accents; the most telling
        first, at most `MAX_TOPIC_WORDS`.
    """
    counts = Counter(_words(document))
    weights = {word: (1 + math.log(count)) * specificity(word) for word, count in counts.items()}
    telling = sorted((-round(weight, 6), word) for word, weight in weights.items() if weight > 0)
    return tuple(word for _, word in telling[:MAX_TOPIC_WORDS])


@lru_cache(maxsize=1 << 16)
def specificity(word: str) -> float:
    """How much a folded word tells by itself: the logarithm to base 10 of how rare it is, 0 for the commonest words."""
    if len(word) < _MIN_LENGTH:
        return 0.0
    is_number = not any(character.isalpha() for character in word)
    zipf = _NUMBER_ZIPF if is_number else _zipf().get(word, _RAREST_ZIPF)
    return _COMMONEST_ZIPF - zipf if zipf < _TELLING_ZIPF else 0.0


@cache
def _zipf() -> dict[str, float]:
    """Frequencies of words: the logarithm to base 10 of the occurrences in a thousand million words."""
    lines = (line.split("\t") for line in load_lines("word_frequencies.tsv"))
    return {word: float(zipf) for zipf, words in lines for word in words.split()}


def _words(document: Document) -> Iterator[str]:
    """The words that count, as often as they count."""
    words: dict[str, str] = {}
    for token in document.tokens:
        if token.pos in _TOPICAL_POS:
            word = words[token.lower] = _folded(token.lower if token.pos == "PROPN" else token.lemma)
            yield word
            if token.sentence.index < _LEAD_SENTENCES:
                yield word
    for form in _WORD.findall(fold(document.article.title or "")):
        form = form.removesuffix("'s")
        yield words.get(form, form)


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    return fold(word).strip("'-")
