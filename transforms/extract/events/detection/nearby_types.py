"""The types of the triggers of the lexicon around a word: what its article, its sentence and its neighbours tell.

'Strike' is a protest beside 'union' and 'walkout', an attack beside 'shelled': the types that the lexicon is sure of
say which.
"""

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
    columns = {i: TYPE_COLUMNS[event_type] for i, event_type in listed.items()}
    every = np.array(list(columns.values()), np.intp)
    sentences = np.array([document.tokens[i].sentence.index for i in columns], np.intp)
    of_sentence = np.zeros((len(document.sentences), len(EVENT_TYPES)), np.float32)
    np.add.at(of_sentence, (sentences, every), 1)
    own = np.zeros((len(tokens), len(EVENT_TYPES)), np.float32)
    found = np.zeros((len(tokens), 2 + len(RELATIONS), len(EVENT_TYPES)), np.float32)
    for row, (token, around) in enumerate(zip(tokens, neighbours, strict=True)):
        if token.i in columns:
            own[row, columns[token.i]] = 1
        for place, relation in enumerate(RELATIONS, start=2):
            word = _governor(token) if relation == "governor" else around[relation]
            if word is not None and word.i in columns:
                found[row, place, columns[word.i]] = 1
    others = np.maximum(len(columns) - own.sum(axis=1, keepdims=True), 1)
    found[:, 0] = _SCALE * (of_sentence.sum(axis=0) - own) / others
    found[:, 1] = of_sentence[[token.sentence.index for token in tokens]] > own
    return found.reshape(len(tokens), -1)


def _governor(token: Token) -> Token | None:
    """The word that it depends on, prepositions skipped."""
    above = token.head
    if above.pos == "ADP":
        above = above.head
    return above if above is not token else None
