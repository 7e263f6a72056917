"""Whether an event happened: asserted, reported, planned, hypothetical, denied, negated, historical."""

from collections.abc import Sequence

from schemas.flow.span import Span
from transforms.extract.document import Document, Token, per_document
from transforms.extract.events.claims.background import historical
from transforms.extract.grammar.clauses import predicate_of
from transforms.extract.grammar.embedding import governors_of, is_infinitive, modality_scope, modality_words
from transforms.extract.grammar.labels import VERBAL
from transforms.extract.grammar.negation import (
    has_negation,
    has_negative_determiner,
    is_evidence,
    is_negated,
    is_object_of_negated_verb,
    is_prevented,
    is_ruled_out,
)
from transforms.extract.grammar.noun_phrases import head_of
from transforms.extract.grammar.reported_clauses import follows_comma
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.attribution import Frame, frames
from transforms.extract.quotes.passages import inside

FACTUAL = frozenset(("asserted", "reported"))
"""Modalities of what is presented as a fact, by the article or by somebody it quotes."""
NON_FACTUAL = frozenset(("planned", "hypothetical", "denied", "negated"))
"""Modalities of what is not said to have happened."""
_CLAIMS = frozenset(("say", "according", "accuse", "deny", "commit", "noun", "belief", "ask"))
_DEFINITE = frozenset(("the", "this", "that", "these", "those"))
_AUXILIARIES = frozenset(("aux", "auxpass"))
_WORDED = frozenset(("say", "according", "noun"))
"""Attributions that give the words of somebody."""
_PARTS = frozenset(("nsubj", "nsubjpass", "dobj", "attr"))
_RELATIVES = frozenset(("WDT", "WP", "WP$"))


def covering(document: Document, trigger_tokens: Sequence[Token]) -> list[Frame]:
    """Attributions whose content holds the trigger, innermost first; the trigger's own is none of them."""
    head = head_of(trigger_tokens)
    over = _frames_over(document).get(head.i)
    if not over:
        return []
    own = {token.i for token in trigger_tokens}
    found = [
        frame
        for frame in over
        if frame.cue.i not in own and not _told_beside(head, frame) and not _advised(frame.cue, frame.groups)
    ]
    return sorted(found, key=lambda frame: (len(frame.content), frame.cue.i))


def _told_beside(head: Token, frame: Frame) -> bool:
    """What a relative clause adds is no part of a charge: 'charged with a role in the attack, which killed three'."""
    if frame.groups & _WORDED:
        return False
    token = head
    while token.head is not token and token.i in frame.content:
        if token.dep == "relcl":
            return any(follows_comma(child) for child in token.lefts if child.tag in _RELATIVES)
        token = token.head
    return False


def _advised(cue: Token, groups: frozenset[str]) -> bool:
    """'They should understand that nobody backs them' tells not what they think."""
    return "belief" in groups and any(
        child.dep == "aux" and child.lower in {"should", "must", "ought"} for child in cue.lefts
    )


@per_document
def _frames_over(document: Document) -> dict[int, list[Frame]]:
    over: dict[int, list[Frame]] = {}
    for frame in frames(document):
        if frame.groups & _CLAIMS:
            for i in frame.content:
                over.setdefault(i, []).append(frame)
    return over


def modality_of(document: Document, trigger_tokens: Sequence[Token]) -> str:
    """Whether the event of a trigger happened, as the text tells it.

    Where several hold, the first of these: denied (somebody denies it), negated (the clause says that it did not
    happen), hypothetical (may, would, if, threats, fears, calls), planned (will, plans, promises), historical (dated
    well before the article's day, or hanging on such a date), reported (somebody else's words), asserted.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.
    """
    head = head_of(trigger_tokens)
    own = {token.i for token in trigger_tokens}
    over = covering(document, trigger_tokens)
    scope = list(modality_scope(head, own))
    governors = list(governors_of(scope[-1], own))
    if not _described(head):
        unreal = _unreal(trigger_tokens, scope, governors, over, own)
        if unreal is not None:
            return unreal
    if historical(document, head):
        return "historical"
    if over or head.i in inside(document) or _hedged(scope):
        return "reported"
    return "asserted"


def _described(head: Token) -> bool:
    """Whether what is said of a happening takes it for granted: 'the attack was not terrorism', 'if the vote is free'.

    Not what is said of whether or when it comes about: 'the attack is imminent', 'the vote would be free'.
    """
    copula = head.head
    if head.pos != "NOUN" or head.dep != "nsubj" or copula.lemma != "be":
        return False
    return (
        any(child.dep == "poss" or (child.dep == "det" and child.lower in _DEFINITE) for child in head.children)
        and any(child.dep in {"acomp", "attr"} for child in copula.children)
        and not any(child.dep == "aux" and child.tag == "MD" for child in copula.children)
        and not any(
            _is_called(copula, modality_words(kind, "adjectives")) for kind in ("planned", "hypothetical", "negated")
        )
    )


