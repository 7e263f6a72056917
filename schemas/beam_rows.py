"""The tables as Beam's own rows with a schema, for what knows no records of ours: Beam YAML, SQL, other languages.

Days and times are text in ISO 8601, which every sink of Beam YAML writes as it is.
"""

import dataclasses
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Optional

import apache_beam as beam
from apache_beam.typehints.row_type import RowTypeConstraint

from schemas.tables import SCALARS, Column, columns


@cache
def row_type(record: type) -> RowTypeConstraint:
    """The element type of rows of a record."""
    return RowTypeConstraint.from_fields([(column.name, _hint(column)) for column in columns(record)])


def _hint(column: Column) -> Any:
    kind: Any = column.type if column.type in SCALARS else row_type(column.type)
    kind = str if kind in (date, datetime) else kind
    if column.repeated:
        return Sequence[kind]
    return Optional[kind] if column.nullable else kind  # noqa: UP045  # a row's type takes no |


def to_row(record: Any) -> beam.Row:
    """A record as a row."""
    return beam.Row(**{field.name: _value(getattr(record, field.name)) for field in dataclasses.fields(record)})


def _value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_value(one) for one in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    return to_row(value) if dataclasses.is_dataclass(value) else value
