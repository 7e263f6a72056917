"""Speakers and addressees as rows have them: the words as written, and the entity they stand for."""

from schemas.quote import Speaker
from transforms.extract.quotes.frames import name_span
from transforms.extract.references import refer
from transforms.extract.syntax import Document, Token


def speaker(document: Document, token: Token | None) -> Speaker | None:
    """Who a word names.

    Args:
        document: The article.
        token: Head word of the name, a pronoun too; None where nobody is named.
    """
    if token is None:
        return None
    start, end = name_span(token)
    entity = refer(document, token)
    return Speaker(
        text=document.text[start:end],
        start=start,
        end=end,
        entity_id=entity.entity_id if entity else None,
        name=entity.name if entity else None,
    )
