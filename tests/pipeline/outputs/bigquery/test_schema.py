"""Wanted tables and views, and differences of existing ones."""

from google.cloud import bigquery
from google.cloud.bigquery import SchemaField

from pipeline.outputs.bigquery.schema import differences, merged, same, table_of, view_of
from schemas.tables import TABLES

FIELDS = [
    SchemaField("name", "STRING", mode="REQUIRED", description="A name."),
    SchemaField("place", "RECORD", description="Where.", fields=[SchemaField("x", "INT64", description="East.")]),
]


def table_with(fields: list[SchemaField]) -> bigquery.Table:
    return bigquery.Table("p.d.t", schema=fields)


def test_differences_legacy_type_names_are_equal() -> None:
    older = [FIELDS[0], SchemaField("place", "STRUCT", fields=[SchemaField("x", "INTEGER")])]
    assert differences(table_with(older), table_with(FIELDS)) == []
    for table in TABLES.values():
        assert differences(table_of(table, "p.d"), table_of(table, "p.d")) == []


def test_merged_missing_columns_are_added_as_nullable() -> None:
    deep = SchemaField("when", "RECORD", mode="REQUIRED", fields=[SchemaField("day", "DATE", mode="REQUIRED")])
    grown = [*FIELDS, SchemaField("colour", "STRING", mode="REQUIRED"), SchemaField("tags", "STRING", "REPEATED"), deep]
    assert differences(table_with(FIELDS), table_with(grown)) == []
    fields = merged(FIELDS, grown)
    added = {field.name: field.mode for field in fields if field.name not in {existing.name for existing in FIELDS}}
    assert added == {"colour": "NULLABLE", "tags": "REPEATED", "when": "NULLABLE"}
    assert [field.mode for field in fields[-1].fields] == ["NULLABLE"]
    assert differences(table_with(fields), table_with(grown)) == []  # nor the next time


def test_differences_required_column_wanted_nullable_is_reported() -> None:
    required = [SchemaField("name", "STRING", mode="REQUIRED")]
    assert differences(table_with(required), table_with([SchemaField("name", "STRING")])) == [
        "name: got STRING REQUIRED, wanted STRING NULLABLE"
    ]


def test_differences_nested_column_is_named_by_path() -> None:
    other = [
        SchemaField("name", "INT64"),
        SchemaField("place", "RECORD", fields=[SchemaField("x", "STRING"), SchemaField("y", "INT64")]),
    ]
    assert differences(table_with(other), table_with(FIELDS)) == [
        "name: got INT64 NULLABLE, wanted STRING REQUIRED",
        "place.x: got STRING NULLABLE, wanted INT64 NULLABLE",
        "place.y: got INT64 NULLABLE, wanted no such column",
    ]


def test_differences_partitioning_and_clustering_are_reported() -> None:
    table = TABLES["events"]
    plain = table_with(list(table_of(table, "p.d").schema))
    assert differences(plain, table_of(table, "p.d")) == [
        "partitioned by nothing, wanted MONTH of published_date",
        "clustered by None, wanted ['event_type', 'country_code', 'article_id']",
    ]


def test_merged_keeps_existing_order_and_appends_new_columns() -> None:
    found = [SchemaField("place", "RECORD", fields=[]), SchemaField("name", "STRING", mode="REQUIRED")]
    fields = merged(found, FIELDS)
    assert [field.name for field in fields] == ["place", "name"]
    assert [field.name for field in fields[0].fields] == ["x"]
    assert [field.description for field in fields] == ["Where.", "A name."]
    assert not same(found, fields)
    assert same(fields, merged(fields, FIELDS))


def test_view_of_uses_fully_qualified_table_names() -> None:
    for table in TABLES.values():
        query = view_of(table, "some-project.news").view_query
        assert f"`some-project.news.{table.name}`" in query
        assert "$" not in query
