"""The matcher of the pattern language: which patterns a word fits where it stands, by its words and its syntax."""

from collections.abc import Iterable, Iterator

from transforms.extract.document import Token
from transforms.extract.events.patterns.language import Conditions, Pattern
from transforms.extract.grammar.arguments import light_verb, objects, subjects, surface_subjects
from transforms.extract.grammar.clauses import complement_clause, is_passive
from transforms.extract.grammar.labels import OBJECTS, PREPOSITIONS, VERBAL
from transforms.extract.grammar.modifiers import inner_nouns, measured_nouns, modifiers
from transforms.extract.grammar.negation import has_negation
from transforms.extract.grammar.prepositions import prepositional_objects
from transforms.extract.grammar.word_classes import WordClass, classes, lemma_of, meets

_OUTSIDE = frozenset(("conj", "nsubj", "relcl", "ccomp", "advcl", "parataxis", "npadvmod", "punct"))
"""Relations of dependents that are no part of their head's phrase."""


def matches[P: Pattern](token: Token, patterns: Iterable[P]) -> Iterator[tuple[P, list[Token]]]:
    """The patterns that a word fits, in the order given, each with its words in the sentence, head first.

    Args:
        token: The word that may be a pattern's head.
        patterns: Patterns with this word as their head. Their `clause_type` is left to the caller, who knows events.
    """
    nearby: set[str] | None = None  # collected only when a pattern of several words needs it
    for pattern in patterns:
        words: list[Token] | None = [token]
        if len(pattern.words) > 1:
            nearby = _forms(_candidates(token, [token])) if nearby is None else nearby
            words = _words_of(token, pattern) if pattern.words[1] in nearby else None
        if words is not None and _holds(token, words, pattern.conditions):
            yield pattern, words


def _words_of(token: Token, pattern: Pattern) -> list[Token] | None:
    """The words of a pattern in the sentence, or None where one is missing."""
    found = [token]
    for word in pattern.words[1:]:
        near = (child for child in _candidates(token, found) if child.lower == word or lemma_of(child) == word)
        match = next((child for child in near if _is_own_particle(child, pattern)), None)
        if match is None:
            return None
        found.append(match)
    return found


def _candidates(token: Token, found: list[Token]) -> list[Token]:
    """Where the next word of a pattern may stand: below the words found so far, and at the verb's objects."""
    near = [
        child
        for word in found
        for child in word.children
        if child not in found and (child.dep not in _OUTSIDE or child.pos == "ADJ")
    ]
    if len(found) == 1 and token.pos in VERBAL:
        nouns = [inner for noun in objects(token) if noun is not token for inner in inner_nouns(noun)]
        near += [noun for noun in nouns if noun not in near]
        near += [prep for noun in nouns for prep in noun.children if prep.dep == "prep"]  # 'held them as shields'
        near += [child for noun in nouns for child in noun.children if _is_result(child, noun, token)]
    return near


def _is_result(adjective: Token, noun: Token, verb: Token) -> bool:
    """Whether an adjective of an object says what was done to it: 'left two dead', 'shot dead two guards'."""
    return adjective.dep == "amod" and (adjective.i > noun.i or adjective.i == verb.i + 1)


def _forms(tokens: list[Token]) -> set[str]:
    return {form for token in tokens for form in (token.lower, lemma_of(token))}


def _is_own_particle(word: Token, pattern: Pattern) -> bool:
    """Whether a word like 'in' is a particle and not a preposition: 'broke out in the city' is not 'break in'.

    It may be a preposition where its object is one of the pattern's words.
    """
    if word.lower not in classes()["particle"].words:
        return True
    if word.dep != "prep":
        return word.pos != "NOUN"  # 'in' of 'broke up the sit-in'
    return all(lemma_of(child) in pattern.words for child in word.children if child.dep == "pobj")


def _holds(token: Token, words: list[Token], conditions: Conditions) -> bool:
    """Whether the conditions hold around the words found."""
    if conditions.form and not _has_form(token, conditions.form):
        return False
    if conditions.no_object and objects(token):
        return False
    if (conditions.prep or conditions.not_prep) and not _prepositions_fit(words, conditions):
        return False
    has_clause = conditions.clause or conditions.clause_type or conditions.clause_lemma
    if has_clause and not _clause_fits(complement_clause(token), conditions):
        return False
    if conditions.behind and not any(_is_behind(words, names, wanted) for names, wanted in conditions.behind):
        return False
    for name, wanted in conditions.require:
        if not _finds(name, wanted, token, words):
            return False
    if conditions.forbid and any(_finds(name, barred, token, words) for name, barred in conditions.forbid):
        return False
    return conditions.negated is None or _is_negated(token) is conditions.negated


def _has_form(token: Token, form: str) -> bool:
    if form == "participle":
        return token.tag == "VBG" and token.dep in ("advcl", "acl", "conj")
    if form == "adjective":
        return token.pos != "VERB"
    return token.pos in VERBAL and is_passive(token)


