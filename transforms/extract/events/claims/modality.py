"""The modality of an event: asserted, reported, planned, hypothetical, denied, negated or historical."""

from collections.abc import Sequence

from schemas.rows.columns import Span
from transforms.extract.document import Document, Token
from transforms.extract.events.claims.attribution import enclosing_attributions
from transforms.extract.events.claims.background import is_historical
from transforms.extract.events.claims.commemoration import is_subject_of_memorial
from transforms.extract.events.claims.irrealis import (
    has_predicate_adjective,
    is_decided,
    is_governed,
    is_hypothetical,
    is_planned,
    is_still_open,
    is_without_part,
    modality_of_clause,
)
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.grammar.embedding import governors_of, modality_scope, modality_words
from transforms.extract.grammar.labels import FINITE, VERBAL
from transforms.extract.grammar.negation import has_negation, has_negative_determiner, is_negated, is_prevented
from transforms.extract.grammar.noun_phrases import head_of
from transforms.extract.quotes.attribution import AttributionRelation
from transforms.extract.quotes.passages import quoted_tokens

FACTUAL = frozenset(("asserted", "reported"))
"""Modalities of what is presented as a fact, by the article or by somebody it quotes."""
NON_FACTUAL = frozenset(("planned", "hypothetical", "denied", "negated"))
"""Modalities of what is not said to have happened."""
PERFORMED_BY_DECISION = frozenset(
    ("LEGISLATE", "TRY", "APPOINT", "SANCTION", "CONCEDE", "REJECT", "AGREE", "SUPPORT", "COERCE")
)
"""Types of acts that a decision itself performs: who 'voted to confirm the judge' did so."""
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_AUXILIARIES = frozenset(("aux", "auxpass"))
_ASIDES = frozenset(("acl", "relcl", "pobj"))
"""Relations of what a denial takes for granted: 'denied that the men arrested on Sunday fled after the attack'."""
_CORE_ARGUMENTS = frozenset(("nsubj", "nsubjpass", "dobj", "attr"))


def modality_of(document: Document, trigger_tokens: Sequence[Token], event_type: str = "") -> str:
    """Whether the event of a trigger happened, according to the text.

    The first of these that applies: denied (somebody denies it), negated (the clause says that it did not happen),
    hypothetical (may, would, if, threats, fears, calls), planned (will, plans, promises), historical (dated well before
    the article's day, or dependent on such a date), reported (somebody else's words), asserted.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.
        event_type: Of the event, where it is known.
    """
    head = head_of(trigger_tokens)
    attributions = enclosing_attributions(document, trigger_tokens)
    trigger = {token.i for token in trigger_tokens}
    scope = list(modality_scope(head, trigger))
    governors = list(governors_of(scope[-1], trigger)) if not _is_subordinated_by_mistake(scope[-1]) else []
    if not _is_presupposed(head):
        is_aside = not governors and scope[-1].dep in _ASIDES
        if _is_denied(attributions) and not is_aside:
            return "denied"
        if _is_negated(trigger_tokens, scope, governors):
            return "negated"
        if is_hypothetical(scope, governors, attributions):
            return "hypothetical"
        decided = is_decided(governors)
        done = decided and event_type in PERFORMED_BY_DECISION and not is_still_open(governors)
        if not done and (decided or is_planned(scope, governors)):
            return "planned"
        if (imposed := modality_of_clause(head)) is not None:
            return imposed
    if is_historical(document, head) or is_subject_of_memorial(head):
        return "historical"
    if attributions or head.i in quoted_tokens(document) or _is_hedged(scope):
        return "reported"
    return "asserted"


def _is_subordinated_by_mistake(verb: Token) -> bool:
    """Whether the parser took the main verb for a complement: 'A man wanted for theft was arrested'."""
    if verb.dep != "ccomp" or verb.head.lemma not in modality_words("hypothetical", "wished"):
        return False
    return any(child.dep in _AUXILIARIES and child.tag in FINITE for child in verb.lefts)


