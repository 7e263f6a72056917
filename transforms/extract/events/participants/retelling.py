"""Participants told with another telling of the same event: 'A judge jailed Ruiz. … The sentencing …'.

News tells an event many times, and says who and whom only in some of them. A telling without one of the roles takes it
over from another one of the same kind, if it has somebody in the other role in common with it, or if it only refers
back ('the sentencing') and the article has one event of that kind.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial

from schemas.rows.event import Participant
from transforms.extract.document import Document
from transforms.extract.events.participants.accusations import ACCUSING_TYPES, ACTOR, RECIPIENT, people
from transforms.extract.events.participants.matters import MATTERS_BY_PARTY
from transforms.extract.events.participants.participants import Roles
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.fold import fold
from transforms.extract.grammar.word_classes import lemma_of
from transforms.extract.languages.load import word_set

_GENERAL = word_set("participants.toml", "retelling", "general")
_INTRODUCING = word_set("participants.toml", "retelling", "introducing")
_REFERRING = frozenset(("the", "this", "that"))
_PRONOUN = 4
"""Letters of the longest pronoun."""
_NO_RETELLING = frozenset(("DISASTER", "ELECT"))
_ABOUT_ONE = frozenset(("TRY",))
"""Types whose modes are steps of one matter: charge, trial and sentence are those of one accused."""
_STEM = 5
"""Letters that two words for one kind of event have in common: 'sentenced', 'sentencing'."""


def with_retold(document: Document, matches: Sequence[TriggerMatch], roles: Sequence[Roles]) -> list[Roles]:
    """Fill roles that a telling leaves open from the other tellings of its event.

    Args:
        document: The article.
        matches: Its triggers.
        roles: Their participants, in the same order.
    """
    named_people = people(document)
    tellings = _Tellings(matches)
    donors = [_Donor(own) for own in roles]
    found = list(roles)
    for index, match in enumerate(matches):
        own = roles[index]
        if own.actors and own.recipients:
            continue
        others = tellings.alike(match)
        if governing := [other for other in tellings.above(match) if other in others]:
            own = found[index] = _completed(own, roles[min(governing)])  # 'sentenced to an indefinite sentence'
        told = partial(_others, donors, others, index)
        actors = own.actors or _taken_over(match, own, told(), ACTOR, named_people)
        recipients = own.recipients or _taken_over(match, own, told(), RECIPIENT, named_people)
        if not recipients and match.event_type in _ABOUT_ONE:
            steps = _others(donors, tellings.of_type(match), index)
            recipients = _taken_over(match, own, steps, RECIPIENT, named_people)
        found[index] = replace(own, actors=actors, recipients=recipients)
    return found


def _completed(own: Roles, other: Roles) -> Roles:
    """Roles with those of another telling in their place where they are open."""
    return replace(own, actors=own.actors or other.actors, recipients=own.recipients or other.recipients)


class _Tellings:
    """Which triggers may tell the same event: those of one type that have the mode or the word in common.

    Args:
        matches: The triggers of an article, in text order; they are given by their indices.
    """

    def __init__(self, matches: Sequence[TriggerMatch]) -> None:
        self._by_type: dict[str, list[int]] = defaultdict(list)
        self._by_mode: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_stem: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._by_token: dict[int, list[int]] = defaultdict(list)
        for index, match in enumerate(matches):
            if match.event_type in _NO_RETELLING:
                continue
            self._by_type[match.event_type].append(index)
            if match.event_mode is not None:
                self._by_mode[match.event_type, match.event_mode].append(index)
            self._by_stem[match.event_type, lemma_of(match.token)[:_STEM]].append(index)
            self._by_token[match.token.i].append(index)

    def of_type(self, match: TriggerMatch) -> list[int]:
        """All triggers of a trigger's type."""
        return self._by_type.get(match.event_type, [])

    def alike(self, match: TriggerMatch) -> list[int]:
        """The triggers that may tell what a trigger tells; all of its type if it only says that there was an event."""
        lemma = lemma_of(match.token)
        if lemma in _GENERAL and match.entry.pos == "NOUN":
            return self.of_type(match)
        found = self._by_stem.get((match.event_type, lemma[:_STEM]), [])
        if match.event_mode is None:
            return found
        return sorted({*found, *self._by_mode.get((match.event_type, match.event_mode), ())})

    def above(self, match: TriggerMatch) -> list[int]:
        """The triggers above a trigger in the parse."""
        return [index for token in match.token.ancestors() for index in self._by_token.get(token.i, ())]


