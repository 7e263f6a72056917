"""The prompt answers line by line, and goes on after an error."""

from pathlib import Path

import pytest

from pipeline.cli.querying.prompt import prompt
from pipeline.cli.querying.results import ResultFormat, write_result
from pipeline.outputs.folder.query import open_for_queries
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.rows import article


def type_lines(lines: list[str], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Type some lines, then the end of the input."""
    output = OutputFolder(folder)
    output.commit("r1", articles=[article("a", "x", "r1")])
    typed = iter(lines)

    def read(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", read)
    with open_for_queries(output.ledger) as tables:
        prompt(tables, lambda result: write_result(result, ResultFormat.CSV))


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
