"""Whether the clause around a time expression is about the past or the future."""

from transforms.extract.document import Document, Token
from transforms.extract.grammar.clauses import has_subject
from transforms.extract.languages.load import word_sets

_TENSE = word_sets("time_context.toml", "tense")
_FUTURE_MODALS, _PLANNED, _SCHEDULED = _TENSE["future_modals"], _TENSE["planned"], _TENSE["scheduled"]
PAST_EVENTS = _TENSE["past_events"]
"""Nouns for what the news reports after it happened: 'Sunday morning's shooting'."""

_VERBAL, _NOMINAL = ("VERB", "AUX"), ("NOUN", "PROPN")
_NOUN_MODIFIERS = frozenset(("poss", "compound", "nmod", "amod", "nummod"))


def tense_at(document: Document, offset: int) -> int:
    """-1 for the past, 1 for the future, 0 for the present or where nothing shows it.

    Read from the tag of the verb that governs the word, from its auxiliaries, and for an infinitive from the verb or
    adjective that governs it.
    """
    token = document.token_at(offset)
    noun = _modified_noun(token)
    if noun is not None:
        return -1 if noun.lemma in PAST_EVENTS else 0
    while token is not None and token.pos not in _VERBAL:
        if token.lemma.lower() in _PLANNED and token.pos == "ADJ":
            return 1
        token = None if token.head is token else token.head
    return 0 if token is None else _tense_of(token)


def _modified_noun(token: Token | None) -> Token | None:
    """The noun that a time modifies: the shooting of 'Sunday morning's shooting'."""
    noun = token
    while noun is not None and noun.dep in _NOUN_MODIFIERS and noun.head.pos in _NOMINAL and noun.head is not noun:
        noun = noun.head
    return None if noun is token else noun


def _tense_of(verb: Token) -> int:
    if verb.dep == "conj" and verb.head.pos in _VERBAL and not has_subject(verb):
        return _tense_of_form(verb) or _tense_of(verb.head)
    tense = _tense_of_form(verb)
    if tense or verb.head is verb:
        return tense
    is_participle = not any(child.dep in ("aux", "auxpass") for child in verb.children)  # 'when the case is heard'
    if verb.tag == "VBN" and is_participle and verb.dep in ("acl", "relcl", "advcl"):
        return 1 if verb.lemma in _PLANNED else -1
    governor = next((token for token in verb.ancestors() if token.pos in _VERBAL), None)
    if verb.tag == "VB":  # 'agreed to meet' and 'were to meet' are in the future, 'declined to comment' is not
        is_past = (
            governor is verb.head
            and governor.lemma not in _PLANNED
            and governor.lemma != "be"
            and _tense_of(governor) < 0
        )
        return -1 if is_past else 1
    return _tense_of(governor) if verb.tag == "VBG" and governor is not None else 0


def _tense_of_form(verb: Token) -> int:
    """The tense of a verb's own form and its auxiliaries; 0 where they show none."""
    auxiliaries = [child for child in verb.children if child.dep in ("aux", "auxpass")]
    if any(child.tag == "MD" and child.lower in _FUTURE_MODALS for child in auxiliaries):
        return -1 if any(child.lower in ("have", "'ve") for child in auxiliaries) else 1
    if verb.tag == "VBD" or any(child.tag == "VBD" for child in auxiliaries):
        return _past_or_planned(verb, auxiliaries)
    if any(child.lower in ("has", "have", "'ve", "’ve") for child in auxiliaries):
        return -1
    return 1 if _is_future_present(verb, auxiliaries) else 0


def _past_or_planned(verb: Token, auxiliaries: list[Token]) -> int:
    """-1 for a verb in the past tense, but 1 for 'was expected', 'was planning'."""
    is_planned = verb.lemma in _PLANNED and verb.tag in ("VBN", "VBG")
    pluperfect = any(
        child.lower in ("had", "'d", "’d") for child in auxiliaries
    )  # 'the profit it had promised in July'
    is_passive = any(child.dep == "auxpass" for child in auxiliaries)
    return 1 if is_planned and (is_passive or not pluperfect) else -1


def _is_future_present(verb: Token, auxiliaries: list[Token]) -> bool:
    """Whether a present tense is about the future: a timetable, a plan, 'is leaving'."""
    is_finite = verb.tag in ("VBP", "VBZ")
    if verb.lemma in _SCHEDULED and is_finite:
        return True
    complements = [child for child in verb.children if child.dep == "xcomp"]
    if verb.lemma in _PLANNED and (verb.tag in ("VBN", "VBG") or complements):
        return True
    if is_finite and any(child.tag == "VB" for child in complements):
        return True
    is_progressive = verb.tag == "VBG" and any(child.tag in ("VBP", "VBZ") for child in auxiliaries)
    return is_progressive and verb.dep == "ROOT"
