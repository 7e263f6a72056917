"""Queries read the folder that they are given, whatever its newsbeam.duckdb is like."""

import shlex
import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import NewsbeamError, OptionError
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import ask, explaining_query, open_for_queries, open_tables, restrict
from pipeline.outputs.folder.views import VIEWS_FILE, create_views
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article, event
from tests.readme import queries
from tests.transforms.link.incidents.reports import three_days
from transforms.link.incidents.incident import make_incident

TEXTS = "SELECT text FROM articles ORDER BY text"


def run_query(ledger: Ledger, query: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """Columns and rows of a query."""
    with open_for_queries(ledger) as tables, explaining_query(ledger):
        result = ask(tables, query)
        return [column[0] for column in result.description or ()], result.fetchall()


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


def test_open_tables_long_query_prints_no_progress(output: OutputFolder, capfd: pytest.CaptureFixture[str]) -> None:
    with open_tables(output.ledger) as tables:
        tables.execute("SELECT count(DISTINCT md5(i::VARCHAR)) FROM range(100_000) AS r(i)").fetchall()
        assert tables.execute("SELECT current_setting('enable_progress_bar')").fetchall() == [(False,)]
    assert capfd.readouterr().out == ""


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
    assert f"run: newsbeam check --repair {shlex.quote(str(output.ledger.output))}" in str(error.value)


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


LATE_ERROR = "SELECT CASE WHEN i = 900_000 THEN error('late') ELSE i::VARCHAR END FROM range(1_000_000) AS t(i)"


def test_explaining_query_error_of_a_late_row_is_of_the_query(output: OutputFolder) -> None:
    with open_for_queries(output.ledger) as tables, explaining_query(output.ledger):
        result = ask(tables, LATE_ERROR)
        assert result.fetchmany(2) == [("0",), ("1",)]
    with pytest.raises(OptionError, match=r"QUERY: Invalid Input Error: late"):
        run_query(output.ledger, LATE_ERROR)


@pytest.mark.parametrize("query", ["SELECT text FROM articles", "SELECT text FROM articles ORDER BY hash(text)"])
def test_explaining_query_file_damaged_since_the_tables_were_opened_is_named(output: OutputFolder, query: str) -> None:
    (file,) = (output.ledger.output / "articles" / "run=r1").iterdir()
    with open_for_queries(output.ledger) as tables:
        file.unlink()
        with pytest.raises(NewsbeamError, match=r"part-.*missing or cut off") as error, explaining_query(output.ledger):
            ask(tables, query).fetchall()
    assert not isinstance(error.value, OptionError)


OVERWRITE = "TO '{file}' (FORMAT parquet, USE_TMP_FILE false)"
PIVOT = "PIVOT (SELECT 1 AS a, 2 AS b) ON a USING sum(b)"


@pytest.mark.parametrize(
    "query",
    [
        f"COPY (SELECT 1) {OVERWRITE}",
        f"COPY ({PIVOT}) {OVERWRITE}",
        f"EXPLAIN ANALYZE COPY (SELECT 1) {OVERWRITE}",
        f"/* SELECT */ EXPLAIN (ANALYZE) COPY ({PIVOT}) {OVERWRITE}",
        f"SELECT 1; COPY (SELECT 1) {OVERWRITE}",
        "EXPORT DATABASE '{folder}/out'",
        "ATTACH '{folder}/out.duckdb'",
        "PREPARE p AS SELECT 1",
        "SET threads = 1",
        "SET VARIABLE files_of_articles = ['x']",
        "LOAD httpfs",
        "CALL enable_logging(storage = 'file', storage_config = {{'path': '{folder}/log'}})",
        "BEGIN",
    ],
)
def test_ask_statement_that_may_write_raises(output: OutputFolder, tmp_path: Path, query: str) -> None:
    (file,) = (output.ledger.output / "articles" / "run=r1").iterdir()
    before = listing(tmp_path)
    with pytest.raises(OptionError, match=r"QUERY: got .*, wanted one that reads"):
        run_query(output.ledger, query.format(file=str(file).replace("'", "''"), folder=tmp_path))
    assert listing(tmp_path) == before
    assert run_query(output.ledger, TEXTS)[1] == [("x",)]


@pytest.mark.parametrize(
    "query",
    [
        "FROM read_text('{folder}/secret.txt')",
        "FROM read_blob('{folder}/*')",
        "FROM glob('{folder}/*')",
        "FROM '{folder}/other.parquet'",
        "FROM read_csv('{folder}/secret.txt')",
        "FROM secret_of_this_process",
        "FROM query('COPY (SELECT 1) TO ''{folder}/out''')",
        "FROM enable_logging(storage = 'file', storage_config = {{'path': '{folder}/log'}})",
    ],
)
def test_ask_reads_nothing_but_tables(output: OutputFolder, tmp_path: Path, query: str) -> None:
    secret_of_this_process = pa.table({"a": [1]})
    (tmp_path / "secret.txt").write_text("a\n1\n")
    pq.write_table(secret_of_this_process, tmp_path / "other.parquet")
    before = listing(tmp_path)
    with pytest.raises(OptionError, match="QUERY"):
        run_query(output.ledger, query.format(folder=tmp_path))
    assert listing(tmp_path) == before


def test_ask_large_sort_may_use_the_folder_for_temporary_files(
    output: OutputFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    ranks = "SELECT row_number() OVER (ORDER BY hash(i)) AS rank FROM range(3_000_000) AS r(i)"
    with open_tables(output.ledger) as tables:
        tables.execute("SET memory_limit = '60MB'")
        restrict(tables, [])
        assert ask(tables, f"SELECT max(rank) FROM ({ranks})").fetchall() == [(3_000_000,)]


@pytest.mark.parametrize(
    "query",
    [
        "PIVOT runs ON status",
        "EXPLAIN FROM events",
        "EXPLAIN (FORMAT json) PIVOT runs ON status",
        "SHOW TABLES",
        "SUMMARIZE articles",
        "-- which\n(SELECT 1) UNION ALL (SELECT 2)",
        "WITH t AS (PIVOT runs ON status) FROM t",
        "VALUES (1)",
        "SELECT 'copy (x) to y' AS t; SELECT 2",
    ],
)
def test_run_query_reading_statement_gives_rows(output: OutputFolder, query: str) -> None:
    assert run_query(output.ledger, query)[1]


def test_create_views_does_not_change_what_is_read(output: OutputFolder) -> None:
    before = output.query_tables("FROM articles")
    create_views(output.ledger)
    assert output.query_tables("FROM articles") == before == output.query_views("FROM articles")
