"""The views show the newest revision of an article and its rows, to newsbeam itself and to other tools."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.outputs.folder.query import open_tables
from pipeline.outputs.folder.views import VIEWS_FILE, create_views
from schemas.arrow import arrow_schema
from schemas.tables import TABLES
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import NOW, article, event, failed, incident, story

type Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    return OutputFolder(tmp_path / "it's [odd] *name")


@pytest.fixture
def query(output: OutputFolder) -> Query:
    """What other tools are shown, which is what newsbeam is."""

    def rows(sql: str) -> list[tuple[Any, ...]]:
        found = output.query_views(sql)
        assert output.query_tables(sql) == found
        return found

    return rows


def test_views_empty_output_has_every_table_with_its_columns(output: OutputFolder) -> None:
    create_views(output.ledger)
    with (
        duckdb.connect(str(output.ledger.output / VIEWS_FILE), read_only=True) as database,
        open_tables(output.ledger) as tables,
    ):
        for name, table in TABLES.items():
            for connection in (database, tables):
                seen = connection.table(name).to_arrow_table()
                assert len(seen) == 0
                assert seen.schema.names == arrow_schema(table.record).names


def test_views_corrected_article_hides_older_text_and_events(output: OutputFolder, query: Query) -> None:
    old, new = article("a", "old", "r1"), article("a", "new", "r2")
    other = article("b", "other", "r1")
    output.commit("r1", articles=[old, other], events=[event("e1", old), event("e2", other)])
    output.commit("r2", articles=[new], events=[event("e3", new)])
    assert query("SELECT article_id, text FROM articles ORDER BY 1") == [("a", "new"), ("b", "other")]
    assert query("SELECT event_id FROM events ORDER BY 1") == [("e2",), ("e3",)]


def test_views_rerun_of_same_text_shows_later_run_only(output: OutputFolder, query: Query) -> None:
    for run in ("r1", "r2"):
        output.commit(run, articles=[article("a", "x", run)], events=[event("e", article("a", "x", run))])
    assert query("SELECT run_id FROM articles") == [("r2",)]
    assert query("SELECT run_id FROM events") == [("r2",)]


def test_views_revision_time_takes_precedence_over_run_order(output: OutputFolder, query: Query) -> None:
    output.commit("r1", articles=[article("a", "late", "r1", modified_at=NOW)])
    output.commit("r2", articles=[article("a", "undated", "r2")])
    output.commit("r3", articles=[article("a", "early", "r3", crawled_at=datetime(2020, 1, 1, tzinfo=UTC))])
    assert query("SELECT text FROM articles") == [("late",)]


def test_views_two_revisions_in_one_run_do_not_depend_on_chunks(output: OutputFolder, query: Query) -> None:
    output.commit("r1", chunk="c", articles=[article("a", "z", "r1")])
    output.commit("r1", chunk="another", articles=[article("a", "y", "r1")])
    assert query("SELECT text FROM articles") == [("z",)]


def test_views_resolved_failure_is_hidden(output: OutputFolder, query: Query) -> None:
    output.commit("r1", failures=[failed("r1")])
    assert query("SELECT run_id FROM failures") == [("r1",)]
    output.commit("r2", failures=[failed("r2", resolved_by="r2")])
    assert query("SELECT * FROM failures") == []


def test_views_run_with_several_commits_shows_last_row(output: OutputFolder, query: Query) -> None:
    output.commit("r1", chunk="c")
    assert query("SELECT status FROM runs") == [("running",)]
    output.commit("r1", chunk="another")
    assert query("SELECT status FROM runs") == [("committed",)]


def test_views_file_of_older_columns_has_the_others_as_null(output: OutputFolder, query: Query) -> None:
    output.commit("r1", articles=[article("old", "x", "r1")])
    (file,) = (output.ledger.output / "articles" / "run=r1").iterdir()
    table = pq.read_table(file)
    older = pa.array([{"uri": "u"}] * len(table), pa.struct([("uri", pa.string())]))
    table = table.drop_columns(["title", "record"]).append_column("record", older)
    pq.write_table(table.append_column("dropped", pa.array(["d"] * len(table))), file)
    output.commit("r2", articles=[article("new", "y", "r2", title="t")])
    rows = query("SELECT article_id, title, record.uri, record.media_type FROM articles ORDER BY ALL")
    assert rows == [("new", "t", "u", "text/plain"), ("old", None, "u", None)]


def test_views_events_written_before_they_had_a_salience_have_none(output: OutputFolder, query: Query) -> None:
    old, new = article("old", "x", "r1"), article("new", "y", "r2", main_event_id="e2")
    output.commit("r1", articles=[old], events=[event("e1", old)])
    for table, column in (("articles", "main_event_id"), ("events", "salience")):
        (file,) = (output.ledger.output / table / "run=r1").iterdir()
        pq.write_table(pq.read_table(file).drop_columns([column]), file)
    output.commit("r2", articles=[new], events=[event("e2", new)])
    columns = "article_id, main_event_id, event_id, salience"
    rows = query(f"SELECT {columns} FROM articles JOIN events USING (article_id) ORDER BY ALL")
    assert rows == [("new", "e2", "e2", 0.0), ("old", None, "e1", None)]


def test_views_incidents_and_stories_show_highest_revision(output: OutputFolder, query: Query) -> None:
    output.commit("r1", incidents=[incident("i", "a", "b", revision=2)], stories=[story("s", "a", "b", revision=2)])
    output.commit("r2", incidents=[incident("i", "a")], stories=[story("s", "a", revision=3)])
    assert query("SELECT incident_id, revision, article_count FROM incidents") == [("i", 2, 2)]
    assert query("SELECT story_id, revision, article_count FROM stories") == [("s", 3, 1)]


def test_views_incidents_and_stories_that_lost_all_articles_are_hidden_unless_replaced(
    output: OutputFolder, query: Query
) -> None:
    output.commit("r1", incidents=[incident("i", "a"), incident("j", "b")], stories=[story("s", "a"), story("t", "b")])
    gone = {"incidents": [incident("i", revision=2), incident("j", revision=2, replaced_by="k")]}
    output.commit("r2", **gone, stories=[story("s", revision=2), story("t", revision=2, replaced_by="u")])
    assert query("SELECT incident_id, replaced_by FROM incidents") == [("j", "k")]
    assert query("SELECT story_id, replaced_by FROM stories") == [("t", "u")]
