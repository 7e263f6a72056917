"""Grammatical slots of a trigger, read off the parse: its subject, its object, what its prepositions bring.

Passives, relative clauses, participles, control ('vowed to repel') and shared subjects of conjoined verbs are undone
here, so that 'subject' is who does it and 'object' whom it is done to, whatever the form of the clause. Labels are
ClearNLP's. All functions give heads of noun phrases in text order, conjuncts included.
"""

import re
from collections.abc import Iterable

from transforms.extract.document import Token
from transforms.extract.grammar.word_classes import classes, lemma_of, meets

SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "csubjpass"))
PASSIVE = frozenset(("nsubjpass", "auxpass", "csubjpass"))
OBJECTS = frozenset(("dobj", "obj"))
PREPOSITIONS = frozenset(("prep", "agent", "dative", "prt"))
CLAUSES = ("xcomp", "ccomp")
VERBAL = frozenset(("VERB", "AUX"))
RELATIVE = frozenset(("who", "whom", "which", "that"))
TIMES = frozenset(("DATE", "TIME", "CARDINAL", "PERCENT", "ORDINAL"))
WHEN = frozenset(
    (
        "day",
        "week",
        "month",
        "year",
        "morning",
        "evening",
        "night",
        "afternoon",
        "time",
        "today",
        "yesterday",
        "tuesday",
    )
)
PROMISES = frozenset(("promise", "vow", "threaten", "pledge", "swear"))
NAMES = frozenset(("NORP", "GPE", "ORG", "PERSON"))
BOUND = frozenset(("ccomp", "xcomp", "advcl", "conj", "pcomp"))
AGREEING = {
    **dict.fromkeys(("he", "she", "him", "her", "his", "himself", "herself"), "person"),
    **dict.fromkeys(("it", "its", "itself"), "thing"),
    **dict.fromkeys(("they", "them", "their", "themselves"), "plural"),
}
GROUPS = frozenset(("police", "group", "family", "crowd", "staff", "crew", "troop", "gang", "couple", "team", "people"))
ACCUSING = frozenset(("accuse", "suspect", "convict", "acquit", "charge", "blame", "indict"))
HELD = frozenset(("in", "into", "under", "on", "to", "with", "out"))  # 'engaged in talks', 'came under attack'
QUANTIFIERS = frozenset(("several", "many", "other", "some", "few", "more", "numerous", "general", "one", "two"))
INVOLVED = frozenset(("engage", "involve", "embroil", "lock"))  # 'were engaged in fighting' fight themselves
DEEP = 6
_CLOCK = re.compile(r"\d{1,2}(?:[.:]\d\d)?[ap]\.?m\.?")


def with_conjuncts(heads: Iterable[Token]) -> list[Token]:
    """The heads and what is joined to them by 'and' or 'or'."""
    found: list[Token] = []
    for head in heads:
        joined = [head]
        for token in joined:  # which grows meanwhile
            if token not in found:
                found.append(token)
            joined += [
                child
                for child in token.children
                if (child.dep == "conj" and child.pos not in VERBAL and child.tag != "JJ") or listed(token, child)
            ]
    return found


def listed(name: Token, other: Token) -> bool:
    """Whether a name in apposition is the next of a list: 'Ana Ruiz, Bo Li and Cy Po' are three people."""
    if other.dep != "appos" or not (name.label == other.label == "PERSON") or not (name.pos == other.pos == "PROPN"):
        return False
    return any(child.dep in ("conj", "appos") for child in other.children)


def first_joined(token: Token) -> Token:
    """The first of what is joined by 'and': 'killing' for 'injuring' of 'killing two and injuring six'."""
    while token.dep == "conj" and token.head is not token:
        token = token.head
    return token