def _unreal(
    trigger_tokens: Sequence[Token],
    scope: list[Token],
    governors: list[tuple[Token, str]],
    over: list[Frame],
    own: set[int],
) -> str | None:
    """The first of denied, negated, hypothetical and planned that holds."""
    if _denied(over):
        return "denied"
    if (
        any(is_negated(token, own) for token in scope)
        or is_prevented(scope[-1], own)
        or _governed(governors, "negated")
    ):
        return "negated"
    if any(token.pos == "NOUN" and has_negative_determiner(token) for token in trigger_tokens):  # 'no shots were fired'
        return "negated"
    if _hypothetical(scope, governors, over):
        return "hypothetical"
    if _planned(scope, governors):
        return "planned"
    return None


def is_future(document: Document, trigger_tokens: Sequence[Token], dated: Span) -> bool:
    """Whether words that are dated after the day of publication tell what is to come, rather than what was done.

    'They meet on Sunday', 'the talks on Sunday' are to come; what is told in the past ('they chose Sunday for it') or
    in another clause happened on another day.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.
        dated: The words of the date.
    """
    head = head_of(trigger_tokens)
    scope = list(modality_scope(head, {token.i for token in trigger_tokens}))
    top = scope[-1]
    if top.pos not in VERBAL:
        scope.append(top.head if top.dep in _PARTS and top.head.pos in VERBAL else predicate_of(head))
    if any(_is_past(verb) for verb in scope if verb.pos in VERBAL):
        return False
    within = {token.i for token in scope}
    words_of_date = document.tokens_in(dated.start, dated.end)
    return any(token.i in within for word in words_of_date[:1] for token in (word, *word.ancestors()))


def _is_past(verb: Token) -> bool:
    """Whether a verb tells what was done; a bare participle too ('the men killed', 'accused of killing')."""
    auxiliaries = {child.lower for child in verb.children if child.dep in _AUXILIARIES}
    if verb.tag in {"VBN", "VBG"}:
        return not auxiliaries or bool(auxiliaries & modality_words("past", "auxiliaries"))
    return verb.tag == "VBD"


def _governed(governors: list[tuple[Token, str]], kind: str) -> bool:
    """Whether one of the words that the event hangs on makes it planned, hypothetical or negated."""
    link = ""
    for token, how in governors:
        if how == "prep" and token.pos in {"ADP", "SCONJ"}:
            link = token.lower
        if how in {"conj", "advcl"}:
            continue
        if how == "purpose":
            if kind == "hypothetical" and token.lemma in modality_words(kind, "purpose"):
                return True
            continue
        if how == "prep" and token.lower == "without" and kind == "negated":
            return True
        if how == "dobj":
            if token.lemma in modality_words(kind, "objects"):
                return True
            continue
        if how == "prep" and token.pos == "VERB":
            if token.lemma in modality_words(kind, "after_preposition"):
                return True
            continue
        if how == "xcomp" and token.lemma in modality_words(kind, "infinitive"):
            return True
        if (
            token.pos == "VERB"
            and token.lemma in modality_words(kind, "verbs")
            and (how != "ccomp" or kind != "negated")
        ):
            return True
        if (
            token.pos in {"ADJ", "ADV", "VERB"}
            and token.lower in modality_words(kind, "adjectives")
            and how in {"xcomp", "ccomp", "acomp"}
        ):
            return True
        if token.lemma == "be" and how in {"xcomp", "ccomp"} and _is_called(token, modality_words(kind, "adjectives")):
            return True
        if token.pos == "NOUN" and token.lemma in modality_words(kind, "nouns") and _leads(token, how, link):
            return True
        if kind == "negated" and (
            is_ruled_out(token, how) or (how == "acl" and has_negative_determiner(token) and not is_evidence(token))
        ):
            return True
        if (
            kind == "hypothetical"
            and how in {"acl", "prep"}
            and is_evidence(token)
            and (has_negative_determiner(token) or is_object_of_negated_verb(token))
        ):
            return True
        if kind == "negated" and how == "xcomp" and has_negation(token):
            return True
    return False


def _is_called(copula: Token, adjectives: frozenset[str]) -> bool:
    """'It is necessary to'."""
    return any(child.dep == "acomp" and child.lower in adjectives for child in copula.children)


