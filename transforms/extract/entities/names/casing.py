"""Capitalisation: which sentences are headlines, where capitals mean nothing, and which words may be names."""

from transforms.extract.document import Document, Sentence, Token, per_document
from transforms.extract.languages.load import word_sets

ALL_CAPS, TITLE_CASE = "all_caps", "title_case"
PROPER_NOUN_TAGS = ("NNP", "NNPS")

_CONTEXT = word_sets("names.toml", "context")
_NOT_NAMES = _CONTEXT["not_names"] | _CONTEXT["calendar"]
_NOT_PROPER_POS = ("VERB", "AUX", "ADV", "ADP", "PRON", "SCONJ", "ADJ", "NOUN")


@per_document
def casing(document: Document) -> tuple[str, ...]:
    """For each sentence ALL_CAPS (A HEADLINE), TITLE_CASE (Written Like This) or ''."""
    return tuple(_casing_of(sentence) for sentence in document.sentences)


def _casing_of(sentence: Sentence) -> str:
    first = [token.text[0] for token in sentence.tokens[1:7] if len(token.text) > 3]
    if 2 * sum(map(str.isupper, first)) < len(first):
        return ""
    words = [token for token in sentence.tokens if len(token.text) > 1 and token.text.isalpha()]
    if len(words) > 2 and sum(token.text.isupper() for token in words) > 0.7 * len(words):
        return ALL_CAPS
    words = [token for token in words if len(token.text) > 3]
    if len(words) < 5 or sum(token.text[0].isupper() for token in words) <= 0.8 * len(words):
        return ""
    return TITLE_CASE if any(token.text[0].isupper() and token.pos in _NOT_PROPER_POS for token in words[1:]) else ""


def is_capitalised(token: Token) -> bool:
    """Whether a token has a capital as names do, an apostrophe before it aside."""
    first = token.text[0]
    return first.isupper() or (first in "'’" and len(token.text) > 2 and token.text[1].isupper())


def is_proper(token: Token) -> bool:
    """Whether a token may be part of a name by its tag and its capital."""
    return token.tag in PROPER_NOUN_TAGS and is_capitalised(token) and token.lower not in _NOT_NAMES
