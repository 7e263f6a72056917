"""The prompt answers line by line, and goes on after an error."""

from pathlib import Path

import pytest

from pipeline.cli.querying.prompt import prompt
from pipeline.cli.querying.results import ResultFormat, write_result
from pipeline.outputs.folder.query import ask, explaining_query, open_for_queries
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article


def type_lines(
    lines: list[str | BaseException], folder: Path, monkeypatch: pytest.MonkeyPatch, *, out: Path | None = None
) -> None:
    """Type some lines, or what is raised instead, then the end of the input."""
    output = OutputFolder(folder)
    output.commit("r1", articles=[article("a", "x", "r1")])
    typed = iter(lines)

    def read(_: str) -> str:
        line = next(typed, EOFError())
        if isinstance(line, BaseException):
            raise line
        return line

    monkeypatch.setattr("builtins.input", read)
    with open_for_queries(output.ledger) as tables:

        def answer(query: str) -> None:
            with explaining_query(output.ledger):
                write_result(ask(tables, query), ResultFormat.CSV, out)

        prompt(answer, tables.interrupt)


def test_prompt_answers_queries_over_several_lines_and_goes_on_after_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_lines(["", "FROM nothing;", "SELECT article_id,", "  text FROM articles;"], tmp_path, monkeypatch)
    captured = capsys.readouterr()
    assert "nothing does not exist" in captured.err
    assert captured.out.splitlines()[1:3] == ["article_id,text", "a,x"]


def test_prompt_commands_list_tables_columns_and_questions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [".tables", ".columns stories", ".columns nothing", ".questions", ".what", ".quit", "SELECT 'not asked';"]
    type_lines(lines, tmp_path, monkeypatch)
    captured = capsys.readouterr()
    for part in ("One row per run.", "story_id,VARCHAR", "place_timeline", "incident_tolls(day)", ".columns TABLE"):
        assert part in captured.out
    assert "not asked" not in captured.out
    assert "nothing does not exist" in captured.err


LATE_ERROR = "SELECT CASE WHEN i = 90_000 THEN error('late') ELSE i::VARCHAR END FROM range(100_000) AS t(i);"


def test_prompt_goes_on_after_whatever_a_query_raises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    lines = [LATE_ERROR, ".columns articles", "SELECT 42;"]
    type_lines(lines, tmp_path / "tables", monkeypatch, out=tmp_path / "file" / "rows.csv")
    late, *others = capsys.readouterr().err.splitlines()
    assert late.startswith("error: ")
    assert len([line for line in others if line.startswith("error: ")]) == 2


def test_prompt_late_error_is_shown_as_one_of_the_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_lines([LATE_ERROR, "SELECT 42 AS n;"], tmp_path, monkeypatch)
    captured = capsys.readouterr()
    assert "error: QUERY: Invalid Input Error: late" in captured.err
    assert captured.out.endswith("n\n42\n")


def test_prompt_ctrl_c_drops_the_lines_of_a_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    undecodable = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    lines = ["SELECT 1,", KeyboardInterrupt(), "SELECT 2,", undecodable, "SELECT 3 AS n;", ".quit", "SELECT 4;"]
    type_lines(lines, tmp_path, monkeypatch)
    captured = capsys.readouterr()
    assert captured.out.endswith("n\n3\n")
    assert "invalid start byte" in captured.err
