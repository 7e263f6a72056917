"""Nouns and adjectives that tell of casualties, and of whom they are said."""

from collections.abc import Iterator
from functools import cache

from transforms.extract.document import Token
from transforms.extract.events.casualties.group_size import can_be_people, is_person
from transforms.extract.events.casualties.patients import counted, holders, negated, subjects
from transforms.extract.events.casualties.records import FIRM, KINDS, SOFT, WEAK, Sighting
from transforms.extract.events.casualties.word_lists import words

FOLD = {"double": 2, "twin": 2, "triple": 3, "quadruple": 4, "quintuple": 5, "sextuple": 6}
"""How many people 'a triple shooting' struck."""


@cache
def state_words() -> dict[str, str]:
    """What kind of casualty each word tells that says in what state people are."""
    return {word: kind for kind in reversed(KINDS) for word in words(kind)["state"]}


def told_by_state(token: Token) -> Iterator[Sighting]:
    """What an adjective or participle of `state_words` tells: 'dead', 'missing', 'wounded'."""
    kind = state_words()[token.lower]
    if negated(token) or (token.pos == "VERB" and token.lemma.lower() in words(kind)["object"] and kind != "displaced"):
        return  # read as a verb
    if token.dep == "amod":
        victim = _whole(token) if token.i > token.head.i else token.head
        if is_person(victim):
            yield Sighting(kind, token, victim, alone=victim is token.head)
    elif token.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "ROOT") and counted(token):
        yield Sighting(kind, token, token)  # 'left two dead', read as a noun
    elif token.head.pos in ("VERB", "AUX") or token.dep in ("acl", "relcl", "conj", "ccomp", "oprd"):
        if token.head.lower in ("shoot", "shot"):
            return
        for victim in subjects(token):
            if can_be_people(victim) and (kind == "killed" or is_person(victim) or victim.tag.startswith("N")):
                yield Sighting(kind, token, victim)


def _whole(adjective: Token) -> Token:
    """What an adjective behind its noun is said of: 'a man and a girl dead'."""
    noun = adjective.head
    while True:
        if noun.dep == "pobj" and noun.head.lower == "including" and noun.head.head.pos in ("NOUN", "NUM"):
            noun = noun.head.head
        elif noun.dep == "conj" and noun.head.pos in ("NOUN", "PROPN", "NUM"):
            noun = noun.head
        else:
            return noun


@cache
def telling_nouns() -> frozenset[str]:
    """Lemmas of the nouns that may tell of victims."""
    other, lists = words("words"), [words(kind) for kind in (*KINDS, "maybe")]
    named = (lexicon[role] for lexicon in lists for role in ("of", "count"))
    return frozenset(("condition",)).union(other["wounds"], other["happenings"], *named)


def told_by_noun(noun: Token) -> Iterator[Sighting]:
    """What a noun tells: 'the deaths of', 'three bodies', 'gunshot wounds', 'in critical condition'."""
    lemma = noun.lemma.lower()
    if lemma not in telling_nouns():
        return
    other, maybe = words("words"), words("maybe")
    if any(child.lower in other["attempted"] for child in noun.children):
        return
    if lemma == "condition" and _condition(noun):
        yield from _patients(noun)
        return
    if lemma in other["wounds"] and not _dies_of(noun) and (weapon_wound(noun) or _suffered(noun)):
        yield from _wounded(noun)
        return
    if noun.dep not in ("compound", "poss") and any(child.lower in FOLD for child in noun.children):
        if lemma in other["deeds"] or lemma in maybe["of"]:
            yield Sighting("injured", noun, noun, SOFT)
            return
        if lemma in words("killed")["of"] or lemma == "fatality":
            yield Sighting("killed", noun, noun)
            return
    fatal = any(child.lower in other["fatal_noun"] and not _non(child) for child in noun.children)
    behind = [
        c
        for prep in noun.children
        if prep.dep == "prep" and prep.lower in (("of",) if lemma not in words("injured")["of"] else ("of", "to"))
        for c in prep.children
        if c.dep == "pobj"
    ] or _behind(noun)
    if not behind and lemma in words("injured")["of"] and noun.dep == "dobj":  # 'caused injuries to five people'
        behind = [
            c
            for prep in noun.head.children
            if prep.lower == "to" and prep.dep in ("prep", "dative") and prep.i > noun.i
            for c in prep.children
            if c.dep == "pobj"
        ]
    if noun.lower in other["bodies"] and behind:
        yield from (Sighting("killed", noun, victim) for victim in behind if is_person(victim))
        return
    for kind in KINDS:
        lexicon = words(kind)
        if lemma in lexicon["of"] and behind:
            for victim in behind:
                if is_person(victim) or (victim.pos == "NOUN" and kind == "killed" and can_be_people(victim)):
                    yield Sighting(kind, noun, victim)
            return
        if lemma in lexicon["count"] and (counted(noun) or any(c.lower == "no" for c in noun.children)):
            if not _qualified(noun):
                yield Sighting(kind, noun, noun)
            return
        if lemma in lexicon["of"] and kind == "killed" and (owner := _owner(noun)) is not None:
            yield Sighting(kind, noun, owner)
            return
    if lemma in maybe["of"] and behind:
        for victim in behind:
            if is_person(victim):
                yield Sighting("killed" if fatal else "injured", noun, victim, firmness=FIRM if fatal else SOFT)
    elif fatal and lemma in other["happenings"]:
        yield Sighting("killed", noun, noun, WEAK)
    elif (
        lemma in maybe["count"]
        and noun.dep not in ("pobj", "poss", "compound")
        and any(c.dep in ("compound", "amod", "nmod") and c.lower in other["deeds"] for c in noun.children)
    ):
        yield Sighting("injured", noun, noun, firmness=SOFT)