def is_passive(verb: Token) -> bool:
    """Whether the verb's grammatical subject is whom it is done to."""
    has = {child.dep for child in verb.children}
    if not PASSIVE.isdisjoint(has):
        return verb.lemma not in INVOLVED
    if verb.tag in ("VBN", "VBD") and not has & OBJECTS and "aux" not in has:
        # 'the gunman, shot dead by police', 'mourn the soldiers killed': participles that the model takes for finite
        told = "nsubj" in has
        befell = verb.dep == "acl" and verb.lemma in classes()["harm"].words
        if "agent" in has or (befell and not told):
            return True
        if told and verb.dep == "conj" and verb.lemma in classes()["harm"].words and is_passive(verb.head):
            return True  # 'two were killed and six wounded'
        if verb.tag == "VBN" and told and verb.dep != "conj":
            return True
    if verb.tag != "VBN":
        return False
    if verb.dep in ("acl", "relcl", "advcl", "amod"):
        return "aux" not in has and "nsubj" not in has
    if verb.dep == "conj" and verb.head.tag == "VBN":
        return "aux" not in has and "nsubj" not in has and is_passive(verb.head)
    return "agent" in has


def surface_subjects(verb: Token, depth: int = 0) -> list[Token]:
    """The grammatical subject, where it is left out the one understood."""
    own = [
        child for child in verb.children if child.dep in SUBJECTS and (child.pos not in VERBAL or child.tag == "VBG")
    ]
    if own:
        return with_conjuncts(antecedent(token) for token in own)
    if depth > DEEP or verb.head is verb:
        return []
    head = verb.head
    if verb.dep == "conj" and (head.pos in VERBAL or head.pos == "ADJ"):
        return surface_subjects(head, depth + 1)
    if verb.dep in ("acl", "relcl"):
        if any(child.lower == "to" and child.dep == "aux" for child in verb.children):
            return _holder(head, depth)
        if verb.tag == "VBG" and head.lemma in classes()["statement"].words:
            return _holder(head, depth) or [head]
        return [head]
    if verb.dep in ("xcomp", "ccomp", "advcl", "acomp", "attr", "oprd") and (head.pos in VERBAL or head.pos == "ADJ"):
        return _controller(head, depth) if verb.dep in ("xcomp", "ccomp") else surface_subjects(head, depth + 1)
    if verb.dep == "pcomp":
        governor = head.head
        if governor.pos in VERBAL:
            blamed = head.lower in ("of", "for", "from", "with") and objects(governor, depth + 1)
            return blamed or surface_subjects(governor, depth + 1)
        return _accused(governor) or _holder(governor, depth)
    if verb.dep == "advcl" or verb.pos == "ADJ":
        return _holder(head, depth)
    return []


def _accused(noun: Token) -> list[Token]:
    """Who is meant to have done it, where the parser hangs it on a noun: 'accused the army of', 'accused by him of'."""
    verb = noun.head.head if noun.dep == "pobj" and noun.head.dep == "agent" else noun.head
    if verb.lemma not in ACCUSING or verb.pos not in VERBAL:
        return []
    if verb is noun.head:
        return with_conjuncts([noun]) if noun.dep in OBJECTS else []
    return surface_subjects(verb)


def _controller(head: Token, depth: int) -> list[Token]:
    """Who is meant to do what is said in the clause of `head`: 'urged them to leave', 'vowed to leave'."""
    if not is_passive(head) and head.lemma not in PROMISES:
        told = [child for child in head.children if child.dep in OBJECTS]
        if told:
            return with_conjuncts(antecedent(token) for token in told)
    return surface_subjects(head, depth + 1)


def _holder(noun: Token, depth: int) -> list[Token]:
    """Whose noun it is: 'their plan to leave', 'they dropped the plan to leave'."""
    owners = [child for child in noun.children if child.dep == "poss"]
    if owners:
        return owners
    verb = governor_of(noun)
    return surface_subjects(verb, depth + 1) if verb is not None and noun.dep in ("dobj", "pobj", "attr") else []


