"""Negation of a predicate or noun: 'not', 'nobody', 'neither', 'almost', 'was foiled', 'ruled out', 'no evidence'."""

from transforms.extract.document import Token
from transforms.extract.grammar.embedding import modality_words
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.languages.load import word_set

_ADDITIVE = word_set("grammar.toml", "negation", "additive")
_NEITHER = frozenset(("neither", "nor"))


def is_negated(token: Token, trigger: set[int]) -> bool:
    """Whether a word of an event is negated by one of its dependents.

    Args:
        token: A word of the event's modality scope.
        trigger: Indices of the trigger's tokens.
    """
    if has_negation(token):
        return True
    for child in token.children:
        if child.dep == "det" and child.lower in modality_words("negated", "determiners"):
            return True
        if child.dep in {"nsubj", "nsubjpass", "dobj", "attr"} and child.i not in trigger:
            if child.lower in modality_words("negated", "subjects"):
                return True
            if any(word.lower in _NEITHER and word.dep in {"preconj", "cc"} for word in child.children):
                return True
            if child.dep != "attr" and has_negative_determiner(child):
                return True
        if child.dep == "amod" and child.lower in modality_words("negated", "modifiers"):
            return True
    return False


def has_negation(token: Token) -> bool:
    """Whether 'not', 'never', 'neither' or 'almost' modifies a word; 'not only' negates nothing."""
    if any(_is_negative_adverb(child, token) for child in token.children):
        return True
    return any(child.dep == "neg" and not _is_additive(child) for child in token.children)


def has_negative_determiner(noun: Token) -> bool:
    """Whether a noun has the determiner 'no' or 'neither'."""
    return any(
        child.dep == "det" and child.lower in modality_words("negated", "determiners") for child in noun.children
    )


def is_prevented(top: Token, trigger: set[int]) -> bool:
    """Whether a verb of preventing stands in the passive: 'the attack was foiled'.

    Args:
        top: The last token of the event's modality scope.
        trigger: Indices of the trigger's tokens.
    """
    if top.lemma in modality_words("negated", "undone") and top.pos == "VERB":
        return top.i not in trigger and any(child.dep == "nsubjpass" for child in top.children)
    return top.dep == "nsubjpass" and top.pos not in VERBAL and top.head.lemma in modality_words("negated", "undone")


def is_ruled_out(verb: Token, relation: str) -> bool:
    """Whether a governor denies what depends on it: 'ruled out sending', 'called off the march', 'has yet to sign'.

    Args:
        verb: The governor.
        relation: Its relation to the event, see `embedding.governors_of`.
    """
    if relation == "xcomp" and verb.lemma in {"have", "be"}:
        return any(child.lower == "yet" for child in verb.children)
    return any(
        child.dep == "prt" and f"{verb.lemma} {child.lower}" in modality_words("negated", "phrasal")
        for child in verb.children
    )


def is_evidence(noun: Token) -> bool:
    """Whether a noun means evidence, as 'sign' and 'proof'."""
    return noun.pos == "NOUN" and noun.lemma in modality_words("hypothetical", "evidence")


def is_object_of_negated_verb(noun: Token) -> bool:
    """Whether a noun is the object of a negated verb: 'did not see evidence that'."""
    return noun.dep == "dobj" and has_negation(noun.head)


def _is_negative_adverb(word: Token, verb: Token) -> bool:
    """Whether a word in front of the verb negates it: 'neither signed nor met', 'Nor did they', 'has almost taken'."""
    if word.i > verb.i:
        return False
    return word.lower in _NEITHER or (word.dep == "advmod" and word.lower in modality_words("negated", "adverbs"))


def _is_additive(negation: Token) -> bool:
    """Whether 'only' or the like follows 'not'."""
    tokens = negation.sentence.tokens
    following = negation.i + 1 - tokens[0].i
    return following < len(tokens) and tokens[following].lower in _ADDITIVE
