"""Who may take part in an event: the noun phrases around its trigger, and who takes part in others like it."""

import sys
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from schemas.rows.event import Participant
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.participants.eligibility import is_party
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.noun_phrases import head_at, is_time

SENTENCES_BEFORE = 2
"""Sentences before the trigger's whose people and bodies are candidates."""
_MOST_ELSEWHERE = 2
"""Candidates of each role from other events of the same type, the nearest."""
_NOMINAL_POS = frozenset(("NOUN", "PROPN", "PRON"))
_PLACES_AND_BODIES = frozenset(("NORP", "GPE", "ORG"))
_NAMES = _PLACES_AND_BODIES | {"PERSON"}
_AMOUNTS = frozenset(("MONEY", "PERCENT", "QUANTITY", "DATE", "TIME", "CARDINAL", "ORDINAL"))
_INSIDE_DEPS = frozenset(("compound", "nmod", "amod", "npadvmod", "expl"))
_ARGUMENT_DEPS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss", "conj", "appos", "ROOT", "attr"))


@dataclass(frozen=True, slots=True)
class Part:
    """A part that the rules gave somebody in an event.

    Attributes:
        event: Index of the event among the document's.
        event_type: Its type.
        at: Index of its trigger's token.
        role: One of `accusations.ROLES`.
        key: Who it is, see `reference_key`.
        head: Head of the noun phrase.
        row: The participant.
    """

    event: int
    event_type: str
    at: int
    role: int
    key: str
    head: Token
    row: Participant


def parts_of(
    document: Document, index: int, match: TriggerMatch, rows: tuple[Iterable[Participant], ...]
) -> list[Part]:
    """The parts in one event.

    Args:
        document: The article.
        index: The event's index among the document's.
        match: Its trigger.
        rows: Its participants in each of `ROLES`.
    """
    found = []
    for role, own in enumerate(rows):
        for row in own:
            head = head_at(document, row.start, row.end)
            if head is not None:
                key = row.entity_id or head.lemma.lower()
                found.append(Part(index, match.event_type, match.token.i, role, key, head, row))
    return found


def reference_key(document: Document, head: Token) -> str:
    """Who a word refers to: the id of its entity, else its lemma."""
    entity = resolve_reference(document, head)
    return entity.entity_id if entity is not None else head.lemma.lower()


class Cast:
    """Who has a role in the events of a type; no pronoun that nothing is known of.

    Args:
        parts: The parts in the events, in text order.
        role: One of `ROLES`.
    """

    def __init__(self, parts: Iterable[Part], role: int) -> None:
        self._by_event: dict[int, list[Part]] = defaultdict(list)
        for part in parts:
            if part.role == role and not (part.head.pos == "PRON" and part.row.entity_id is None):
                self._by_event[part.at].append(part)
        self._places = sorted(self._by_event)

    def nearest(self, at: int) -> list[Token]:
        """Who has the role in the nearest other events than that of the trigger at an index, each once."""
        behind = bisect_right(self._places, at)
        before = bisect_left(self._places, at) - 1
        by_key: dict[str, Token] = {}
        while len(by_key) < _MOST_ELSEWHERE and (before >= 0 or behind < len(self._places)):
            left = at - self._places[before] if before >= 0 else sys.maxsize
            right = self._places[behind] - at if behind < len(self._places) else sys.maxsize
            parts: list[Part] = []
            if left <= right:
                parts += self._by_event[self._places[before]]
                before -= 1
            if right <= left:
                parts += self._by_event[self._places[behind]]
                behind += 1
            for part in sorted(parts, key=lambda part: part.head.i):
                by_key.setdefault(part.key, part.head)
        return list(by_key.values())[:_MOST_ELSEWHERE]


def candidates(document: Document, match: TriggerMatch, own: Iterable[Part], casts: Iterable[Cast]) -> list[Token]:
    """Heads of the noun phrases that may name participants of an event, in text order.

    Args:
        document: The article.
        match: Its trigger.
        own: Its parts by the rules.
        casts: Who has each of `ROLES` in the events of its type.
    """
    sentence = match.token.sentence
    heads = dict.fromkeys(head for head in _phrase_heads(document)[sentence.index] if head not in match.tokens)
    for index in range(max(0, sentence.index - SENTENCES_BEFORE), sentence.index):
        heads |= dict.fromkeys(head for head in _phrase_heads(document)[index] if _is_salient(head))
    heads |= dict.fromkeys(part.head for part in own)
    for cast in casts:
        heads |= dict.fromkeys(head for head in cast.nearest(match.token.i) if head not in match.tokens)
    return sorted(heads, key=lambda head: head.i)


@per_document
def _phrase_heads(document: Document) -> list[list[Token]]:
    """The heads of the noun phrases of each sentence, times and amounts left out."""
    return [
        [
            token
            for token in sentence.tokens
            if (token.pos in _NOMINAL_POS or token.label in _PLACES_AND_BODIES) and _is_phrase_head(token)
        ]
        for sentence in document.sentences
    ]


def _is_phrase_head(token: Token) -> bool:
    if token.label in _AMOUNTS:
        return False
    if token.label in _PLACES_AND_BODIES and token.dep in ("amod", "compound", "nmod"):
        return token.head.label != token.label
    return token.pos in _NOMINAL_POS and token.dep not in _INSIDE_DEPS and not is_time(token)


def _is_salient(head: Token) -> bool:
    return head.dep in _ARGUMENT_DEPS and (head.label in _NAMES or (head.pos == "NOUN" and is_party(head)))
