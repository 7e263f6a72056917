"""The views show the newest revision of an article and its rows."""

import errno
import resource
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pipeline.errors import OptionError
from pipeline.outputs.base import Ready
from pipeline.outputs.folder import views
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.views import VIEWS_FILE, _view, create_views, run_query
from schemas.flow.table_file import TableFile
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.event import Event, Trigger
from schemas.rows.failure import Failure
from schemas.tables import TABLES, arrow_schema
from tests.pipeline.runs import make_run
from transforms.parquet_writer import Part

NOW = datetime(2024, 11, 29, tzinfo=UTC)
REF = RecordRef(uri="u", media_type="text/plain")


def article(name: str, text: str, run: str, **more: Any) -> Article:
    return Article(article_id=name, content_id=text, text=text, word_count=1, record=REF, run_id=run, **more)


def event(name: str, of: Article) -> Event:
    trigger = Trigger(text="x", start=0, end=1, lemma="x")
    return Event(
        event_id=name,
        article_id=of.article_id,
        content_id=of.content_id,
        run_id=of.run_id,
        event_type="DEATH",
        trigger=trigger,
        sentence="x",
        sentence_start=0,
        sentence_end=1,
    )


def failed(run: str, resolved_by: str | None = None) -> Failure:
    return Failure(
        failure_id="f",
        stage="read",
        reason="empty",
        error="e",
        record=REF,
        failed_at=NOW,
        run_id=run,
        resolved_by=resolved_by,
    )


