"""What capitals tell: which sentences are headlines, where they tell nothing, and which words may be names."""

from functools import cache

from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.entities.words import section

SHOUTED, TITLED = "shouted", "titled"
PROPER = ("NNP", "NNPS")
"""Tags of proper nouns."""

_NO_NAMES = ("VERB", "AUX", "ADV", "ADP", "PRON", "SCONJ", "ADJ", "NOUN")


@per_document
def case_of(document: Document) -> tuple[str, ...]:
    """For each sentence SHOUTED (a headline in capitals), TITLED (Written Like This) or ''."""
    return tuple(_case(sentence) for sentence in document.sentences)


def _case(sentence: Sentence) -> str:
    first = [token.text[0] for token in sentence.tokens[1:7] if len(token.text) > 3]
    if 2 * sum(map(str.isupper, first)) < len(first):
        return ""
    words = [token for token in sentence.tokens if len(token.text) > 1 and token.text.isalpha()]
    if len(words) > 2 and sum(token.text.isupper() for token in words) > 0.7 * len(words):
        return SHOUTED
    words = [token for token in words if len(token.text) > 3]
    if len(words) < 5 or sum(token.text[0].isupper() for token in words) <= 0.8 * len(words):
        return ""
    return TITLED if any(token.text[0].isupper() and token.pos in _NO_NAMES for token in words[1:]) else ""


def capital(token: Token) -> bool:
    """Whether it has a name's capital."""
    first = token.text[0]
    return first.isupper() or (first in "'’" and len(token.text) > 2 and token.text[1].isupper())


def proper(token: Token) -> bool:
    """Whether a token may belong to a name by its tag and its capital."""
    return token.tag in PROPER and capital(token) and token.lower not in _no_names()


@cache
def _no_names() -> frozenset[str]:
    return section("context")["not_names"] | section("context")["calendar"]
