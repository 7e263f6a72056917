"""What a predicate is embedded in: the words that decide whether an event is fact, plan, wish or denial.

An event's *modality scope* are its own words and those that share its modality, as 'launched' in 'launched an
attack'; the *governors* are the words that the scope depends on, as 'refused' in 'refused to launch an attack'.
"""

from collections.abc import Iterator
from functools import cache

from transforms.extract.document import Document, Token, per_document
from transforms.extract.grammar.arguments import light_verb
from transforms.extract.grammar.clauses import has_subject
from transforms.extract.grammar.labels import NOMINAL, VERBAL
from transforms.extract.grammar.reported_clauses import is_misattached_conjunct
from transforms.extract.languages.load import load_toml, word_set

_MAX_STEPS = 10
_SAYING = word_set("modality.toml", "saying", "transparent")
_SETTINGS = word_set("grammar.toml", "embedding", "settings")


@cache
def modality_words(kind: str, role: str) -> frozenset[str]:
    """A list of `modality.toml`: words separated by white space, or phrases."""
    value = load_toml("modality.toml")[kind][role]
    return frozenset(value.split() if isinstance(value, str) else value)


def modality_scope(head: Token, trigger: set[int]) -> Iterator[Token]:
    """The head of a trigger and the words above it that share its modality.

    Args:
        head: The head of the trigger: 'attack' in 'launched an attack', the second of two coordinated verbs.
        trigger: Indices of the trigger's tokens.
    """
    token = head
    for _ in range(_MAX_STEPS):
        yield token
        if token.head is token:
            return
        above = _verb_sharing_modality(token) if token.pos in VERBAL else _carrier_of_noun(token, trigger)
        if above is None:
            return
        token = above


def _verb_sharing_modality(verb: Token) -> Token | None:
    if (verb.dep == "conj" and _shares_modality(verb)) or verb.dep in {"auxpass", "aux", "oprd"}:
        return verb.head
    return None


def _carrier_of_noun(noun: Token, trigger: set[int]) -> Token | None:
    """The word that says whether what a noun names happens: a light verb, 'occur', 'series' of 'series of attacks'."""
    above = noun.head
    if noun.dep in {"conj", "compound", "nmod"} and above.pos in NOMINAL:
        return above
    if noun.dep in {"dobj", "attr", "oprd", "dative"}:
        return above if above.lemma in modality_words("light", "verbs") or above.i in trigger else None
    if noun.dep in {"nsubj", "nsubjpass"}:
        return above if above.lemma in modality_words("light", "happens") else None
    if noun.dep == "pobj":
        governor = above.head
        if (governor.pos == "NOUN" and governor.lemma in modality_words("light", "series")) or (
            governor.pos == "VERB" and governor.lemma in modality_words("light", "with_preposition")
        ):
            return governor
    return None


def _shares_modality(conjunct: Token) -> bool:
    """Whether a second verb shares subject and auxiliaries with the first: 'will attack and destroy'."""
    if is_misattached_conjunct(conjunct) or has_subject(conjunct):
        return False
    return not any(child.dep == "aux" for child in conjunct.children) and not _is_contrasted(conjunct)


def _is_contrasted(conjunct: Token) -> bool:
    """Whether 'but' coordinates: 'not to fight but to help'."""
    return any(child.dep == "cc" and child.lower == "but" for child in conjunct.head.children)


def is_infinitive(verb: Token) -> bool:
    """Whether a verb is a base form behind 'to'."""
    return verb.tag == "VB" and any(child.dep == "aux" and child.lower == "to" for child in verb.lefts)


def governors_of(top: Token, trigger: set[int]) -> Iterator[tuple[Token, str]]:
    """The words that the scope depends on and that decide its modality, from the lowest up.

    Args:
        top: The last token of the modality scope.
        trigger: Indices of the trigger's tokens.

    Yields:
        Each governor with its relation to the word below: 'xcomp', 'ccomp', 'acomp', 'oprd', 'prep', 'acl', 'dobj',
        'conj', 'advcl', or 'purpose' for an infinitive in adverbial position.
    """
    token = top
    for _ in range(_MAX_STEPS):
        above = token.head
        if above is token or above.i in trigger:
            return
        if token.dep in {"xcomp", "ccomp", "acomp", "oprd"}:
            yield above, token.dep
        elif token.dep == "pcomp":
            yield above, "prep"
            if above.lower in _SETTINGS:
                return
            above = above.head
            yield above, "prep"
        elif token.dep == "pobj" and (token.pos in NOMINAL or token.tag == "VBG"):  # 'warned of flooding'
            if above.lower not in _SETTINGS:
                yield above, "prep"
                yield above.head, "prep"
            return
        elif token.dep in {"acl", "relcl"} and any(
            child.dep in {"aux", "mark"} and child.lower in {"to", "that"} for child in token.lefts
        ):
            yield above, "acl"
        elif token.dep == "dobj" and token.pos in NOMINAL:
            yield above, "dobj"
            return
        elif token.dep == "conj" and token.pos in VERBAL and not is_misattached_conjunct(token):
            yield above, "conj"
            if _is_contrasted(token) or has_subject(token):
                return
        elif token.dep == "advcl":
            yield above, "purpose" if is_infinitive(token) else "advcl"
            return
        else:
            return
        token = above


def embedding_depth(document: Document, token: Token) -> int:
    """Clauses between a trigger and its sentence's main clause, without those of saying and without light verbs.

    Args:
        document: The article, which remembers the depth.
        token: The trigger.
    """
    known = _depths(document)
    if token.i not in known:
        known[token.i] = _depth(token)
    return known[token.i]


@per_document
def _depths(_document: Document) -> dict[int, int]:
    """The depths that were asked for, by the token's index."""
    return {}


def _depth(token: Token) -> int:
    light = light_verb(token) if token.pos not in VERBAL else None
    depth, at = 0, light or token
    for governor in at.ancestors():
        if at.dep in ("conj", "appos") or governor.pos in ("ADP", "PART", "SCONJ"):
            at = governor
            continue
        if not (at.dep == "ccomp" and governor.lemma in _SAYING) and (governor.pos in VERBAL or governor.pos == "NOUN"):
            depth += 1
        at = governor
    return depth
