"""How the place that a mention names stands to an event of its sentence: its noun, its object, its destination."""

from collections.abc import Sequence

from transforms.extract.document import Token
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.languages.load import word_set

_AFFECTING_VERBS = word_set("setting.toml", "place", "affecting")
_MOTION = word_set("setting.toml", "place", "motion")
_WITHIN_TOWN = word_set("setting.toml", "place", "within_town")
_PRENOMINAL = frozenset(("compound", "poss", "nmod", "amod"))
_MAX_STEPS = 6


def belongs_to_noun(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place is part of the noun phrase of the event: 'Leeds' of 'a fire in Leeds and floods in York'."""
    for token in head.ancestors():
        if token in trigger_tokens:
            return token.pos == "NOUN"
        if token.pos not in ("ADP", "NOUN", "PROPN"):
            return False
    return False


def names_event(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a name stands before the event's noun: 'the Leeds tram crash'."""
    token = head
    while token.dep in ("compound", "nmod") and token.head.pos in ("NOUN", "PROPN"):
        token = token.head
    return token is not head and token in trigger_tokens


def is_affected(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place is the trigger's object: 'entered the city of Leeds', 'Leeds was shelled', 'hit its port'."""
    token = head
    for _ in range(_MAX_STEPS):
        governor = token.head
        if token.dep in ("dobj", "nsubjpass"):
            return governor in trigger_tokens and governor.pos == "VERB" and governor.lemma in _AFFECTING_VERBS
        if token.dep == "pobj" and governor.lower == "of" and governor.head.lemma in _WITHIN_TOWN:
            token = governor.head
        elif token.dep in ("conj", "appos") or (token.dep in _PRENOMINAL and governor.lemma in _WITHIN_TOWN):
            token = governor
        else:
            return False
    return False


def is_destination(head: Token, trigger_tokens: Sequence[Token]) -> bool:
    """Whether a place is where the trigger's movement leads: 'travelled to Kenya'."""
    to = head.head
    return head.dep == "pobj" and to.lower == "to" and to.head in trigger_tokens and to.head.lemma in _MOTION


def is_of_subject(head: Token) -> bool:
    """Whether a place belongs to the subject of its clause: 'the embassy in Kabul condemned'."""
    token = head
    while token.head is not token and token.pos not in VERBAL:
        if token.dep in SUBJECTS:
            return True
        token = token.head
    return False
