"""Where the victims of a casualty word are in its sentence: the heads of their phrases, by the places of a pattern.

The places are 'object' and 'subject' of a verb; a preposition; 'dative' (behind 'to' after the verb whose object a noun
is: 'caused injuries to five people'); 'possessor'; 'itself' (the word counts its victims: 'a triple shooting') and
'counted' (the same where it has a number or 'no': 'three deaths', 'claimed 27 lives'); 'described' (whom an adjective
describes); 'sufferer' (the subject of the verb whose object a noun is: 'suffered burns'); 'bearer' (whom the
prepositional phrase of a noun describes: 'is in critical condition', 'was found with gunshot wounds').
"""

from collections.abc import Callable, Sequence

from transforms.extract.document import Token
from transforms.extract.events.casualties.group_size import can_be_people, is_person
from transforms.extract.events.casualties.lexicon import CasualtyPattern
from transforms.extract.events.casualties.patients import bearers, patients, subjects
from transforms.extract.languages.load import word_set
from transforms.extract.numbers import scale_words

_QUANTIFIERS = frozenset(("another", "others", "several", "dozens")) | scale_words().keys()
_AUXILIARIES = word_set("casualties/people.toml", "phrases", "auxiliaries")
_BEFORE_WORD = frozenset(("object", "described", "subject"))
"""Places for which the number right before the word stands in, where the parse gives nothing."""


def victims_of(token: Token, words: Sequence[Token], pattern: CasualtyPattern) -> list[Token] | None:
    """The heads of the phrases that name the victims.

    Args:
        token: The head of the pattern.
        words: The words of the pattern, head first.
        pattern: The pattern.

    Returns:
        None where no place of the pattern holds anything; empty where what they hold is not people.
    """
    for place in pattern.victims:
        if found := _at(place, token, words):
            if pattern.counted and not any(victim.pos == "NUM" or is_counted(victim) for victim in found):
                return []
            return [victim for victim in found if victim in words or may_be_victim(victim, pattern.who)]
    if _BEFORE_WORD.isdisjoint(pattern.victims) or (quantifier := adjacent_quantifier(token)) is None:
        return None
    return [quantifier]


def may_be_victim(token: Token, who: str) -> bool:
    """Whether a phrase with this head may name victims.

    Args:
        token: The head.
        who: 'person': what can only be people; 'common': also a common noun that may be people; 'possible': anything
            that may be people; 'any'.
    """
    if who == "person":
        return is_person(token)
    if who == "common":
        return is_person(token) or (token.pos == "NOUN" and can_be_people(token))
    return who == "any" or can_be_people(token)


def is_counted(token: Token) -> bool:
    """Whether a number is before a noun."""
    return any(child.dep == "nummod" or child.pos == "NUM" for child in token.lefts)


def adjacent_quantifier(anchor: Token) -> Token | None:
    """The number right before a participle or adjective: 'and five wounded', 'another injured'.

    The parser is least reliable in such fragments, but the order of words is clear.
    """
    if anchor.tag not in ("VBN", "VBD", "JJ"):
        return None
    tokens, i = anchor.sentence.tokens, anchor.i - anchor.sentence.tokens[0].i - 1
    while i >= 0 and (tokens[i].tag in ("RB", "RBR") or tokens[i].lower in _AUXILIARIES):
        i -= 1
    if i < 0 or not (tokens[i].pos == "NUM" or tokens[i].lower in _QUANTIFIERS):
        return None
    if tokens[i].label in ("DATE", "TIME") or (i and tokens[i - 1].text in (",", "(") and tokens[i].text.isdigit()):
        return None  # an age
    return tokens[i]


def _at(place: str, token: Token, words: Sequence[Token]) -> list[Token]:
    reader = PLACES.get(place)
    return reader(token, words) if reader is not None else _behind(place, token, words)


def _behind(preposition: str, token: Token, words: Sequence[Token]) -> list[Token]:
    """Behind a preposition attached to one of the words, or right after a noun whatever it is attached to."""
    found = [
        noun
        for word in words
        for child in word.children
        if child.lower == preposition and child.dep == "prep"
        for noun in child.children
        if noun.dep == "pobj"
    ]
    if found or token.pos not in ("NOUN", "PROPN") or preposition != "of":
        return found
    tokens, following = token.sentence.tokens, token.i - token.sentence.tokens[0].i + 1
    if following < len(tokens) and tokens[following].lower == preposition:  # 'Friday's shooting death of a girl'
        return [child for child in tokens[following].children if child.dep == "pobj"]
    return []


def _dative(noun: Token, words: Sequence[Token]) -> list[Token]:
    if noun.dep != "dobj":
        return []
    return [
        victim
        for child in noun.head.children
        if child.lower == "to" and child.dep in ("prep", "dative") and child.i > noun.i
        for victim in child.children
        if victim.dep == "pobj"
    ]


def _possessor(noun: Token, words: Sequence[Token]) -> list[Token]:
    return [child for child in noun.children if child.dep == "poss" and is_person(child)][:1]


def _itself(token: Token, words: Sequence[Token]) -> list[Token]:
    return [words[-1]] if words[-1].dep not in ("compound", "poss") else []


def _counted(token: Token, words: Sequence[Token]) -> list[Token]:
    noun = words[-1]
    return [noun] if is_counted(noun) or any(child.lower == "no" for child in noun.children) else []


def _described(adjective: Token, words: Sequence[Token]) -> list[Token]:
    """The noun that an adjective modifies, itself where it stands for people ('left two dead'), else its subject."""
    if adjective.dep == "amod":
        noun = _modified(adjective)
        return [noun] if is_person(noun) else []
    if adjective.dep in ("nsubj", "nsubjpass", "dobj", "pobj", "conj", "ROOT") and is_counted(adjective):
        return [adjective]
    if adjective.head.pos in ("VERB", "AUX") or adjective.dep in ("acl", "relcl", "conj", "ccomp", "oprd"):
        return subjects(adjective)
    return []


def _modified(adjective: Token) -> Token:
    """The noun that an adjective modifies; after the noun, all that is joined: 'a man and a girl dead'."""
    noun = adjective.head
    while adjective.i > adjective.head.i:
        if noun.dep == "pobj" and noun.head.lower == "including" and noun.head.head.pos in ("NOUN", "NUM"):
            noun = noun.head.head
        elif noun.dep == "conj" and noun.head.pos in ("NOUN", "PROPN", "NUM"):
            noun = noun.head
        else:
            break
    return noun


def _sufferer(noun: Token, words: Sequence[Token]) -> list[Token]:
    return subjects(noun.head) if noun.dep == "dobj" else []


def _bearer(noun: Token, words: Sequence[Token]) -> list[Token]:
    return bearers(noun.head) if noun.head.pos in ("ADP", "SCONJ") else []


PLACES: dict[str, Callable[[Token, Sequence[Token]], list[Token]]] = {
    "object": lambda verb, words: patients(verb),
    "subject": lambda verb, words: subjects(verb),
    "dative": _dative,
    "possessor": _possessor,
    "itself": _itself,
    "counted": _counted,
    "described": _described,
    "sufferer": _sufferer,
    "bearer": _bearer,
}
