"""An article with all its rows, of several tables."""

from dataclasses import dataclass

from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.quote import Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRows:
    """An article and what was extracted from it.

    Attributes:
        article: Its row, with its main event and topic words if it is coded.
        entities, quotes, events: Its rows of these tables; none of an article that is not coded.
    """

    article: Article
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    events: tuple[Event, ...] = ()
