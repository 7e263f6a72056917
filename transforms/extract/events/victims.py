"""Whom a word of killing, injuring, missing, displacing, arresting or abducting befell, from the parse."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from transforms.extract.events.casualty_words import words
from transforms.extract.events.people import REFLEXIVES, can_be_people, is_person
from transforms.extract.syntax import Sentence, Token

KINDS = ("killed", "injured", "missing", "displaced", "arrested", "abducted")
SUBJECTS = ("nsubjpass", "nsubj", "csubjpass")
FIRM, SOFT, WEAK = 2, 1, 0
PARTICIPLES = ("VBN", "VBD", "JJ")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A word that tells of casualties and the head of the phrase that names them.

    Attributes:
        kind: killed, injured, missing, displaced, arrested or abducted.
        anchor: The verb, noun or adjective.
        victim: Head of the victims' phrase; the noun itself where that is what is counted ('three deaths').
        firmness: How much is told: 2 in so many words; 1 injured for all that this word says, though it may have
            ended in death ('shot'); 0 only 'taken to hospital'.
    """

    kind: str
    anchor: Token
    victim: Token
    firmness: int = FIRM


def sightings(sentence: Sentence) -> Iterator[Sighting]:
    """Every such word of a sentence with its victims, in text order."""
    for sighting in _by_syntax(sentence):
        beside = _beside(sighting.anchor)
        if beside is not None and beside is not sighting.victim and beside not in sighting.victim.subtree():
            yield replace(sighting, victim=beside)
        else:
            yield sighting


def _beside(anchor: Token) -> Token | None:
    """The number that stands right before a participle or adjective: 'and five wounded', 'another injured'.

    The parser is least sure of such fragments; the order of words is plain.
    """
    if anchor.tag not in ("VBN", "VBD", "JJ"):
        return None
    tokens, first = anchor.sentence.tokens, anchor.sentence.tokens[0].i
    i = anchor.i - first - 1
    while i >= 0 and (
        tokens[i].tag in ("RB", "RBR") or tokens[i].lower in ("were", "was", "are", "is", "been", "have", "has")
    ):
        i -= 1
    if i < 0 or not (tokens[i].pos == "NUM" or tokens[i].lower in ("another", "others", "several", "dozens")):
        return None
    if tokens[i].label in ("DATE", "TIME") or (i and tokens[i - 1].text in (",", "(") and tokens[i].text.isdigit()):
        return None  # an age
    return tokens[i]


def _by_syntax(sentence: Sentence) -> Iterator[Sighting]:
    for token in sentence.tokens:
        if token.pos in ("VERB", "AUX") or (token.tag in PARTICIPLES and token.pos in ("ADJ", "VERB")):
            yield from _verb(token)
        if token.pos in ("ADJ", "ADV", "NOUN", "VERB") or token.tag.startswith(("JJ", "RB", "VBN")):
            yield from _state(token)
        if token.pos in ("NOUN", "PROPN"):
            yield from _noun(token)
        if token.lower in words("words")["fatal"]:
            yield from _fatally(token)


def _fatally(adverb: Token) -> Iterator[Sighting]:
    """'Three were shot, one fatally', 'two of them fatally'."""
    tokens, i = adverb.sentence.tokens, adverb.i - adverb.sentence.tokens[0].i
    if i + 1 < len(tokens) and tokens[i + 1].pos in ("VERB", "ADJ"):
        return
    if i and tokens[i - 1].lower == "them" and i > 2:
        i -= 2
    if i and (tokens[i - 1].pos == "NUM" or tokens[i - 1].lower in ("another", "several")):
        yield Sighting("killed", adverb, tokens[i - 1])


# --- verbs ----------------------------------------------------------------------------------


