"""The features of candidates for the roles of events: of the word, of the event, and of the way between them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np

from schemas.codebook import EVENT_TYPES
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token
from transforms.extract.events.detection.words import vector_row, vectors
from transforms.extract.events.networks import Floats, one_hot
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.eligibility import is_abstract, is_document, is_party
from transforms.extract.events.participants.selection.candidates import Part
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.headline import headline_stems, stems_of
from transforms.extract.quotes.passages import quoted_tokens

BUCKETS = 512
"""Features that the ways between triggers and candidates are hashed to, for each of two descriptions of a way."""
WORD_DIMENSIONS = 24
"""Leading dimensions of the vectors of a candidate and of its governor."""
TRIGGER_DIMENSIONS = 32
"""Leading dimensions of the vectors of triggers."""
_LONGEST_WAY = 6
_NEAR = 40
"""Tokens between two events that are near."""
_TYPES = tuple(EVENT_TYPES)
_LABELS = ("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT", "EVENT", "LAW", "")
_POS = ("NOUN", "PROPN", "PRON", "ADJ")
_DEPS = ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj", "appos", "compound", "amod", "dative", "attr", "ROOT")
_TRIGGER_POS = ("VERB", "NOUN", "ADJ")
_TRIGGER_DEPS = ("acl", "relcl", "advcl", "xcomp", "amod")
_ENTITY_TYPES = ("PERSON", "ORG", "GPE")


def word_features(document: Document, heads: Sequence[Token]) -> Floats:
    """(heads, features): what is known of candidates whatever the event."""
    quoted, stems = quoted_tokens(document), headline_stems(document)
    rows = []
    for head in heads:
        entity = resolve_reference(document, head)
        determiner = next((child.lower for child in head.children if child.dep == "det"), "")
        dependents = {child.dep for child in head.children}
        rows.append(
            [
                *one_hot(head.label, _LABELS),
                *one_hot(head.pos, _POS),
                *one_hot(head.dep, _DEPS),
                is_party(head),
                is_abstract(head),
                is_document(head),
                head.tag in ("NNS", "NNPS"),
                determiner == "the",
                determiner in ("a", "an"),
                "nummod" in dependents,
                "poss" in dependents,
                not stems.isdisjoint(stems_of((head,))),
                head.sentence.index == 0,
                head.i in quoted,
                entity is not None,
                entity.salience if entity else 0,
                min(entity.mention_count, 10) / 5 if entity else 0,
                *one_hot(entity.type if entity else "", _ENTITY_TYPES),
            ]
        )
    words = [[vector_row(word.lemma.lower()) for word in (head, head.head)] for head in heads]
    embedded = vectors()[np.array(words)][:, :, :WORD_DIMENSIONS].reshape(len(heads), -1)
    return np.hstack([np.array(rows, np.float32), embedded])


def event_features(document: Document, match: TriggerMatch, own: Iterable[Part]) -> Floats:
    """(features,): what is known of an event whoever is considered."""
    trigger, quoted = match.token, quoted_tokens(document)
    taken = [sum(part.role == role for part in own) for role in ROLES]
    plain = [
        *one_hot(match.event_type, _TYPES),
        *one_hot(trigger.pos, _TRIGGER_POS),
        *one_hot(trigger.dep, _TRIGGER_DEPS),
        trigger.pos == "VERB" and is_passive(trigger),
        trigger.tag == "VBG",
        trigger.tag == "VBN",
        trigger.i in quoted,
        *(count == 0 for count in taken),
        *(count > 1 for count in taken),
        match.cause is not None,
    ]
    vector = vectors()[vector_row(trigger.lemma.lower())][:TRIGGER_DIMENSIONS]
    return np.concatenate([np.array(plain, np.float32), vector])


def pair_features(
    match: TriggerMatch, head: Token, own: Iterable[Part], same_key: Iterable[Part], source: int | None
) -> list[float]:
    """What is known of a candidate and an event together, but for the way between them.

    Args:
        match: The trigger.
        head: The candidate.
        own: The event's parts by the rules.
        same_key: The parts that the candidate, or who has the same name, has in all events.
        source: Index of the token that names who says so, if anybody does.
    """
    trigger = match.token
    roles = {part.role for part in own if part.head is head}
    distance = head.i - trigger.i
    apart = trigger.sentence.index - head.sentence.index
    alike, every, near, itself = ([0.0] * len(ROLES) for _ in range(4))
    for part in same_key:
        if part.at == trigger.i:
            continue
        every[part.role] += 0.5
        itself[part.role] = max(itself[part.role], float(part.head is head))
        if part.event_type == match.event_type:
            alike[part.role] += 0.5
            near[part.role] = max(near[part.role], float(abs(part.at - trigger.i) < _NEAR))
    return [
        *(float(role in roles) for role in ROLES),
        len(roles) > 1,
        distance < 0,
        min(abs(distance), _NEAR) / 20,
        abs(distance) <= 2,
        apart == 0,
        min(max(apart, -3), 3) / 2,
        apart < 0,
        abs(apart) > 3,
        head.i == source,
        *(min(count, 2.0) for counts in (alike, every, near, itself) for count in counts),
    ]


def climb(trigger: Token) -> dict[int, tuple[str, ...]]:
    """The labels on the way up from a trigger to each word above it, by the word's index."""
    labels: tuple[str, ...] = ()
    found = {trigger.i: labels}
    token = trigger
    while token.head is not token and len(labels) < _LONGEST_WAY:
        labels = (*labels, token.dep)
        token = token.head
        found[token.i] = labels
    return found


def way_buckets(above: Mapping[int, tuple[str, ...]], trigger: Token, head: Token) -> tuple[int, int]:
    """The buckets of two descriptions of the way in the parse from a trigger to a candidate: with prepositions, short.

    Args:
        above: What `climb` gives for the trigger.
        trigger: The trigger.
        head: The candidate.
    """
    if head.sentence is not trigger.sentence:
        return _bucket("elsewhere"), BUCKETS + _bucket(f"elsewhere {head.dep}")
    down: list[str] = []
    bare: list[str] = []
    token = head
    for _ in range(_LONGEST_WAY):
        if token.i in above:
            up = above[token.i]
            verb = token.pos if up else trigger.pos
            full = f"{'>'.join(up)}|{verb}|{'<'.join(reversed(down))}"
            short = f"{len(up)}|{'<'.join(reversed(bare[-2:]))}|{trigger.tag}"
            return _bucket(full), BUCKETS + _bucket(short)
        down.append(f"{token.dep}:{token.lower}" if token.dep in ("prep", "agent") else token.dep)
        bare.append(token.dep)
        if token.head is token:
            break
        token = token.head
    return _bucket("far"), BUCKETS + _bucket(f"far {head.dep}")


@lru_cache(maxsize=1 << 15)
def _bucket(way: str) -> int:
    return crc32(way.encode()) % BUCKETS
