"""Clauses: the predicate of a word, its voice and form, relative pronouns, complements."""

from collections.abc import Sequence

from transforms.extract.document import Token
from transforms.extract.grammar.labels import OBJECTS, SUBJECTS, VERBAL
from transforms.extract.grammar.word_classes import classes
from transforms.extract.languages.load import word_set

_CLAUSE_BOUNDARIES = frozenset(("ccomp", "relcl", "advcl", "parataxis", "acl", "conj", "pcomp"))
_WITH_EXPLETIVE = word_set("grammar.toml", "clauses", "with_expletive")
_RELATIVE_TAGS = frozenset(("WDT", "WP", "WP$"))
_EXTRAPOSED = frozenset(("ccomp", "xcomp", "csubj", "advcl", "acomp", "attr", "relcl"))
_COMPLEMENTS = frozenset(("xcomp", "ccomp"))
_PASSIVE = frozenset(("nsubjpass", "auxpass", "csubjpass"))
_ORDERING = word_set("grammar.toml", "clauses", "ordering")
_REFLEXIVE_PASSIVES = frozenset(("engage", "involve", "embroil", "lock"))
"""Verbs whose passive has an active sense: those who 'were engaged in fighting' fight themselves."""


def predicate_of(token: Token) -> Token:
    """The verb of the token's clause; the root of the sentence where no verb governs the token."""
    while token.head is not token and token.pos not in VERBAL:
        token = token.head
    return token


def steps_to(token: Token, targets: Sequence[Token]) -> int | None:
    """Count the steps from a token up the tree to one of the targets.

    Args:
        token: Where to start.
        targets: Tokens to reach, such as those of a trigger.

    Returns:
        The number of steps, three more where the target's predicate is reached instead; None where a clause boundary
        lies between.
    """
    wanted = {target.i for target in targets}
    predicates = {predicate_of(target).i for target in targets}
    steps = 0
    while True:
        if token.i in wanted:
            return steps
        if token.i in predicates:
            return steps + 3
        if token.head is token or (token.pos in VERBAL and token.dep in _CLAUSE_BOUNDARIES):
            return None
        token = token.head
        steps += 1


def has_subject(verb: Token) -> bool:
    """Whether a verb has a subject of its own, an expletive included."""
    return any(child.dep in SUBJECTS or child.dep == "expl" for child in verb.children)


def has_to(verb: Token) -> bool:
    """Whether 'to' marks a verb as an infinitive."""
    return any(child.dep == "aux" and child.lower == "to" for child in verb.children)


def is_passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is its patient, in a bare participle ('the men killed') too."""
    labels = {child.dep for child in verb.children}
    if not _PASSIVE.isdisjoint(labels):
        return verb.lemma not in _REFLEXIVE_PASSIVES
    if "aux" not in labels and verb.tag in ("VBN", "VBD") and _is_bare_passive(verb, labels):
        return True
    if verb.tag != "VBN":
        return False
    if verb.dep in ("acl", "relcl", "advcl", "amod", "oprd"):
        return "aux" not in labels and "nsubj" not in labels
    if verb.dep == "conj" and verb.head.tag == "VBN":
        return "aux" not in labels and "nsubj" not in labels and is_passive(verb.head)
    return "agent" in labels


def _is_bare_passive(verb: Token, labels: set[str]) -> bool:
    """Whether a participle without auxiliary is passive, though the model may take it for a finite verb.

    'The gunman, shot dead by police', 'mourn the soldiers killed', 'two were killed and six wounded', 'a man charged
    with murder'; but not 'the mayor reported that' with a participle's tag.

    Args:
        verb: A word tagged as a participle or past tense.
        labels: Labels of its dependents.
    """
    if not labels.isdisjoint(OBJECTS):
        return False
    if "agent" in labels:
        return True
    has_subject = "nsubj" in labels
    harms = verb.lemma in classes()["harm"].words
    if verb.dep == "conj":
        first_has_auxiliary = any(child.dep == "auxpass" for child in verb.head.children)
        if not has_subject and verb.lemma in _ORDERING and any(child.dep == "xcomp" for child in verb.children):
            return first_has_auxiliary  # 'was fined and ordered to pay'
        return harms and (first_has_auxiliary or (has_subject and is_passive(verb.head)))
    if not has_subject:
        return harms and verb.dep == "acl"
    if verb.tag != "VBN":
        return harms and _follows_comma(verb)  # 'Lee, killed in 2004, was a hero'
    reports = "ccomp" in labels or any(child.dep == "xcomp" and child.tag == "VBG" for child in verb.children)
    return harms or not reports  # 'alleged that', 'reported hearing shots' are active


def _follows_comma(verb: Token) -> bool:
    tokens = verb.sentence.tokens
    place = verb.i - tokens[0].i
    return place > 0 and tokens[place - 1].text == ","


def is_expletive(token: Token) -> bool:
    """Whether a pronoun is a dummy subject: 'it is likely that', 'it was raining', 'that is not to say'."""
    verb = token.head
    if token.dep == "expl":
        return True
    if token.dep not in SUBJECTS or token.lower not in ("it", "that") or verb.lemma not in _WITH_EXPLETIVE:
        return False
    return any(child.dep in _EXTRAPOSED for child in verb.children)


def relative_antecedent(token: Token) -> Token:
    """The noun that a relative pronoun refers to; any other token is returned as it is."""
    if token.tag not in _RELATIVE_TAGS and not (token.lower == "that" and token.pos in ("PRON", "SCONJ", "DET")):
        return token
    for verb in token.ancestors():
        if verb.dep == "relcl":
            return verb.head if verb.head.i < token.i else token
        if verb.dep == "advcl" or (verb.dep == "ccomp" and verb.head.i < token.i):
            break  # in 'the man who asked who did it' the second 'who' is interrogative
    return token


def complement_clause(token: Token) -> Token | None:
    """The verb or adjective that heads the clause which complements a verb, noun or adjective."""
    for child in token.children:
        if child.dep in _COMPLEMENTS and (child.pos in VERBAL or child.pos == "ADJ"):
            return child
    for child in token.children:
        if child.dep in ("prep", "agent"):
            for inner in child.children:
                if inner.dep == "pcomp" and inner.pos in VERBAL:
                    return inner
        if child.dep in ("acl", "advcl") and has_to(child):
            return child
    return None
