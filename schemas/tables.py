"""The output tables, and their Arrow and BigQuery schemas derived from the type hints of the records."""

import dataclasses
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import pyarrow as pa

from schemas.rows.article import Article
from schemas.rows.entity import Entity
from schemas.rows.event import Event
from schemas.rows.failure import Failure
from schemas.rows.incident import Incident
from schemas.rows.quote import Quote
from schemas.rows.run import Input, Run
from schemas.rows.story import Story

if TYPE_CHECKING:
    from google.cloud.bigquery import SchemaField


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

_SCALARS: dict[type, tuple[pa.DataType, str]] = {
    str: (pa.string(), "STRING"),
    int: (pa.int64(), "INT64"),
    float: (pa.float64(), "FLOAT64"),
    bool: (pa.bool_(), "BOOL"),
    bytes: (pa.binary(), "BYTES"),
    date: (pa.date32(), "DATE"),
    datetime: (pa.timestamp("us", tz="UTC"), "TIMESTAMP"),
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
    if inner not in _SCALARS and not dataclasses.is_dataclass(inner):
        raise TypeError(
            f"{record.__name__}.{name}: got {inner}, wanted a record or one of {sorted(t.__name__ for t in _SCALARS)}"
        )
    return Column(name=name, type=inner, nullable=nullable, repeated=repeated, description=description)


@cache
def arrow_schema(record: type) -> pa.Schema:
    """The Arrow schema of a record, each field with its description."""
    return pa.schema([_arrow_field(column) for column in columns(record)])


def _arrow_field(column: Column) -> pa.Field:
    kind = (
        _SCALARS[column.type][0]
        if column.type in _SCALARS
        else pa.struct(_arrow_field(c) for c in columns(column.type))
    )
    if column.repeated:
        kind = pa.list_(pa.field("element", kind, nullable=False))
    return pa.field(column.name, kind, nullable=column.nullable, metadata={"description": column.description})


@cache
def bigquery_schema(record: type) -> "tuple[SchemaField, ...]":
    """The BigQuery schema of a record, each field with its description."""
    return tuple(_bigquery_field(column) for column in columns(record))


def _bigquery_field(column: Column) -> "SchemaField":
    from google.cloud.bigquery import SchemaField  # a local output needs no Google client

    mode = "REPEATED" if column.repeated else "NULLABLE" if column.nullable else "REQUIRED"
    if column.type in _SCALARS:
        return SchemaField(column.name, _SCALARS[column.type][1], mode=mode, description=column.description)
    return SchemaField(
        column.name, "RECORD", mode=mode, description=column.description, fields=bigquery_schema(column.type)
    )


def arrow_table(record: type, rows: Iterable[Any], constants: Mapping[str, str] | None = None) -> pa.Table:
    """Convert rows of a record to an Arrow table.

    Args:
        record: The dataclass of the rows.
        rows: Records.
        constants: Values of string columns that are the same in all rows.

    Raises:
        pyarrow.ArrowInvalid: A value does not fit its column.
    """
    # Five times as fast as dataclasses.asdict: 25 µs in place of 120 for an event.
    plain = [msgspec.to_builtins(row, builtin_types=(bytes, date, datetime)) for row in rows]
    table = pa.Table.from_pylist(plain, schema=arrow_schema(record))
    for name, value in (constants or {}).items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.repeat(value, len(table)))
    return table
