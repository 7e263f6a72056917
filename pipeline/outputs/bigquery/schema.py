"""Tables and views of a BigQuery dataset as they should be, and how they differ from those that are there."""

from collections.abc import Iterable, Iterator, Sequence

from google.cloud import bigquery

from pipeline.outputs.bigquery.sql import view, view_name
from schemas.tables import Table, bigquery_schema

_TYPES = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "STRUCT": "RECORD"}
"""BigQuery's older names of types, which its API still gives."""


def table_of(table: Table, dataset: str) -> bigquery.Table:
    """A table as it is created: partitioned by month, clustered, described.

    Args:
        table: Its definition.
        dataset: `PROJECT.DATASET`.
    """
    made = bigquery.Table(f"{dataset}.{table.name}", schema=bigquery_schema(table.record))
    made.description = table.description
    made.time_partitioning = bigquery.TimePartitioning(type_=bigquery.TimePartitioningType.MONTH, field=table.partition)
    made.clustering_fields = list(table.cluster)
    return made


def view_of(table: Table, dataset: str) -> bigquery.Table:
    """The view through which readers look at a table."""
    made = bigquery.Table(f"{dataset}.{view_name(table.name)}")
    made.description = f"{table.description} What stands now: nothing superseded, nothing stale."
    made.view_query = view(table, dataset)
    return made


def nullable(fields: Iterable[bigquery.SchemaField]) -> list[bigquery.SchemaField]:
    """Fields of which none is required: those of a view, and those added to a table."""
    return [
        bigquery.SchemaField(
            field.name,
            field.field_type,
            mode="REPEATED" if field.mode == "REPEATED" else "NULLABLE",
            description=field.description,
            fields=nullable(field.fields),
        )
        for field in fields
    ]


def differences(found: bigquery.Table, wanted: bigquery.Table) -> list[str]:
    """What keeps a table that is there from being used, a line each.

    Columns that it lacks are no hindrance, nor are those that may be null and that we always fill.
    """
    lines = list(_fields(found.schema, wanted.schema, ""))
    if _month_of(found) != _month_of(wanted):
        lines.append(f"partitioned by {_month_of(found)}, wanted {_month_of(wanted)}")
    if list(found.clustering_fields or ()) != list(wanted.clustering_fields or ()):
        lines.append(f"clustered by {found.clustering_fields}, wanted {wanted.clustering_fields}")
    return lines


def _fields(found: Sequence[bigquery.SchemaField], wanted: Sequence[bigquery.SchemaField], above: str) -> Iterator[str]:
    there = {field.name: field for field in found}
    ours = {field.name: field for field in wanted}
    for name, field in ours.items():
        own = there.get(name)
        if own is None:
            continue  # it is added
        if _form(field) not in (_form(own), _form(own).replace("NULLABLE", "REQUIRED")):
            yield f"{above}{name}: got {_form(own)}, wanted {_form(field)}"
        else:
            yield from _fields(own.fields, field.fields, f"{above}{name}.")
    for name in there:
        if name not in ours:
            yield f"{above}{name}: got {_form(there[name])}, wanted no such column"


def _form(field: bigquery.SchemaField) -> str:
    kind = field.field_type.upper()
    return f"{_TYPES.get(kind, kind)} {(field.mode or 'NULLABLE').upper()}"


def _month_of(table: bigquery.Table) -> str:
    parted = table.time_partitioning
    return f"{parted.type_} of {parted.field}" if parted else "nothing"


def merged(found: Sequence[bigquery.SchemaField], wanted: Sequence[bigquery.SchemaField]) -> list[bigquery.SchemaField]:
    """The fields that are there, in their order, with our descriptions, and behind them those that they lack.

    BigQuery adds no required column to a table: rows that are there have nothing in it. So none that is added is.
    """
    ours = {field.name: field for field in wanted}
    there = {field.name for field in found}
    kept = [_described(field, ours[field.name]) if field.name in ours else field for field in found]
    return [*kept, *nullable(field for field in wanted if field.name not in there)]


def _described(found: bigquery.SchemaField, wanted: bigquery.SchemaField) -> bigquery.SchemaField:
    return bigquery.SchemaField(
        found.name,
        found.field_type,
        mode=found.mode,
        description=wanted.description,
        fields=merged(found.fields, wanted.fields),
    )


def same(found: Sequence[bigquery.SchemaField], wanted: Sequence[bigquery.SchemaField]) -> bool:
    """Whether fields are equal in order, form and description."""
    return len(found) == len(wanted) and all(
        own.name == field.name
        and _form(own) == _form(field)
        and (own.description or "") == (field.description or "")
        and same(own.fields, field.fields)
        for own, field in zip(found, wanted, strict=True)
    )
