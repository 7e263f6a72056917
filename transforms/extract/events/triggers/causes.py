"""The cause of a consequence: 'firing' of 'killed in police firing', 'opened fire' of 'opened fire, killing two'.

It is looked for in the words that the consequence is attached to or has below it, in the clause beside it, and, where a
verb of leading to carries it ('resulted in two deaths'), around that verb.
"""

from collections.abc import Mapping
from functools import cache

from schemas.codebook import HARM_TYPES
from transforms.extract.document import Token
from transforms.extract.events.triggers.senses import TriggerMatch
from transforms.extract.grammar.arguments import governing_verb, objects, subjects, surface_subjects
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.grammar.noun_phrases import first_conjunct
from transforms.extract.grammar.prepositions import objects_of, prepositional_objects
from transforms.extract.grammar.word_classes import WordClass, classes, lemma_of, meets, resolve_words
from transforms.extract.languages.load import load_toml, word_set

CAUSE_TYPES = frozenset(("ASSAULT", "ACCIDENT", "DISASTER", "COERCE", "CRIME"))
"""Types of events that have consequences."""
_RESULTING = word_set("trigger_context.toml", "cause", "resulting")
_UNRELATED = word_set("trigger_context.toml", "cause", "unrelated")
_EMBEDDED = frozenset(("advcl", "xcomp", "acl", "relcl", "conj"))
_MAX_NOUNS = 6


def can_have_cause(match: TriggerMatch) -> bool:
    """Whether a trigger may say what another one led to: a consequence, or a harm done by nobody ('shot in a raid')."""
    token = match.token
    if match.entry.sense.consequence:
        return True
    return match.event_type == "ASSAULT" and token.pos in VERBAL and is_passive(token) and not subjects(token)


def cause_of(match: TriggerMatch, by_token: Mapping[int, TriggerMatch]) -> TriggerMatch | None:
    """The trigger of what a consequence results from; another consequence only if this one depends on it.

    Args:
        match: A trigger that `can_have_cause`.
        by_token: The triggers of its sentence by the index of their head.
    """
    by_word = {word.i: other for other in by_token.values() for word in other.tokens} | dict(by_token)
    for candidate in _candidates(match, by_token):
        cause = by_word.get(candidate.i)
        if (
            cause is not None
            and cause.token is not match.token
            and cause.event_type in CAUSE_TYPES
            and (candidate is match.token.head or not cause.entry.sense.consequence)
        ):
            return cause
    return None


def _candidates(match: TriggerMatch, by_token: Mapping[int, TriggerMatch]) -> list[Token]:
    """Words that may report the cause, the most likely first."""
    token = match.token
    if not match.entry.sense.consequence:
        return _settings(token, "within")
    if token.pos not in VERBAL:
        verb = governing_verb(token)
        carriers = _around(verb) if verb is not None and lemma_of(verb) in _RESULTING else []
        return _settings(token, "prepositions") + carriers
    return _preceding_attack(match, by_token) + _around(token)


def _around(verb: Token) -> list[Token]:
    """Words around a verb that may report what led to what it says."""
    found = []
    if not is_passive(verb):
        found += [noun for subject in subjects(verb) for noun in _with_governing_nouns(subject)]
    if verb.dep in _EMBEDDED:
        found += [verb.head, *objects(verb.head)] if verb.head.pos in VERBAL else [verb.head]
        if verb.dep == "advcl" and is_passive(verb.head):
            found += subjects(verb.head)  # 'was hit by a blast, killing two'
        if verb.dep == "relcl" and _is_setting(verb) and (above := governing_verb(verb.head)) is not None:
            found.append(above)  # 'fired at a crowd, in which two died'
    settings = _settings(verb, "prepositions")
    found += settings
    for victim in surface_subjects(verb):
        if meets(victim, classes()["victim"]):
            found += _nouns_behind(victim, "of")
    for word in (verb, *_coordinated(verb)):
        if word is not verb and not settings:
            found += _settings(word, "prepositions")  # 'one was killed and two injured in police firing'
        clauses = [child for child in word.children if child.dep == "advcl" and _may_say_why(child)]
        found += clauses + [inner for clause in clauses for inner in _continued(clause)]
    return found


def _continued(clause: Token) -> list[Token]:
    """What is joined to a clause's predicate or complements it: 'when police had to fire', 'resorted to firing'."""
    joined = [child for child in clause.children if child.dep in ("conj", "xcomp")]
    return joined + prepositional_objects([clause], "to")


def _may_say_why(clause: Token) -> bool:
    """Whether an adverbial clause may tell a cause: 'when police fired', but not 'before police fired'."""
    return clause.pos in VERBAL and not any(child.lower in _UNRELATED for child in clause.lefts)


def _coordinated(verb: Token) -> list[Token]:
    """Predicates joined to a verb, bare ones too: 'injured' of 'one was killed and two injured'."""
    return [
        word
        for child in verb.children
        if child.dep == "conj"
        for word in ([child] if child.pos in VERBAL else child.children)
        if word is child or (word.dep == "acl" and word.tag == "VBN")
    ]


def _is_setting(clause: Token) -> bool:
    """Whether the relative pronoun of a clause stands behind a preposition: 'in which two died'."""
    return any(inner.tag == "WDT" for child in clause.children if child.dep == "prep" for inner in child.children)


def _settings(token: Token, prepositions: str) -> list[Token]:
    """Words behind the prepositions of a key of the data: 'firing' of 'killed in police firing'."""
    return [noun for preposition in _prepositions(prepositions) for noun in _nouns_behind(token, preposition)]


def _nouns_behind(token: Token, preposition: str) -> list[Token]:
    """Nouns behind a preposition ('due to' too), and gerunds that the parser puts below them: 'in police firing'."""
    nouns = prepositional_objects([token], preposition)
    nouns += [
        noun
        for child in token.children
        if child.dep == "amod" and child.lower == preposition
        for noun in objects_of(child)
    ]
    tags = ("VBG", "VBN") if preposition == "by" else ("VBG",)  # 'killed by a bullet fired by police'
    return [
        word
        for noun in nouns
        for word in (noun, *(child for child in noun.rights if child.dep == "acl" and child.tag in tags))
    ]


def _preceding_attack(match: TriggerMatch, by_token: Mapping[int, TriggerMatch]) -> list[Token]:
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
        noun = first_conjunct(noun)
        above = noun.head if noun.dep == "appos" else noun.head.head
        if noun.dep not in ("pobj", "appos") or above.pos not in ("NOUN", "PROPN"):
            break
        noun = above
        found.append(noun)
    return found


@cache
def _prepositions(key: str) -> tuple[str, ...]:
    return tuple(load_toml("trigger_context.toml")["cause"][key].split())


@cache
def _agents() -> WordClass:
    """Nouns that can kill or hurt."""
    return resolve_words(load_toml("trigger_context.toml")["agents"]["classes"].split())