def _is_presupposed(head: Token) -> bool:
    """Whether a sentence takes an event for granted and describes it: 'the attack was not terrorism'.

    Not if it says whether or when the event happens: 'the attack is imminent', 'the vote would be free'.
    """
    copula = head.head
    if head.pos != "NOUN" or head.dep != "nsubj" or copula.lemma != "be":
        return False
    return (
        any(child.dep == "poss" or (child.dep == "det" and child.lower in _DEFINITE) for child in head.children)
        and any(child.dep in {"acomp", "attr"} for child in copula.children)
        and not any(child.dep == "aux" and child.tag == "MD" for child in copula.children)
        and not any(
            has_predicate_adjective(copula, modality_words(modality, "adjectives"))
            for modality in ("planned", "hypothetical", "negated")
        )
    )


def _is_denied(attributions: list[AttributionRelation]) -> bool:
    """Whether an attribution is a denial ('denied killing') or is itself denied ('dismissed claims that').

    'Denied involvement in the attack' does not deny the attack.
    """
    for relation in attributions:
        cue = relation.cue
        if cue.lemma in modality_words("denied", "verbs") and cue.pos == "VERB" and not has_negation(cue):
            return True
        if "noun" in relation.groups and (
            cue.lemma in modality_words("denied", "nouns")
            or (cue.dep in {"dobj", "nsubjpass"} and cue.head.lemma in modality_words("denied", "of_claims"))
        ):
            return True
    return False


def _is_negated(trigger_tokens: Sequence[Token], scope: list[Token], governors: list[tuple[Token, str]]) -> bool:
    trigger = {token.i for token in trigger_tokens}
    return (
        any(is_negated(token, trigger) for token in scope)
        or is_prevented(scope[-1], trigger)
        or is_governed(governors, "negated")
        or is_without_part(governors)
        # 'no shots were fired'
        or any(token.pos == "NOUN" and has_negative_determiner(token) for token in trigger_tokens)
    )


def _is_hedged(scope: list[Token]) -> bool:
    """Whether an event is marked as hearsay: 'allegedly attacked', 'the alleged attack', 'is said to have attacked'."""
    for token in scope:
        for child in token.children:
            if child.dep == "advmod" and child.lower in modality_words("reported", "adverbs"):
                return True
            if child.dep == "amod" and child.lower in modality_words("reported", "modifiers"):
                return True
        if (
            token.dep == "xcomp"
            and token.head.pos == "VERB"
            and token.head.lemma in modality_words("reported", "raising")
        ):
            return True
    return False


# --- future events --------------------------------------------------------------------------


def is_future(document: Document, trigger_tokens: Sequence[Token], date_text: Span) -> bool:
    """Whether an event with a date after the day of publication is still to come.

    'They meet on Sunday' and 'the talks on Sunday' are; a verb in the past ('they chose Sunday for it') or a date in
    another clause means that the event happened on another day.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.
        date_text: The words of the date.
    """
    head = head_of(trigger_tokens)
    scope = list(modality_scope(head, {token.i for token in trigger_tokens}))
    top = scope[-1]
    if top.pos not in VERBAL:
        scope.append(top.head if top.dep in _CORE_ARGUMENTS and top.head.pos in VERBAL else predicate_of(head))
    if any(_is_past(verb) for verb in scope if verb.pos in VERBAL):
        return False
    in_scope = {token.i for token in scope}
    first = document.tokens_in(date_text.start, date_text.end)[:1]
    return any(token.i in in_scope for word in first for token in (word, *word.ancestors()))


def _is_past(verb: Token) -> bool:
    """Whether a verb is in the past; bare participles are ('the men killed', 'accused of killing')."""
    auxiliaries = {child.lower for child in verb.children if child.dep in _AUXILIARIES}
    if verb.tag in {"VBN", "VBG"}:
        return not auxiliaries or bool(auxiliaries & modality_words("past", "auxiliaries"))
    return verb.tag == "VBD"
