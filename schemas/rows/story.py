"""The stories table: one row for each cluster of articles on one subject."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class TopEntity:
    """An entity that many of the story's articles mention."""

    entity_id: Annotated[str, "The entity."]
    name: Annotated[str, "Its name."]
    type: Annotated[str, "Its type."]
    article_count: Annotated[int, "Number of the story's articles that mention it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on one subject."""

    story_id: Annotated[str, "Key."]
    title: Annotated[str, "The title of its most representative article."]
    article_ids: Annotated[tuple[str, ...], "Its articles."]
    article_count: Annotated[int, "Number of articles."]
    independent_count: Annotated[int, "Number of articles, reprints of one wire text counted once."]
    site_count: Annotated[int, "Number of sites."]
    first_published_at: Annotated[datetime | None, "Publication of the first article."] = None
    last_published_at: Annotated[datetime | None, "Publication of the last article."] = None
    top_entities: Annotated[tuple[TopEntity, ...], "The entities that most of its articles mention."] = ()
    replaced_by: Annotated[str | None, "The story that this one was merged into."] = None
    revision: Annotated[int, "A higher revision replaces a lower one."] = 1
