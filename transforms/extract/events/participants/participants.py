"""The participants of an event: actors, recipients and instrument, from the arguments that its sense names."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas.codebook import HARM_TYPES
from schemas.rows.columns import Span
from schemas.rows.event import Participant
from transforms.extract.document import Document, Token
from transforms.extract.events.participants.accusations import ACCUSING_TYPES
from transforms.extract.events.participants.arguments import argument_heads, with_antecedents
from transforms.extract.events.participants.describe import participant
from transforms.extract.events.participants.eligibility import can_act, can_undergo, is_document, is_party
from transforms.extract.events.participants.institutions import institutional_actors
from transforms.extract.events.participants.instruments import instrument_heads, instrument_span, is_instrument
from transforms.extract.events.participants.involvement import (
    agents_of_circumstance,
    named_as_suspect,
    opponents,
    suspects_behind,
    victims_before,
)
from transforms.extract.events.participants.matters import (
    MATTERS_BY_PARTY,
    agents_behind,
    concerns_party,
    recipients_behind,
)
from transforms.extract.events.participants.nominal import correct_nominal_roles, denotes_event, is_alleged
from transforms.extract.events.participants.opinions import opinion_roles
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import objects
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.grammar.modifiers import named_modifiers
from transforms.extract.grammar.noun_phrases import first_conjunct
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.languages.load import word_set

MAX_PARTICIPANTS = 8
"""Participants kept of each side."""
MUTUAL_TYPES = frozenset(("CONSULT",))
"""Types whose several actors are also each other's recipients."""
_VERBS_WITH_OF = word_set("participants.toml", "verbs", "with_of")


@dataclass(frozen=True, slots=True)
class Roles:
    """The participants of an event by their roles.

    Attributes:
        actors: Who.
        recipients: To whom.
        instrument: Weapon or means.
        alleged: Whether the actors are only charged with it or suspected of it.
    """

    actors: tuple[Participant, ...]
    recipients: tuple[Participant, ...]
    instrument: Span | None
    alleged: bool = False


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
    if not heads.actors and match.event_type in HARM_TYPES:
        heads.actors = agents_of_circumstance(match.token)
    heads.actors = heads.actors or institutional_actors(document, match)
    heads.actors, heads.recipients = opinion_roles(document, match, heads.actors, heads.recipients)
    heads.recipients = recipients_behind(heads.recipients, match.event_type, heads.actors)
    recipients = [noun for noun in heads.recipients if noun not in heads.actors and noun not in match.tokens]
    if match.event_type in MUTUAL_TYPES and not recipients and len(heads.actors) > 1:
        recipients = heads.actors  # 'Lee and Ruiz met'
    return Roles(
        actors=_described(document, _with_included(heads.actors), is_accused=match.event_type in ACCUSING_TYPES),
        recipients=_described(
            document,
            _with_included(recipients, match.token),
            verb_preposition="of" if match.entry.words[0] in _VERBS_WITH_OF else "",
            is_accused=match.event_type == "TRY",
        ),
        instrument=instrument_span(document, heads.instruments, match),
        alleged=named_as_suspect(match.token) or (match.entry.pos == "NOUN" and is_alleged(match, heads.actors)),
    )


def _described(
    document: Document, heads: Iterable[Token], verb_preposition: str = "", *, is_accused: bool = False
) -> tuple[Participant, ...]:
    found: dict[tuple[int, int], Participant] = {}
    for head in heads:
        row = participant(document, head, verb_preposition, is_accused=is_accused)
        found.setdefault((row.start, row.end), row)
    return tuple(sorted(found.values(), key=lambda row: row.start)[:MAX_PARTICIPANTS])


def _with_included(heads: list[Token], verb: Token | None = None) -> list[Token]:
    """The heads and those named among or beside them: 'three editors, including Ana Ruiz', 'the bank, alongside Acme'.

    Args:
        heads: Heads of one role.
        verb: The verb, to which the parser may attach 'including'.
    """
    governors = [*heads, verb] if heads and verb is not None else heads
    nouns = prepositional_objects(governors, "including") + prepositional_objects(heads, "alongside")
    named = [noun for noun in nouns if noun.label in ("PERSON", "ORG", "NORP", "GPE")]
    found = list(dict.fromkeys([*heads, *named]))
    return [head for head in found if head.lower != "you"] or found


