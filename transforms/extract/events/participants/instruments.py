"""The instrument of an event: a weapon, or the vehicle or fire of an accident."""

from schemas.rows.columns import Span
from transforms.extract.document import Document, Token
from transforms.extract.events.participants.arguments import argument_heads
from transforms.extract.events.participants.nominal import denotes_event
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import objects
from transforms.extract.grammar.noun_phrases import first_conjunct, noun_phrase_span
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, meets
from transforms.extract.languages.load import word_set

_TYPES_WITH_WEAPONS = frozenset(("ASSAULT", "CRIME", "COERCE"))
_WEAPONS = word_set("participants.toml", "nouns", "weapons")


def is_instrument(noun: Token, match: TriggerMatch) -> bool:
    """Whether the subject of a trigger is its instrument: 'a bomb killed two', 'a bus overturned'."""
    return _is_weapon(noun) or (
        match.event_type == "ACCIDENT" and meets(noun, classes()["accident"]) and not denotes_event(noun)
    )


def instrument_heads(match: TriggerMatch) -> list[Token]:
    """Heads of the instruments among a trigger's arguments: where its sense says, else 'with a knife', 'a car bomb'."""
    if match.entry.sense.instrument:
        heads = argument_heads(match, match.entry.sense.instrument)
        return [noun for noun in heads if noun.label not in ("PERSON", "GPE")]
    if match.event_type not in _TYPES_WITH_WEAPONS:
        return []
    nouns = prepositional_objects(match.tokens, "with") + prepositional_objects(match.tokens, "using")
    nouns += [child for word in match.tokens for child in word.children if child.dep in ("compound", "dobj")]
    governor = first_conjunct(match.token).head
    if governor.lemma == "use" and governor is not match.token:  # 'used drones to drop bombs'
        nouns += objects(governor)
    return [noun for noun in nouns if _is_weapon(noun) or noun.lemma in _WEAPONS]


def instrument_span(document: Document, heads: list[Token], match: TriggerMatch) -> Span | None:
    """The noun phrase of the first instrument, else the trigger itself if it is a weapon ('a car bomb')."""
    if heads:
        return document.span(*noun_phrase_span(heads[0]))
    if match.token.pos == "NOUN" and _is_weapon(match.token):
        return document.span(*noun_phrase_span(match.token))
    return None


def _is_weapon(noun: Token) -> bool:
    return noun.pos in ("NOUN", "PROPN") and (meets(noun, classes()["weapon"]) or meets(noun, classes()["explosive"]))
