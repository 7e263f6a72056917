"""Irrealis: what marks an event as hypothetical, as planned, or as dependent on a word that says it did not happen.

The marks are read from the words of the event's modality scope and from its governors, see `grammar/embedding.py`.
The words are in `modality.toml`, a section a modality.
"""

from transforms.extract.document import Token
from transforms.extract.grammar.embedding import is_infinitive, modality_words
from transforms.extract.grammar.negation import (
    has_negation,
    has_negative_determiner,
    is_evidence,
    is_object_of_negated_verb,
    is_ruled_out,
)
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.attribution import AttributionRelation

_CONDITIONAL_MARKS = frozenset(("if", "unless"))
_CIRCUMSTANCES = frozenset(("in", "at", "by", "with", "through"))
_INDEFINITE = frozenset(("a", "an", "any"))
_WOULD = frozenset(("would", "'d", "’d"))


def is_hypothetical(
    scope: list[Token], governors: list[tuple[Token, str]], attributions: list[AttributionRelation]
) -> bool:
    """Whether an event is only possible, conditional, feared, wished for or asked for.

    Args:
        scope: The event's modality scope.
        governors: The words that the scope depends on, with their relations.
        attributions: The attributions whose content includes the event.
    """
    return (
        any("noun" in relation.groups and _is_unconfirmed(relation) for relation in attributions)
        or any(_has_hypothetical_dependent(token) or _is_faced(token) for token in scope)
        or any(_is_hypothetical_governor(governor, relation) for governor, relation in governors)
        or is_governed(governors, "hypothetical")
    )


def is_planned(scope: list[Token], governors: list[tuple[Token, str]]) -> bool:
    """Whether an event is announced, scheduled or intended.

    Args:
        scope: The event's modality scope, the trigger's head first.
        governors: The words that the scope depends on, with their relations.
    """
    return (
        any(_has_future_dependent(token) or _is_to_happen(token, is_head=token is scope[0]) for token in scope)
        or any(_is_future_governor(governor, relation) for governor, relation in governors)
        or is_governed(governors, "planned")
    )


def is_decided(governors: list[tuple[Token, str]]) -> bool:
    """Whether an event is what somebody voted or decided to do: 'voted to strike', 'the decision to bar him'."""
    return any(
        (relation == "xcomp" and governor.lemma in modality_words("planned", "deciding"))
        or (relation == "acl" and governor.lemma in modality_words("planned", "decisions"))
        for governor, relation in governors
    )


def is_still_open(governors: list[tuple[Token, str]]) -> bool:
    """Whether a decision is itself to come: 'will vote to confirm her', 'may decide to sue'."""
    return any(_has_future_dependent(governor) or _has_hypothetical_dependent(governor) for governor, _ in governors)


def is_without_part(governors: list[tuple[Token, str]]) -> bool:
    """Whether somebody is said to have no part in what was planned: 'was not part of the plan to kill him'."""
    return any(governor.lemma in modality_words("planned", "nouns") for governor, _ in governors) and any(
        governor.lemma in modality_words("negated", "involvement")
        and (has_negation(governor) or has_negative_determiner(governor) or has_negation(governor.head))
        for governor, _ in governors
    )


def has_predicate_adjective(copula: Token, adjectives: frozenset[str]) -> bool:
    """Whether a copula has one of these adjectives as its predicate: 'it is necessary to'."""
    return any(child.dep == "acomp" and child.lower in adjectives for child in copula.children)


def modality_of_clause(noun: Token) -> str | None:
    """The modality of the clause in which an unspecific event is mentioned: 'will resign at a meeting'.

    Args:
        noun: The event's noun.

    Returns:
        'hypothetical', 'planned', or None where the clause imposes neither.
    """
    verb = noun.head.head
    if noun.dep != "pobj" or noun.head.lower not in _CIRCUMSTANCES or verb.pos != "VERB":
        return None
    if not any(child.lower in _INDEFINITE for child in noun.children):
        return None
    if _has_hypothetical_dependent(verb):
        return "hypothetical"
    return "planned" if _has_future_dependent(verb) else None


# --- hypothetical ---------------------------------------------------------------------------


def _is_unconfirmed(relation: AttributionRelation) -> bool:
    """Whether a report is called unconfirmed: 'unverified reports of an attack'."""
    nouns = (relation.cue, relation.source) if relation.source else (relation.cue,)
    return any(
        child.dep == "amod" and child.lower in modality_words("hypothetical", "reports")
        for noun in nouns
        for child in noun.lefts
    )


