"""The output tables, and their columns, derived from the type hints of the records.

`schemas.arrow`, `schemas.bigquery` and `schemas.duckdb` say what they are called there.
"""

import dataclasses
import types
import typing
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any

from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.failure import Failure
from schemas.rows.incident import Incident
from schemas.rows.quote import Quote
from schemas.rows.run import Input, Run
from schemas.rows.story import Story

SCALARS: frozenset[type] = frozenset((str, int, float, bool, bytes, date, datetime))
"""Types of columns that are not records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the output.

    Attributes:
        record: The dataclass of its rows.
        key: Columns that identify a row.
        partition: Column whose month partitions the table in BigQuery.
        cluster: Top-level columns that the table is clustered by in BigQuery.
        description: What a row describes.
    """

    name: str
    record: type
    key: tuple[str, ...]
    partition: str
    cluster: tuple[str, ...]
    description: str


_ARTICLE = ("article_id", "content_id", "run_id")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            name="articles",
            record=Article,
            key=_ARTICLE,
            partition="published_date",
            cluster=("site", "language", "article_id"),
            description="One row per revision of an article: its own text and its metadata.",
        ),
        Table(
            name="entities",
            record=Entity,
            key=(*_ARTICLE, "entity_id"),
            partition="published_date",
            cluster=("type", "entity_id", "article_id"),
            description="One row per entity and article: people, organisations, places, times, amounts.",
        ),
        Table(
            name="quotes",
            record=Quote,
            key=("quote_id", "run_id"),
            partition="published_date",
            cluster=("article_id",),
            description="One row per quotation: what was said, by whom, to whom.",
        ),
        Table(
            name="events",
            record=Event,
            key=("event_id", "run_id"),
            partition="published_date",
            cluster=("event_type", "country_code", "article_id"),
            description="One row per event: who did what to whom, where, when, according to whom.",
        ),
        Table(
            name="incidents",
            record=Incident,
            key=("incident_id", "revision"),
            partition="first_published_at",
            cluster=("event_type", "country_code"),
            description="One row per real-world incident, over all articles.",
        ),
        Table(
            name="stories",
            record=Story,
            key=("story_id", "revision"),
            partition="first_published_at",
            cluster=("story_id",),
            description="One row per cluster of articles on one topic.",
        ),
        Table(
            name="failures",
            record=Failure,
            key=("failure_id", "run_id"),
            partition="failed_at",
            cluster=("stage", "reason"),
            description="One row per input record or article that could not be processed, and why.",
        ),
        Table(
            name="runs",
            record=Run,
            key=("run_id",),
            partition="started_at",
            cluster=("status",),
            description="One row per run.",
        ),
        Table(
            name="inputs",
            record=Input,
            key=("uri", "range_start", "range_end", "run_id"),
            partition="committed_at",
            cluster=("uri",),
            description="One row per range of an input that a run committed.",
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A field of a record as a table column; `type` is a scalar or a record."""

    name: str
    type: type
    nullable: bool
    repeated: bool
    description: str


@cache
def columns(record: type) -> tuple[Column, ...]:
    """The columns of a record, in order.

    Raises:
        TypeError: A field is not `Annotated` with a description, or has a type that is not supported.
    """
    hints = typing.get_type_hints(record, include_extras=True)
    return tuple(_column(record, field.name, hints[field.name]) for field in dataclasses.fields(record))


def _column(record: type, name: str, hint: Any) -> Column:
    if typing.get_origin(hint) is not Annotated:
        raise TypeError(f"{record.__name__}.{name}: got {hint}, wanted Annotated[type, 'description']")
    inner, description = typing.get_args(hint)
    nullable = repeated = False
    if isinstance(inner, types.UnionType):
        (inner,) = (arm for arm in typing.get_args(inner) if arm is not types.NoneType)
        nullable = True
    if typing.get_origin(inner) is tuple:
        inner, _ = typing.get_args(inner)
        repeated = True
    if inner not in SCALARS and not dataclasses.is_dataclass(inner):
        raise TypeError(
            f"{record.__name__}.{name}: got {inner}, wanted a record or one of {sorted(t.__name__ for t in SCALARS)}"
        )
    return Column(name=name, type=inner, nullable=nullable, repeated=repeated, description=description)
