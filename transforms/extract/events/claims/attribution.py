"""Who says that an event happened: the attributions whose content includes a trigger."""

from collections.abc import Sequence

from schemas.rows.event import Attribution
from transforms.extract.document import Document, Token, per_document
from transforms.extract.grammar.embedding import modality_words
from transforms.extract.grammar.noun_phrases import head_of
from transforms.extract.grammar.reported_clauses import follows_comma
from transforms.extract.quotes.attribution import AttributionRelation, attribution_relations
from transforms.extract.quotes.direct import Quotation, quotations
from transforms.extract.quotes.passages import quoted_tokens
from transforms.extract.quotes.speakers import speaker_of

FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our"))
"""Pronouns that, within a quotation, refer to its speaker."""
_CLAIM_GROUPS = frozenset(("say", "according", "accuse", "deny", "commit", "noun", "belief", "ask"))
"""Groups of cues that attribute events; those of `reporting_verbs.toml`, 'according' and 'noun'."""
_STATEMENT_GROUPS = frozenset(("say", "according", "noun"))
"""Groups of cues whose content is a full statement, relative clauses included."""
_RELATIVE_TAGS = frozenset(("WDT", "WP", "WP$"))


def attribution_of(document: Document, trigger_tokens: Sequence[Token]) -> Attribution | None:
    """The source of an event: the innermost speaker whose reported words include the trigger.

    An event of saying ('X accused Y') is not attributed to X by its own words, but to whoever reports it.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.

    Returns:
        The source and the cue; None if the article itself reports the event.
    """
    quoted = quoted_tokens(document)
    for relation in enclosing_attributions(document, trigger_tokens):
        if relation.source is not None and not (relation.source.i in quoted and relation.source.lower in FIRST_PERSON):
            return _attribution(document, relation.source, document.text[relation.cue.start : relation.cue_end])
    quotation = quotations_by_token(document).get(head_of(trigger_tokens).i)
    if quotation is None or quotation.source is None:
        return None
    cue = document.text[quotation.cue.start : quotation.cue_end] if quotation.cue else None
    return _attribution(document, quotation.source, cue)


def _attribution(document: Document, source: Token, cue: str | None) -> Attribution | None:
    found = speaker_of(document, source)
    if found is None:
        return None
    return Attribution(
        text=found.text,
        start=found.start,
        end=found.end,
        entity_id=found.entity_id,
        name=found.name,
        cue=cue,
    )


@per_document
def quotations_by_token(document: Document) -> dict[int, Quotation]:
    """The direct quotation of each quoted token, by the token's index."""
    if not quoted_tokens(document):
        return {}
    return {
        token.i: quotation
        for quotation in quotations(document)
        for start, end in quotation.parts
        for token in document.tokens_in(start, end)
    }


# --- attributions without quotation marks ---------------------------------------------------


def enclosing_attributions(document: Document, trigger_tokens: Sequence[Token]) -> list[AttributionRelation]:
    """The attributions whose content includes a trigger, innermost first, without one that the trigger itself makes."""
    head = head_of(trigger_tokens)
    candidates = _attributions_by_token(document).get(head.i)
    if not candidates:
        return []
    trigger = {token.i for token in trigger_tokens}
    found = [
        relation
        for relation in candidates
        if relation.cue.i not in trigger
        and not _is_aside(head, relation)
        and not _is_advice(relation)
        and not ("deny" in relation.groups and _is_shared(head, relation))
    ]
    return sorted(found, key=lambda relation: (len(relation.content), relation.cue.i))


@per_document
def _attributions_by_token(document: Document) -> dict[int, list[AttributionRelation]]:
    """The attributions of each token of reported content, by the token's index."""
    found: dict[int, list[AttributionRelation]] = {}
    for relation in attribution_relations(document):
        if relation.groups & _CLAIM_GROUPS:
            for i in relation.content:
                found.setdefault(i, []).append(relation)
    return found


def _is_aside(head: Token, relation: AttributionRelation) -> bool:
    """Whether a trigger stands in a relative clause that the article adds to a charge or belief.

    Example: 'killed' in 'charged with a role in the attack, which killed three'.
    """
    if relation.groups & _STATEMENT_GROUPS:
        return False
    token = head
    while token.head is not token and token.i in relation.content:
        if token.dep == "relcl":
            return any(follows_comma(child) for child in token.lefts if child.tag in _RELATIVE_TAGS)
        token = token.head
    return False


def _is_shared(head: Token, relation: AttributionRelation) -> bool:
    """Whether only a share in an event is denied, which nobody doubts: 'denied any involvement in the attack'."""
    token = head
    while token.head is not token and token.i in relation.content:
        if token.dep == "prep" and token.head.lemma in modality_words("denied", "shares"):
            return True
        token = token.head
    return False


def _is_advice(relation: AttributionRelation) -> bool:
    """Whether somebody is told what to believe: 'they should understand that nobody backs them'."""
    return "belief" in relation.groups and any(
        child.dep == "aux" and child.lower in {"should", "must", "ought"} for child in relation.cue.lefts
    )
