"""The wanted tables, views and table function of a BigQuery dataset, and how existing ones differ from them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from google.cloud import bigquery

from pipeline.outputs import incident_tolls
from pipeline.outputs.bigquery.sql import view, view_name
from schemas.bigquery import bigquery_schema
from schemas.tables import Table

_TYPES = {"INTEGER": "INT64", "FLOAT": "FLOAT64", "BOOLEAN": "BOOL", "STRUCT": "RECORD"}
"""BigQuery's legacy type names, which its API still returns."""


def table_of(table: Table, dataset: str) -> bigquery.Table:
    """A table as it is created: partitioned by month, clustered, with descriptions.

    Args:
        table: Its definition.
        dataset: `PROJECT.DATASET`.
    """
    result = bigquery.Table(f"{dataset}.{table.name}", schema=bigquery_schema(table.record))
    result.description = table.description
    result.time_partitioning = bigquery.TimePartitioning(
        type_=bigquery.TimePartitioningType.MONTH, field=table.partition
    )
    result.clustering_fields = list(table.cluster)
    return result


def view_of(table: Table, dataset: str) -> bigquery.Table:
    """The view of a table."""
    result = bigquery.Table(f"{dataset}.{view_name(table.name)}")
    result.description = f"{table.description} Current rows only: nothing superseded or resolved."
    result.view_query = view(table, dataset)
    return result


def tolls_of(dataset: str) -> bigquery.Routine:
    """The table function `incident_tolls(as_of)`.

    Args:
        dataset: `PROJECT.DATASET`.
    """
    day = bigquery.StandardSqlDataType(type_kind=bigquery.StandardSqlTypeNames.DATE)
    return bigquery.Routine(
        f"{dataset}.{incident_tolls.NAME}",
        type_="TABLE_VALUED_FUNCTION",
        language="SQL",
        arguments=[bigquery.RoutineArgument(name=incident_tolls.PARAMETER, data_type=day)],
        body=incident_tolls.bigquery_query(f"`{dataset}.{view_name('incidents')}`"),
        description=incident_tolls.DESCRIPTION,
    )


def nullable(fields: Iterable[bigquery.SchemaField]) -> list[bigquery.SchemaField]:
    """The fields without `REQUIRED`: for a view, and for columns added to a table."""
    return [
        _changed(field, mode="REPEATED" if field.mode == "REPEATED" else "NULLABLE", fields=nullable(field.fields))
        for field in fields
    ]


def _changed(field: bigquery.SchemaField, **changes: Any) -> bigquery.SchemaField:
    values = {name: getattr(field, name) for name in ("field_type", "mode", "description", "fields")}
    return bigquery.SchemaField(field.name, **(values | changes))


def differences(found: bigquery.Table, wanted: bigquery.Table, key: Collection[str] = ()) -> list[str]:
    """The differences that keep an existing table from being used.

    Missing columns do not, nor do nullable columns that are wanted as required.

    Args:
        found: The existing table.
        wanted: The table as newsbeam creates it.
        key: Columns that may not be missing, because the rows there are would be unusable without them.
    """
    lines = list(_differing_fields(found.schema, wanted.schema, ""))
    existing = {field.name for field in found.schema}
    lines += [f"{name}: got no such column, wanted it as a key" for name in key if name not in existing]
    if found.table_type not in (None, "TABLE"):
        lines.append(f"got a {found.table_type}, wanted a TABLE")
    if _partitioning_of(found) != _partitioning_of(wanted):
        lines.append(f"partitioned by {_partitioning_of(found)}, wanted {_partitioning_of(wanted)}")
    if list(found.clustering_fields or ()) != list(wanted.clustering_fields or ()):
        lines.append(f"clustered by {found.clustering_fields}, wanted {wanted.clustering_fields}")
    return lines


def _differing_fields(
    found: Sequence[bigquery.SchemaField], wanted: Sequence[bigquery.SchemaField], prefix: str
) -> Iterator[str]:
    existing = {field.name: field for field in found}
    for field in wanted:
        current = existing.pop(field.name, None)
        if current is None:
            continue  # it will be added
        if _type_of(field) not in (_type_of(current), _type_of(current).replace("NULLABLE", "REQUIRED")):
            yield f"{prefix}{field.name}: got {_type_of(current)}, wanted {_type_of(field)}"
        else:
            yield from _differing_fields(current.fields, field.fields, f"{prefix}{field.name}.")
    for name, field in existing.items():
        yield f"{prefix}{name}: got {_type_of(field)}, wanted no such column"


def _type_of(field: bigquery.SchemaField) -> str:
    kind = field.field_type.upper()
    return f"{_TYPES.get(kind, kind)} {(field.mode or 'NULLABLE').upper()}"


def _partitioning_of(table: bigquery.Table) -> str:
    partitioning = table.time_partitioning
    return f"{partitioning.type_} of {partitioning.field}" if partitioning else "nothing"


def merged(found: Sequence[bigquery.SchemaField], wanted: Sequence[bigquery.SchemaField]) -> list[bigquery.SchemaField]:
    """The existing fields in their order, with the wanted descriptions, followed by the missing ones.

    The added fields are nullable: BigQuery cannot add a required column to a table.
    """
    by_name = {field.name: field for field in wanted}
    existing = {field.name for field in found}
    described = [_described(field, by_name[field.name]) if field.name in by_name else field for field in found]
    return [*described, *nullable(field for field in wanted if field.name not in existing)]


def _described(found: bigquery.SchemaField, wanted: bigquery.SchemaField) -> bigquery.SchemaField:
    return _changed(found, description=wanted.description, fields=merged(found.fields, wanted.fields))


def same(found: Sequence[bigquery.SchemaField], wanted: Sequence[bigquery.SchemaField]) -> bool:
    """Whether fields are equal in order, type and description."""
    return list(map(_comparable, found)) == list(map(_comparable, wanted))


def _comparable(field: bigquery.SchemaField) -> tuple[Any, ...]:
    return field.name, _type_of(field), field.description or "", list(map(_comparable, field.fields))
