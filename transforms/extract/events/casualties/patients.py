"""The arguments of casualty words: patients and subjects of a verb, whom a prepositional phrase describes."""

from transforms.extract.document import Token
from transforms.extract.events.casualties.group_size import REFLEXIVES, is_person
from transforms.extract.grammar.arguments import number_before_adverb, surface_subjects
from transforms.extract.grammar.noun_phrases import without_conjuncts

SUBJECTS = ("nsubjpass", "nsubj", "csubjpass")


def patients(verb: Token) -> list[Token]:
    """Heads of the phrases that a transitive verb acts on."""
    objects = [
        child
        for child in verb.children
        if child.i > verb.i and (child.dep in ("dobj", "obj") or (child.dep == "conj" and child.lower in REFLEXIVES))
    ] or number_before_adverb(verb)
    if verb.tag == "VBG" or objects:
        return objects
    passive = any(child.dep == "auxpass" for child in verb.children)
    if not passive and any(child.dep == "aux" and child.lemma == "have" for child in verb.children):
        shared = next((child for child in verb.children if child.dep == "conj" and child.pos == "VERB"), None)
        return [child for child in shared.children if child.dep == "dobj"] if shared is not None else []
    if passive or verb.tag in ("VBN", "JJ") or verb.pos == "ADJ":
        if verb.dep in ("acl", "relcl", "amod") and not any(c.dep in SUBJECTS for c in verb.children):
            return [verb.head]
        return subjects(verb)
    if verb.dep == "relcl" and any(child.lower in ("whom", "that") and child.dep == "dobj" for child in verb.children):
        return [verb.head]
    if verb.tag == "VBD" and not any(child.dep in ("dobj", "ccomp", "agent") for child in verb.children):
        if verb.dep in ("acl", "relcl") and not any(c.dep in SUBJECTS for c in verb.children):
            return [verb.head]
        if any(child.dep == "nsubjpass" for child in verb.children) or _elliptic(verb):
            return subjects(verb)
    return []


def _elliptic(verb: Token) -> bool:
    """Whether the auxiliary is left out, as in headlines and second conjuncts: 'Two killed in crash'."""
    governor = verb.head if verb.dep == "conj" else None
    if governor is not None and any(child.dep == "auxpass" for child in governor.children):
        return True
    return verb.dep in ("ccomp", "oprd", "xcomp", "advcl", "conj") and verb.head.lemma in (
        "leave",
        "report",
        "find",
        "have",
        "see",
    )


def subjects(verb: Token) -> list[Token]:
    """Heads of a predicate's subject: its own, shared with a conjunct, raised, or the noun it modifies."""
    return without_conjuncts(surface_subjects(verb))


def bearers(prep: Token) -> list[Token]:
    """Whom or what a prepositional phrase describes: 'the man with burns', 'he is in critical condition'."""
    governor = prep.head
    if governor.pos in ("NOUN", "PROPN", "PRON", "NUM"):
        return [governor] if is_person(governor) else bearers(governor.head) if governor.dep == "pobj" else []
    passive = [child for child in governor.children if child.dep in ("nsubjpass", "dobj") and is_person(child)]
    return passive or subjects(governor)