# --- heads of the roles ---------------------------------------------------------------------


def _role_heads(match: TriggerMatch) -> _RoleHeads:
    """The heads in each role of one trigger."""
    if named_as_suspect(match.token):
        return _RoleHeads(suspects_behind(match.token), victims_before(match.token))
    actors = argument_heads(match, match.entry.actor, may_fill=can_act)
    recipients = _recipient_heads(match)
    if match.entry.pos == "NOUN":
        actors, recipients = correct_nominal_roles(match, actors, recipients)
    if match.event_type in HARM_TYPES:
        recipients = [noun for noun in recipients if not denotes_event(noun)]
    instruments = [noun for noun in actors if is_instrument(noun, match)]
    actors = [
        agent
        for noun in actors
        if noun not in instruments and (is_document(noun) or not denotes_event(noun))
        for agent in agents_behind(noun)
    ]
    if match.event_type in HARM_TYPES and recipients and all(_is_own(noun, actors) for noun in recipients):
        actors = []  # 'since injuring his ankle'
    if match.event_type == "ACCIDENT" and recipients and match.entry.pos != "NOUN":
        actors = actors or list(instruments)
    instruments = instruments or instrument_heads(match)
    if not actors and match.entry.pos != "NOUN":
        actors = argument_heads(match, ("possessor", "modifier"))  # 'the Hamas atrocities committed in May'
    if not actors:
        actors = [owner for instrument in instruments[:1] for owner in named_modifiers(instrument)]
    return _RoleHeads(actors, recipients, instruments)


def _is_own(noun: Token, actors: list[Token]) -> bool:
    """Whether what is hurt is a part of the one actor: 'injured his ankle'."""
    owners = [owner for child in noun.children if child.dep == "poss" for owner in with_antecedents(child)]
    return len(actors) == 1 and not is_party(noun) and any(owner in actors for owner in owners)


def _recipient_heads(match: TriggerMatch) -> list[Token]:
    """The heads of the recipients among a trigger's arguments.

    Who is criticised or asked is the first argument with a party in it ('allegations of fraud at the bank'); who sells
    a firm does so to the firm and to its buyer.
    """
    names = match.entry.recipient
    if match.event_type in MATTERS_BY_PARTY and match.entry.pos == "NOUN":
        parties = argument_heads(match, names, may_fill=concerns_party)
        if parties:
            return parties
    found = argument_heads(match, names, may_fill=can_undergo)
    if match.event_type == "TRADE" and match.token.pos in VERBAL:
        firms = [noun for noun in objects(match.token) if noun.label == "ORG" and noun not in match.tokens]
        return list(dict.fromkeys([*found, *firms]))
    return found


def _add_cause(heads: _RoleHeads, match: TriggerMatch, cause: TriggerMatch) -> None:
    """Take the actors, and in an accident the instrument, of what caused a consequence where it has none of its own."""
    of_cause = _role_heads(cause)
    if match.event_type == "ACCIDENT":
        heads.instruments = heads.instruments or of_cause.instruments
    if not _shares_subject(match, cause):
        heads.actors = []
    if opponents(cause.token, None) and set(of_cause.actors) & set(heads.recipients):
        heads.actors = heads.actors or of_cause.recipients  # 'was killed in a shootout with police'
    heads.actors = heads.actors or [actor for actor in of_cause.actors if actor not in heads.recipients]


def _shares_subject(match: TriggerMatch, cause: TriggerMatch) -> bool:
    """Whether a consequence's subject is its actor; not so in 'hunt a man who fired shots, killing two'."""
    first = first_conjunct(match.token)
    return first.dep not in ("advcl", "relcl") or (cause.entry.pos != "NOUN" and first.head in cause.tokens)
