"""Who alone does some things: police arrest, courts try. Named near such an event, they are its actors."""

from functools import cache

from transforms.extract.document import Document, Sentence, Token
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.labels import NOMINAL, SUBJECTS
from transforms.extract.languages.load import load_toml

_NEAR = (0, -1, 1)
"""Sentences in which they are looked for, by their distance from the event's."""


def institutional_actors(document: Document, match: TriggerMatch) -> list[Token]:
    """The police of an arrest or the court of a verdict that nobody is said to have made, where the passage tells one.

    Args:
        document: The article.
        match: A trigger without an actor.
    """
    nouns = _institutions(match.event_type, match.event_mode)
    if not nouns:
        return []
    index, paragraph = match.token.sentence.index, match.token.sentence.paragraph
    for step in _NEAR:
        if not 0 <= index + step < len(document.sentences):
            continue
        sentence = document.sentences[index + step]
        if abs(sentence.paragraph - paragraph) <= 1 and (found := _acting_in(sentence, nouns)) is not None:
            return [found]
    return []


def _acting_in(sentence: Sentence, nouns: frozenset[str]) -> Token | None:
    """The first such noun that is a subject, or behind a preposition of what happens before it or with it."""
    for token in sentence.tokens:
        acts = token.dep in SUBJECTS or (token.dep == "pobj" and token.head.lower in _prepositions())
        if acts and token.pos in NOMINAL and (token.lemma.lower() in nouns or token.lower in nouns):
            return token
    return None


@cache
def _institutions(event_type: str, event_mode: str | None) -> frozenset[str]:
    data = load_toml("participants.toml")["institutions"]
    return frozenset(data.get(f"{event_type}.{event_mode}", "").split())


@cache
def _prepositions() -> frozenset[str]:
    return frozenset(load_toml("participants.toml")["institutions"]["prepositions"].split())