class _Donor:
    """What a telling's participants in each role are compared by.

    Attributes:
        rows: The participants in each of `ROLES`.
    """

    def __init__(self, roles: Roles) -> None:
        self.rows = roles.actors, roles.recipients
        self._alleged = roles.alleged

    @cached_property
    def is_certain(self) -> list[bool]:
        """Whether it may give its participants to others: none alleged, no pronoun that nothing is known of."""
        return [
            not self._alleged and not any(row.entity_id is None and len(row.text) <= _PRONOUN for row in rows)
            for rows in self.rows
        ]

    @cached_property
    def keys(self) -> list[frozenset[str]]:
        """Who they are."""
        return [frozenset(map(_key, rows)) for rows in self.rows]

    @cached_property
    def known(self) -> list[set[str]]:
        """What tells them from others."""
        return [_known(rows) for rows in self.rows]


def _others(donors: Sequence[_Donor], among: Iterable[int], index: int) -> Iterator[_Donor]:
    """The donors at some indices but for one."""
    return (donors[other] for other in among if other != index)


def _taken_over(
    match: TriggerMatch, own: Roles, donors: Iterable[_Donor], role: int, named_people: Container[str | None]
) -> tuple[Participant, ...]:
    """The participants of the other tellings in a role, if they agree on them."""
    opposite = RECIPIENT if role == ACTOR else ACTOR
    known = _known(own.recipients if role == ACTOR else own.actors)
    accuses = role == ACTOR and match.event_type in ACCUSING_TYPES  # nobody on another sentence's evidence
    if not known and (accuses or not _refers_back(match)):
        return ()
    if role == RECIPIENT and match.event_type in MATTERS_BY_PARTY and not _refers_back(match):
        return ()  # who rejects one plan may reject another
    told: dict[frozenset[str], tuple[Participant, ...]] = {}
    for donor in donors:
        rows = donor.rows[role]
        if not rows or not donor.is_certain[role]:
            continue
        keys = donor.keys[role]
        if known and (known.isdisjoint(donor.known[opposite]) or not known.isdisjoint(keys)):
            continue
        if accuses and any(row.entity_id in named_people for row in rows):
            return ()
        told.setdefault(keys, rows)
    named = [rows for rows in told.values() if all(row.entity_id is not None for row in rows)]
    is_loose = match.event_type in ACCUSING_TYPES and not known  # an article may tell several attacks
    agreed = named if len(told) > 1 and not is_loose else list(told.values())
    return agreed[0] if len(agreed) == 1 else ()


def _known(rows: Iterable[Participant]) -> set[str]:
    """What tells participants from others: their entities, else their words; 'a man' may be anyone."""
    return {
        _key(row)
        for row in rows
        if row.entity_id is not None or (row.text.split()[0].lower() not in _INTRODUCING and len(row.text) > _PRONOUN)
    }


def _key(row: Participant) -> str:
    return row.entity_id or fold(row.text).removeprefix("the ")


def _refers_back(match: TriggerMatch) -> bool:
    """Whether a nominal trigger only refers to an event that is told elsewhere: 'the attack', 'this week's sale'."""
    noun = match.token
    if match.entry.pos != "NOUN" or noun.tag != "NN":
        return False
    marks = [child for child in noun.children if child.i < noun.i]
    if any(child.pos == "PROPN" and child.dep != "poss" and child.label not in ("DATE", "TIME") for child in marks):
        return False  # 'the Lyon attack' may be another one
    return any(child.lower in _REFERRING or child.dep == "poss" for child in marks)
