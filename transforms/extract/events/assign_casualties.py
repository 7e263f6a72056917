"""Which events an article's casualties belong to."""

from collections.abc import Iterator
from functools import partial

from schemas.codebook import HARM_TYPES
from transforms.extract.document import Document, Token
from transforms.extract.events.casualties.casualties import casualty_records
from transforms.extract.events.casualties.records import CasualtyRecord
from transforms.extract.events.triggers.senses import TriggerMatch

CASUALTY_TYPES = HARM_TYPES | {"CRIME", "COERCE", "TRY"}
"""Types whose triggers take the casualties of their sentence."""
GOVERNING_TYPES = frozenset(("STATE_CONTROL", "PROTEST", "MOBILIZE", "RETREAT", "SANCTION"))
"""Further types, whose triggers take casualties only if they govern the word that states them."""
TYPE_OF_CASUALTIES = {"killed": "DEATH", "injured": "ASSAULT"}
"""Kinds of casualties that make an event of their own if no trigger takes them, with its type."""


def assign_casualties(
    document: Document, matches: tuple[TriggerMatch, ...]
) -> tuple[dict[int, list[CasualtyRecord]], list[list[CasualtyRecord]]]:
    """Assign each count of casualties to a trigger and to the triggers of what caused it.

    A count belongs to the trigger that states or governs it, else to the nearest one in its sentence. A later count
    also belongs to the triggers of the counts that it replaces.

    Args:
        document: The article.
        matches: Its triggers, in text order.

    Returns:
        The counts by index of their trigger, and those without a trigger grouped by the word that states them.
    """
    attached: dict[int, list[CasualtyRecord]] = {}
    unattached: dict[int, list[CasualtyRecord]] = {}
    triggers_of_anchor: dict[int, tuple[int, ...]] = {}
    by_token = {
        token.i: index
        for index, match in enumerate(matches)
        if match.event_type in CASUALTY_TYPES or match.event_type in GOVERNING_TYPES
        for token in _all_tokens(match)
    }
    by_sentence: dict[int, list[int]] = {}
    for index, match in enumerate(matches):
        if match.event_type in CASUALTY_TYPES:
            by_sentence.setdefault(match.token.sentence.index, []).append(index)
    for count in casualty_records(document):
        trigger = _governing(document.tokens[count.anchor], by_token)
        if trigger is None:
            trigger = min(
                by_sentence.get(count.sentence, ()), key=partial(_distance, matches, count.anchor), default=None
            )
        if trigger is not None:
            triggers_of_anchor[count.anchor] = (trigger, *causes_of(matches, trigger))
            for index in triggers_of_anchor[count.anchor]:
                attached.setdefault(index, []).append(count)
        elif count.casualties.kind in TYPE_OF_CASUALTIES:
            unattached.setdefault(count.anchor, []).append(count)
    for count in casualty_records(document):
        replaced = [index for anchor in count.supersedes for index in triggers_of_anchor.get(anchor, ())]
        for index in dict.fromkeys(replaced):
            if count not in attached[index]:
                attached[index] = sorted([*attached[index], count], key=lambda known: known.casualties.start)
    return attached, list(unattached.values())


def causes_of(matches: tuple[TriggerMatch, ...], index: int) -> Iterator[int]:
    """Indices of the triggers of what caused an event: of 'killing two' the attack that killed them."""
    cause = matches[index].cause
    if cause is None:
        return
    by_head = {match.token.i: place for place, match in enumerate(matches)}
    while cause is not None:
        if not cause.entry.sense.consequence and cause.token.i in by_head:
            yield by_head[cause.token.i]
        cause = cause.cause


def _all_tokens(match: TriggerMatch) -> Iterator[Token]:
    for trigger in (*match.joined, match):
        yield from trigger.tokens


def _governing(anchor: Token, by_token: dict[int, int]) -> int | None:
    """The trigger that is a word or governs it."""
    if anchor.i in by_token:
        return by_token[anchor.i]
    return next((by_token[token.i] for token in anchor.ancestors() if token.i in by_token), None)


def _distance(matches: tuple[TriggerMatch, ...], anchor: int, index: int) -> int:
    return abs(matches[index].token.i - anchor)
