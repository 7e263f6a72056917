"""Tables as they should be, and how others differ from them."""

from google.cloud import bigquery
from google.cloud.bigquery import SchemaField

from pipeline.outputs.bigquery.schema import differences, merged, same, table_of, view_of
from schemas.tables import TABLES

FIELDS = [
    SchemaField("name", "STRING", mode="REQUIRED", description="A name."),
    SchemaField("place", "RECORD", description="Where.", fields=[SchemaField("x", "INT64", description="East.")]),
]


def made(fields: list[SchemaField]) -> bigquery.Table:
    return bigquery.Table("p.d.t", schema=fields)


def test_a_table_does_not_differ_from_itself_by_older_names_of_types() -> None:
    older = [FIELDS[0], SchemaField("place", "STRUCT", fields=[SchemaField("x", "INTEGER")])]
    assert differences(made(older), made(FIELDS)) == []
    for table in TABLES.values():
        assert differences(table_of(table, "p.d"), table_of(table, "p.d")) == []


def test_a_column_that_is_lacking_is_added_and_none_that_is_added_is_required() -> None:
    deep = SchemaField("when", "RECORD", mode="REQUIRED", fields=[SchemaField("day", "DATE", mode="REQUIRED")])
    grown = [*FIELDS, SchemaField("colour", "STRING", mode="REQUIRED"), SchemaField("tags", "STRING", "REPEATED"), deep]
    assert differences(made(FIELDS), made(grown)) == []
    fields = merged(FIELDS, grown)
    added = {field.name: field.mode for field in fields if field.name not in {own.name for own in FIELDS}}
    assert added == {"colour": "NULLABLE", "tags": "REPEATED", "when": "NULLABLE"}
    assert [field.mode for field in fields[-1].fields] == ["NULLABLE"]
    assert differences(made(fields), made(grown)) == []  # also the next time


def test_a_column_that_must_be_filled_and_need_not_is_refused() -> None:
    required = [SchemaField("name", "STRING", mode="REQUIRED")]
    assert differences(made(required), made([SchemaField("name", "STRING")])) == [
        "name: got STRING REQUIRED, wanted STRING NULLABLE"
    ]


def test_differences_name_the_column_also_deep_within() -> None:
    other = [
        SchemaField("name", "INT64"),
        SchemaField("place", "RECORD", fields=[SchemaField("x", "STRING"), SchemaField("y", "INT64")]),
    ]
    assert differences(made(other), made(FIELDS)) == [
        "name: got INT64 NULLABLE, wanted STRING REQUIRED",
        "place.x: got STRING NULLABLE, wanted INT64 NULLABLE",
        "place.y: got INT64 NULLABLE, wanted no such column",
    ]


def test_partition_and_clustering_count() -> None:
    table = TABLES["events"]
    plain = made(list(table_of(table, "p.d").schema))
    assert differences(plain, table_of(table, "p.d")) == [
        "partitioned by nothing, wanted MONTH of published_date",
        "clustered by None, wanted ['event_type', 'country_code', 'article_id']",
    ]


def test_merging_keeps_the_order_that_is_there_and_adds_behind_it() -> None:
    found = [SchemaField("place", "RECORD", fields=[]), SchemaField("name", "STRING", mode="REQUIRED")]
    fields = merged(found, FIELDS)
    assert [field.name for field in fields] == ["place", "name"]
    assert [field.name for field in fields[0].fields] == ["x"]
    assert [field.description for field in fields] == ["Where.", "A name."]
    assert not same(found, fields)
    assert same(fields, merged(fields, FIELDS))


def test_every_view_reads_tables_by_their_full_names() -> None:
    for table in TABLES.values():
        query = view_of(table, "some-project.news").view_query
        assert f"`some-project.news.{table.name}`" in query
        assert "$" not in query
