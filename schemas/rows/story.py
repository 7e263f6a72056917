"""The stories table: one row a cluster of articles on one matter."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated


@dataclass(frozen=True, slots=True, kw_only=True)
class TopEntity:
    """An entity that many of the story's articles name."""

    entity_id: Annotated[str, "The entity."]
    name: Annotated[str, "Its name."]
    type: Annotated[str, "Its type."]
    article_count: Annotated[int, "Number of the story's articles that name it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles on one matter."""

    story_id: Annotated[str, "Key."]
    title: Annotated[str, "The title that stands for the story."]
    article_ids: Annotated[tuple[str, ...], "Its articles."]
    article_count: Annotated[int, "Number of articles."]
    independent_count: Annotated[int, "Number of articles, reprints of one wire text counted once."]
    site_count: Annotated[int, "Number of sites."]
    first_published_at: Annotated[datetime | None, "First article."] = None
    last_published_at: Annotated[datetime | None, "Last article."] = None
    top_entities: Annotated[tuple[TopEntity, ...], "What the story is about."] = ()
    replaced_by: Annotated[str | None, "The story this one was merged into."] = None
    revision: Annotated[int, "A higher one replaces."] = 1
