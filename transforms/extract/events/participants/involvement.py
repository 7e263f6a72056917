"""Who is involved in what a noun names, by the words around it: 'charged with the murder', 'hurt in the attack'.

An event noun seldom has its participants as arguments of its own. They stand with what is said of them: who is charged
with it, stands behind it or claims it has done it; who died or was hurt in it has suffered it. Of a fight, the other
party stands behind 'with'.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from transforms.extract.document import Token
from transforms.extract.grammar.arguments import governing_verb, objects, subjects, surface_subjects
from transforms.extract.grammar.embedding import modality_words
from transforms.extract.grammar.labels import NAMING, VERBAL
from transforms.extract.grammar.noun_phrases import first_conjunct, is_time
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import word_set

_CHARGING = word_set("participants.toml", "involvement", "charging")
_ANSWERABLE = word_set("participants.toml", "involvement", "answerable")
_CONVICTING = word_set("participants.toml", "involvement", "convicting")
_CHARGES = word_set("participants.toml", "involvement", "charges")
_CARRIERS = word_set("participants.toml", "involvement", "carriers")
_OWNING_UP = word_set("participants.toml", "involvement", "owning_up")
_DOERS = word_set("participants.toml", "involvement", "doers")
_SUFFERERS = word_set("participants.toml", "involvement", "sufferers")
_DYING = word_set("participants.toml", "involvement", "dying")
_HURTING = classes()["harm"].words - word_set("participants.toml", "involvement", "holding")
_FIGHTS = word_set("participants.toml", "involvement", "fights")
_SUSPECTS = word_set("participants.toml", "involvement", "suspects")
_CHARGED_WITH = frozenset(("of", "with", "for", "in", "on"))
_DEADLY = word_set("participants.toml", "involvement", "deadly")
_ACTING = frozenset(("NORP", "GPE", "ORG"))
_SUFFERED_IN = frozenset(("in", "during", "by", "from"))
_MAX_CARRIERS = 3
"""Nouns between an event and who is involved: 'convicted on two counts of involvement in the murder'."""


@dataclass(frozen=True, slots=True)
class Doers:
    """Who has done what a noun names.

    Attributes:
        heads: Heads of their noun phrases.
        alleged: Whether they are only charged with it or suspected of it.
    """

    heads: list[Token]
    alleged: bool = False


_NOBODY = Doers([])


def doers(noun: Token) -> Doers:
    """Who is said to have done what a noun names, or to be charged with it.

    Args:
        noun: The event, such as 'murder' in 'charged with the murder'.
    """
    if suspects := suspects_behind(noun):
        return Doers(suspects, alleged=True)  # 'the bombing suspect'
    return _doers(first_conjunct(noun), 0)


def _doers(noun: Token, depth: int) -> Doers:
    if noun.dep != "pobj" or noun.head.dep not in ("prep", "prt"):
        return _NOBODY
    preposition, governor = noun.head, noun.head.head
    lemma = lemma_of(governor)
    if preposition.lower == "behind":
        return Doers(surface_subjects(governor) if lemma == "be" else [governor] if governor.pos in NAMING else [])
    if governor.pos in VERBAL and preposition.lower in _CHARGED_WITH and lemma in _CHARGING | _CONVICTING:
        return Doers(objects(governor), alleged=lemma in _CHARGING)
    if lemma in _ANSWERABLE and governor.pos in ("ADJ", "VERB"):
        return Doers([governor.head] if governor.dep == "amod" else _bearers(governor))
    if governor.pos != "NOUN":
        return _NOBODY
    if meets(governor, classes()["measure"]) and preposition.lower == "of" and depth < _MAX_CARRIERS:
        return _doers(governor, depth + 1)  # 'convicted of a series of murders'
    if lemma in _DOERS and preposition.lower == "of":
        return Doers([governor])
    if lemma == "suspect" and preposition.lower in ("in", "of"):
        return Doers([governor], alleged=True)
    if lemma in _CARRIERS | _CHARGES and depth < _MAX_CARRIERS:
        found = _involved_by(governor, depth)
        return Doers(found.heads, found.alleged or lemma in _CHARGES)
    return _NOBODY


def _bearers(adjective: Token) -> list[Token]:
    """Who is responsible or guilty: 'the group responsible for', 'was found guilty of'."""
    governor = adjective.head
    if adjective.dep in ("acomp", "oprd", "xcomp", "ccomp") and governor.pos in VERBAL and governor.lemma != "be":
        return objects(governor) or surface_subjects(adjective)
    return [governor] if governor.pos in NAMING else surface_subjects(adjective)


def _involved_by(carrier: Token, depth: int) -> Doers:
    """Who has a role, is under suspicion or faces a charge: 'her role in', 'denied charges of'."""
    owners = [child for child in carrier.children if child.dep == "poss" and not is_time(child)]
    if owners:
        return Doers(owners)
    if against := prepositional_objects([carrier], "against"):
        return Doers(against)
    verb = governing_verb(carrier)
    if verb is not None and lemma_of(verb) in modality_words("denied", "verbs") and lemma_of(carrier) not in _CHARGES:
        return _NOBODY  # 'denied any role in'
    if verb is not None and lemma_of(verb) in _OWNING_UP and carrier.dep in ("dobj", "pobj", "conj"):
        return Doers(subjects(verb))
    return _doers(first_conjunct(carrier), depth + 1)


def sufferers(noun: Token) -> list[Token]:
    """Who is said to have suffered what a noun names: 'killed in the attack', 'the blast's survivors'."""
    event = first_conjunct(noun)
    if event.dep in ("poss", "compound") and lemma_of(event.head) in _SUFFERERS:
        return [event.head]
    if event.dep != "pobj" or event.head.dep not in ("prep", "agent"):
        return []
    preposition, governor = event.head.lower, event.head.head
    if lemma_of(governor) in _SUFFERERS and preposition in ("of", "from"):
        return [governor]
    died_after = preposition in ("after", "following") and lemma_of(governor) in _DYING
    if governor.pos not in VERBAL or not (preposition in _SUFFERED_IN or died_after):
        return []
    if lemma_of(governor) in _HURTING:
        return objects(governor)
    return surface_subjects(governor) if lemma_of(governor) in _DYING else []  # 'died after a crash'