class OutputFolder:
    """An output folder, with commits of runs."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder)
        self.ledger.prepare()

    def commit(self, run: str, chunk: str = "c", **tables: list[Any]) -> None:
        files = []
        for table, rows in tables.items():
            part = Part(str(self.ledger.run_folder(table, run)), TABLES[table].record)
            part.write(rows)
            part.close()
            files.append(TableFile(table=table, path=part.path, rows=part.rows))
        row = make_run(run)
        self.ledger.commit(Ready(run=row, chunk=chunk, chunk_count=2, attempt="a", files=tuple(files)))
        create_views(self.ledger)

    def query_views(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.ledger.output / VIEWS_FILE), read_only=True) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    return OutputFolder(tmp_path / "it's [odd] *name")


def test_create_views_empty_output_has_every_table_with_its_columns(output: OutputFolder) -> None:
    create_views(output.ledger)
    for name, table in TABLES.items():
        assert output.query_views(f"SELECT count(*) FROM {name}") == [(0,)]
        with duckdb.connect(str(output.ledger.output / VIEWS_FILE), read_only=True) as database:
            seen = database.table(name).to_arrow_table().schema
        assert seen.names == arrow_schema(table.record).names


def test_views_corrected_article_hides_older_text_and_events(output: OutputFolder) -> None:
    old, new = article("a", "old", "r1"), article("a", "new", "r2")
    other = article("b", "other", "r1")
    output.commit("r1", articles=[old, other], events=[event("e1", old), event("e2", other)])
    output.commit("r2", articles=[new], events=[event("e3", new)])
    assert output.query_views("SELECT article_id, text FROM articles ORDER BY 1") == [("a", "new"), ("b", "other")]
    assert output.query_views("SELECT event_id FROM events ORDER BY 1") == [("e2",), ("e3",)]


def test_views_rerun_of_same_text_shows_later_run_only(output: OutputFolder) -> None:
    for run in ("r1", "r2"):
        output.commit(run, articles=[article("a", "x", run)], events=[event("e", article("a", "x", run))])
    assert output.query_views("SELECT run_id FROM articles") == [("r2",)]
    assert output.query_views("SELECT run_id FROM events") == [("r2",)]


def test_views_revision_time_takes_precedence_over_run_order(output: OutputFolder) -> None:
    output.commit("r1", articles=[article("a", "late", "r1", modified_at=NOW)])
    output.commit("r2", articles=[article("a", "undated", "r2")])
    output.commit("r3", articles=[article("a", "early", "r3", crawled_at=datetime(2020, 1, 1, tzinfo=UTC))])
    assert output.query_views("SELECT text FROM articles") == [("late",)]


def test_views_two_revisions_in_one_run_do_not_depend_on_chunks(output: OutputFolder) -> None:
    output.commit("r1", chunk="c", articles=[article("a", "z", "r1")])
    output.commit("r1", chunk="another", articles=[article("a", "y", "r1")])
    assert output.query_views("SELECT text FROM articles") == [("z",)]


def test_views_resolved_failure_is_hidden(output: OutputFolder) -> None:
    output.commit("r1", failures=[failed("r1")])
    assert output.query_views("SELECT run_id FROM failures") == [("r1",)]
    output.commit("r2", failures=[failed("r2", resolved_by="r2")])
    assert output.query_views("SELECT * FROM failures") == []


def test_views_run_with_several_commits_shows_last_row(output: OutputFolder) -> None:
    output.commit("r1", chunk="c")
    assert output.query_views("SELECT status FROM runs") == [("running",)]
    output.commit("r1", chunk="another")
    assert output.query_views("SELECT status FROM runs") == [("committed",)]


def test_create_views_after_move_finds_files(output: OutputFolder, tmp_path: Path) -> None:
    output.commit("r1", articles=[article("a", "x", "r1")])
    moved = output.ledger.output.rename(tmp_path / "moved")
    output.ledger = Ledger(moved)
    with pytest.raises(duckdb.Error):
        output.query_views("FROM articles")
    create_views(output.ledger)
    assert output.query_views("SELECT text FROM articles") == [("x",)]


@pytest.mark.parametrize("size", [0, 8 << 10, 300 << 10])
def test_create_views_write_that_fails_raises_and_keeps_old_views(output: OutputFolder, size: int) -> None:
    output.commit("r1", articles=[article("a", "x", "r1")])
    _, limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit))  # a longer file cannot be written
    try:
        with pytest.raises(duckdb.Error, match="File too large"):
            create_views(output.ledger)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    assert list(output.ledger.output.glob(".newsbeam*")) == []
    assert output.query_views("SELECT text FROM articles") == [("x",)]


def test_create_views_lost_write_raises_and_keeps_old_views(
    output: OutputFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    output.commit("r1", articles=[article("a", "x", "r1")])

    def fail(file: Path) -> None:
        raise OSError(errno.EIO, "lost", str(file))

    monkeypatch.setattr(views, "sync", fail)
    with pytest.raises(OSError, match="lost"):
        create_views(output.ledger)
    assert list(output.ledger.output.glob(".newsbeam*")) == []
    assert output.query_views("SELECT text FROM articles") == [("x",)]


@pytest.mark.parametrize("lost", ["DROP VIEW events", "DELETE FROM parts WHERE table_name = 'articles'"])
def test_create_views_content_that_is_not_read_again_raises(
    output: OutputFolder, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    output.commit("r1", articles=[article("a", "x", "r1")])
    with monkeypatch.context() as patch:
        last = views._view(TABLES["inputs"], [str(output.ledger.output / "_empty" / "inputs.parquet")])
        patch.setattr(views, "_view", lambda t, files: f"{last}; {lost}" if t.name == "inputs" else _view(t, files))
        with pytest.raises((OSError, duckdb.Error)):
            create_views(output.ledger)
    assert list(output.ledger.output.glob(".newsbeam*")) == []
    assert output.query_views("SELECT text FROM articles") == [("x",)]


def test_run_query_returns_columns_and_rows(output: OutputFolder) -> None:
    create_views(output.ledger)
    assert run_query(output.ledger, "SELECT count(*) AS n FROM events") == (["n"], [(0,)])


@pytest.mark.parametrize("query", ["", " ;", "-- nothing", "FROM evnts", "SELEC 1", "DROP VIEW events"])
def test_run_query_unusable_query_raises(output: OutputFolder, query: str) -> None:
    create_views(output.ledger)
    with pytest.raises(OptionError, match="QUERY"):
        run_query(output.ledger, query)
