"""The columns that LINK reads of earlier runs, as its records name them, and a `LinkArticle` from a row of them."""

import dataclasses
from typing import Any

import msgspec

from pipeline.outputs.snapshot import REVISION_COLUMNS
from schemas.flow.linking import LinkArticle, LinkCopy, LinkEntity, LinkEvent
from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.tables import columns


def _columns(record: type, row: type) -> tuple[str, ...]:
    """The columns of a table, in its order, that a record has."""
    wanted = {field.name for field in dataclasses.fields(record)}
    return tuple(column.name for column in columns(row) if column.name in wanted)


ARTICLE_COLUMNS = _columns(LinkArticle, Article)
EVENT_COLUMNS = _columns(LinkEvent, Event)
ENTITY_COLUMNS = _columns(LinkEntity, Entity)
COPY_COLUMNS = _columns(LinkCopy, Article)
KEY_COLUMNS = (*REVISION_COLUMNS, "topic_words")
"""Those of an article that its `ArticleKeys` are made from."""


def link_article(row: dict[str, Any]) -> LinkArticle:
    """Convert a row of `ARTICLE_COLUMNS`, and of lists of `events`, `entities` and `copies`.

    Args:
        row: Null is the same as no value: a table that is older than a column has null there. More columns than the
            record has are ignored.
    """
    lists = {name: [_filled(inner) for inner in row.get(name) or ()] for name in ("events", "entities", "copies")}
    return msgspec.convert(_filled(row) | lists, LinkArticle)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value is not None}
