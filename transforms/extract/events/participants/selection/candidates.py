"""Who may take part in an event: the noun phrases around its trigger, and who takes part in others like it."""

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.rows.event import Participant
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.eligibility import is_party
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.noun_phrases import head_at, is_time

SENTENCES_BEFORE = 2
"""Sentences before the trigger's whose people and bodies are candidates."""
_MOST_ELSEWHERE = 2
"""Candidates of each role from other events of the same type, the nearest."""
_NOMINAL_POS = frozenset(("NOUN", "PROPN", "PRON"))
_NAMES = frozenset(("NORP", "GPE", "ORG", "PERSON"))
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
        role: One of `ROLES`.
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


def candidates(document: Document, match: TriggerMatch, own: Iterable[Part], alike: Iterable[Part]) -> list[Token]:
    """Heads of the noun phrases that may name participants of an event, in text order.

    Args:
        document: The article.
        match: Its trigger.
        own: Its parts by the rules.
        alike: The parts in the events of its type.
    """
    sentence = match.token.sentence
    heads = dict.fromkeys(head for head in _phrase_heads(document)[sentence.index] if head not in match.tokens)
    for index in range(max(0, sentence.index - SENTENCES_BEFORE), sentence.index):
        heads |= dict.fromkeys(head for head in _phrase_heads(document)[index] if _is_salient(head))
    heads |= dict.fromkeys(part.head for part in own)
    for role in ROLES:
        heads |= dict.fromkeys(head for head in _nearest(match, role, alike) if head not in match.tokens)
    return sorted(heads, key=lambda head: head.i)


def _nearest(match: TriggerMatch, role: int, alike: Iterable[Part]) -> list[Token]:
    """Who has a role in the nearest other events of a type, each once; no pronoun that nothing is known of."""
    others = [
        part
        for part in alike
        if part.role == role
        and part.at != match.token.i
        and not (part.head.pos == "PRON" and part.row.entity_id is None)
    ]
    others.sort(key=lambda part: (abs(part.at - match.token.i), part.head.i))
    by_key: dict[str, Token] = {}
    for part in others:
        by_key.setdefault(part.key, part.head)
    return list(by_key.values())[:_MOST_ELSEWHERE]


@per_document
def _phrase_heads(document: Document) -> list[list[Token]]:
    """The heads of the noun phrases of each sentence, times and amounts left out."""
    return [[token for token in sentence.tokens if _is_phrase_head(token)] for sentence in document.sentences]


def _is_phrase_head(token: Token) -> bool:
    if token.label in _AMOUNTS:
        return False
    if token.label in ("NORP", "GPE", "ORG") and token.dep in ("amod", "compound", "nmod"):
        return token.head.label != token.label
    return token.pos in _NOMINAL_POS and token.dep not in _INSIDE_DEPS and not is_time(token)


def _is_salient(head: Token) -> bool:
    return head.dep in _ARGUMENT_DEPS and (head.label in _NAMES or (head.pos == "NOUN" and is_party(head)))
