"""Describe a noun phrase as a participant: its span, entity, country and sector."""

from schemas.rows.entity import Entity
from schemas.rows.event import Participant
from transforms.extract.coreference.resolve import is_certain, resolve_reference, unnamed_antecedent
from transforms.extract.document import Document, Token
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.gazetteer.load import country_code_of
from transforms.extract.events.claims.attribution import FIRST_PERSON, quotations_by_token
from transforms.extract.events.participants.sectors import sector_of
from transforms.extract.grammar.noun_phrases import noun_phrase_span

_NO_PARTICIPANT_TYPES = frozenset(("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"))
_COUNTRY_LABELS = frozenset(("GPE", "NORP", "LOC", "ORG", "FAC"))
"""Labels of names that may indicate a country."""


def participant(
    document: Document, head: Token, verb_preposition: str = "", *, is_accused: bool = False
) -> Participant:
    """Describe the noun phrase of a head as a participant, as far as the article allows.

    Args:
        document: The article.
        head: Syntactic head of the noun phrase.
        verb_preposition: A preposition whose phrase belongs to the verb, see `noun_phrase_span`.
        is_accused: Whether it is said to have attacked, robbed or been convicted; a pronoun is then only named where
            its antecedent is certain.
    """
    entity = _entity_of(document, head)
    if entity is None and head.pos == "PRON":
        head = unnamed_antecedent(document, head) or head
    start, end = noun_phrase_span(head, verb_preposition)
    if is_accused and entity is not None and entity.type == "PERSON" and not is_certain(document, head, entity):
        entity = None
    if entity is not None and entity.type in _NO_PARTICIPANT_TYPES:
        entity = None
    return Participant(
        text=document.text[start:end],
        start=start,
        end=end,
        entity_id=entity.entity_id if entity else None,
        name=entity.name if entity else None,
        country_code=_country_code(document, head, entity, start, end),
        sector=sector_of(head, entity),
    )


def _entity_of(document: Document, head: Token) -> Entity | None:
    """What a word refers to, of 'we' in a quotation its speaker."""
    if head.lower in FIRST_PERSON:
        quotation = quotations_by_token(document).get(head.i)
        source = quotation.source if quotation is not None else None
        return resolve_reference(document, source) if source is not None else None
    return resolve_reference(document, head)


def _country_code(document: Document, head: Token, entity: Entity | None, start: int, end: int) -> str | None:
    """The country of an entity, else of a nationality or place in its noun phrase, else of its names or role."""
    if entity is not None and entity.geo is not None and entity.geo.country_code:
        return entity.geo.country_code
    names = [token for token in document.tokens_in(start, end) if token.label in _COUNTRY_LABELS]
    for token in sorted(names, key=lambda name: name.i > head.i):  # those before the head first
        if code := _country_code_of_name(document, token):
            return code
    if entity is None:
        return None
    for text in (entity.name, *entity.aliases, entity.role or ""):
        words = (country_code_of(word) for word in text.split())
        if code := country_code_of(text) or next(filter(None, words), None):
            return code
    return None


def _country_code_of_name(document: Document, token: Token) -> str | None:
    """The country of the entity that a token belongs to, by its place, its name or the token itself."""
    entity = resolve_entities(document).entity_of(token)
    code = entity.geo.country_code if entity is not None and entity.geo is not None else None
    return code or country_code_of(entity.name if entity is not None else token.text) or country_code_of(token.text)
