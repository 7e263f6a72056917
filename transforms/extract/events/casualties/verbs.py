"""Verbs that tell of casualties, and whom they befell."""

from collections.abc import Iterator
from functools import cache

from transforms.extract.document import Token
from transforms.extract.events.casualties.group_size import REFLEXIVES, can_be_people, is_person
from transforms.extract.events.casualties.patients import has_number, negated, subjects, undergoers
from transforms.extract.events.casualties.records import FIRM, KINDS, SOFT, WEAK, Sighting
from transforms.extract.events.casualties.word_lists import words

LIFE_AND_DEATH = frozenset(
    ("survive", "make", "save", "pass", "turn", "lose", "commit", "fight", "cling", "battle", "take")
)
"""Verbs that tell of it with the right words beside them: 'lost his life', 'did not make it'."""


@cache
def _plain() -> dict[str, tuple[str, str]]:
    """What each verb of harm tells and whether it befalls its object or its subject."""
    return {lemma: (kind, role) for kind in KINDS for role in ("object", "subject") for lemma in words(kind)[role]}


@cache
def telling_verbs() -> frozenset[str]:
    """Lemmas of the verbs that may tell of victims, but for 'beaten to death' and 'gunned down'."""
    maybe, other = words("maybe"), words("words")
    return LIFE_AND_DEATH.union(_plain(), maybe["object"], maybe["hit"], other["carry"], other["take_lives"])


def told_by_verb(verb: Token) -> Iterator[Sighting]:
    """What a verb, or a participle, tells of casualties."""
    lemma = verb.lemma.lower()
    maybe, other = words("maybe"), words("words")
    kind, role = _plain().get(lemma, ("", ""))
    if kind and not negated(verb):
        if role == "object":
            fatal = kind == "injured" and any(child.lower in other["fatal"] for child in verb.children)
            for victim in undergoers(verb):
                if can_be_people(victim):
                    yield Sighting("killed" if fatal else kind, verb, victim)
        elif lemma == "succumb" or kind != "displaced" or has_number(verb):
            for victim in subjects(verb):
                if can_be_people(victim) and (is_person(victim) or kind == "killed"):
                    yield Sighting(kind, verb, victim)
        return
    deadly = _to_death(verb) or _gunned_down(verb) or any(child.lower == "dead" for child in verb.children)
    if lemma in maybe["object"] or (lemma in maybe["hit"] and _by_missile(verb)) or deadly:
        if negated(verb):
            return
        fatal = deadly or any(child.lower in other["fatal"] for child in verb.children)
        if not fatal and any(c.dep == "conj" and c.lemma in ("kill", "injure", "wound") for c in verb.children):
            return  # 'shot and killed': the stronger word says it
        if lemma not in maybe["object"] and lemma not in maybe["hit"] and not (_to_death(verb) or _gunned_down(verb)):
            return
        for victim in undergoers(verb):
            if is_person(victim) or (fatal and can_be_people(victim)):
                yield Sighting("killed" if fatal else "injured", verb, victim, firmness=FIRM if fatal else SOFT)
    elif lemma in other["carry"] and _to_hospital(verb):
        yield from (Sighting("injured", verb, victim, WEAK) for victim in undergoers(verb) if is_person(victim))
    elif lemma in other["take_lives"] and any(child.lemma == "life" for child in verb.children):
        yield from _lives(verb)
    elif lemma == "survive" or (
        lemma == "make" and any(child.lower == "it" and child.dep == "dobj" for child in verb.children)
    ):
        if negated(verb) and not _would(verb):
            yield from (
                Sighting("killed", verb, victim, negated=True) for victim in subjects(verb) if is_person(victim)
            )
    elif lemma == "save" and _in_vain(verb):
        yield from (Sighting("killed", verb, victim, negated=True) for victim in undergoers(verb) if is_person(victim))
    elif lemma == "pass" and any(child.lower == "away" for child in verb.children):
        yield from (Sighting("killed", verb, victim) for victim in subjects(verb) if is_person(victim))
    elif lemma == "turn" and any(child.lower == "on" and _reflexive(child) for child in verb.children):
        if any(child.dep == "dobj" and child.lemma.lower() in other["missiles"] for child in verb.children):
            yield from (Sighting("killed", verb, one) for child in verb.children for one in _reflexive(child))
    elif lemma == "lose":
        if any(child.dep == "dobj" and child.lemma == "life" for child in verb.children):
            for victim in subjects(verb):
                yield Sighting("killed", verb, victim)
    elif lemma == "commit" and any(child.dep == "dobj" and child.lower == "suicide" for child in verb.children):
        for victim in subjects(verb):
            yield Sighting("killed", verb, victim)
    elif lemma in ("fight", "cling", "battle") and _for_life(verb):
        yield from (Sighting("injured", verb, victim, SOFT) for victim in subjects(verb) if is_person(victim))
    elif lemma == "take" and any(child.lower in ("hostage", "captive") for child in verb.children):
        for victim in undergoers(verb):
            yield Sighting("abducted", verb, victim)
    elif lemma == "take" and any(
        child.lower == "into" and any(c.lower == "custody" for c in child.children) for child in verb.children
    ):
        for victim in undergoers(verb):
            yield Sighting("arrested", verb, victim)