def _non(adjective: Token) -> bool:
    """'non-fatal', however it is cut."""
    tokens, i = adjective.sentence.tokens, adjective.i - adjective.sentence.tokens[0].i
    return any(token.lower in ("non", "not") for token in tokens[max(0, i - 2) : i])


def _behind(noun: Token) -> list[Token]:
    """What an 'of' right behind a noun governs, wherever the parser hangs it: 'Friday's shooting death of a girl'."""
    tokens, i = noun.sentence.tokens, noun.i - noun.sentence.tokens[0].i + 1
    if i >= len(tokens) or tokens[i].lower != "of":
        return []
    return [child for child in tokens[i].children if child.dep == "pobj"]


def _qualified(noun: Token) -> bool:
    """'No other injuries', 'no life-threatening injuries', and counts of a charge: '2 counts of murder'."""
    return any(
        c.lower in ("other", "further", "threatening", "serious", "additional", "more") for c in noun.children
    ) and any(c.lower == "no" for c in noun.children)


def _owner(noun: Token) -> Token | None:
    """'Malachi' of 'Malachi's death'."""
    owner = next((c for c in noun.children if c.dep == "poss"), None)
    return owner if owner is not None and is_person(owner) else None


def _condition(noun: Token) -> bool:
    return any(c.lower in words("words")["conditions"] for c in noun.children) and noun.head.lower == "in"


def _patients(noun: Token) -> Iterator[Sighting]:
    """Who is 'in critical condition'."""
    yield from (Sighting("injured", noun, victim, firmness=SOFT) for victim in holders(noun.head) if is_person(victim))


def weapon_wound(noun: Token) -> bool:
    """'gunshot wound', 'stab wounds'."""
    return any(
        g.lower in words("words")["weapons_of_wounds"]
        for c in noun.children
        if c.dep in ("compound", "amod", "nmod")
        for g in c.subtree()
    )


def _suffered(noun: Token) -> bool:
    return noun.dep == "dobj" and noun.head.lemma in words("words")["suffer"] and noun.head.lemma != "have"


def _dies_of(noun: Token) -> bool:
    """'died from gunshot wounds' is told by 'died'."""
    return (
        noun.dep == "pobj"
        and noun.head.lower in ("of", "from")
        and noun.head.head.lemma in ("die", "death", "dead", "succumb")
    )


def _wounded(noun: Token) -> Iterator[Sighting]:
    """Who 'suffered a gunshot wound', was found 'with gunshot wounds', or recovers 'from' them."""
    if noun.dep == "dobj" and noun.head.lemma in words("words")["suffer"]:
        hurt = subjects(noun.head)
    elif noun.dep == "pobj" and noun.head.lower in ("with", "from", "for"):
        hurt = holders(noun.head)
    else:
        return
    yield from (Sighting("injured", noun, victim, firmness=SOFT) for victim in hurt if is_person(victim))