def _verb(verb: Token) -> Iterator[Sighting]:
    lemma = verb.lemma.lower()
    maybe, other = words("maybe"), words("words")
    for kind in KINDS:
        lexicon = words(kind)
        if lemma in lexicon["object"] and not _negated(verb):
            for victim in undergoers(verb):
                if can_be_people(victim):
                    yield Sighting(kind, verb, victim)
            return
        if lemma in lexicon["subject"] and not _negated(verb):
            if lemma == "succumb" or kind != "displaced" or _has_number(verb):
                for victim in subjects(verb):
                    if can_be_people(victim) and (is_person(victim) or kind == "killed"):
                        yield Sighting(kind, verb, victim)
            return
    deadly = _to_death(verb) or any(child.lower == "dead" for child in verb.children)
    if lemma in maybe["object"] or (lemma in maybe["hit"] and _by_missile(verb)) or deadly:
        if _negated(verb):
            return
        fatal = deadly or any(child.lower in other["fatal"] for child in verb.children)
        if not fatal and any(c.dep == "conj" and c.lemma in ("kill", "injure", "wound") for c in verb.children):
            return  # 'shot and killed': the stronger word says it
        if lemma not in maybe["object"] and lemma not in maybe["hit"] and not _to_death(verb):
            return
        for victim in undergoers(verb):
            if is_person(victim) or (fatal and can_be_people(victim)):
                yield Sighting("killed" if fatal else "injured", verb, victim, firmness=FIRM if fatal else SOFT)
    elif lemma in other["take_lives"]:
        yield from _lives(verb)
    elif lemma == "survive" or (
        lemma == "make" and any(child.lower == "it" and child.dep == "dobj" for child in verb.children)
    ):
        if _negated(verb) and not _would(verb):
            yield from (Sighting("killed", verb, victim) for victim in subjects(verb) if is_person(victim))
    elif lemma == "lose":
        if any(child.dep == "dobj" and child.lemma == "life" for child in verb.children):
            for victim in subjects(verb):
                yield Sighting("killed", verb, victim)
    elif lemma == "commit" and any(child.dep == "dobj" and child.lower == "suicide" for child in verb.children):
        for victim in subjects(verb):
            yield Sighting("killed", verb, victim)
    elif lemma in other["carry"] and _to_hospital(verb):
        yield from (Sighting("injured", verb, victim, WEAK) for victim in undergoers(verb) if is_person(victim))
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


def undergoers(verb: Token) -> list[Token]:
    """Heads of the phrases a transitive verb's action befell."""
    objects = [
        child
        for child in verb.children
        if child.i > verb.i and (child.dep in ("dobj", "obj") or (child.dep == "conj" and child.lower in REFLEXIVES))
    ]
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
    return verb.dep in ("ccomp", "oprd", "xcomp", "advcl") and verb.head.lemma in (
        "leave",
        "report",
        "find",
        "have",
        "see",
    )


def subjects(verb: Token) -> list[Token]:
    """Heads of a predicate's subject: its own, shared with a conjunct, raised, or the noun it modifies."""
    token = verb
    for _ in range(6):
        own = [child for child in token.children if child.dep in SUBJECTS]
        if own:
            return [_antecedent(child) for child in own]
        if token.dep in ("acl", "relcl", "oprd") and token.head.pos in ("NOUN", "PROPN", "PRON", "NUM"):
            return [token.head]
        if token.dep in ("conj", "xcomp", "acomp", "oprd", "ccomp", "advcl", "attr", "auxpass", "aux", "pcomp", "prep"):
            if token.dep in ("xcomp", "oprd", "acomp", "ccomp", "advcl"):
                objects = [child for child in token.head.children if child.dep == "dobj"]
                if (
                    objects
                    and token.dep in ("oprd", "xcomp", "acomp")
                    and token.head.lemma
                    in (
                        "leave",
                        "find",
                        "pronounce",
                        "declare",
                        "report",
                        "shoot",
                    )
                ):
                    return objects
            token = token.head
            continue
        break
    return []


def _antecedent(subject: Token) -> Token:
    """The noun behind a relative pronoun."""
    if subject.lower in ("who", "that", "which", "whom"):
        for ancestor in subject.ancestors():
            if ancestor.dep == "relcl":
                return ancestor.head
    return subject


def _to_death(verb: Token) -> bool:
    return any(
        child.dep == "prep" and child.lower == "to" and any(c.lower == "death" for c in child.children)
        for child in verb.children
    )


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


# --- adjectives and phrases that tell a state -----------------------------------------------


