"""Who takes part in events, after the rules: whom they found and who is likely where they found nobody.

The rules read the parse, and find who is told beside the trigger in a way that they know. A network that was fitted on
events whose participants readers wrote down looks at the noun phrases around a trigger, at those that take part in
other events of the type, and at what the rules made of them. It withdraws whom the rules took wrongly, and proposes who
is likely where they found nobody: 'the ruling' of a court named in the sentence before.

Method: one hidden layer of rectified linear units and a logistic output for each role, averaged over networks that
differ in their random start; `python -m tests.training` fits it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import numpy.typing as npt

from schemas.rows.event import Attribution, Participant
from transforms.extract.document import Document, Token
from transforms.extract.events.networks import Floats, Network, load_arrays, logistic_outputs, networks_of, split_rows
from transforms.extract.events.participants.accusations import ACTOR, RECIPIENT, ROLES, accused_role, names_person
from transforms.extract.events.participants.describe import participant
from transforms.extract.events.participants.eligibility import can_act, can_undergo, is_document
from transforms.extract.events.participants.participants import MAX_PARTICIPANTS, Roles
from transforms.extract.events.participants.selection.candidates import (
    Cast,
    Part,
    candidates,
    parts_of,
    reference_key,
)
from transforms.extract.events.participants.selection.features import (
    climb,
    event_features,
    pair_features,
    way_buckets,
    word_features,
)
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.noun_phrases import head_at


def _may_act(noun: Token, event_type: str) -> bool:
    return can_act(noun, event_type) and not is_document(noun)  # the rules know who wrote it


ELIGIBLE = (_may_act, can_undergo)
"""Whether a noun may have each of `ROLES` in an event of a type at all."""
LEAST_KEPT = 0.15
"""Least probability of a participant that the rules found."""
LEAST_ADDED = (0.3, 0.25)
"""Least probability of one for each of `ROLES` where the rules found nobody."""
LEAST_ACCUSED = 0.5
"""The same of whom the row would accuse."""
LEAST_NAMED = 0.8
"""The same of a named person whom it would accuse."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The events of a document with the candidates for their roles.

    Attributes:
        parts: What the rules found, by the event's index.
        heads: The words that are candidates of any event.
        words: (heads, features), what is known of each.
        events: (events, features), what is known of each event.
        pairs: (pairs, features), what is known of an event and a candidate together.
        event: (pairs,), index of the event.
        head: (pairs,), index of the candidate in `heads`.
        buckets: (pairs, 2), see `way_buckets`.
    """

    parts: tuple[tuple[Part, ...], ...]
    heads: tuple[Token, ...]
    words: Floats
    events: Floats
    pairs: Floats
    event: npt.NDArray[np.intp]
    head: npt.NDArray[np.intp]
    buckets: npt.NDArray[np.intp]


def with_selected(
    document: Document,
    matches: Sequence[TriggerMatch],
    roles: Sequence[Roles],
    sources: Sequence[Attribution | None],
) -> list[Roles]:
    """The participants of events, those of the rules withdrawn or others added where the network is sure enough.

    Args:
        document: The article.
        matches: The triggers of its events.
        roles: Their participants by the rules, in the same order.
        sources: Who says that they happened.
    """
    paired = pair(document, matches, roles, sources, everybody=False)
    if paired is None:
        return list(roles)
    likely = probabilities(paired, load_networks())
    ends = np.searchsorted(paired.event, np.arange(len(matches) + 1))
    found = []
    for index, (match, own) in enumerate(zip(matches, roles, strict=True)):
        rows = range(ends[index], ends[index + 1])
        known = {paired.heads[paired.head[row]]: likely[row] for row in rows}
        found.append(_selected(document, match, own, paired.parts[index], known))
    return found


def pair(
    document: Document,
    matches: Sequence[TriggerMatch],
    roles: Sequence[Roles],
    sources: Sequence[Attribution | None],
    *,
    everybody: bool = True,
) -> Pairs | None:
    """The candidates of all events with their features; None if there are none.

    Args:
        document: The article.
        matches: The triggers of its events.
        roles: Their participants by the rules, in the same order.
        sources: Who says that they happened.
        everybody: Whether an event for which the rules found an actor and a recipient has further candidates.
    """
    parts = tuple(
        tuple(parts_of(document, index, match, (own.actors, own.recipients)))
        for index, (match, own) in enumerate(zip(matches, roles, strict=True))
    )
    by_type: dict[str, list[Part]] = defaultdict(list)
    for part in (part for own in parts for part in own):
        by_type[part.event_type].append(part)
    casts = {event_type: [Cast(alike, role) for role in ROLES] for event_type, alike in by_type.items()}
    heads: dict[Token, int] = {}
    events, found_heads, buckets = [], [], []
    for index, match in enumerate(matches):
        above = climb(match.token)
        if everybody or len({part.role for part in parts[index]}) < len(ROLES):
            found = candidates(document, match, parts[index], casts.get(match.event_type, ()))
        else:
            found = sorted({part.head for part in parts[index]}, key=lambda head: head.i)
        for candidate in found:
            events.append(index)
            found_heads.append(heads.setdefault(candidate, len(heads)))
            buckets.append(way_buckets(above, match.token, candidate))
    if not heads:
        return None
    event, head = np.array(events, np.intp), np.array(found_heads, np.intp)
    keys = [reference_key(document, one) for one in heads]
    every_part = [part for own in parts for part in own]
    said_by = [_head_of_source(document, source) for source in sources]
    return Pairs(
        parts=parts,
        heads=tuple(heads),
        words=word_features(document, tuple(heads)),
        events=event_features(document, matches, parts),
        pairs=pair_features(matches, tuple(heads), keys, every_part, said_by, event, head),
        event=event,
        head=head,
        buckets=np.array(buckets, np.intp),
    )


def _head_of_source(document: Document, source: Attribution | None) -> int | None:
    head = head_at(document, source.start, source.end) if source is not None else None
    return head.i if head is not None else None


def probabilities(paired: Pairs, networks: Sequence[Network]) -> Floats:
    """(pairs, roles): how likely each candidate has each role, the mean of the networks.

    What is known of a word or of an event is multiplied once, however many pairs it is part of.
    """
    widths = (paired.words.shape[1], paired.events.shape[1], paired.pairs.shape[1])
    total = np.zeros((len(paired.pairs), len(ROLES)), np.float32)
    for one in networks:
        of_word, of_event, of_pair, of_way = split_rows(one.hidden, widths)
        hidden = (paired.words @ of_word)[paired.head]
        hidden += (paired.events @ of_event)[paired.event]
        hidden += paired.pairs @ of_pair + one.hidden_bias
        hidden += of_way[paired.buckets[:, 0]] + of_way[paired.buckets[:, 1]]
        total += logistic_outputs(np.maximum(hidden, 0) @ one.output + one.output_bias)
    mean: Floats = total / np.float32(len(networks))
    return mean


@cache
def load_networks() -> tuple[Network, ...]:
    """The committed networks, `selection.npz`."""
    return networks_of(load_arrays(__package__, "selection.npz"))


# --- the choice -----------------------------------------------------------------------------


def _selected(
    document: Document, match: TriggerMatch, own: Roles, parts: Sequence[Part], likely: dict[Token, Floats]
) -> Roles:
    """The participants of one event.

    Args:
        document: The article.
        match: The trigger.
        own: What the rules found.
        parts: The same with their heads.
        likely: (roles,), probabilities of each candidate.
    """
    kept = [
        tuple(part.row for part in parts if part.role == role and likely[part.head][role] >= LEAST_KEPT)
        for role in ROLES
    ]
    taken = {part.head for part in parts}
    if own.instrument is not None:
        taken |= set(document.tokens_in(own.instrument.start, own.instrument.end))
    others = {head: one for head, one in likely.items() if head not in taken}
    found = [rows or _added(document, match, role, others) for role, rows in enumerate(kept)]
    return replace(own, actors=found[ACTOR], recipients=found[RECIPIENT])


def _added(document: Document, match: TriggerMatch, role: int, likely: dict[Token, Floats]) -> tuple[Participant, ...]:
    """The likeliest candidate of a role, if it is likely enough, with those coordinated with it."""
    is_accused = role == accused_role(match.event_type)
    least = LEAST_ACCUSED if is_accused else LEAST_ADDED[role]
    enough = [
        head
        for head, one in likely.items()
        if one[role] >= least and one[role] == one.max() and ELIGIBLE[role](head, match.event_type)
    ]
    if not enough:
        return ()
    best = max(enough, key=lambda head: (float(likely[head][role]), -head.i))
    coordinated = [head for head in enough if head.dep == "conj" and best in head.ancestors()]
    rows: dict[str, Participant] = {}
    for head in (best, *coordinated):
        row = participant(document, head, is_accused=is_accused)
        if is_accused and float(likely[head][role]) < LEAST_NAMED and names_person(document, row):
            continue
        rows.setdefault(row.entity_id or row.text, row)
    return tuple(sorted(rows.values(), key=lambda row: row.start)[:MAX_PARTICIPANTS])
