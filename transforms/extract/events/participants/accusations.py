"""Named people whom a row would accuse: of an attack or a crime, or of having been convicted of one.

A gap is forgiven and a false accusation is not, so a named person stays in such a row only on good evidence.
"""

from dataclasses import replace

from schemas.rows.event import Event, Participant
from transforms.extract.document import Document, per_document
from transforms.extract.entities.extract import resolve_entities

ROLES = ACTOR, RECIPIENT = range(2)
"""The roles of participants, in the order of the outputs of the networks that choose them."""
ACCUSING_TYPES = frozenset(("ASSAULT", "CRIME"))
"""Types whose actors are accused of something."""
LEAST_CONFIDENCE = 0.6
"""Least confidence of an event that accuses a named person."""


def accused_role(event_type: str) -> int | None:
    """The role of who is accused in events of a type: `ACTOR` of attacks and crimes, `RECIPIENT` of a trial."""
    if event_type in ACCUSING_TYPES:
        return ACTOR
    return RECIPIENT if event_type == "TRY" else None


def without_thin_accusations(document: Document, event: Event) -> Event:
    """An attack or crime without the named people among its actors, if it is not likely enough that it is one.

    Who has suffered it is not accused of it in any case.
    """
    if accused_role(event.event_type) != ACTOR:
        return event
    victims = {row.entity_id for row in event.recipients if row.entity_id is not None}
    is_thin = event.confidence < LEAST_CONFIDENCE
    actors = [row for row in event.actors if not is_thin or not names_person(document, row)]
    actors = [row for row in actors if row.entity_id not in victims]
    return event if len(actors) == len(event.actors) else replace(event, actors=tuple(actors))


def names_person(document: Document, row: Participant) -> bool:
    """Whether a participant is a person whom the article names."""
    return row.entity_id in people(document)


@per_document
def people(document: Document) -> frozenset[str]:
    """The ids of the people whom the article names."""
    return frozenset(entity.entity_id for entity in resolve_entities(document).entities if entity.type == "PERSON")
