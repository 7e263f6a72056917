"""The words that an event's trigger hangs on, and those that share its fate."""

from collections.abc import Iterator, Sequence
from functools import cache

from transforms.extract.document import Token
from transforms.extract.grammar.reported_clauses import astray_conjunct
from transforms.extract.languages.load import load_toml

VERBAL = frozenset(("VERB", "AUX"))
SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))

_STEPS = 10
_NOMINAL = frozenset(("NOUN", "PROPN"))
_SETTINGS = frozenset(("in", "at", "during", "after", "before", "since", "on", "by", "following", "amid", "over"))
"""Prepositions whose noun or gerund is there whatever becomes of the verb above."""


@cache
def words(kind: str, role: str) -> frozenset[str]:
    """A list of `modality.toml`."""
    value = _table()[kind][role]
    return frozenset(value.split() if isinstance(value, str) else value)


@cache
def _table() -> dict[str, dict[str, str | list[str]]]:
    return load_toml("modality.toml")


def head_of(trigger_tokens: Sequence[Token]) -> Token:
    """The word that governs the others of a trigger."""
    if len(trigger_tokens) == 1:
        return trigger_tokens[0]
    own = {token.i for token in trigger_tokens}
    return next(
        (token for token in trigger_tokens if token.head.i not in own or token.head is token), trigger_tokens[0]
    )


def scope_of(head: Token, own: set[int]) -> Iterator[Token]:
    """The trigger and the words that share its fate: 'an attack' that is 'launched', 'kill' beside 'attack'."""
    token = head
    for _ in range(_STEPS):
        yield token
        above = token.head
        if above is token:
            return
        if token.pos in VERBAL:
            if (token.dep == "conj" and _shares(token)) or token.dep in {"auxpass", "aux", "oprd"}:
                token = above
            else:
                return
        elif (
            (token.dep in {"conj", "compound", "nmod"} and above.pos in _NOMINAL)
            or (
                token.dep in {"dobj", "attr", "oprd", "dative"}
                and (above.lemma in words("light", "verbs") or above.i in own)
            )
            or (token.dep in {"nsubj", "nsubjpass"} and above.lemma in words("light", "happens"))
        ):
            token = above
        elif (token.dep == "pobj" and above.head.pos == "NOUN" and above.head.lemma in words("light", "series")) or (
            token.dep == "pobj" and above.head.pos == "VERB" and above.head.lemma in words("light", "with_preposition")
        ):
            token = above.head
        else:
            return


def _shares(conjunct: Token) -> bool:
    """Whether a second verb shares subject and auxiliaries with the first: 'will attack and destroy'."""
    if astray_conjunct(conjunct) or any(child.dep in SUBJECTS | {"aux"} for child in conjunct.children):
        return False
    return not _opposed(conjunct)


def infinitive(verb: Token) -> bool:
    """Whether a verb stands with 'to'."""
    return verb.tag == "VB" and any(child.dep == "aux" and child.lower == "to" for child in verb.lefts)


def _opposed(conjunct: Token) -> bool:
    """'not to fight but to help'."""
    return any(child.dep == "cc" and child.lower == "but" for child in conjunct.head.children)


def governors_of(top: Token, own: set[int]) -> Iterator[tuple[Token, str]]:
    """The words that the scope hangs on, each with the way it does, as far as they decide whether it happened."""
    token = top
    for _ in range(_STEPS):
        above = token.head
        if above is token or above.i in own:
            return
        if token.dep in {"xcomp", "ccomp", "acomp", "oprd"}:
            yield above, token.dep
        elif token.dep == "pcomp":
            yield above, "prep"
            if above.lower in _SETTINGS:
                return
            above = above.head
            yield above, "prep"
        elif token.dep == "pobj" and token.pos in _NOMINAL:
            if above.lower not in _SETTINGS:
                yield above, "prep"
                yield above.head, "prep"
            return
        elif token.dep in {"acl", "relcl"} and any(
            child.dep in {"aux", "mark"} and child.lower in {"to", "that"} for child in token.lefts
        ):
            yield above, "acl"
        elif token.dep == "dobj" and token.pos in _NOMINAL:
            yield above, "dobj"
            return
        elif token.dep == "conj" and token.pos in VERBAL and not astray_conjunct(token):
            yield above, "conj"
            if _opposed(token) or any(child.dep in SUBJECTS for child in token.children):
                return
        elif token.dep == "advcl":
            yield above, "purpose" if infinitive(token) else "advcl"
            return
        else:
            return
        token = above