def _has_hypothetical_dependent(token: Token) -> bool:
    """Whether a modal, an adverb, an adjective or a condition makes a word hypothetical."""
    for child in token.children:
        if child.dep == "aux":
            found = child.lower in modality_words("hypothetical", "auxiliaries") and not (
                child.lower in _WOULD and _is_future_in_past(token) and not _is_perfect(token)
            )
        elif child.dep == "amod":
            found = child.lower in modality_words("hypothetical", "modifiers")
        elif child.dep == "advmod":
            found = child.lower in modality_words("hypothetical", "adverbs")
        elif child.dep == "mark":
            found = child.lower in modality_words("hypothetical", "marks")
        else:
            found = child.dep == "advcl" and _is_conditional(child)
        if found:
            return True
    return False


def _is_perfect(verb: Token) -> bool:
    """'Would have attacked' is no future, even in 'said it would have attacked'."""
    return any(child.dep == "aux" and child.lower == "have" for child in verb.children)


def _is_faced(noun: Token) -> bool:
    """Whether an event is ahead of those who face it: 'faces a life sentence'; not 'faces charges'."""
    return noun.dep == "dobj" and noun.head.lemma == "face" and noun.lemma in modality_words("hypothetical", "faced")


def _is_hypothetical_governor(governor: Token, relation: str) -> bool:
    """Whether the governor is itself conditional or modal: 'if they agree to attack', 'they may decide to attack'."""
    if relation in {"conj", "xcomp", "ccomp", "acl"} and _is_conditional(governor):
        return True
    if relation == "xcomp" and any(child.dep == "advcl" and _is_conditional(child) for child in governor.children):
        return True  # 'if they fail, we will have to act'
    if relation == "purpose" and _is_future_in_past(governor):
        return False
    enables = relation == "ccomp" and governor.lemma in modality_words("hypothetical", "enabling")
    return (enables or relation in {"xcomp", "purpose"}) and any(
        child.dep == "aux" and child.lower in modality_words("hypothetical", "auxiliaries")
        for child in governor.children
    )


def _is_conditional(verb: Token) -> bool:
    return any(child.dep == "mark" and child.lower in _CONDITIONAL_MARKS for child in verb.children)


def _is_future_in_past(token: Token) -> bool:
    """Whether 'would' reports a future: 'said it would attack'."""
    while token.dep == "conj":
        token = token.head
    if token.dep in {"acl", "relcl"} and token.head.lemma in cues().nouns:
        return True
    return (
        token.dep == "ccomp"
        and token.head.tag in {"VBD", "VBN"}
        and token.head.lemma not in modality_words("hypothetical", "verbs")
    )


# --- planned --------------------------------------------------------------------------------


def _has_future_dependent(token: Token) -> bool:
    """Whether an auxiliary or adjective says that something is to come: 'will attack', 'the planned march'."""
    for child in token.children:
        if child.dep == "aux" and (child.lower in _WOULD or child.lower in modality_words("planned", "auxiliaries")):
            return True
        if child.dep == "amod" and child.lower in modality_words("planned", "modifiers"):
            return True
    return False


def _is_future_governor(governor: Token, relation: str) -> bool:
    """Whether the governor is itself in the future: 'they will try to attack'."""
    return relation in {"xcomp", "purpose"} and any(
        child.dep == "aux" and (child.lower == "would" or child.lower in modality_words("planned", "auxiliaries"))
        for child in governor.children
    )


def _is_to_happen(token: Token, *, is_head: bool) -> bool:
    """Whether a word's own construction points to the future.

    Examples: 'going to attack', 'are to meet', 'the march is scheduled', 'the trial is due', 'a bill to ban'.

    Args:
        token: A word of the event's modality scope.
        is_head: Whether it is the trigger's head.
    """
    if token.dep == "xcomp":
        if token.head.lower == "going" or (token.head.lemma == "be" and is_infinitive(token)):
            return True
    elif token.dep == "nsubj":
        if has_predicate_adjective(token.head, modality_words("planned", "adjectives")):
            return True
    elif token.dep in {"acl", "relcl"} and is_infinitive(token) and not _is_selective(token.head):
        return True
    return not is_head and token.pos == "VERB" and token.lemma in modality_words("planned", "passive")


