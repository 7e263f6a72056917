"""Tables in BigQuery: schemas, loads, commits, views."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from google.cloud import bigquery

from pipeline.errors import NewsbeamError
from pipeline.options import Dataset
from pipeline.outputs import incident_tolls
from pipeline.outputs.bigquery import dataset as dataset_module
from pipeline.outputs.bigquery.dataset import BigQueryDataset
from pipeline.outputs.bigquery.schema import table_of, view_of
from pipeline.outputs.bigquery.sql import view_name
from pipeline.outputs.ready import Ready
from schemas.bigquery import bigquery_schema
from schemas.flow.table_file import TableFile
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.entity import Entity, Mention
from schemas.rows.event import Event
from schemas.rows.failure import Failure
from schemas.rows.run import Input, Run
from schemas.tables import TABLES
from tests.emulators import Cloud
from tests.pipeline.datasets import new_dataset
from tests.pipeline.outputs.bigquery.output_dataset import DatasetOutput
from tests.pipeline.rows import event, incident, story
from tests.readme import queries
from transforms.parquet_writer import Part

pytestmark = pytest.mark.cloud

NOW = datetime(2024, 11, 29, 12, 30, 15, 250000, tzinfo=UTC)
DAY = date(2024, 11, 29)


def article(name: str, text: str, **more: Any) -> Article:
    ref = RecordRef(uri="gs://news/a.jsonl", offset=0, length=9, media_type="application/json")
    known = {"authors": ("Laura Chen",), "published_at": NOW, "published_date": DAY, **more}
    return Article(article_id=name, content_id=text, text=text, word_count=1, record=ref, **known)


def entity(name: str, of: Article) -> Entity:
    mentions = (Mention(text="Gao", start=0, end=3, label="GPE"), Mention(text="Gao", start=9, end=12, label="GPE"))
    return Entity(
        entity_id=name,
        article_id=of.article_id,
        content_id=of.content_id,
        published_date=of.published_date,
        name="Gao",
        type="GPE",
        aliases=("the city",),
        mention_count=2,
        first_start=0,
        salience=0.5,
        mentions=mentions,
    )


def failed(name: str, offset: int = 0) -> Failure:
    return Failure(
        failure_id=name,
        stage="read",
        reason="bad_json",
        error="e",
        record=RecordRef(uri="gs://news/a.jsonl", offset=offset, media_type="application/json"),
        payload=b"\x00\xff{",
        failed_at=NOW,
    )


@pytest.fixture(scope="module")
def shared(google: Cloud) -> Iterator[DatasetOutput]:
    for dataset in new_dataset(google):
        yield DatasetOutput(dataset, f"gs://{google.bucket}/{dataset.name}")


@pytest.fixture
def output(shared: DatasetOutput) -> Iterator[DatasetOutput]:
    """A dataset with empty tables."""
    yield shared
    shared.query("".join(f"DELETE FROM {name} WHERE TRUE;\n" for name in TABLES))


def test_prepare_creates_described_tables_and_views(output: DatasetOutput) -> None:
    def described(fields: Any) -> bool:
        return all(field.description and described(field.fields) for field in fields)

    for name, table in TABLES.items():
        found = output.target.client.get_table(f"{output.dataset}.{name}")
        assert found.description == table.description
        assert (found.time_partitioning.type_, found.time_partitioning.field) == ("MONTH", table.partition)
        assert found.clustering_fields == list(table.cluster)
        assert [(field.name, field.mode) for field in found.schema] == [
            (field.name, field.mode) for field in bigquery_schema(table.record)
        ]
        seen = output.target.client.get_table(f"{output.dataset}.{view_name(name)}")
        assert seen.description
        assert described(found.schema)
        assert described(seen.schema)
        assert output.query(f"SELECT COUNT(*) FROM {view_name(name)}") == [(0,)]
    output.target.prepare()  # again, with nothing to change


def test_load_rows_read_back_as_written(output: DatasetOutput) -> None:
    gao = article("a", "Gao is quiet.", modified_at=NOW)
    output.commit("r1", articles=[gao], entities=[entity("e", gao)], failures=[failed("f")])
    (row,) = output.target.rows("SELECT * FROM current_articles")
    assert row["authors"] == ["Laura Chen"]
    assert (row["published_at"], row["published_date"], row["run_id"]) == (NOW, DAY, "r1")
    assert row["record"] == {"uri": "gs://news/a.jsonl", "offset": 0, "length": 9, "media_type": "application/json"}
    assert row["sections"] == []
    (found,) = output.target.rows("SELECT mentions, geo FROM current_entities")
    assert [(mention["start"], mention["label"]) for mention in found["mentions"]] == [(0, "GPE"), (9, "GPE")]
    assert found["geo"] is None
    assert output.query("SELECT payload FROM current_failures") == [(b"\x00\xff{",)]
    (run,) = output.target.rows("SELECT status, finished_at, failures_by_reason FROM runs")
    assert run["status"] == "committed"
    assert run["finished_at"] > NOW
    assert run["failures_by_reason"] == [{"reason": "empty", "count": 2}]


def test_readme_queries_run(output: DatasetOutput) -> None:
    gao = article("a", "Gao is quiet.", site="example.org")
    killing = replace(event("e", gao), killed_low=2)
    output.commit("r1", articles=[gao], events=[killing])
    assert [len(output.query(query)) for query in queries("Into BigQuery")] == [1, 1]


def test_load_again_changes_nothing(output: DatasetOutput) -> None:
    old = article("a", "old")
    ready = output.ready("r1", articles=[old], events=[event("e", old)], failures=[failed("f")])
    output.target.load(ready)
    output.target.load(ready)
    output.target.load(replace(ready, attempt=uuid4().hex[:16]))  # as a restarted launcher does
    for table in ("articles", "events", "failures", "runs"):
        assert output.query(f"SELECT COUNT(*) FROM {table}") == [(1,)]


def test_load_by_two_attempts_adds_rows_once(output: DatasetOutput, monkeypatch: pytest.MonkeyPatch) -> None:
    old = article("a", "old")
    ready = output.ready("r1", articles=[old], events=[event("e", old)])
    monkeypatch.setattr(
        BigQueryDataset, "_status", lambda *_: None
    )  # as if both attempts had checked before either committed
    output.target.load(ready)
    output.target.load(replace(ready, attempt=uuid4().hex[:16]))
    assert output.query("SELECT COUNT(*) FROM articles") == [(1,)]
    assert output.query("SELECT COUNT(*) FROM events") == [(1,)]


def test_load_more_files_than_the_limit_uses_several_jobs(
    output: DatasetOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset_module, "MAX_FILES_PER_LOAD", 1)
    ready = output.ready("r1", articles=[article("a", "x")])
    more = output.ready("r1", articles=[article("b", "y")])
    output.target.load(replace(ready, files=(*ready.files, *more.of("articles"))))
    assert output.query("SELECT article_id FROM current_articles ORDER BY 1") == [("a",), ("b",)]


def test_load_deletes_staging_tables(output: DatasetOutput) -> None:
    output.commit("r1", articles=[article("a", "x")])
    listed = {table.table_id for table in output.target.client.list_tables(str(output.dataset))}
    listed.discard(incident_tolls.NAME)  # the emulator lists table functions, too
    assert listed == set(TABLES) | {view_name(name) for name in TABLES}


def test_load_corrected_article_replaces_older_rows(output: DatasetOutput) -> None:
    old, other, new = article("a", "old"), article("b", "other"), article("a", "new")
    output.commit("r1", articles=[old, other], events=[event("e1", old), event("e2", other)])
    output.commit("r2", articles=[new], events=[event("e3", new)])
    assert output.query("SELECT article_id, text FROM current_articles ORDER BY 1") == [("a", "new"), ("b", "other")]
    for rows in ("events", "current_events"):
        assert output.query(f"SELECT event_id FROM {rows} ORDER BY 1") == [("e2",), ("e3",)]


def test_load_older_revision_does_not_replace_newer_one(output: DatasetOutput) -> None:
    late = article("a", "late", modified_at=NOW)
    early = article("a", "early", crawled_at=datetime(2020, 1, 1, tzinfo=UTC))
    output.commit("r1", articles=[late], events=[event("e1", late)])
    output.commit("r2", articles=[early], events=[event("e2", early)])
    assert output.query("SELECT text FROM current_articles") == [("late",)]
    assert output.query("SELECT event_id, run_id FROM events") == [("e1", "r1")]


def test_load_revision_without_events_deletes_earlier_ones(output: DatasetOutput) -> None:
    old, new = article("a", "old"), article("a", "new")
    output.commit("r1", articles=[old], events=[event("e1", old)])
    output.commit("r2", articles=[new])
    assert output.query("SELECT COUNT(*) FROM events") == [(0,)]


def test_load_range_read_again_resolves_its_failures(output: DatasetOutput) -> None:
    taken = Input(
        uri="gs://news/a.jsonl",
        range_start=0,
        range_end=50,
        run_id="r2",
        fingerprint="p",
        record_count=1,
        code_version="1",
        committed_at=NOW,
    )
    rest = replace(taken, range_start=50, range_end=100)
    output.commit("r1", failures=[failed("f1", 10), failed("f2", 20), failed("f3", 90)])
    output.commit("r2", inputs=[taken, replace(rest, uri="gs://news/b.jsonl")], failures=[failed("f2", 20)])
    assert output.query("SELECT failure_id FROM current_failures ORDER BY 1") == [
        ("f2",)
    ]  # one range is the whole file
    assert output.query("SELECT COUNT(*) FROM inputs WHERE committed_at > TIMESTAMP '2025-01-01'") == [(2,)]
    output.commit("r3", failures=[failed("f1", 10), failed("f3", 90)])
    output.commit("r4", inputs=[replace(taken, run_id="r4"), replace(rest, run_id="r4", range_end=60)])
    assert output.query("SELECT failure_id FROM current_failures ORDER BY 1") == [("f3",)]


def test_prepare_missing_columns_are_added(dataset: Dataset, folder: str) -> None:
    client = bigquery.Client(project=dataset.project)
    table = TABLES["runs"]
    older = [field for field in bigquery_schema(Run) if field.name not in {"banner_snapshot", "events"}]
    older[0] = bigquery.SchemaField("run_id", "STRING", mode="REQUIRED", description="Something older.")
    older_table = bigquery.Table(f"{dataset}.runs", schema=older)
    older_table.time_partitioning = bigquery.TimePartitioning(type_="MONTH", field=table.partition)
    older_table.clustering_fields = list(table.cluster)
    client.create_table(older_table)
    view = bigquery.Table(f"{dataset}.current_runs")
    view.view_query = view_of(table, str(dataset)).view_query
    client.create_table(view)
    output = DatasetOutput(dataset, folder)
    assert {field.name: field.description for field in client.get_table(f"{dataset}.current_runs").schema} == {
        field.name: field.description for field in bigquery_schema(Run)
    }
    grown = {field.name: field for field in client.get_table(f"{dataset}.runs").schema}
    assert {name: field.description for name, field in grown.items()} == {
        field.name: field.description for field in bigquery_schema(Run)
    }
    assert (grown["events"].mode, grown["articles"].mode) == ("NULLABLE", "REQUIRED")
    output.target.prepare()  # a column that could not be added as required is no difference
    output.commit("r1", articles=[article("a", "x")])
    assert output.query("SELECT status, events FROM current_runs") == [("committed", 0)]


def test_commit_fills_columns_that_tables_of_an_older_version_lack(dataset: Dataset, folder: str) -> None:
    client = bigquery.Client(project=dataset.project)
    for name, column in (("articles", "main_event_id"), ("events", "salience")):
        older = table_of(TABLES[name], str(dataset))
        older.schema = [field for field in older.schema if field.name != column]
        client.create_table(older)
    output = DatasetOutput(dataset, folder)
    told = article("a", "x", main_event_id="e")
    output.commit("r1", articles=[told], events=[replace(event("e", told), salience=0.5)])
    query = "SELECT main_event_id, salience FROM current_articles JOIN current_events USING (article_id)"
    assert output.query(query) == [("e", 0.5)]


def test_prepare_incompatible_schema_raises_with_differences(dataset: Dataset, folder: str) -> None:
    client = bigquery.Client(project=dataset.project)
    fields = [
        bigquery.SchemaField("run_id", "INT64", mode="REQUIRED"),
        bigquery.SchemaField("colour", "STRING"),
        *(field for field in bigquery_schema(Run) if field.name != "run_id"),
    ]
    client.create_table(bigquery.Table(f"{dataset}.runs", schema=fields))
    with pytest.raises(NewsbeamError) as caught:
        DatasetOutput(dataset, folder)
    said = str(caught.value)
    assert f"bq://{dataset}.runs" in said
    assert "run_id: got INT64 REQUIRED, wanted STRING REQUIRED" in said
    assert "colour: got STRING NULLABLE, wanted no such column" in said
    assert "partitioned by nothing, wanted MONTH of started_at" in said


def test_begin_and_fail_update_status_until_committed(output: DatasetOutput) -> None:
    run = Run(run_id="r1", started_at=NOW, status="running", runner="local", code_version="1", model="m", options="")
    state = "SELECT status, finished_at IS NULL, started_at > TIMESTAMP '2025-01-01' FROM runs ORDER BY run_id"
    output.target.begin(run)
    output.target.begin(run)
    assert output.query(state) == [("running", True, True)]
    output.target.fail("r1")
    assert output.query(state) == [("failed", False, True)]
    output.target.begin(run)
    assert output.query(state) == [("running", True, True)]
    output.commit("r1", articles=[article("a", "x")])
    output.target.fail("r1")
    output.target.begin(run)
    assert output.query(state) == [("committed", False, False)]


def test_begin_marks_runs_over_maximum_duration_as_failed(output: DatasetOutput) -> None:
    run = Run(run_id="r1", started_at=NOW, status="running", runner="local", code_version="1", model="m", options="")
    for number in range(3):
        output.target.begin(replace(run, run_id=f"r{number}"))
    ago = "UPDATE runs SET started_at = TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL {} DAY) WHERE run_id = '{}'"
    output.query(ago.format(11, "r0"))
    output.query(ago.format(9, "r1"))
    output.target.begin(replace(run, run_id="r2"))
    assert output.query("SELECT run_id, status, finished_at IS NULL FROM runs ORDER BY 1") == [
        ("r0", "failed", False),
        ("r1", "running", True),
        ("r2", "running", True),
    ]


def test_prepare_missing_dataset_raises(dataset: Dataset) -> None:
    with pytest.raises(NewsbeamError, match=r"not there .* make it first"):
        BigQueryDataset(Dataset(project=dataset.project, name="nowhere")).prepare()


def test_load_failed_job_raises_and_can_be_loaded_again(output: DatasetOutput) -> None:
    ready = output.ready("r1", articles=[article("a", "x")])
    gone = TableFile(table="events", path=f"{output.folder}/events/gone.parquet", rows=1)
    missing = replace(ready, files=(*ready.files, gone))
    with pytest.raises(NewsbeamError, match=r"load of events .* failed .*gone.parquet"):
        output.target.load(missing)
    assert output.query("SELECT COUNT(*) FROM articles") == [(0,)]
    output.target.load(ready)
    assert output.query("SELECT COUNT(*) FROM articles") == [(1,)]


def test_load_deleted_staging_table_is_loaded_again(output: DatasetOutput) -> None:
    ready = output.ready("r1", articles=[article("a", "x")])
    gone = TableFile(table="events", path=f"{output.folder}/events/gone.parquet", rows=1)
    missing = replace(ready, files=(*ready.files, gone))
    with pytest.raises(NewsbeamError):
        output.target.load(missing)
    staging = f"{output.dataset}.staging_{ready.attempt}_articles"
    assert output.target.client.get_table(staging).expires > datetime.now(UTC)
    output.target.client.delete_table(staging)  # as when it expires
    output.target.load(ready)
    assert output.query("SELECT article_id FROM articles") == [("a",)]


@pytest.mark.parametrize("fault", ["DROP TABLE {}", "DELETE FROM {} WHERE TRUE", "ALTER TABLE {} DROP COLUMN text"])
def test_load_staging_table_altered_before_the_commit_is_loaded_again(
    output: DatasetOutput, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    commit, faults = BigQueryDataset._commit, [fault]

    def alter_and_commit(target: BigQueryDataset, ready: Ready, staged: dict[str, str], resumed: bool) -> None:
        if faults:
            output.query(faults.pop().format(staged["articles"]))
        commit(target, ready, staged, resumed)

    monkeypatch.setattr(BigQueryDataset, "_commit", alter_and_commit)
    output.commit("r1", articles=[article("a", "x"), article("b", "y")])
    assert output.query("SELECT article_id, text FROM articles ORDER BY 1") == [("a", "x"), ("b", "y")]
    assert faults == []


def test_load_run_whose_row_was_deleted_replaces_its_rows(output: DatasetOutput) -> None:
    old, other = article("a", "old"), article("b", "other")
    tables = {"articles": [old], "entities": [entity("n", old)], "events": [event("e", old)], "failures": [failed("f")]}
    output.commit("r1", **tables)
    output.commit("r2", articles=[other], events=[event("o", other)])
    output.query("DELETE FROM runs WHERE TRUE")
    output.commit("r1", **tables)
    for name, rows in {"articles": 2, "entities": 1, "events": 2, "failures": 1, "current_events": 2}.items():
        assert output.query(f"SELECT COUNT(*) FROM {name}") == [(rows,)]


def test_load_incidents_and_stories_keeps_earlier_revisions_and_shows_highest(output: DatasetOutput) -> None:
    output.commit("r1", incidents=[incident("i", "a")], stories=[story("s", "a")])
    grown = {"incidents": [incident("i", "a", "b", revision=2)], "stories": [story("s", "a", "b", revision=2)]}
    output.commit("r2", **grown)
    output.query("DELETE FROM runs WHERE run_id = 'r2'")
    output.commit("r2", **grown)  # the same keys once more
    for name, key in (("incidents", "incident_id"), ("stories", "story_id")):
        assert output.query(f"SELECT revision, article_ids FROM {name} ORDER BY 1") == [(1, ["a"]), (2, ["a", "b"])]
        assert output.query(f"SELECT {key}, revision FROM current_{name}") == [(name[0], 2)]


def test_views_incidents_and_stories_that_lost_all_articles_are_hidden_unless_replaced(output: DatasetOutput) -> None:
    rows = {"incidents": [incident("i", "a"), incident("j", "b")], "stories": [story("s", "a"), story("t", "b")]}
    output.commit("r1", **rows)
    gone = {"incidents": [incident("i", revision=2), incident("j", revision=2, replaced_by="k")]}
    output.commit("r2", **gone, stories=[story("s", revision=2), story("t", revision=2, replaced_by="u")])
    assert output.query("SELECT incident_id, replaced_by FROM current_incidents") == [("j", "k")]
    assert output.query("SELECT story_id, replaced_by FROM current_stories") == [("t", "u")]


def test_load_job_retried_after_failure_has_another_id(output: DatasetOutput) -> None:
    path = f"{output.folder}/events/late.parquet"
    ready = output.ready("r1", articles=[article("a", "x")])
    ready = replace(ready, files=(*ready.files, TableFile(table="events", path=path, rows=1)))
    with pytest.raises(NewsbeamError):
        output.target.load(ready)
    part = Part(f"{output.folder}/events", Event)
    part.path = path
    part.write([event("e", article("a", "x"))], {"run_id": "r1"})
    part.close()
    output.target.load(ready)
    assert output.query("SELECT event_id FROM events") == [("e",)]
    jobs = {job.job_id: job.error_result for job in output.target.client.list_jobs(all_users=True)}
    attempts = sorted(name for name in jobs if ready.attempt in name and "-events-" in name)
    assert [name.rsplit("-", 1)[1] for name in attempts] == ["0", "1"]
    assert json.dumps(jobs[attempts[0]])
    assert jobs[attempts[1]] is None
