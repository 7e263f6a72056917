"""Shapes of clauses that attribution depends on: the passive, the narrator's additions, misattached conjuncts."""

from transforms.extract.document import Token
from transforms.extract.grammar.labels import FINITE
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.languages.load import word_set

_NARRATING = word_set("reporting_verbs.toml", "narrator", "participles")
_CONTRASTING = word_set("reporting_verbs.toml", "narrator", "conjunctions")
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "expl"))
_SPEECH_ACTS = frozenset(("accuse", "ask", "commit"))


def is_narrators_addition(child: Token) -> bool:
    """Whether a clause below what is said is the narrator's: behind 'but', 'while' or 'citing', or misattached."""
    if child.dep == "conj":
        return is_misattached_conjunct(child) or (
            any(other.dep == "cc" and other.lower == "but" and follows_comma(other) for other in child.head.rights)
            and any(other.dep in _SUBJECTS for other in child.children)
        )
    if child.dep == "advcl":
        if child.tag == "VBG" and child.lemma in _NARRATING:
            return follows_comma(child)  # 'he said it fell, citing the wind'
        mark = next((other for other in child.lefts if other.dep == "mark"), None)
        return mark is not None and mark.lower in _CONTRASTING and follows_comma(mark)
    return False


def follows_comma(token: Token) -> bool:
    """Whether a comma or semicolon stands right before a token of the same sentence."""
    place = token.i - token.sentence.tokens[0].i
    return place > 0 and token.sentence.tokens[place - 1].text in {",", ";"}


def is_misattached_conjunct(token: Token) -> bool:
    """Whether the parser coordinated a finite verb with what is said rather than with the verb of saying.

    'It vowed to resist and accused them'; 'she said the deal was dead and accused them'.
    """
    if token.dep != "conj" or token.tag not in FINITE:
        return False
    first = token.head
    if any(child.dep == "aux" and child.lower == "to" for child in first.lefts):
        return True
    if any(child.tag == "MD" for child in first.lefts) and not any(child.dep in _SUBJECTS for child in token.children):
        return first.dep == "ccomp"  # 'said he would resign and thanked them'
    if first.dep != "ccomp" or first.head.tag != token.tag:
        return False
    if first.tag == "VBN" and token.tag == "VBD" and not any(child.dep in _SUBJECTS for child in token.children):
        return any(
            child.dep == "cc" and follows_comma(child) for child in first.children
        )  # 'said she had won, and left'
    if _SPEECH_ACTS.isdisjoint(cues().verbs.get(token.lemma, ())):
        return False
    if any(child.dep in {"nsubj", "nsubjpass"} for child in token.children):
        return False
    if any(child.dep == "aux" and child.lower == "had" for child in first.lefts):
        return True  # 'said Smith had blocked it and accused him'
    subject = next((child for child in first.children if child.dep in {"nsubj", "nsubjpass"}), None)
    return subject is not None and subject.pos == "NOUN" and not subject.label
