"""Enacted events: what is told in a film or novel, played by actors, or only simulated, has not happened."""

from transforms.extract.document import Token
from transforms.extract.grammar.embedding import modality_words

_MAX_STEPS = 12
_TOLD = frozenset(("dobj", "prep", "ccomp", "xcomp", "dative"))
_RELATIVE_SUBJECTS = frozenset(("nsubj", "nsubjpass"))


def is_enacted(event: Token) -> bool:
    """Whether an event is part of a story, a role or a simulation.

    Examples: 'actors played gunmen who attacked a station', 'a drill simulating an attack', 'a mock trial', 'a film in
    which a man kills his wife', 'in the film he kills three people'. Not 'an exercise in which two soldiers died'.

    Args:
        event: Head of the event's trigger, or a word that reports casualties.
    """
    token = event
    for _ in range(_MAX_STEPS):
        if any(_is_fictitious(child) for child in token.children):
            return True
        above = token.head
        if above is token:
            return False
        if token.dep == "relcl" and (_is_role(above) or _is_set_in(token, above)):
            return True
        if token.dep in _TOLD and _is_telling(above):
            return True
        if token.dep in ("dobj", "nsubjpass") and above.lemma in modality_words("enacted", "verbs"):
            return True
        token = above
    return False


def _is_telling(verb: Token) -> bool:
    """Whether a story is the subject of a verb of telling: 'the novel tells of', 'the film follows'."""
    return verb.lemma in modality_words("enacted", "telling") and any(
        child.dep == "nsubj" and child.lemma in modality_words("enacted", "stories") for child in verb.lefts
    )


def _is_fictitious(child: Token) -> bool:
    """Whether a dependent sets a word in a story or calls it unreal: 'in the film', 'a mock attack'."""
    if child.dep in ("amod", "compound"):
        return child.lower in modality_words("enacted", "modifiers")
    return child.lower == "in" and any(
        noun.lemma in modality_words("enacted", "stories") and not any(inner.lower == "of" for inner in noun.rights)
        for noun in child.children
    )


def _is_role(noun: Token) -> bool:
    """Whether a noun is a part that somebody acts: 'played gunmen', 'acted as hostages'."""
    if noun.dep == "pobj" and noun.head.lower == "as":
        return noun.head.head.lemma in modality_words("enacted", "acting")
    return noun.dep == "dobj" and noun.head.lemma in modality_words("enacted", "acting")


def _is_set_in(clause: Token, noun: Token) -> bool:
    """Whether a relative clause tells what happens in a story: 'a film in which a man kills', not 'which hurt him'."""
    return noun.lemma in modality_words("enacted", "stories") and not any(
        child.dep in _RELATIVE_SUBJECTS and child.tag in ("WDT", "WP") for child in clause.children
    )
