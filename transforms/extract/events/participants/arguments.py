"""The heads that fill the argument names of the lexicon ('subject', 'dative', 'against') for a trigger.

The names are explained in `triggers/lexicon.py`; the parse is read by `grammar/arguments.py` and its neighbours.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from schemas.codebook import HARM_TYPES
from transforms.extract.coreference.binding import bound_antecedent
from transforms.extract.document import Token
from transforms.extract.events.triggers.lexicon import default_arguments
from transforms.extract.events.triggers.senses import TriggerMatch, clause_matches, match_at
from transforms.extract.grammar.arguments import indirect_objects, light_verb, objects, subjects, surface_subjects
from transforms.extract.grammar.clauses import complement_clause, relative_antecedent
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.modifiers import named_modifiers
from transforms.extract.grammar.negation import has_negative_determiner
from transforms.extract.grammar.noun_phrases import is_time, with_conjuncts
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import word_set

LOCATIVE_PREPOSITIONS = word_set("participants.toml", "forms", "locative")
_NO_PARTICIPANTS = word_set("participants.toml", "forms", "no_participants")
_SITES = word_set("participants.toml", "nouns", "sites")
_AMOUNTS = frozenset(("MONEY", "PERCENT", "QUANTITY"))
_IMPOSING = frozenset(("impose", "place", "levy", "slap"))  # 'lifted the ban imposed on them'
_SPARKING = frozenset(("spark", "prompt", "trigger", "provoke"))
_NO_NOUNS = frozenset(("VERB", "ADV", "SCONJ", "PUNCT", "ADP", "AUX"))
_INSIDE_NOUN_PHRASE = frozenset(("possessor", "modifier", "compound"))


def argument_heads(
    match: TriggerMatch, names: Iterable[str], may_fill: Callable[[Token, str], bool] | None = None
) -> list[Token]:
    """The heads of the first argument that a participant fills; pronouns are replaced by their bound antecedents.

    Args:
        match: The trigger.
        names: Names of arguments in order of preference.
        may_fill: Whether a noun may have the role in an event of a type; every noun may by default.
    """
    for name in names:
        found = participating(_argument(match, name), match)
        if may_fill is not None:
            found = [noun for noun in found if may_fill(noun, match.event_type)]
        if name in LOCATIVE_PREPOSITIONS and match.event_type in HARM_TYPES:
            found = [noun for noun in found if noun.label not in ("GPE", "LOC") and lemma_of(noun) not in _SITES]
        if found:
            return found
    return []


def participating(heads: Iterable[Token], match: TriggerMatch) -> list[Token]:
    """Those of the heads that can take part in an event at all, pronouns replaced by their bound antecedents."""
    nouns = [noun for head in heads for noun in with_antecedents(relative_antecedent(head))]
    return [noun for noun in dict.fromkeys(nouns) if _can_participate(noun, match)]


def with_antecedents(noun: Token) -> list[Token]:
    """The bound antecedent of a pronoun, of 'they' with its conjuncts; any other noun itself."""
    antecedent = bound_antecedent(noun)
    if antecedent is None:
        return [noun]
    return with_conjuncts([antecedent]) if noun.lower in ("they", "them", "their") else [antecedent]


def _can_participate(noun: Token, match: TriggerMatch) -> bool:
    if (
        noun in match.tokens
        or is_time(noun)
        or noun.label in _AMOUNTS
        or noun.pos in _NO_NOUNS
        or has_negative_determiner(noun)
    ):
        return False
    return noun.lower not in _NO_PARTICIPANTS or (noun.lower == "it" and noun.dep != "expl")


def _argument(match: TriggerMatch, name: str) -> list[Token]:
    """The heads of one argument."""
    if name == "complement":
        return _recipients_of_complement(match)
    if name == "clause":
        clauses = [clause for word in (match.token, *match.tokens) if (clause := complement_clause(word)) is not None]
        return _overt_subjects(clauses[0]) if clauses else []
    if match.token.pos in VERBAL or match.token.pos == "ADJ":
        return _argument_of_verb(match, name)
    return _argument_of_noun(match.token, name)


def _overt_subjects(clause: Token) -> list[Token]:
    return with_conjuncts(child for child in clause.children if child.dep in SUBJECTS and child.pos not in VERBAL)


def _recipients_of_complement(match: TriggerMatch) -> list[Token]:
    """The recipients of the event in a trigger's complement clause ('promised to help them'), else of its verb."""
    clause = complement_clause(match.token)
    if clause is None:
        return []
    for inner in clause_matches(clause):
        if found := argument_heads(inner, [name for name in inner.entry.recipient if name != "complement"]):
            return found
    verb = replace(match, token=clause, tokens=(clause,))
    return argument_heads(verb, default_arguments("complement_recipient"))


def _argument_of_verb(match: TriggerMatch, name: str) -> list[Token]:
    verb = match.token
    if name == "subject":
        return surface_subjects(verb) if verb.pos == "ADJ" else subjects(verb)
    if name == "object":
        return _objects_of_verb(match)
    if name == "dative":
        return indirect_objects(verb)
    if name == "speaker":
        return subjects(verb.head.head)
    if name == "obliged":
        return surface_subjects(verb.head)
    if name in _INSIDE_NOUN_PHRASE:
        return [noun for word in match.tokens if word is not verb for noun in _argument_of_noun(word, name)]
    governors = [*match.tokens, *(noun for noun in objects(verb) if noun.i > verb.i)]
    governors += [
        child for noun in governors for child in noun.children if child.dep == "acl" and child.lemma in _IMPOSING
    ]
    return prepositional_objects(dict.fromkeys(governors), name)


def _objects_of_verb(match: TriggerMatch) -> list[Token]:
    """The objects of a verb besides its own further words."""
    trigger = {word.i for word in match.tokens}
    found = [noun for noun in objects(match.token) if noun.i not in trigger]
    if found or len(match.tokens) == 1:
        return found
    return [
        child  # 'people' in 'left two people dead', which depends on 'dead'
        for word in match.tokens
        if word is not match.token
        for child in word.children
        if child.dep in SUBJECTS and child.i not in trigger
    ]


def _argument_of_noun(noun: Token, name: str) -> list[Token]:
    light = light_verb(noun)
    if name == "subject":
        return subjects(light) if light is not None and not _is_only_cause(light, noun) else []
    if name == "object":
        return prepositional_objects([noun], "of")
    if name == "dative":
        return indirect_objects(light) if light is not None else []
    if name == "possessor":
        return [child for child in noun.children if child.dep == "poss" and not is_time(child)]
    if name == "modifier":
        return [] if light is not None and subjects(light) else named_modifiers(noun)
    if name == "compound":
        return [child for child in noun.children if child.dep == "compound" and meets(child, classes()["person"])]
    return _behind_preposition(noun, light, name)


def _behind_preposition(noun: Token, light: Token | None, preposition: str) -> list[Token]:
    """Nouns behind a preposition of a nominal trigger or its light verb, else of its participles and conjuncts."""
    governors = [noun] if light is None else [noun, light]
    if found := prepositional_objects(governors, preposition):
        return found
    governors += [
        child for child in noun.children if child.dep == "acl" and lemma_of(child) in classes()["light"].words
    ]
    governors += [
        child for child in noun.children if child.dep == "conj" and noun.dep != "conj" and match_at(child) is not None
    ]
    return prepositional_objects(governors, preposition)


def _is_only_cause(verb: Token, noun: Token) -> bool:
    """Whether a light verb's subject only causes the event: 'sparked protests', 'led to his resignation'."""
    return verb.lemma in _SPARKING if noun.dep == "dobj" else verb.lemma == "lead"
