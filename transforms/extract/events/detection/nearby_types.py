"""The types of the triggers of the lexicon around a word: what its article, its sentence and its neighbours tell.

'Strike' is a protest beside 'union' and 'walkout', an attack beside 'shelled': the types that the lexicon is sure of
say which.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from schemas.codebook import EVENT_TYPES
from transforms.extract.document import Document, Token
from transforms.extract.events.detection.words import TYPE_COLUMNS
from transforms.extract.events.networks import Floats

RELATIONS = ("governor", "subject", "object", "prepositional")
"""Neighbours whose types are looked at."""
_SCALE = 3.0
"""The shares of the types in an article are small; this makes them about as large as the other inputs."""


def nearby_types(
    document: Document,
    tokens: Sequence[Token],
    neighbours: Sequence[Mapping[str, Token | None]],
    listed: Mapping[int, str],
) -> Floats:
    """The types around words, their own left out.

    Args:
        document: The article.
        tokens: The words.
        neighbours: The words around each, by relation.
        listed: Types of the triggers that the lexicon gives, by the token's index.

    Returns:
        (words, 2 + relations, each with a column a type): the shares of the types in the article, those that the
        sentence has, and those of the neighbours.
    """
    article = Counter(listed.values())
    by_sentence: dict[int, Counter[str]] = {}
    for i, event_type in listed.items():
        by_sentence.setdefault(document.tokens[i].sentence.index, Counter())[event_type] += 1
    found = np.zeros((len(tokens), 2 + len(RELATIONS), len(EVENT_TYPES)), np.float32)
    for row, (token, around) in enumerate(zip(tokens, neighbours, strict=True)):
        own = listed.get(token.i)
        others = max(1, article.total() - (own is not None))
        for event_type, count in article.items():
            found[row, 0, TYPE_COLUMNS[event_type]] = _SCALE * (count - (event_type == own)) / others
        for event_type, count in by_sentence.get(token.sentence.index, Counter()).items():
            found[row, 1, TYPE_COLUMNS[event_type]] = count > (event_type == own)
        for place, relation in enumerate(RELATIONS, start=2):
            word = _governor(token) if relation == "governor" else around[relation]
            event_type_there = listed.get(word.i) if word is not None else None
            if event_type_there is not None:
                found[row, place, TYPE_COLUMNS[event_type_there]] = 1
    return found.reshape(len(tokens), -1)


def _governor(token: Token) -> Token | None:
    """The word that it depends on, prepositions skipped."""
    above = token.head
    if above.pos == "ADP":
        above = above.head
    return above if above is not token else None