def _in_vain(verb: Token) -> bool:
    """'could not save her', 'were unable to save her'."""
    if any(child.dep == "neg" for child in verb.children):
        return any(child.dep == "aux" and child.lower in ("could", "can", "ca") for child in verb.children)
    return verb.dep == "xcomp" and (verb.head.lower == "unable" or (verb.head.lower == "able" and negated(verb.head)))


def _reflexive(prep: Token) -> list[Token]:
    return [child for child in prep.children if child.lower in REFLEXIVES]


def _to_hospital(verb: Token) -> bool:
    """'sent four people to hospital', 'was taken to Mercy Medical Center'."""
    for child in verb.children:
        if child.dep == "prep" and child.lower in ("to", "into", "at"):
            inside = {t.lower for c in child.children if c.dep == "pobj" for t in c.subtree()[:8]}
            if inside & words("words")["hospital"]:
                return True
    return False


def _for_life(verb: Token) -> bool:
    return any(
        c.lemma == "life" for child in verb.children if child.dep == "prep" for c in child.children if c.dep == "pobj"
    )


def _to_death(verb: Token) -> bool:
    return any(
        child.dep == "prep" and child.lower == "to" and any(c.lower == "death" for c in child.children)
        for child in verb.children
    )


def _gunned_down(verb: Token) -> bool:
    return verb.lower == "gunned" and any(child.dep == "prt" and child.lower == "down" for child in verb.children)


def _by_missile(verb: Token) -> bool:
    """Whether a bullet struck, or a part of the body was struck."""
    missiles, body = words("words")["missiles"], words("words")["body"]
    for child in verb.children:
        if child.dep in ("agent", "prep") and child.lower in ("by", "with", "in", "through"):
            inside = {c.lemma.lower() for c in child.children if c.dep == "pobj"}
            inside |= {
                g.lemma.lower() for c in child.children for g in c.children if g.dep in ("compound", "conj", "amod")
            }
            if inside & (missiles | body if child.lower in ("in", "through") else missiles):
                return True
        if child.dep == "nsubj" and child.lemma.lower() in missiles:
            return True
    if verb.tag == "VBG" and verb.dep in ("advcl", "acl", "conj"):
        if verb.head.lemma in ("fire", "shoot", "discharge", "open"):
            return True
        return any(c.lemma.lower() in missiles for c in verb.head.subtree() if c.dep in ("nsubj", "nsubjpass", "dobj"))
    return False


def _lives(verb: Token) -> Iterator[Sighting]:
    """'claimed the lives of 27 people', 'took his own life'."""
    for child in verb.children:
        if child.dep not in ("dobj", "nsubjpass") or child.lemma != "life":
            continue
        inner = [c for prep in child.children if prep.lower == "of" for c in prep.children if c.dep == "pobj"]
        if inner:
            yield from (Sighting("killed", verb, victim) for victim in inner)
        elif any(c.lower == "own" for c in child.children):
            yield from (Sighting("killed", verb, victim) for victim in subjects(verb))
        elif any(c.dep == "nummod" for c in child.children):
            yield Sighting("killed", verb, child)


def _would(verb: Token) -> bool:
    return any(
        child.dep == "aux" and child.lower in ("would", "could", "might", "may", "ca", "wo", "will")
        for child in verb.children
    )
