"""The features of candidates for the roles of events: of the word, of the event, and of the way between them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from schemas.codebook import EVENT_TYPES
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token
from transforms.extract.events.detection.words import TYPE_COLUMNS, vector_rows, vectors
from transforms.extract.events.networks import Floats, OneHot, binary_features
from transforms.extract.events.participants.accusations import ROLES
from transforms.extract.events.participants.eligibility import is_abstract, is_document, is_party
from transforms.extract.events.participants.selection.candidates import Part
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.headline import is_in_headline
from transforms.extract.quotes.passages import quoted_tokens

Integers = npt.NDArray[np.intp]
BUCKETS = 512
"""Features that the ways between triggers and candidates are hashed to, for each of two descriptions of a way."""
WORD_DIMENSIONS = 24
"""Leading dimensions of the vectors of a candidate and of its governor."""
TRIGGER_DIMENSIONS = 32
"""Leading dimensions of the vectors of triggers."""
_LONGEST_WAY = 6
_NEAR = 40
"""Tokens between two events that are near."""
_TYPES = OneHot(EVENT_TYPES)
_LABELS = OneHot(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT", "EVENT", "LAW", ""))
_POS = OneHot(("NOUN", "PROPN", "PRON", "ADJ"))
_DEPS = OneHot(
    ("nsubj", "nsubjpass", "dobj", "pobj", "poss", "conj", "appos", "compound", "amod", "dative", "attr", "ROOT")
)
_TRIGGER_POS = OneHot(("VERB", "NOUN", "ADJ"))
_TRIGGER_DEPS = OneHot(("acl", "relcl", "advcl", "xcomp", "amod"))
_ENTITY_TYPES = OneHot(("PERSON", "ORG", "GPE"))
_PLURAL_TAGS = frozenset(("NNS", "NNPS"))


def word_features(document: Document, heads: Sequence[Token]) -> Floats:
    """(heads, features): what is known of candidates whatever the event."""
    quoted = quoted_tokens(document)
    plain, named = [], []
    for head in heads:
        entity = resolve_reference(document, head)
        determiner = next((child.lower for child in head.children if child.dep == "det"), "")
        dependents = {child.dep for child in head.children}
        flags = (
            is_party(head),
            is_abstract(head),
            is_document(head),
            head.tag in _PLURAL_TAGS,
            determiner == "the",
            determiner in ("a", "an"),
            "nummod" in dependents,
            "poss" in dependents,
            is_in_headline(document, head),
            head.sentence.index == 0,
            head.i in quoted,
            entity is not None,
        )
        plain.append(_LABELS[head.label] + _POS[head.pos] + _DEPS[head.dep] + bytes(flags))
        kinds = _ENTITY_TYPES[entity.type if entity else ""]
        named.append((entity.salience, min(entity.mention_count, 10) / 5, *kinds) if entity else (0, 0, *kinds))
    row_of = vector_rows(document)
    words = np.array([(row_of[head.form], row_of[head.head.form]) for head in heads])
    embedded = vectors()[words, :WORD_DIMENSIONS].reshape(len(heads), -1)
    return np.hstack([binary_features(plain), np.array(named, np.float32), embedded])


def event_features(document: Document, matches: Sequence[TriggerMatch], parts: Sequence[Sequence[Part]]) -> Floats:
    """(events, features): what is known of events whoever is considered.

    Args:
        document: The article.
        matches: Their triggers.
        parts: Their parts by the rules.
    """
    quoted = quoted_tokens(document)
    rows = [_plain_event(match, own, match.token.i in quoted) for match, own in zip(matches, parts, strict=True)]
    row_of = vector_rows(document)
    words = [row_of[match.token.form] for match in matches]
    return np.hstack([binary_features(rows), vectors()[words, :TRIGGER_DIMENSIONS]])


def _plain_event(match: TriggerMatch, own: Sequence[Part], is_quoted: bool) -> bytes:
    trigger = match.token
    taken = [sum(part.role == role for part in own) for role in ROLES]
    flags = (
        trigger.pos == "VERB" and is_passive(trigger),
        trigger.tag == "VBG",
        trigger.tag == "VBN",
        is_quoted,
        *(count == 0 for count in taken),
        *(count > 1 for count in taken),
        match.cause is not None,
    )
    return _TYPES[match.event_type] + _TRIGGER_POS[trigger.pos] + _TRIGGER_DEPS[trigger.dep] + bytes(flags)


def pair_features(
    matches: Sequence[TriggerMatch],
    heads: Sequence[Token],
    keys: Sequence[str],
    parts: Sequence[Part],
    sources: Sequence[int | None],
    event: Integers,
    head: Integers,
) -> Floats:
    """(pairs, features): what is known of candidates and events together, but for the ways between them.

    Args:
        matches: The triggers of the events.
        heads: The candidates.
        keys: Who each of them is, see `reference_key`.
        parts: The parts by the rules in all events.
        sources: For each event, the index of the token that names who says so, if anybody does.
        event: (pairs,), index of the event.
        head: (pairs,), index of the candidate.
    """
    at = np.array([match.token.i for match in matches])[event]
    place = np.array([one.i for one in heads])[head]
    distance = place - at
    sentences = np.array([match.token.sentence.index for match in matches])
    apart = sentences[event] - np.array([one.sentence.index for one in heads])[head]
    source = np.array([-1 if one is None else one for one in sources])[event]
    types = np.array([TYPE_COLUMNS[match.event_type] for match in matches])[event]
    pairs, of_part = _parts_of_pairs(keys, parts, head)
    parts_at = np.array([part.at for part in parts], np.intp)[of_part]
    is_head = np.array([part.head.i for part in parts], np.intp)[of_part] == place[pairs]
    is_other = parts_at != at[pairs]
    parts_types = np.array([TYPE_COLUMNS[part.event_type] for part in parts], np.intp)[of_part]
    is_alike = is_other & (parts_types == types[pairs])
    cells = pairs * len(ROLES) + np.array([part.role for part in parts], np.intp)[of_part]

    def counted(which: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
        counts = np.bincount(cells[which], minlength=len(event) * len(ROLES))
        return counts.reshape(len(event), len(ROLES))

    roles = _roles_by_rules(heads, parts, event, head)
    columns = [
        *roles.T,
        roles.all(axis=1),
        distance < 0,
        np.minimum(np.abs(distance), _NEAR) / 20,
        np.abs(distance) <= 2,
        apart == 0,
        np.clip(apart, -3, 3) / 2,
        apart < 0,
        np.abs(apart) > 3,
        place == source,
        *np.minimum(counted(is_alike) / 2, 2).T,
        *np.minimum(counted(is_other) / 2, 2).T,
        *(counted(is_alike & (np.abs(parts_at - at[pairs]) < _NEAR)) > 0).T,
        *(counted(is_other & is_head) > 0).T,
    ]
    return np.stack(columns, axis=1, dtype=np.float32, casting="unsafe")


def _roles_by_rules(
    heads: Sequence[Token], parts: Iterable[Part], event: Integers, head: Integers
) -> npt.NDArray[np.bool_]:
    """(pairs, roles): which roles the rules gave each candidate."""
    places = {one.i: place for place, one in enumerate(heads)}
    rows = {pair: row for row, pair in enumerate(zip(event.tolist(), head.tolist(), strict=True))}
    found = np.zeros((len(rows), len(ROLES)), np.bool_)
    for part in parts:
        found[rows[part.event, places[part.head.i]], part.role] = True
    return found


def _parts_of_pairs(keys: Sequence[str], parts: Sequence[Part], head: Integers) -> tuple[Integers, Integers]:
    """For each pair and each part of who its candidate is, in any event: the indices of the pair and of the part."""
    by_key: dict[str, list[int]] = {}
    for index, part in enumerate(parts):
        by_key.setdefault(part.key, []).append(index)
    known = [by_key.get(key, []) for key in keys]
    counts = np.array([len(own) for own in known])
    flat = np.array([index for own in known for index in own], np.intp)
    of_pair = counts[head]
    first = (counts.cumsum() - counts)[head]
    place = np.arange(of_pair.sum()) - np.repeat(of_pair.cumsum() - of_pair, of_pair)
    return np.repeat(np.arange(len(head)), of_pair), flat[np.repeat(first, of_pair) + place]


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
