"""Exit codes of commands in the situations that users meet, and messages of those that end early."""

import errno
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import typer

from pipeline.cli.exit_codes import report_errors
from pipeline.errors import NewsbeamError
from pipeline.report.overview import page as page_module
from tests.end_to_end.command import newsbeam
from tests.pipeline.cli.test_help import COMMANDS
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article

UNUSABLE = {
    "check": "{tables} --repairs",
    "export": "{tables} --format notebook -o -",
    "extract": "{file} --number 2",
    "query": "{tables} FROM_nothing",
    "relink": "{tables} {tables}",
    "report": "{tables} -o {tables}/report.html",
    "retry": "{tables} --seconds 0",
    "run": "{file} -o {new} --format pdf",
    "schema": "nothing",
    "show": "{tables} not-an-id",
    "sql": "{tables} SELECT --format parquet",
    "stream": "--subscription news -o {new}",
    "verify": "{tables} --workers -1",
    "watch": "{file} -o {new} --most 0",
}
"""Arguments of each command of which one cannot be used."""

READING = {
    "check": "",
    "export": "--format acled -o {new}",
    "query": "'FROM articles'",
    "relink": "",
    "report": "-o {new}",
    "retry": "",
    "show": "{id}",
    "sql": "'FROM articles'",
    "verify": "",
}
"""Further arguments of the commands that read an output folder."""

ID = "a" * 32


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """A folder with an article, one without commits, one that is empty, one that is not there, and a text."""
    monkeypatch.setattr(page_module, "vega_bundle", str)  # Altair takes seconds to put it together
    OutputFolder(tmp_path / "tables").commit("r1", articles=[article(ID, "x", "r1")])
    OutputFolder(tmp_path / "uncommitted")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("Gunmen attacked a bank in Cali on Monday, killing two guards.")
    return {name: tmp_path / name for name in ("tables", "uncommitted", "empty", "missing", "file", "new")}


def given(arguments: str, places: dict[str, Path]) -> list[str]:
    return [argument.format(**places, id=ID) for argument in shlex.split(arguments)]


@pytest.mark.parametrize("command", COMMANDS)
def test_command_given_what_it_cannot_use_exits_with_2(command: str, places: dict[str, Path]) -> None:
    newsbeam(command, *given(UNUSABLE[command], places), code=2)
    assert not places["new"].exists()


@pytest.mark.parametrize("folder", ["missing", "empty", "file"])
@pytest.mark.parametrize("command", READING)
def test_command_that_reads_what_is_no_output_exits_with_2(command: str, folder: str, places: dict[str, Path]) -> None:
    said = newsbeam(command, places[folder], *given(READING[command], places), code=2).stderr
    assert "wanted a folder that a run has written" in said


@pytest.mark.parametrize("command", READING)
def test_command_that_reads_a_folder_without_commits_exits_with_0_unless_given_an_id(
    command: str, places: dict[str, Path]
) -> None:
    newsbeam(command, places["uncommitted"], *given(READING[command], places), code=2 if command == "show" else 0)


@pytest.mark.parametrize("command", READING)
def test_command_that_succeeds_exits_with_0_and_verify_with_3_if_a_row_fails(
    command: str, places: dict[str, Path]
) -> None:
    code = 3 if command == "verify" else 0  # the article's id is not that of its text
    newsbeam(command, places["tables"], *given(READING[command], places), code=code)


@pytest.mark.parametrize("command", ["show", "verify"])
def test_command_given_an_id_that_names_nothing_exits_with_2(command: str, places: dict[str, Path]) -> None:
    newsbeam(command, places["tables"], "b" * 32, code=2)


@pytest.mark.parametrize(("command", "code"), [("query", 1), ("show", 1), ("check", 3)])
def test_command_that_reads_a_damaged_folder_exits_with_1_and_check_with_3(
    command: str, code: int, places: dict[str, Path]
) -> None:
    (part,) = places["tables"].glob("articles/run=r1/*")
    part.unlink()
    newsbeam(command, places["tables"], *given(READING[command], places), code=code)


def test_extract_of_what_is_no_article_exits_with_1(places: dict[str, Path]) -> None:
    places["file"].write_text("")
    assert "failed at stage read" in newsbeam("extract", places["file"], code=1).stderr


def test_extract_of_what_is_not_there_exits_with_2(places: dict[str, Path]) -> None:
    newsbeam("extract", places["missing"], code=2)


def test_schema_of_a_table_exits_with_0() -> None:
    newsbeam("schema", "events")


def test_report_errors_unexpected_error_prints_one_line_and_logs_traceback(
    tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise RuntimeError("first\nlast")
    assert end.value.exit_code == 1
    assert "RuntimeError: last" in capsys.readouterr().err
    assert "Traceback" in log.read_text()


def test_report_errors_storage_error_prints_one_line_without_log(tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "error.txt"
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), "/mnt/out/_lock")
    assert end.value.exit_code == 1
    said = capsys.readouterr().err
    assert said.startswith("error: /mnt/out/_lock: the file system is read-only; make it writable")
    assert said.count("\n") == 1
    assert not log.exists()


def test_report_errors_without_a_place_for_the_log_prints_the_traceback_behind_the_line(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", fail)
    log = tmp_path / "error.txt"
    log.mkdir()
    with pytest.raises(typer.Exit) as end, report_errors(log):
        raise RuntimeError("first\nlast")
    assert end.value.exit_code == 1
    said = capsys.readouterr().err
    assert said.startswith("error: RuntimeError: last; run the same command again. All of the error:\nTraceback")


def test_report_errors_log_of_an_error_is_printed_without_what_a_terminal_obeys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    error = NewsbeamError("failed")
    error.log = "Traceback: \x1b[2J"
    with pytest.raises(typer.Exit), report_errors():
        raise error
    assert "Traceback: \\u001b[2J" in capsys.readouterr().err


def test_command_whose_output_finds_no_space_fails_with_one_line() -> None:
    code = """if True:
        import typer
        from pipeline.cli.exit_codes import report_errors
        try:
            with report_errors():
                print("rows")
        except typer.Exit as end:
            raise SystemExit(end.exit_code)"""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", code], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: standard output, or ")
    assert "no space left" in line
