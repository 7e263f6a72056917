"""Words that deny a happening: 'not', 'nobody', 'neither', 'almost', 'was foiled', 'ruled out', 'no evidence that'."""

from transforms.extract.document import Token
from transforms.extract.grammar.embedding import VERBAL, words


def negated(token: Token, own: set[int]) -> bool:
    """Whether a word of an event is denied by what hangs on it; `own`: indices of the trigger's words."""
    if has_negation(token):
        return True
    for child in token.children:
        if child.dep == "det" and child.lower in words("negated", "determiners"):
            return True
        if child.dep in {"nsubj", "nsubjpass", "dobj", "attr"} and child.i not in own:
            if child.lower in words("negated", "subjects"):
                return True
            if any(word.lower in {"neither", "nor"} and word.dep in {"preconj", "cc"} for word in child.children):
                return True
            if child.dep != "attr" and says_no(child):
                return True
        if child.dep == "amod" and child.lower in words("negated", "modifiers"):
            return True
    return False


def undone(top: Token, own: set[int]) -> bool:
    """'The attack was foiled': the passive of a verb that keeps things from happening."""
    if top.lemma in words("negated", "undone") and top.pos == "VERB":
        return top.i not in own and any(child.dep == "nsubjpass" for child in top.children)
    return top.dep == "nsubjpass" and top.pos not in VERBAL and top.head.lemma in words("negated", "undone")


def ruled_out(verb: Token, how: str) -> bool:
    """'ruled out sending', 'called off the march', 'has yet to sign'."""
    if how == "xcomp" and verb.lemma in {"have", "be"}:
        return any(child.lower == "yet" for child in verb.children)
    return any(
        child.dep == "prt" and f"{verb.lemma} {child.lower}" in words("negated", "phrasal") for child in verb.children
    )


def has_negation(token: Token) -> bool:
    """Whether 'not', 'never', 'neither' or 'almost' hangs on a word; 'not only' denies nothing."""
    if any(_is_neither(child, token) for child in token.children):
        return True
    return any(
        child.dep == "neg" and not any(w.lower in {"only", "just", "merely", "simply"} for w in _next(child))
        for child in token.children
    )


def says_no(noun: Token) -> bool:
    """Whether a noun stands with 'no' or 'neither'."""
    return any(child.dep == "det" and child.lower in words("negated", "determiners") for child in noun.children)


def shows(noun: Token) -> bool:
    """Evidence, a sign: without it nothing is known to be otherwise."""
    return noun.pos == "NOUN" and noun.lemma in words("hypothetical", "evidence")


def unseen(noun: Token) -> bool:
    """'found no sign of', 'did not see evidence that'."""
    return noun.dep == "dobj" and has_negation(noun.head)


def _is_neither(word: Token, verb: Token) -> bool:
    """'neither signed nor met', 'Nor did they attack', 'has almost taken'; what 'nor' leads to is before it."""
    if word.i > verb.i:
        return False
    return word.lower in {"neither", "nor"} or (word.dep == "advmod" and word.lower in words("negated", "adverbs"))


def _next(token: Token) -> list[Token]:
    return [other for other in token.sentence.tokens if other.i == token.i + 1]