def governor_of(noun: Token) -> Token | None:
    """The verb whose object, subject or prepositional object the noun is; through conjunctions."""
    token = noun
    for _ in range(DEEP):
        if token.dep == "conj" and token.head.pos not in VERBAL:
            token = token.head
        elif token.dep in ("dobj", "nsubjpass", "nsubj", "attr", "dative", "oprd"):
            return token.head if token.head.pos in VERBAL else None
        elif token.dep == "pobj" and token.head.lower == "of" and meets(token.head.head, classes()["measure"]):
            token = token.head.head
        elif token.dep == "pobj" and token.head.head.pos in VERBAL:
            return token.head.head if token.head.lower in HELD or token.head.dep == "agent" else None
        elif token.dep == "pobj" and token.head.dep == "prep" and token.head.head.dep == "prt":
            return token.head.head.head
        else:
            return None
    return None


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for; else the token itself."""
    if token.tag not in ("WDT", "WP") and not (token.lower == "that" and token.pos in ("PRON", "SCONJ", "DET")):
        return token
    for verb in token.ancestors():
        if verb.dep == "relcl":
            return verb.head
        if verb.pos not in VERBAL and verb.pos != "ADP":
            break
    return token


def subjects(verb: Token) -> list[Token]:
    """Who does it: the subject, of a passive the noun behind 'by'."""
    if is_passive(verb):
        return with_conjuncts(
            noun
            for word in (verb, *(child for child in verb.children if child.dep == "oprd"))  # 'shot dead by police'
            for child in word.children
            if child.dep == "agent" or child.lower == "by"
            for noun in _behind(child)
        )
    return surface_subjects(verb)


def objects(verb: Token, depth: int = 0) -> list[Token]:
    """Whom it is done to: the object, of a passive the subject; of 'shot and killed him' both verbs' object."""
    if is_passive(verb):
        return surface_subjects(verb, depth)
    own = [child for child in verb.children if child.dep in OBJECTS]
    if own:
        return with_conjuncts(antecedent(token) for token in own)
    if verb.dep == "relcl" and not any(child.lower in ("where", "when", "why") for child in verb.children):
        named = [child for child in verb.children if child.dep == "nsubj"]
        if named and all(antecedent(token) is token for token in named) and verb.head.label not in TIMES:
            return [verb.head]
    shared = [child for child in verb.children if child.dep == "conj" and 0 < child.i - verb.i <= 3]
    if shared and depth <= DEEP and not any(child.dep == "prep" for child in verb.children):
        return objects(shared[0], depth + 1)
    return []


def _behind(preposition: Token) -> list[Token]:
    """Objects of a preposition, also through a second one ('out of')."""
    found = []
    for child in preposition.children:
        if child.dep == "pobj":
            found.append(antecedent(child))
        elif child.dep == "prep":
            found += _behind(child)
    return found


def is_time(noun: Token) -> bool:
    """Whether a noun tells when, not who."""
    return noun.label in ("DATE", "TIME", "PERCENT") or noun.lemma in WHEN or bool(_CLOCK.fullmatch(noun.lower))


def prepositional(tokens: Iterable[Token], name: str) -> list[Token]:
    """Nouns behind a preposition that hangs on one of the tokens; not times."""
    found = []
    for token in tokens:
        for child in token.children:
            if child.dep in PREPOSITIONS and child.lower == name:
                found += [noun for noun in _behind(child) if not is_time(noun)]
            elif child.dep in ("prep", "prt", "advmod"):
                for inner in child.children:
                    if inner.dep == "prep" and inner.lower == name:
                        found += [noun for noun in _behind(inner) if not is_time(noun)]
    return with_conjuncts(found) if found else []


def datives(verb: Token) -> list[Token]:
    """To whom something is given: 'gave them aid', 'gave aid to them'."""
    bare = [child for child in verb.children if child.dep == "dative" and child.pos != "ADP"]
    return with_conjuncts(antecedent(token) for token in bare) or prepositional([verb], "to")


