"""Salience: how much an article is about an entity."""

import math
from collections.abc import Sequence

from schemas.rows.entity import Mention
from transforms.extract.document import Document
from transforms.extract.entities.names.forms import words_of
from transforms.extract.headline import folded_headline

_FUNCTION_WEIGHTS = {
    "nsubj": 1.0,
    "nsubjpass": 0.8,
    "agent": 0.8,
    "dobj": 0.7,
    "dative": 0.6,
    "poss": 0.5,
    "pobj": 0.4,
}
_OTHER_FUNCTION_WEIGHT = 0.3
_EARLY_WEIGHT, _FUNCTIONS_WEIGHT, _HEADLINE_WEIGHT = 0.4, 0.3, 0.3
_MAX_MENTIONS = 20
"""Mentions whose syntactic functions are read."""


def salience_of(mentions: Sequence[Mention], forms: Sequence[str], document: Document, max_mentions: int) -> float:
    """How much an article is about an entity, 0 to 1: how often it is named, times how prominently.

    Prominent are entities in the headline, early mentions and subjects. After the features of Dunietz and Gillick, 'A
    New Entity Salience Task with Millions of Training Examples' (EACL 2014), with weights set by hand.

    Args:
        mentions: The entity's mentions in text order.
        forms: Its names.
        document: The article.
        max_mentions: The number of mentions of the entity with most.
    """
    sentence = document.sentence_at(mentions[0].start)
    early = 1 / (1 + (sentence.index if sentence else 0) / 4)
    frequency = math.log1p(min(len(mentions), max_mentions)) / math.log1p(max_mentions)
    weights = [_function_weight(mention, document) for mention in mentions[:_MAX_MENTIONS]]
    parts = (_EARLY_WEIGHT * early, _FUNCTIONS_WEIGHT * (sum(weights) / len(weights)))
    if document.article.title:
        prominence = sum((*parts, _HEADLINE_WEIGHT * _is_in_headline(forms, document)))
    else:
        prominence = sum(parts) / 0.7
    return frequency * prominence


def _is_in_headline(forms: Sequence[str], document: Document) -> bool:
    headline = folded_headline(document)
    return any(f" {' '.join(words_of(form))} " in headline for form in forms)


def _function_weight(mention: Mention, document: Document) -> float:
    """The weight of the syntactic function of a mention's head."""
    token = document.token_at(mention.end - 1)
    while token is not None and token.dep in ("compound", "flat") and token.head.i != token.i:
        if not mention.start <= token.head.start < mention.end:
            break
        token = token.head
    return _FUNCTION_WEIGHTS.get(token.dep, _OTHER_FUNCTION_WEIGHT) if token is not None else _OTHER_FUNCTION_WEIGHT