def _state(token: Token) -> Iterator[Sighting]:
    lower = token.lower
    for kind in KINDS:
        if lower not in words(kind)["state"]:
            continue
        if _negated(token) or (
            token.pos == "VERB" and token.lemma.lower() in words(kind)["object"] and kind != "displaced"
        ):
            return  # read as a verb
        if token.dep == "amod":
            victim = _whole(token) if token.i > token.head.i else token.head
            if is_person(victim):
                yield Sighting(kind, token, victim)
            return
        if token.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "ROOT") and _counted(token):
            yield Sighting(kind, token, token)  # 'left two dead', read as a noun
            return
        if token.head.pos in ("VERB", "AUX") or token.dep in ("acl", "relcl", "conj", "ccomp", "oprd"):
            if token.head.lower in ("shoot", "shot"):
                return
            for victim in subjects(token):
                if can_be_people(victim) and (kind == "killed" or is_person(victim) or victim.tag.startswith("N")):
                    yield Sighting(kind, token, victim)
        return


def _whole(adjective: Token) -> Token:
    """What an adjective behind its noun is said of: 'four troops including one officer dead', 'a man and a girl dead'."""
    noun = adjective.head
    while True:
        if noun.dep == "pobj" and noun.head.lower == "including" and noun.head.head.pos in ("NOUN", "NUM"):
            noun = noun.head.head
        elif noun.dep == "conj" and noun.head.pos in ("NOUN", "PROPN", "NUM"):
            noun = noun.head
        else:
            return noun


def _counted(token: Token) -> bool:
    return any(child.dep == "nummod" or child.pos == "NUM" for child in token.lefts)


# --- nouns ----------------------------------------------------------------------------------


def _noun(noun: Token) -> Iterator[Sighting]:
    lemma = noun.lemma.lower()
    other, maybe = words("words"), words("maybe")
    if any(child.lower in other["attempted"] for child in noun.children):
        return
    if lemma == "condition" and _condition(noun):
        yield from _patients(noun)
        return
    if lemma in other["wounds"] and not _dies_of(noun) and (weapon_wound(noun) or _suffered(noun)):
        yield from _wounded(noun)
        return
    fatal = any(child.lower in other["fatal_noun"] for child in noun.children)
    behind = [
        c
        for prep in noun.children
        if prep.dep == "prep" and prep.lower in (("of",) if lemma not in words("injured")["of"] else ("of", "to"))
        for c in prep.children
        if c.dep == "pobj"
    ]
    for kind in KINDS:
        lexicon = words(kind)
        if lemma in lexicon["of"] and behind:
            for victim in behind:
                if is_person(victim) or (victim.pos == "NOUN" and kind == "killed" and can_be_people(victim)):
                    yield Sighting(kind, noun, victim)
            return
        if lemma in lexicon["count"] and (_counted(noun) or any(c.lower == "no" for c in noun.children)):
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
    yield from (Sighting("injured", noun, victim, firmness=SOFT) for victim in _holders(noun.head) if is_person(victim))


def _holders(prep: Token) -> list[Token]:
    """Who or what a prepositional phrase is said of."""
    governor = prep.head
    if governor.pos in ("NOUN", "PROPN", "PRON", "NUM"):
        return [governor] if is_person(governor) else _holders(governor.head) if governor.dep == "pobj" else []
    passive = [child for child in governor.children if child.dep in ("nsubjpass", "dobj") and is_person(child)]
    return passive or subjects(governor)


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
        holders = subjects(noun.head)
    elif noun.dep == "pobj" and noun.head.lower in ("with", "from", "for"):
        holders = _holders(noun.head)
    else:
        return
    yield from (Sighting("injured", noun, victim, firmness=SOFT) for victim in holders if is_person(victim))


def _would(verb: Token) -> bool:
    return any(
        child.dep == "aux" and child.lower in ("would", "could", "might", "may", "ca", "wo", "will")
        for child in verb.children
    )


# --- shared ---------------------------------------------------------------------------------


def _negated(token: Token) -> bool:
    if any(child.dep == "neg" for child in token.children):
        return True
    return token.dep in ("acomp", "attr", "oprd") and any(child.dep == "neg" for child in token.head.children)


def _has_number(verb: Token) -> bool:
    return any(_counted(subject) or subject.pos == "NUM" for subject in subjects(verb))
