"""Merge the triggers of a sentence that report the same act, and link consequences to their causes."""

from dataclasses import replace
from functools import cache

from schemas.codebook import HARM_TYPES
from transforms.extract.document import Token
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import objects, subjects, surface_subjects
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.prepositions import objects_of, prepositional_objects
from transforms.extract.grammar.word_classes import WordClass, classes, meets, resolve_words
from transforms.extract.languages.load import load_toml

CAUSE_TYPES = frozenset(("ASSAULT", "ACCIDENT", "DISASTER", "COERCE", "CRIME"))
"""Types of events that have consequences."""
_PURPOSE_PREPOSITIONS = frozenset(("for", "on", "in"))  # 'flew in for talks', 'arrived on a visit'
_MAX_NOUNS = 6


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
        if _has_cause(match) and not _is_same_act(other, match) and not _is_explosive(other):
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
            return verb if verb is not None and verb.event_type == match.event_type else None
    return _cause(match, by_token) if _has_cause(match) else None


def _has_cause(match: TriggerMatch) -> bool:
    """Whether a trigger may say what another one led to: a consequence, or a harm done by nobody ('shot in a raid')."""
    token = match.token
    if match.entry.sense.consequence:
        return True
    return match.event_type == "ASSAULT" and token.pos in VERBAL and is_passive(token) and not subjects(token)


def _described_event(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> TriggerMatch | None:
    """The event that a predicate noun describes: 'blast' for 'attack' in 'called the blast an attack'."""
    described = [by_token.get(child.i) for child in match.token.head.children if child.dep in ("nsubj", "dobj")]
    return next((other for other in described if other is not None and other.event_type == match.event_type), None)


def _cause(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> TriggerMatch | None:
    """The trigger of what a consequence results from; another consequence only if this one depends on it."""
    for candidate in _cause_candidates(match, by_token):
        cause = by_token.get(candidate.i)
        if (
            cause is not None
            and cause.event_type in CAUSE_TYPES
            and (candidate is match.token.head or not cause.entry.sense.consequence)
        ):
            return cause
    return None


def _cause_candidates(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> list[Token]:
    """Words that may report the cause of a consequence, the most likely first."""
    token = match.token
    if not match.entry.sense.consequence:
        return _settings(token, "within")
    if token.pos not in VERBAL:
        return _settings(token, "prepositions")
    found = _preceding_attack(match, by_token)
    if not is_passive(token):
        found += [noun for subject in subjects(token) for noun in _with_governing_nouns(subject)]
    if token.dep in ("advcl", "xcomp", "acl", "relcl", "conj"):
        found += [token.head, *objects(token.head)] if token.head.pos in VERBAL else [token.head]
        if token.dep == "advcl" and is_passive(token.head):
            found += subjects(token.head)  # 'was hit by a blast, killing two'
    found += _settings(token, "prepositions")
    for victim in surface_subjects(token):
        if meets(victim, classes()["victim"]):
            found += _named_behind(victim, "of")
    for word in (token, *(child for child in token.children if child.dep == "conj")):
        clauses = [child for child in word.children if child.dep == "advcl" and child.pos in VERBAL]
        found += clauses + [other for clause in clauses for other in clause.children if other.dep == "conj"]
    return found


def _settings(token: Token, prepositions: str) -> list[Token]:
    """Words behind the prepositions of a key of the data: 'firing' of 'killed in police firing'."""
    return [noun for preposition in _cause_prepositions(prepositions) for noun in _named_behind(token, preposition)]


def _named_behind(token: Token, preposition: str) -> list[Token]:
    """Nouns behind a preposition ('due to' too), and gerunds that the parser puts below them: 'in police firing'."""
    nouns = prepositional_objects([token], preposition)
    nouns += [
        noun
        for child in token.children
        if child.dep == "amod" and child.lower == preposition
        for noun in objects_of(child)
    ]
    return [word for noun in nouns for word in (noun, *(child for child in noun.rights if _is_bare_gerund(child)))]


def _is_bare_gerund(word: Token) -> bool:
    return word.dep == "acl" and word.tag == "VBG"


def _preceding_attack(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> list[Token]:
    """The last attack before a participle whose own clause reports none: 'hunt a man who bombed a bar, killing two'."""
    token = match.token
    governor = by_token.get(token.head.i)
    if token.dep != "advcl" or token.tag != "VBG" or (governor is not None and governor.event_type in HARM_TYPES):
        return []
    attacks = [
        other.token
        for other in by_token.values()
        if token.head.i < other.token.i < token.i
        and other.token.pos in VERBAL
        and other.event_type in HARM_TYPES
        and not other.entry.sense.consequence
    ]
    return [max(attacks, key=lambda attack: attack.i)] if attacks else []


def _with_governing_nouns(noun: Token) -> list[Token]:
    """A subject, and the nouns above it to which its verb's relative clause may belong.

    Example: 'Leeds', 'cafe' and 'attack' in 'an attack on a cafe in Leeds which killed two'.
    """
    if meets(noun, _agents()):
        return [noun]
    found = [noun]
    while len(found) < _MAX_NOUNS:
        above = noun.head if noun.dep == "appos" else noun.head.head
        if noun.dep not in ("pobj", "appos") or above.pos not in ("NOUN", "PROPN"):
            break
        noun = above
        found.append(noun)
    return found


@cache
def _cause_prepositions(key: str) -> tuple[str, ...]:
    return tuple(load_toml("trigger_context.toml")["cause"][key].split())


@cache
def _agents() -> WordClass:
    """Nouns that can kill or hurt."""
    return resolve_words(load_toml("trigger_context.toml")["agents"]["classes"].split())
