"""Parties behind matters: who decided, wrote or asked for what a verb is about ('accusations by the ministry')."""

from collections.abc import Collection

from transforms.extract.document import Token
from transforms.extract.events.participants.arguments import with_antecedents
from transforms.extract.events.participants.eligibility import PARTY_LABELS, is_document, is_party
from transforms.extract.grammar.arguments import subjects
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.modifiers import named_modifiers
from transforms.extract.grammar.noun_phrases import is_time
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, meets
from transforms.extract.languages.load import word_set

MATTERS_ONLY_BY_PARTY = frozenset(("REJECT", "AGREE", "REQUEST", "CONSULT", "THREATEN"))
"""Types whose recipient is a party: a matter ('rejected the request') stands for the party behind it, or for nobody."""
MATTERS_BY_PARTY = MATTERS_ONLY_BY_PARTY | {"ACCUSE", "SUPPORT"}
"""Types whose recipient is the party behind a matter where there is one: 'praised their courage'."""
_CONCERNING = word_set("participants.toml", "forms", "concerning")
_PREPOSITIONS = {"ACCUSE": frozenset(("of", "to", "with", "between")), "SUPPORT": frozenset(("of",))}
"""Whom a condemned attack was on is not condemned."""
_MAX_DEPTH = 3
"""Prepositions through which the party behind a matter is looked for."""


def agents_behind(noun: Token) -> list[Token]:
    """Who acts: for a matter or document its possessor ('the ministry's decision'), if any, else the noun itself."""
    if noun.label in PARTY_LABELS or not (meets(noun, classes()["matter"]) or is_document(noun)):
        return [noun]
    possessors = [child for child in noun.children if child.dep == "poss" and not is_time(child)]
    makers = [agent for child in noun.children if child.dep == "acl" and is_passive(child) for agent in subjects(child)]
    owners = possessors or prepositional_objects([noun], "by") or makers or named_modifiers(noun)
    return [agent for owner in owners for agent in with_antecedents(owner)]


def recipients_behind(heads: list[Token], event_type: str, actors: Collection[Token]) -> list[Token]:
    """The recipients of an event of a type, each matter replaced by the party behind it.

    Args:
        heads: Heads of the recipients' noun phrases.
        event_type: Of `MATTERS_BY_PARTY`; of any other type the heads themselves are returned.
        actors: Heads of the actors, who are no party behind anything here.
    """
    if event_type not in MATTERS_BY_PARTY:
        return heads
    prepositions = _PREPOSITIONS.get(event_type, _CONCERNING)
    found: list[Token] = []
    for noun in heads:
        parties = _parties_behind(noun, prepositions, actors)
        found += parties or ([] if event_type in MATTERS_ONLY_BY_PARTY else [noun])
    return list(dict.fromkeys(found))


def concerns_party(noun: Token, event_type: str) -> bool:
    """Whether a noun denotes a party or a matter with a party behind it."""
    return bool(_parties_behind(noun, _PREPOSITIONS.get(event_type, _CONCERNING), ()))


def _parties_behind(
    noun: Token, prepositions: Collection[str], actors: Collection[Token], depth: int = 0
) -> list[Token]:
    """The party behind a matter: whose it is or whom it concerns, if anybody.

    Of 'accusations by the ministry' and 'talks with the ministry' it is the ministry, of 'humanitarian access' nobody.

    Args:
        noun: The matter, or the party itself.
        prepositions: Those through which a matter concerns somebody.
        actors: Who is no such party.
        depth: Prepositions followed so far.
    """
    if is_party(noun) or any(child.label in PARTY_LABELS for child in noun.lefts if child.dep != "poss"):
        return [noun]
    if authors := [author for author in _authors(noun) if author not in actors]:
        return authors
    if depth == _MAX_DEPTH:
        return []
    following = [
        inner
        for child in noun.rights
        if child.dep == "prep" and child.lower in prepositions
        for inner in prepositional_objects([noun], child.lower)
    ]
    found = (_parties_behind(inner, prepositions, actors, depth + 1) for inner in following if inner not in actors)
    return next(filter(None, found), [])


def _authors(noun: Token) -> list[Token]:
    """Whose matter it is: 'accusations by the ministry', 'the ministry's request', 'their courage'."""
    found = [author for name in ("by", "from") for author in prepositional_objects([noun], name)]
    named = [author for author in found if author.pos in ("PROPN", "NOUN")]
    owners = [child for child in noun.lefts if child.dep == "poss" and not is_time(child) and is_party(child)]
    return named or [agent for owner in owners for agent in with_antecedents(owner)]
