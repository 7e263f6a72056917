"""Speakers and addressees as rows have them: the words as written, and the entity they stand for."""

from schemas.rows.quote import Speaker
from transforms.extract.coreference.resolve import resolve_reference
from transforms.extract.document import Document, Token
from transforms.extract.grammar.clauses import relative_antecedent
from transforms.extract.grammar.noun_phrases import name_span


def speaker_of(document: Document, token: Token | None) -> Speaker | None:
    """The speaker that a word names.

    Args:
        document: The article.
        token: Head word of a name, or a pronoun; None where nobody is named.
    """
    if token is None:
        return None
    entity = resolve_reference(document, token)
    if entity is None and (antecedent := relative_antecedent(token)) is not token:
        token, entity = antecedent, resolve_reference(document, antecedent)
    start, end = name_span(token)
    return Speaker(
        text=document.text[start:end],
        start=start,
        end=end,
        entity_id=entity.entity_id if entity else None,
        name=entity.name if entity else None,
    )
