"""What an article calls a person: 'Kremlin spokesman Dmitri Peskov', 'Ann Lee, head of the union, said'."""

from collections.abc import Sequence

from transforms.extract.document import Document, Token
from transforms.extract.entities.names.forms import Candidate
from transforms.extract.entities.words import all_of, person_nouns

_LONGEST = 14
"""Words of an apposition; a longer one is no role."""


def role_of(mentions: Sequence[Candidate], document: Document) -> str | None:
    """The first role that stands before or behind a mention, in text order.

    Args:
        mentions: A person's mentions in text order.
    """
    for candidate in mentions:
        if candidate.shouted or not candidate.tokens:
            continue
        for tokens in (_before(candidate, document.tokens), _behind(candidate, document.tokens)):
            if tokens:
                return document.text[tokens[0].start : tokens[-1].end].replace("\n", " ")
    return None


def _is_role(token: Token) -> bool:
    return token.lemma.lower() in person_nouns() or token.lower in person_nouns() or token.lower in _offices()


def _offices() -> frozenset[str]:
    return all_of("titles") - _COURTESY


_COURTESY = frozenset(
    [
        "mr",
        "mr.",
        "mrs",
        "mrs.",
        "ms",
        "ms.",
        "miss",
        "sir",
        "dame",
        "dr",
        "dr.",
        "mx",
        "mx.",
        "messrs.",
        "hon.",
        "brother",
        "sister",
    ]
)


def _before(candidate: Candidate, tokens: list[Token]) -> list[Token]:
    """The nouns and adjectives right before the name, from the first that belongs to them."""
    end = candidate.tokens[0].i - 1
    low = candidate.tokens[0].sentence.tokens[0].i
    i = end
    while i >= low:
        token = tokens[i]
        inner = i < end
        if token.tag in ("NN", "NNP", "NNPS", "JJ", "NNS") or token.label == "NORP":
            i -= 1
        elif inner and (token.text in ("-", "&") or token.tag == "POS" or token.lower in ("of", "for", "and")):
            if token.lower in ("of", "for", "and") and not (i > low and _is_role(tokens[i - 1])):
                break
            if token.tag == "POS" and not _possessor(tokens[i - 1]):
                break
            i -= 1
        else:
            break
    run = tokens[i + 1 : end + 1]
    while run and (run[0].tag == "POS" or run[0].text in ("-", "&", "'")):
        run = run[1:]
    if not run or not any(_is_role(token) for token in run):
        return []
    if not _is_role(run[-1]):
        return []
    return run


def _possessor(token: Token) -> bool:
    return token.tag in ("NNP", "NNPS")


def _behind(candidate: Candidate, tokens: list[Token]) -> list[Token]:
    """The apposition right behind the name, up to the comma that closes it."""
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
    while i <= high and i - first < _LONGEST:
        token = tokens[i]
        if token.text in (",", ")", ".", ";", "–", "—", ":") or token.lower in ("who", "whose", "which", "that"):
            break
        if token.pos in ("VERB", "AUX", "PRON") or token.lower == "but" or (token.lower == "and" and not found):
            return []
        found = found or (_is_role(token) and all(tokens[k].tag not in ("IN",) for k in range(first, i)))
        i += 1
    else:
        return []
    run = tokens[first:i]
    return run if found else []