def opponents(noun: Token, light: Token | None) -> list[Token]:
    """The other party of a fight: 'police' in 'a shootout with police'.

    Args:
        noun: The event.
        light: The verb that carries it, if any.
    """
    if lemma_of(noun) not in _FIGHTS:
        return []
    return prepositional_objects([noun] if light is None else [noun, light], "with")


def agents_of_circumstance(trigger: Token) -> list[Token]:
    """Whose action led to harm, where the action itself is no trigger: 'killed in army action'."""
    found: list[Token] = []
    for preposition in trigger.children:
        if preposition.dep not in ("prep", "agent") or preposition.lower not in _SUFFERED_IN | {"due"}:
            continue
        for noun in preposition.children:
            doings = [noun, *(child for child in noun.children if child.dep == "acl" and child.tag == "VBG")]
            if not any(lemma_of(doing) in _DEADLY or doing.lower in _DEADLY for doing in doings):
                continue
            parties = [noun, *(child for child in noun.children if child.dep in ("compound", "amod", "nmod"))]
            found += [party for party in parties if _is_acting_party(party)]
            found += prepositional_objects([noun], "by")
    return found


def _is_acting_party(word: Token) -> bool:
    if any(meets(word, classes()[name]) for name in ("aircraft", "weapon", "explosive")):
        return False
    return word.label in _ACTING or meets(word, classes()["force"])


def named_as_suspect(trigger: Token) -> bool:
    """Whether a participle only tells what a suspect or victim is about: 'the students stabbing suspect'."""
    following = next(_following(trigger), None)
    return trigger.tag == "VBG" and following is not None and lemma_of(following) in _SUSPECTS


def _following(token: Token) -> Iterator[Token]:
    tokens = token.sentence.tokens
    yield from tokens[token.i + 1 - tokens[0].i :]


def suspects_behind(trigger: Token) -> list[Token]:
    """The suspect right behind a trigger, by name where it follows: 'Bates' of 'the stabbing suspect Bates'."""
    following = list(_following(trigger))
    if not following or lemma_of(following[0]) != "suspect":
        return []
    named = list(takewhile(lambda word: word.label == "PERSON", following[1:]))
    return named[-1:] or following[:1]


def victims_before(trigger: Token) -> list[Token]:
    """The noun right before such a participle, whom it happened to: 'students' of 'the students stabbing suspect'."""
    place = trigger.i - trigger.sentence.tokens[0].i
    before = trigger.sentence.tokens[place - 1] if place else None
    return [before] if before is not None and before.pos == "NOUN" and meets(before, classes()["person"]) else []
