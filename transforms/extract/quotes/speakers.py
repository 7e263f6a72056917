"""Speakers and addressees as rows have them: the words as written, and the entity they stand for."""

from schemas.rows.quote import Speaker
from transforms.extract.coreference.resolve import refer
from transforms.extract.document import Document, Token
from transforms.extract.grammar.noun_phrases import name_span

_RELATIVE = frozenset(("WP", "WDT"))


def antecedent(token: Token) -> Token:
    """The noun that a relative pronoun stands for: 'the witness' of 'the witness, who'."""
    clause = next((verb for verb in token.ancestors() if verb.dep in {"relcl", "acl"}), None)
    return clause.head if clause is not None else token


def speaker_of(document: Document, token: Token | None) -> Speaker | None:
    """The speaker that a word names.

    Args:
        document: The article.
        token: Head word of a name, or a pronoun; None where nobody is named.
    """
    if token is None:
        return None
    entity = refer(document, token)
    if entity is None and token.tag in _RELATIVE:
        token = antecedent(token)
        entity = refer(document, token)
    start, end = name_span(token)
    return Speaker(
        text=document.text[start:end],
        start=start,
        end=end,
        entity_id=entity.entity_id if entity else None,
        name=entity.name if entity else None,
    )