def _leads(noun: Token, how: str, link: str) -> bool:
    """Whether a noun's complement is what is feared, planned and so on: 'fears of', not 'a call about'."""
    if how == "prep":
        return link in {"of", "for", "to"} or (
            link in {"about", "over"} and noun.lemma in modality_words("hypothetical", "about")
        )
    return how in {"acl", "ccomp", "xcomp"}


def _denied(over: list[Frame]) -> bool:
    for frame in over:
        cue = frame.cue
        if cue.lemma in modality_words("denied", "verbs") and cue.pos == "VERB" and not has_negation(cue):
            return True
        if "noun" in frame.groups:
            if cue.lemma in modality_words("denied", "nouns"):
                return True
            if cue.dep in {"dobj", "nsubjpass"} and cue.head.lemma in modality_words("denied", "of_claims"):
                return True
    return False


def _hypothetical(scope: list[Token], governors: list[tuple[Token, str]], over: list[Frame]) -> bool:
    if any("noun" in frame.groups and _unconfirmed(frame) for frame in over):
        return True
    for token in scope:
        for child in token.children:
            if child.dep == "aux" and child.lower in modality_words("hypothetical", "auxiliaries"):
                if child.lower in {"would", "'d", "’d"} and _says_so(token):
                    continue
                return True
            if child.dep in {"amod", "advmod"} and child.lower in modality_words(
                "hypothetical", "modifiers" if child.dep == "amod" else "adverbs"
            ):
                return True
            if child.dep == "mark" and child.lower in modality_words("hypothetical", "marks"):
                return True
            if child.dep == "advcl" and any(
                mark.dep == "mark" and mark.lower in {"if", "unless"} for mark in child.children
            ):
                return True
    for token, how in governors:
        if how in {"conj", "xcomp", "ccomp", "acl"} and any(
            child.dep == "mark" and child.lower in {"if", "unless"} for child in token.children
        ):
            return True
        if how == "purpose" and _says_so(token):
            continue
        if how in {"xcomp", "purpose"} and any(
            child.dep == "aux" and child.lower in modality_words("hypothetical", "auxiliaries")
            for child in token.children
        ):
            return True
    return _governed(governors, "hypothetical")


def _unconfirmed(frame: Frame) -> bool:
    named = (frame.cue, frame.source) if frame.source else (frame.cue,)
    return any(
        child.dep == "amod" and child.lower in modality_words("hypothetical", "reports")
        for token in named
        for child in token.lefts
    )


def _says_so(token: Token) -> bool:
    """'said it would attack': the future as told in the past."""
    while token.dep == "conj":
        token = token.head
    if token.dep in {"acl", "relcl"} and token.head.lemma in cues().nouns:
        return True
    return (
        token.dep == "ccomp"
        and token.head.tag in {"VBD", "VBN"}
        and token.head.lemma not in modality_words("hypothetical", "verbs")
    )


def _planned(scope: list[Token], governors: list[tuple[Token, str]]) -> bool:
    for token in scope:
        for child in token.children:
            if child.dep == "aux" and (
                child.lower in modality_words("planned", "auxiliaries") or child.lower in {"would", "'d", "’d"}
            ):
                return True
            if child.dep == "amod" and child.lower in modality_words("planned", "modifiers"):
                return True
        if token.dep == "xcomp" and (
            token.head.lower == "going" or (token.head.lemma == "be" and is_infinitive(token))
        ):
            return True
        if token.pos == "VERB" and token.lemma in modality_words("planned", "passive") and token is not scope[0]:
            return True
        if token.dep == "nsubj" and _is_called(token.head, modality_words("planned", "adjectives")):
            return True
        if token.dep in {"acl", "relcl"} and is_infinitive(token) and not _picked(token.head):
            return True
    for token, how in governors:
        if how in {"xcomp", "purpose"} and any(
            child.dep == "aux" and child.lower in modality_words("planned", "auxiliaries") | {"would"}
            for child in token.children
        ):
            return True
    return _governed(governors, "planned")


def _picked(noun: Token) -> bool:
    """'the first to', 'the youngest player to': what follows tells what it did."""
    return any(
        child.tag == "JJS" or child.label == "ORDINAL" or child.lower in modality_words("planned", "picked")
        for child in (noun, *noun.lefts)
    )


def _hedged(scope: list[Token]) -> bool:
    for token in scope:
        for child in token.children:
            if child.dep == "advmod" and child.lower in modality_words("reported", "adverbs"):
                return True
            if child.dep == "amod" and child.lower in modality_words("reported", "modifiers"):
                return True
        if (
            token.head.pos == "VERB"
            and token.dep == "xcomp"
            and token.head.lemma in {"say", "report", "believe", "allege", "think", "know", "understand"}
        ):
            return True
    return False
