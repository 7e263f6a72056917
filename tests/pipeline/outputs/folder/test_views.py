"""newsbeam.duckdb is whole or as it was before, and says so if it reads another folder than its own."""

import errno
import resource
import shlex
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from pipeline.outputs.folder import views
from pipeline.outputs.folder.ledger import Ledger
from pipeline.outputs.folder.query import ask, open_for_queries
from pipeline.outputs.folder.view_sql import ListedFile, create_lasting_views
from pipeline.outputs.folder.views import VIEWS_FILE, check_views, create_views
from pipeline.outputs.questions.questions import questions
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.outputs.questions.happenings import RUNS
from tests.pipeline.rows import article, event

TEXTS = "SELECT text FROM articles ORDER BY text"
RELINK = r"copied or moved from .*; run: newsbeam relink '"


@pytest.fixture
def output(tmp_path: Path) -> OutputFolder:
    output = OutputFolder(tmp_path / "it's [odd] *name")
    output.commit("r1", articles=[article("a", "x", "r1")], events=[event("e", article("a", "x", "r1"))])
    return output


def query_attached(sql: str, *folders: Path) -> list[tuple[object, ...]]:
    """Query databases that are attached as db0, db1 and so on."""
    with duckdb.connect() as database:
        for number, folder in enumerate(folders):
            path = str(folder / VIEWS_FILE).replace("'", "''")
            database.execute(f"ATTACH '{path}' AS db{number} (READ_ONLY)")
        return database.execute(sql).fetchall()


# --- written aside ---------------------------------------------------------------------------


@pytest.mark.parametrize("size", [0, 8 << 10, 40 << 10])
def test_create_views_write_that_fails_raises_and_keeps_old_views(output: OutputFolder, size: int) -> None:
    _, limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limit))  # a longer file cannot be written
    try:
        with pytest.raises(duckdb.Error, match="File too large"):
            create_views(output.ledger)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    assert list(output.ledger.output.glob(".*newsbeam*")) == []
    assert output.query_views(TEXTS) == [("x",)]


