"""What LINK is given of an article and its rows."""

from collections.abc import Iterable

import msgspec

from schemas.flow.linking import MOST_ENTITIES, UNLINKED_TYPES, LinkArticle, LinkEntity, LinkEvent
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event


def link_article(article: Article, entities: Iterable[Entity] = (), events: Iterable[Event] = ()) -> LinkArticle:
    """The record of an article that is compared with others: what a query on the tables would select.

    Args:
        article: The article's row.
        entities: Its entities.
        events: Its events.
    """
    linked = sorted((one for one in entities if one.type not in UNLINKED_TYPES), key=_by_salience)
    found: LinkArticle = msgspec.convert(
        {
            **{name: getattr(article, name) for name in LinkArticle.__slots__ if hasattr(article, name)},
            "events": [_convert(one, LinkEvent) for one in sorted(events, key=_by_position)],
            "entities": [_convert(one, LinkEntity) for one in linked[:MOST_ENTITIES]],
        },
        LinkArticle,
    )
    return found


def _convert(row: Entity | Event, kind: type) -> LinkEntity | LinkEvent:
    found: LinkEntity | LinkEvent = msgspec.convert(row, kind, from_attributes=True)
    return found


def _by_salience(entity: Entity) -> tuple[float, str]:
    return -entity.salience, entity.entity_id


def _by_position(event: Event) -> tuple[int, int, str]:
    return event.sentence_start, event.trigger.start, event.event_id
