"""The participants of an event: actors, recipients and instrument, from the arguments that its sense names."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.rows.columns import Span
from schemas.rows.event import Participant
from transforms.extract.document import Document, Token
from transforms.extract.events.participants.arguments import argument_heads, with_antecedents
from transforms.extract.events.participants.describe import participant
from transforms.extract.events.participants.instruments import instrument_heads, instrument_span, is_instrument
from transforms.extract.events.participants.nominal import correct_nominal_roles, denotes_event
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.modifiers import named_modifiers
from transforms.extract.grammar.noun_phrases import first_conjunct, is_time
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, meets
from transforms.extract.languages.load import word_set

MAX_PARTICIPANTS = 8
"""Participants kept of each side."""
TYPES_ABOUT_MATTERS = frozenset(("REJECT", "AGREE"))
"""Types whose object is a matter ('rejected the request'): the recipient is the party behind it."""
_VERBS_WITH_OF = word_set("participants.toml", "verbs", "with_of")
_BODIES = word_set("participants.toml", "nouns", "bodies")
_PARTY_LABELS = frozenset(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"))
_MAX_DEPTH = 3
"""Prepositions through which the party behind a matter is looked for."""


@dataclass(frozen=True, slots=True)
class Roles:
    """The participants of an event by their roles."""

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    instrument: Span | None


@dataclass(slots=True)
class _RoleHeads:
    """Heads of the noun phrases in each role."""

    actors: list[Token] = field(default_factory=list)
    recipients: list[Token] = field(default_factory=list)
    instruments: list[Token] = field(default_factory=list)


def participants(document: Document, match: TriggerMatch) -> Roles:
    """The participants of a trigger.

    Args:
        document: The article.
        match: The trigger.

    Returns:
        Actors and recipients in text order, each with its noun phrase but no trailing clauses, and the instrument.
    """
    heads = _role_heads(match)
    if match.cause is not None:
        _add_cause(heads, match, match.cause.cause or match.cause)
    for joined in match.joined:
        other = _role_heads(joined)
        heads.actors = heads.actors or other.actors
        heads.recipients += [noun for noun in other.recipients if noun not in heads.recipients]
        heads.instruments = heads.instruments or other.instruments
    if match.event_type in TYPES_ABOUT_MATTERS:
        heads.recipients = [party for noun in heads.recipients for party in _parties_behind(noun)]
    recipients = [noun for noun in heads.recipients if noun not in heads.actors and noun not in match.tokens]
    return Roles(
        actors=_described(document, _with_included(heads.actors)),
        recipients=_described(
            document,
            _with_included(recipients, match.token),
            verb_preposition="of" if match.entry.words[0] in _VERBS_WITH_OF else "",
        ),
        instrument=instrument_span(document, heads.instruments, match),
    )


def _described(document: Document, heads: Iterable[Token], verb_preposition: str = "") -> tuple[Participant, ...]:
    found: dict[tuple[int, int], Participant] = {}
    for head in heads:
        row = participant(document, head, verb_preposition)
        found.setdefault((row.start, row.end), row)
    return tuple(sorted(found.values(), key=lambda row: row.start)[:MAX_PARTICIPANTS])


def _with_included(heads: list[Token], verb: Token | None = None) -> list[Token]:
    """The heads and those who are named among them: 'arrested three editors, including Ana Ruiz and Bo Li'.

    Args:
        heads: Heads of one role.
        verb: The verb, to which the parser may attach 'including'.
    """
    governors = [*heads, verb] if heads and verb is not None else heads
    named = [
        noun for noun in prepositional_objects(governors, "including") if noun.label in ("PERSON", "ORG", "NORP", "GPE")
    ]
    return list(dict.fromkeys([*heads, *named]))


# --- heads of the roles ---------------------------------------------------------------------


def _role_heads(match: TriggerMatch) -> _RoleHeads:
    """The heads in each role of one trigger."""
    actors, recipients = argument_heads(match, match.entry.actor), argument_heads(match, match.entry.recipient)
    if match.entry.pos == "NOUN":
        actors, recipients = correct_nominal_roles(match, actors, recipients)
    instruments = [noun for noun in actors if is_instrument(noun, match)]
    actors = [
        agent for noun in actors if noun not in instruments and not denotes_event(noun) for agent in _agents(noun)
    ]
    instruments = instruments or instrument_heads(match)
    if not actors:
        actors = [owner for instrument in instruments[:1] for owner in named_modifiers(instrument)]
    return _RoleHeads(actors, recipients, instruments)


def _add_cause(heads: _RoleHeads, match: TriggerMatch, cause: TriggerMatch) -> None:
    """Take the actors, and in an accident the instrument, of what caused a consequence where it has none of its own."""
    of_cause = _role_heads(cause)
    if match.event_type == "ACCIDENT":
        heads.instruments = heads.instruments or of_cause.instruments
    if not _shares_subject(match, cause):
        heads.actors = []
    heads.actors = heads.actors or of_cause.actors


def _shares_subject(match: TriggerMatch, cause: TriggerMatch) -> bool:
    """Whether a consequence's subject is its actor; not so in 'hunt a man who fired shots, killing two'."""
    first = first_conjunct(match.token)
    return first.dep not in ("advcl", "relcl") or (cause.entry.pos != "NOUN" and first.head in cause.tokens)


def _agents(noun: Token) -> list[Token]:
    """Who acts: for a matter or measure its possessor ('the ministry's decision'), if any, else the noun itself."""
    if noun.label in _PARTY_LABELS or not meets(noun, classes()["matter"]):
        return [noun]
    possessors = [child for child in noun.children if child.dep == "poss" and not is_time(child)]
    return [agent for owner in possessors or named_modifiers(noun) for agent in with_antecedents(owner)]


def _parties_behind(noun: Token, depth: int = 0) -> list[Token]:
    """The party behind a matter that is agreed to or refused: whose it is or whom it concerns, if anybody.

    Of 'accusations by the ministry' and 'talks with the ministry' it is the ministry, of 'humanitarian access' nobody.

    Args:
        noun: The matter, or the party itself.
        depth: Prepositions followed so far.
    """
    if _is_party(noun) or any(child.label in _PARTY_LABELS for child in noun.lefts if child.dep != "poss"):
        return [noun]
    if (authors := _authors(noun)) or depth == _MAX_DEPTH:
        return authors
    following = [
        inner for child in noun.rights if child.dep == "prep" for inner in prepositional_objects([noun], child.lower)
    ]
    return next((found for inner in following if (found := _parties_behind(inner, depth + 1))), [])


def _authors(noun: Token) -> list[Token]:
    """Whose matter it is: 'accusations by the ministry', 'the ministry's request'."""
    found = [author for name in ("by", "from") for author in prepositional_objects([noun], name)]
    return [author for author in found if author.pos in ("PROPN", "NOUN")] or [
        child for child in noun.lefts if child.dep == "poss" and child.label in _PARTY_LABELS
    ]


def _is_party(noun: Token) -> bool:
    """Whether a noun denotes people, a body or a country."""
    if noun.label in _PARTY_LABELS or noun.pos in ("PRON", "PROPN", "ADJ", "NUM", "DET") or noun.lemma in _BODIES:
        return True
    return any(meets(noun, classes()[name]) for name in ("person", "force", "office"))