@pytest.mark.parametrize("failing", ["sync", "write_atomically"])
def test_create_views_lost_write_raises_and_keeps_old_views(
    output: OutputFolder, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(file: Path, *content: bytes) -> None:
        raise OSError(errno.EIO, "lost", str(file))

    monkeypatch.setattr(views, failing, fail)
    with pytest.raises(OSError, match="lost"):
        create_views(output.ledger)
    assert list(output.ledger.output.glob(".*newsbeam*")) == []
    assert output.query_views(TEXTS) == [("x",)]
    assert check_views(output.ledger) == []


@pytest.mark.parametrize(
    "lost",
    ["DROP VIEW events", "DROP VIEW place_timeline", "DELETE FROM {schema}.all_files WHERE table_name = 'articles'"],
)
def test_create_views_content_that_is_not_read_again_raises(
    output: OutputFolder, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    def create(
        database: duckdb.DuckDBPyConnection, files: Sequence[ListedFile], *, schema: str, condition: str
    ) -> None:
        create_lasting_views(database, files, schema=schema, condition=condition)
        database.execute(lost.format(schema=schema))

    monkeypatch.setattr(views, "create_lasting_views", create)
    with pytest.raises((OSError, duckdb.Error)):
        create_views(output.ledger)
    assert list(output.ledger.output.glob(".*newsbeam*")) == []
    assert output.query_views(TEXTS) == [("x",)]


def test_sweep_deletes_half_written_database(output: OutputFolder) -> None:
    half = [output.ledger.output / f".{VIEWS_FILE}.7f", output.ledger.output / f".{VIEWS_FILE}.7f.wal"]
    for file in half:
        file.write_bytes(b"half")
    output.ledger.sweep("1")
    assert not any(file.exists() for file in half)


# --- copied and moved ------------------------------------------------------------------------


def test_views_copied_folder_says_relink_until_relinked(output: OutputFolder, tmp_path: Path) -> None:
    copy = output.copy(tmp_path / "the copy")
    for table in ("articles", "events", "runs"):
        with pytest.raises(duckdb.Error, match=f"{RELINK}{copy.ledger.output}"):
            copy.query_views(f"SELECT count(*) FROM {table}")
    assert output.query_views(TEXTS) == [("x",)]
    copy.commit("r2", articles=[article("b", "y", "r2")])
    assert copy.query_views(TEXTS) == [("x",), ("y",)]
    assert output.query_views(TEXTS) == [("x",)]


@pytest.mark.parametrize("question", [question.name for question in questions()])
def test_views_of_questions_are_those_of_queries_and_say_relink_in_a_copy(tmp_path: Path, question: str) -> None:
    output = OutputFolder(tmp_path / "tables")
    for run, rows in RUNS.items():
        output.commit(run, **rows)
    found = query_attached(f"FROM db0.{question}", output.ledger.output)
    with open_for_queries(output.ledger) as tables:
        assert found == ask(tables, f"FROM {question}").fetchall()
    assert found
    copy = output.copy(tmp_path / "copy")
    with pytest.raises(duckdb.Error, match=RELINK):
        copy.query_views(f"FROM {question}")


def test_views_copied_folder_with_quotes_in_its_name_says_relink_as_a_shell_takes_it(
    output: OutputFolder, tmp_path: Path
) -> None:
    copy = output.copy(tmp_path / 'it\'s "the" copy')
    with pytest.raises(duckdb.Error) as error:
        copy.query_views("FROM articles")
    assert f"run: newsbeam relink {shlex.quote(str(copy.ledger.output))}" in str(error.value)


def test_views_attached_copy_says_relink(output: OutputFolder, tmp_path: Path) -> None:
    copy = output.copy(tmp_path / "copy")
    original, copied = output.ledger.output, copy.ledger.output
    assert query_attached("SELECT count(*) FROM db0.events", original) == [(1,)]
    with pytest.raises(duckdb.Error, match=RELINK):
        query_attached("SELECT count(*) FROM db0.events", copied)
    with pytest.raises(duckdb.Error, match=RELINK):
        query_attached("SELECT count(*) FROM db1.events", original, copied)
    create_views(copy.ledger)
    counts = "SELECT (SELECT count(*) FROM db0.events), (SELECT count(*) FROM db1.events)"
    assert query_attached(counts, original, copied) == [(1, 1)]


def test_views_moved_folder_fails_until_relinked(output: OutputFolder, tmp_path: Path) -> None:
    output.ledger = Ledger(output.ledger.output.rename(tmp_path / "moved"))
    with pytest.raises(duckdb.Error):
        output.query_views("FROM articles")
    create_views(output.ledger)
    assert output.query_views(TEXTS) == [("x",)]


def test_views_opened_through_links_and_relative_paths_are_in_place(
    output: OutputFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, other = tmp_path / "link", tmp_path / "other.duckdb"
    link.symlink_to(output.ledger.output)
    other.symlink_to(link / VIEWS_FILE)
    create_views(Ledger(link))
    assert check_views(Ledger(link)) == check_views(output.ledger) == []
    monkeypatch.chdir(link)
    for path in (VIEWS_FILE, f"../link/{VIEWS_FILE}", str(link / VIEWS_FILE), str(other)):
        with duckdb.connect(path, read_only=True) as database:
            assert database.execute(TEXTS).fetchall() == [("x",)]
    link.unlink()
    assert output.query_views(TEXTS) == [("x",)]


# --- checked ---------------------------------------------------------------------------------


def test_check_views_without_commits_and_after_commits_finds_nothing(output: OutputFolder, tmp_path: Path) -> None:
    assert check_views(OutputFolder(tmp_path / "new").ledger) == []
    assert check_views(output.ledger) == []


def problems(output: OutputFolder) -> str:
    """What is found, and corrected by creating the views again."""
    (found,) = check_views(output.ledger)
    assert found.endswith(f"; run: newsbeam relink {shlex.quote(str(output.ledger.output))}")
    create_views(output.ledger)
    assert check_views(output.ledger) == []
    return found


def test_check_views_any_changed_byte_is_found(output: OutputFolder) -> None:
    for name in (VIEWS_FILE, "_views.json"):
        file = output.ledger.output / name
        content = file.read_bytes()
        for position in range(0, len(content), max(1, len(content) // 400)):
            file.write_bytes(content[:position] + bytes([content[position] ^ 1]) + content[position + 1 :])
            assert len(check_views(output.ledger)) == 1
        assert "damaged" in problems(output)


def test_check_views_missing_database_or_record_is_found(output: OutputFolder) -> None:
    for name in (VIEWS_FILE, "_views.json"):
        (output.ledger.output / name).unlink()
        assert "missing" in problems(output)


def test_check_views_copied_folder_is_found(output: OutputFolder, tmp_path: Path) -> None:
    assert f"copied or moved from {output.ledger.output}" in problems(output.copy(tmp_path / "copy"))


def test_check_views_commit_without_views_is_found(output: OutputFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    old = (output.ledger.output / VIEWS_FILE).read_bytes()
    output.commit("r2", articles=[article("b", "y", "r2")])
    (output.ledger.output / VIEWS_FILE).write_bytes(old)  # as if killed before the new one took its place
    assert "shows commit 1, wanted 2, the newest" in problems(output)
