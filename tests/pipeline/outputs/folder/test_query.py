"""Queries read the folder that they are given, whatever its newsbeam.duckdb is like."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import NewsbeamError, OptionError
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import open_tables, run_query
from pipeline.outputs.folder.views import VIEWS_FILE, create_views
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article, event
from tests.readme import queries
from tests.transforms.link.incidents.reports import three_days
from transforms.link.incidents.incident import make_incident

TEXTS = "SELECT text FROM articles ORDER BY text"


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    output = OutputFolder(tmp_path / "it's [odd] *name")
    output.commit("r1", articles=[article("a", "x", "r1")])
    return output


def test_readme_queries_run(output: OutputFolder) -> None:
    told = event("e", article("b", "y", "r2"))
    articles = [replace(article("b", "y", "r2"), main_event_id=told.event_id)]
    output.commit("r2", articles=articles, events=[told], incidents=[make_incident(three_days(), [])])
    asked = queries("Reading the tables")
    assert [len(output.query_views(query)) for query in asked] == [1, 1]
    assert [len(output.query_tables(query)) for query in asked] == [1, 1]


def listing(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


def test_open_tables_copied_folder_reads_the_copy(output: OutputFolder, tmp_path: Path) -> None:
    copy = output.copy(tmp_path / "copy")
    output.commit("r2", articles=[article("b", "only in the original", "r2")])
    copy.commit("r3", articles=[article("b", "only in the copy", "r3")])
    shutil.copy(output.ledger.output / VIEWS_FILE, copy.ledger.output)
    assert copy.query_tables(TEXTS) == [("only in the copy",), ("x",)]


def test_open_tables_moved_folder_reads_it_there(output: OutputFolder, tmp_path: Path) -> None:
    output.ledger = Ledger(output.ledger.output.rename(tmp_path / "moved"))
    assert output.query_tables(TEXTS) == [("x",)]


def test_open_tables_link_reads_the_folder_that_it_leads_to(output: OutputFolder, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(output.ledger.output)
    assert run_query(Ledger(link), TEXTS)[1] == [("x",)]


@pytest.mark.parametrize("damage", [lambda file: file.unlink(), lambda file: file.write_bytes(b"no database")])
def test_open_tables_unusable_database_is_not_needed(output: OutputFolder, damage) -> None:
    damage(output.ledger.output / VIEWS_FILE)
    assert output.query_tables(TEXTS) == [("x",)]


def test_open_tables_stale_database_reads_newest_commit(output: OutputFolder) -> None:
    stale = (output.ledger.output / VIEWS_FILE).read_bytes()
    output.commit("r2", articles=[article("b", "y", "r2")])
    (output.ledger.output / VIEWS_FILE).write_bytes(stale)
    assert output.query_tables(TEXTS) == [("x",), ("y",)]


def test_open_tables_writes_nothing_into_the_folder(
    output: OutputFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "full"))
    folder = output.ledger.output
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = listing(tmp_path)
    assert output.query_tables(TEXTS) == [("x",)]
    assert listing(tmp_path) == before
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)


def test_open_tables_large_sort_uses_folder_for_temporary_files(
    output: OutputFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with open_tables(output.ledger) as tables:
        tables.execute("SET memory_limit = '30MB'")
        tables.execute("CREATE TABLE sorted AS SELECT i, hash(i) AS h FROM range(3_000_000) AS r(i) ORDER BY h")
        assert list(tmp_path.glob("newsbeam-*/*"))
    assert list(tmp_path.glob("newsbeam-*")) == []


def test_open_tables_without_commits_has_empty_tables(tmp_path: Path) -> None:
    assert OutputFolder(tmp_path / "new").query_tables("SELECT count(*) FROM events") == [(0,)]


def test_run_query_returns_columns_and_rows(output: OutputFolder) -> None:
    assert run_query(output.ledger, "SELECT count(*) AS n FROM events") == (["n"], [(0,)])


@pytest.mark.parametrize("cut", [lambda file: file.unlink(), lambda file: file.write_bytes(file.read_bytes()[:-100])])
def test_run_query_missing_or_cut_off_file_is_named_with_what_to_do(output: OutputFolder, cut) -> None:
    (file,) = (output.ledger.output / "articles" / "run=r1").iterdir()
    cut(file)
    with pytest.raises(NewsbeamError) as error:
        run_query(output.ledger, TEXTS)
    assert str(file) in str(error.value)
    assert f"run: newsbeam check --repair {output.ledger.output}" in str(error.value)


def test_damaged_file_says_to_check(output: OutputFolder) -> None:
    (file,) = (output.ledger.output / "articles" / "run=r1").iterdir()
    content = file.read_bytes()
    file.write_bytes(content[:4] + bytes(len(content) - 12) + content[-8:])
    for read in (lambda: run_query(output.ledger, TEXTS), lambda: create_views(output.ledger)):
        with pytest.raises(NewsbeamError, match=r"cannot be read .*; run: newsbeam check"):
            read()


@pytest.mark.parametrize(
    "query", ["", " ;", "-- nothing", "FROM evnts", "SELEC 1", "DROP VIEW events", "CREATE TABLE t (i INT)"]
)
def test_run_query_unusable_query_raises(output: OutputFolder, query: str) -> None:
    with pytest.raises(OptionError, match="QUERY"):
        run_query(output.ledger, query)


def test_run_query_copy_writes_outside_of_the_folder_only(output: OutputFolder, tmp_path: Path) -> None:
    (file,) = (output.ledger.output / "articles" / "run=r1").iterdir()
    escaped = str(file).replace("'", "''")
    with pytest.raises(OptionError, match=r"QUERY: got COPY to .*, wanted a file outside of"):
        run_query(output.ledger, f"COPY (SELECT 1) TO '{escaped}'")
    assert output.query_tables(TEXTS) == [("x",)]
    run_query(output.ledger, f"COPY ({TEXTS}) TO '{tmp_path}/texts.csv'")
    assert (tmp_path / "texts.csv").read_text() == "text\nx\n"


@pytest.mark.parametrize("query", ["PIVOT runs ON status", "EXPLAIN FROM events", "SHOW TABLES", "SUMMARIZE articles"])
def test_run_query_reading_statement_gives_rows(output: OutputFolder, query: str) -> None:
    assert run_query(output.ledger, query)[1]


def test_create_views_does_not_change_what_is_read(output: OutputFolder) -> None:
    before = output.query_tables("FROM articles")
    create_views(output.ledger)
    assert output.query_tables("FROM articles") == before == output.query_views("FROM articles")