def clause_of(token: Token) -> Token | None:
    """The verb of the clause that complements a verb, noun or adjective."""
    for child in token.children:
        if child.dep in CLAUSES and (child.pos in VERBAL or child.pos == "ADJ"):
            return child
    for child in token.children:
        if child.dep == "prep" or child.dep == "agent":
            for inner in child.children:
                if inner.dep == "pcomp" and inner.pos in VERBAL:
                    return inner
        if child.dep in ("acl", "advcl") and any(c.lower == "to" and c.dep == "aux" for c in child.children):
            return child
    return None


def light_verb(noun: Token) -> Token | None:
    """The verb that only carries an event noun: 'launched' in 'launched an attack'."""
    verb = governor_of(noun)
    if verb is None or lemma_of(verb) not in classes()["light"].words:
        return None
    return verb if noun.dep != "nsubj" else None


def modifiers(noun: Token) -> list[Token]:
    """Words before a noun that qualify it."""
    return [child for child in noun.children if child.dep in ("amod", "compound", "nmod", "nummod", "poss", "npadvmod")]


def named_modifiers(noun: Token) -> list[Token]:
    """Modifiers that name someone: 'Israeli air raids', 'a rebel raid'; of neighbours ('US army raids') the last."""
    people, forces = classes()["person"].words, classes()["force"].words
    near = modifiers(noun)
    near += [inner for child in near if child.dep == "compound" for inner in child.children if inner.dep == "compound"]
    found = [
        child
        for child in near
        if child.dep != "poss"
        and (child.label in NAMES or child.lemma.lower() in people or child.lemma.lower() in forces)
        and child.pos not in ("NUM", "DET")
        and child.lower not in QUANTIFIERS
        and not any(inner.pos == "NUM" for inner in child.children)  # 'a two-vehicle crash'
    ]
    places = {child.i for child in found}
    return [child for child in found if child.i + 1 not in places]


def measured(noun: Token) -> list[Token]:
    """What a noun only measures: 'attacks' of 'a wave of attacks'; else the noun itself."""
    return (prepositional([noun], "of") if meets(noun, classes()["measure"]) else []) or [noun]


def inner_nouns(noun: Token) -> list[Token]:
    """The noun, what it measures ('part of the aid') and, where it only carries another, that one ('aid effort')."""
    found = [noun]
    if meets(noun, classes()["measure"]) or noun.pos == "NUM" or noun.text == "%":
        found += prepositional([noun], "of")
    found += [
        child
        for one in tuple(found)
        if meets(one, classes()["bearer"])
        for child in one.children
        if child.dep in ("compound", "nmod", "amod")
    ]
    return found


def bound(pronoun: Token) -> Token | None:
    """The noun of the sentence that a pronoun must stand for by the grammar: 'Peru said it would send troops'."""
    wanted = pronoun.lower
    if wanted not in AGREEING:
        return None
    verb = pronoun.head if pronoun.dep in SUBJECTS else next((t for t in pronoun.ancestors() if t.pos in VERBAL), None)
    if verb is None:
        return None
    barred = [] if pronoun.dep == "poss" or wanted.endswith(("self", "selves")) else surface_subjects(verb)
    for _ in range(DEEP):
        for noun in surface_subjects(verb):
            if noun is not pronoun and noun not in barred and noun.pos != "PRON" and agrees(noun, wanted):
                return noun
        if verb.head is verb or verb.head.pos not in VERBAL or verb.dep not in BOUND:
            return None
        verb = verb.head
    return None


def agrees(noun: Token, pronoun: str) -> bool:
    """Whether a pronoun may stand for a noun, by number and kind."""
    wanted = AGREEING[pronoun]
    plural = noun.tag in ("NNS", "NNPS") or any(child.dep == "conj" for child in noun.children)
    if wanted == "plural":
        return plural or noun.label in ("ORG", "NORP", "GPE") or noun.lemma in GROUPS
    person = noun.label == "PERSON" or (lemma_of(noun) in classes()["person"].words and noun.lemma not in GROUPS)
    if wanted == "person":
        return person and not plural
    return not person and (not plural or noun.pos == "PROPN")