def _is_selective(noun: Token) -> bool:
    """Whether an infinitive behind a noun says what was done: 'the first to leave', 'the youngest player to win'."""
    return any(
        child.tag == "JJS" or child.label == "ORDINAL" or child.lower in modality_words("planned", "selective")
        for child in (noun, *noun.lefts)
    )


# --- governors ------------------------------------------------------------------------------


def is_governed(governors: list[tuple[Token, str]], modality: str) -> bool:
    """Whether one of an event's governors makes it planned, hypothetical or negated.

    Args:
        governors: The governors with their relations, from the lowest up.
        modality: 'planned', 'hypothetical' or 'negated'.
    """
    preposition = ""  # the last one on the way up: the one behind which a noun governs
    for governor, relation in governors:
        if relation == "prep" and governor.pos in {"ADP", "SCONJ"}:
            preposition = governor.lower
        if _imposes(governor, relation, preposition, modality):
            return True
    return False


def _imposes(governor: Token, relation: str, preposition: str, modality: str) -> bool:
    """Whether one governor imposes a modality on what depends on it in this relation."""
    if relation in {"conj", "advcl"} or _is_certain(governor):
        return False
    if relation == "purpose":
        return modality == "hypothetical" and governor.lemma in modality_words(modality, "purpose")
    if relation == "prep" and governor.lower == "without":
        return modality == "negated"
    if relation == "dobj":
        return governor.lemma in modality_words(modality, "objects")
    if relation == "prep" and governor.pos == "VERB":
        return governor.lemma in modality_words(modality, "after_preposition")
    if modality == "negated" and _negates(governor, relation):
        return True
    if modality == "hypothetical" and relation in {"acl", "prep"} and _is_missing_evidence(governor):
        return True
    return _is_listed(governor, relation, preposition, modality)


def _is_listed(governor: Token, relation: str, preposition: str, modality: str) -> bool:
    """Whether `modality.toml` lists a verb, adjective or noun as imposing a modality in this relation."""
    if relation == "xcomp" and governor.lemma in modality_words(modality, "infinitive"):
        return True
    if relation == "ccomp" and governor.lemma in modality_words("hypothetical", "wished"):
        return modality == "hypothetical"
    if (
        governor.pos == "VERB"
        and governor.lemma in modality_words(modality, "verbs")
        and (relation != "ccomp" or modality != "negated")
    ):
        return True
    if relation in {"xcomp", "ccomp", "acomp"}:
        adjectives = modality_words(modality, "adjectives")
        if governor.pos in {"ADJ", "ADV", "VERB"} and governor.lower in adjectives:
            return True
        if relation != "acomp" and governor.lemma == "be" and has_predicate_adjective(governor, adjectives):
            return True
    return (
        governor.pos == "NOUN"
        and governor.lemma in modality_words(modality, "nouns")
        and _is_complement(governor, relation, preposition)
    )


def _negates(governor: Token, relation: str) -> bool:
    """Whether a governor is negated or rules something out: 'did not try to', 'no plan to', 'ruled out'."""
    if is_ruled_out(governor, relation):
        return True
    if relation == "acl":
        return has_negative_determiner(governor) and not is_evidence(governor)
    is_able = relation == "acomp" and any(child.lower == "able" for child in governor.children)  # 'were not able to'
    return (relation == "xcomp" or is_able) and has_negation(governor)


def _is_certain(noun: Token) -> bool:
    """'There is no doubt that', 'there is no question that'."""
    return noun.lemma in modality_words("negated", "certain") and has_negative_determiner(noun)


def _is_missing_evidence(noun: Token) -> bool:
    """Whether evidence is said to be missing: 'no sign of an attack', 'found no evidence that', 'did not see proof'."""
    return is_evidence(noun) and (has_negative_determiner(noun) or is_object_of_negated_verb(noun))


def _is_complement(noun: Token, relation: str, preposition: str) -> bool:
    """Whether what depends on a noun is what is feared, planned and so on: 'fears of', but not 'a call about'."""
    if relation != "prep":
        return relation in {"acl", "ccomp", "xcomp"}
    return preposition in {"of", "for", "to"} or (
        preposition in {"about", "over"} and noun.lemma in modality_words("hypothetical", "nouns_with_about")
    )
