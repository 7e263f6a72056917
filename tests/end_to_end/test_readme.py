"""The README's first commands on the sample articles print what it says, and its queries have rows."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli.command_line import app
from tests.readme import README

pytestmark = pytest.mark.model

TEXT = README.read_text()
SAMPLES = README.parent / "tests" / "data" / "articles"


def commands(name: str) -> list[list[str]]:
    """The arguments of each `newsbeam NAME` in the blocks of shell commands."""
    blocks = "\n".join(re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL))
    found = re.findall(rf"^(?:\S*/)?newsbeam {name} ((?:[^\"\n]|\"[^\"]*\")*)", blocks, re.MULTILINE)
    return [shlex.split(one, comments=True) for one in found]


def block_after(text: str) -> list[str]:
    """The lines of the first plain block after a text, with single spaces."""
    _, _, rest = TEXT.partition(text)
    (block,) = re.findall(r"\n```\n(.*?)```", rest, re.DOTALL)[:1]
    return [" ".join(line.split()) for line in block.splitlines() if line.strip() and "..." not in line]


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The folder in which the first command was run, and the lines that it printed."""
    folder = tmp_path_factory.mktemp("readme")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(app, ["run", str(SAMPLES), "--output", "tables", "--workers", "1"])
    assert done.exit_code == 0, done.output
    return folder, [" ".join(line.split()) for line in done.output.splitlines()]


def test_first_command_prints_the_summary(first_run: tuple[Path, list[str]]) -> None:
    lines = [line for line in block_after("and leaves tables:") if not line.startswith("seconds")]
    missing = [line for line in lines if line not in first_run[1]]
    assert not missing, f"the README has {missing}; the command printed {first_run[1]}"


def test_first_query_prints_the_table(first_run: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(first_run[0])
    done = CliRunner().invoke(app, ["query", *commands("query")[0]], env={"COLUMNS": "200"})
    printed = [" ".join(re.sub(r"[│┃━─┏┓┗┛┡┩└┘┌┐├┤┬┴┼╇╈]", " ", line).split()) for line in done.stdout.splitlines()]
    assert [line for line in block_after("Query the tables:") if line not in printed] == []


QUERIES = [arguments for arguments in commands("query") if len(arguments) > 1]


@pytest.mark.parametrize("arguments", QUERIES, ids=lambda arguments: arguments[1][:40])
def test_query_of_the_readme_has_rows(
    first_run: tuple[Path, list[str]], monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(first_run[0])
    done = CliRunner().invoke(app, ["query", *arguments[:2], "--format", "json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)