def _is_negated(token: Token) -> bool:
    """Whether a predicate is negated: 'was not hurt', 'were not able to save', 'unable to save'."""
    if has_negation(token) or (token.dep in ("acomp", "attr", "oprd") and has_negation(token.head)):
        return True
    if token.dep != "xcomp":
        return False
    return token.head.lower == "unable" or (token.head.lower == "able" and _is_negated(token.head))


def _is_behind(words: list[Token], names: frozenset[str], wanted: WordClass) -> bool:
    """Whether a noun behind one of these prepositions, a word before it or a noun behind its 'of' is of a class."""
    present = {inner.lower for word in words for child in word.children for inner in (child, *child.children)}
    return any(
        meets(word, wanted)
        for name in names & present
        for noun in prepositional_objects(words, name)
        for word in (noun, *modifiers(noun), *prepositional_objects([noun], "of"))
    )


def _prepositions_fit(words: list[Token], conditions: Conditions) -> bool:
    names = {child.lower for word in words for child in word.children if child.dep in PREPOSITIONS}
    return (not conditions.prep or bool(conditions.prep & names)) and not conditions.not_prep & names


def _finds(condition: str, wanted: WordClass, token: Token, words: list[Token]) -> bool:
    """Whether one of the words that a condition looks at is of a class."""
    if condition == "child":
        return any(meets(child, wanted) and not _follows_non(child) for child in token.children)
    return any(meets(word, wanted) for word in _looked_at(condition, token, words))


def _looked_at(condition: str, token: Token, words: list[Token]) -> list[Token]:
    """The words that a condition looks at."""
    match condition:
        case "object":
            nouns = objects(token) if token.pos in VERBAL else prepositional_objects([token], "of")
            return [inner for noun in nouns for inner in inner_nouns(noun)]
        case "subject":
            agents = subjects(token) if token.pos in VERBAL else _subject_of_governor(token)
            nouns = [inner for noun in agents for inner in measured_nouns(noun)]
            return nouns + [kind for noun in nouns for kind in _disaster_kinds(noun)]
        case "modifier":
            return modifiers(token)
        case "pobj":
            return _all_prepositional_objects(token, words)
        case "conjunct":
            return [child for child in token.children if child.dep == "conj"]
        case "auxiliary":
            return [child for child in token.children if child.dep == "aux"]
        case "governor":
            return [token.head, token.head.head] if token.dep == "pobj" else [token.head]
        case "governor_argument":
            return [word for word in token.head.subtree() if word.dep in ("nsubj", "nsubjpass", "dobj")]
        case _:
            near = [child for child in token.children if child.dep not in ("punct", "det")]
            return near + [noun for child in near for noun in child.children] + surface_subjects(token)


def _all_prepositional_objects(token: Token, words: list[Token]) -> list[Token]:
    light = light_verb(token) if token.pos == "NOUN" else None
    words = [*words, light] if light is not None else words  # 'declared war on waste'
    names = {child.lower for word in words for child in word.children}
    return [noun for name in sorted(names) for noun in prepositional_objects(words, name)]


def _follows_non(word: Token) -> bool:
    """Whether a word is denied right before it, however it is tokenized: 'non-fatal', 'not fatal'."""
    tokens, i = word.sentence.tokens, word.i - word.sentence.tokens[0].i
    return any(token.lower in ("non", "not") for token in tokens[max(0, i - 2) : i])


def _subject_of_governor(noun: Token) -> list[Token]:
    """The subject of the verb whose object a noun is: 'nurses' of 'nurses threatened a strike'."""
    return surface_subjects(noun.head) if noun.dep in OBJECTS and noun.head.pos in VERBAL else []


def _disaster_kinds(name: Token) -> list[Token]:
    """What a named storm is ('Storm' of 'Storm Anna') and what strikes ('lightning' of 'a lightning strike')."""
    if name.pos != "PROPN" and name.lemma not in ("strike", "bolt"):
        return []
    return [child for child in name.children if child.dep == "compound" and meets(child, classes()["disaster"])]


def _clause_fits(clause: Token | None, conditions: Conditions) -> bool:
    if clause is None:
        return False
    has_to = any(child.lower == "to" and child.dep == "aux" for child in clause.children)
    if conditions.clause == "infinitive" and not has_to:
        return False
    if conditions.clause == "base" and (has_to or not _is_base(clause)):
        return False
    return not conditions.clause_lemma or clause.lemma in conditions.clause_lemma


def _is_base(clause: Token) -> bool:
    """Whether a clause is asked for, not reported: 'that they leave', 'that they should leave'."""
    auxiliaries = [child.lower for child in clause.children if child.dep in ("aux", "auxpass")]
    return "should" in auxiliaries or "be" in auxiliaries or (clause.tag == "VB" and not auxiliaries)
