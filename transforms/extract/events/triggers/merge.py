"""Merge the triggers of a sentence that report the same act, and link consequences to their causes."""

from dataclasses import replace

from schemas.codebook import HARM_TYPES
from transforms.extract.events.triggers.causes import can_have_cause, cause_of
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import objects
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.word_classes import classes, meets

_PURPOSE_PREPOSITIONS = frozenset(("for", "on", "in"))  # 'flew in for talks', 'arrived on a visit'


def merged(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """Merge the triggers of one sentence.

    Args:
        matches: The triggers in text order.

    Returns:
        In text order one trigger per act, the others in its `joined`; consequences keep a trigger of their own that has
        its `cause`. Words that belong to a longer trigger are left out.
    """
    if len(matches) == 1:
        return matches
    used = _used_words(matches)
    by_token = {match.token.i: match for match in matches if match.token.i not in used}
    for match in tuple(by_token.values()):
        other, current = _related(match, by_token), by_token[match.token.i]
        if other is None or other.token is current.token:
            continue
        if can_have_cause(match) and not _is_same_act(other, match) and not _is_explosive(other):
            by_token[match.token.i] = _with_cause(current, other)
        else:
            kept, dropped = _joined(other, current)
            for i, known in tuple(by_token.items()):
                if known.token in (kept.token, dropped.token):
                    by_token[i] = kept
    found = {match.token.i: match for match in by_token.values()}
    return [found[i] for i in sorted(found)]


def _used_words(matches: list[TriggerMatch]) -> set[int]:
    """Document indices of words that belong to other triggers: further words, and nouns required as objects."""
    used = {word.i for match in matches for word in match.tokens if word is not match.token}
    for match in matches:
        if match.token.pos in VERBAL and any(name == "object" for name, _ in match.entry.conditions.require):
            used |= {noun.i for noun in objects(match.token) if noun.pos == "NOUN"}
    return used


def _is_explosive(match: TriggerMatch) -> bool:
    """Whether a trigger is a weapon that stands for its use: 'a car bomb killed nine'."""
    return match.entry.pos == "NOUN" and meets(match.token, classes()["explosive"])


def _with_cause(match: TriggerMatch, cause: TriggerMatch) -> TriggerMatch:
    """A consequence with its cause, whose type and mode it takes over: 'killed in an airstrike' is an airstrike.

    The cause of 'killed' in 'killed and wounded' is that of 'wounded' too. A cause that does not harm people, such as a
    police raid, gives no type.
    """
    first = cause.cause or cause
    is_consequence = match.entry.sense.consequence
    if not is_consequence or first.entry.sense.consequence or first.event_type not in HARM_TYPES:
        return replace(match, cause=cause)
    mode = match.event_mode if match.event_type == first.event_type else None
    return replace(match, event_type=first.event_type, event_mode=first.event_mode or mode, cause=cause)


def _joined(other: TriggerMatch, match: TriggerMatch) -> tuple[TriggerMatch, TriggerMatch]:
    """Join two triggers of one act; return the one to keep and the one to drop.

    Verbs are kept rather than nouns, and causes rather than results. A verb joined with a noun takes over its type.
    """
    if match.token.dep != "oprd" and (other.entry.pos == "NOUN" or other.token.dep in SUBJECTS):
        mode = match.event_mode if match.event_type == other.event_type else None
        kept = replace(match, event_type=other.event_type, event_mode=other.event_mode or mode)
        return replace(kept, joined=(*match.joined, other, *other.joined)), other
    return replace(other, joined=(*other.joined, match, *match.joined)), match


def _is_same_act(one: TriggerMatch, other: TriggerMatch) -> bool:
    """Whether two verbs of one type have an object in common: 'shot and killed', 'robbed and beaten'."""
    if one.event_type != other.event_type or one.token.pos not in VERBAL or other.token.pos not in VERBAL:
        return False
    return not {token.i for token in objects(one.token)}.isdisjoint(token.i for token in objects(other.token))


# --- related triggers -----------------------------------------------------------------------


def _related(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> TriggerMatch | None:
    """The other trigger of the sentence for the same act, or the cause of a consequence."""
    token = match.token
    head = by_token.get(token.head.i)
    if token.dep == "conj" and head is not None and _is_same_act(head, match):
        return head
    if match.entry.pos == "NOUN":
        if token.dep in ("attr", "oprd") and match.event_type in HARM_TYPES:
            return _described_event(match, by_token)
        if token.dep == "pobj" and token.head.lower in _PURPOSE_PREPOSITIONS and match.event_type not in HARM_TYPES:
            verb = by_token.get(token.head.head.i)
            is_same = (
                verb is not None and verb.event_type == match.event_type != "COERCE"
            )  # 'arrested in a raid' are two
            return verb if is_same else None
    return cause_of(match, by_token) if can_have_cause(match) else None


def _described_event(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> TriggerMatch | None:
    """The event that a predicate noun describes: 'blast' for 'attack' in 'called the blast an attack'."""
    described = [by_token.get(child.i) for child in match.token.head.children if child.dep in ("nsubj", "dobj")]
    return next((other for other in described if other is not None and other.event_type == match.event_type), None)
