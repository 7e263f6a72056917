"""A person's role as the article states it: 'Kremlin spokesman Dmitri Peskov', 'Ann Lee, head of the union, said'."""

from collections.abc import Sequence

from transforms.extract.document import Document, Token
from transforms.extract.entities.names.forms import Candidate
from transforms.extract.entities.words import PERSON_NOUNS, TITLES
from transforms.extract.languages.load import word_set

_MAX_APPOSITION_LENGTH = 14
"""Words; a longer apposition is not a role."""
_OFFICES = TITLES - word_set("names.toml", "courtesy_titles", "words")
_CONNECTIVES = ("of", "for", "and")


def role_of(mentions: Sequence[Candidate], document: Document) -> str | None:
    """The first role next to a mention.

    Args:
        mentions: A person's mentions in text order.
        document: The article.
    """
    for candidate in mentions:
        if candidate.all_caps or not candidate.tokens:
            continue
        for tokens in (_role_before(candidate, document.tokens), _role_behind(candidate, document.tokens)):
            if tokens:
                return document.text[tokens[0].start : tokens[-1].end].replace("\n", " ")
    return None


def _is_role(token: Token) -> bool:
    return token.lemma.lower() in PERSON_NOUNS or token.lower in PERSON_NOUNS or token.lower in _OFFICES


def _role_before(candidate: Candidate, tokens: list[Token]) -> list[Token]:
    """The nouns and adjectives right before the name, if the last of them is a role."""
    last = candidate.tokens[0].i - 1
    low = candidate.tokens[0].sentence.tokens[0].i
    i = last
    while i >= low and (_is_modifier(tokens[i]) or (i < last and _is_connective(tokens, i, low))):
        i -= 1
    run = tokens[i + 1 : last + 1]
    while run and (run[0].tag == "POS" or run[0].text in ("-", "&", "'")):
        run = run[1:]
    return run if run and _is_role(run[-1]) else []


def _is_modifier(token: Token) -> bool:
    return token.tag in ("NN", "NNP", "NNPS", "JJ", "NNS") or token.label == "NORP"


def _is_connective(tokens: list[Token], i: int, low: int) -> bool:
    """Whether token `i` connects parts of a role: 'secretary of state', 'co-owner', 'Syria's president'."""
    token = tokens[i]
    if token.lower in _CONNECTIVES and not (i > low and _is_role(tokens[i - 1])):
        return False
    if token.tag == "POS":
        return tokens[i - 1].tag in ("NNP", "NNPS")
    return token.text in ("-", "&") or token.lower in _CONNECTIVES


def _role_behind(candidate: Candidate, tokens: list[Token]) -> list[Token]:
    """The apposition right behind the name, up to the comma that closes it, if it contains a role."""
    last = candidate.tokens[-1]
    high = last.sentence.tokens[-1].i
    i = last.i + 1
    if i > high or tokens[i].text not in (",", "(", "–", "—"):
        return []
    i += 1
    if i + 1 <= high and tokens[i].tag == "CD" and tokens[i + 1].text == ",":  # an age
        i += 2
    while i <= high and tokens[i].tag == "DT":
        i += 1
    first, found = i, False
    while i <= high and i - first < _MAX_APPOSITION_LENGTH:
        token = tokens[i]
        if token.text in (",", ")", ".", ";", "–", "—", ":") or token.lower in ("who", "whose", "which", "that"):
            return tokens[first:i] if found else []
        if token.pos in ("VERB", "AUX", "PRON") or token.lower == "but" or (token.lower == "and" and not found):
            return []
        found = found or (_is_role(token) and all(tokens[k].tag != "IN" for k in range(first, i)))
        i += 1
    return []
