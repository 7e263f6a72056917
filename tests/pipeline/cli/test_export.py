"""`newsbeam export` at the command line."""

import csv
import os
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from pipeline.cli.command_line import app
from pipeline.export.layouts import LAYOUTS
from tests.pipeline.outputs.folder.output_folder import OutputFolder
from tests.pipeline.outputs.questions.happenings import RUNS


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    output = OutputFolder(tmp_path_factory.mktemp("export") / "tables")
    for name, rows in RUNS.items():
        output.commit(name, **rows)
    return str(output.ledger.output)


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["export", *arguments])
    return done.exit_code, done.stdout, " ".join(done.stderr.split())


@pytest.mark.parametrize(("name", "delimiter"), [("events.csv", ","), ("events.tsv", "\t")])
def test_export_writes_cells_as_the_name_of_the_file_says(
    folder: str, tmp_path: Path, name: str, delimiter: str
) -> None:
    file = tmp_path / "new" / name
    assert run(folder, "--format", "gdelt", "-o", str(file)) == (0, "", f"{file}: 5 rows")
    with file.open(encoding="utf-8", newline="") as lines:
        head, *rows = csv.reader(lines, delimiter=delimiter)
    assert head == [column.name for column in LAYOUTS["gdelt"].columns]
    assert len(rows) == 5
    assert os.listdir(file.parent) == [name]


def test_export_to_standard_output_is_the_same(folder: str, tmp_path: Path) -> None:
    file = tmp_path / "incidents.csv"
    run(folder, "--format", "acled", "-o", str(file))
    assert run(folder, "--format", "acled", "-o", "-") == (0, file.read_text(encoding="utf-8"), "")


@pytest.mark.parametrize("name", LAYOUTS)
def test_export_columns_describes_a_format_without_a_folder(name: str) -> None:
    assert run("--columns", name) == (0, LAYOUTS[name].markdown(), "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "DIR: got none"),
        (["DIR"], "--format: got none, wanted one of geojson, gdelt, acled, notebook"),
        (["DIR", "--format", "acled"], "--output: got none"),
        (["DIR", "--format", "notebook", "-o", "-"], "--output: got -, wanted a file"),
        (["bq://project.news", "--format", "acled", "-o", "x.csv"], "DIR: got 'bq://project.news'"),
        (["DIR", "--format", "acled", "-o", "gs://b/x.csv"], "--output: got 'gs://b/x.csv'"),
        (["DIR", "--format", "acled", "-o", "DIR/x.csv"], "wanted a file outside of that folder"),
        ([".", "--format", "acled", "-o", "../x.csv"], "wanted a folder that a run has written"),
        (
            ["DIR", "--format", "acled", "-o", "x.csv", "--since", "2024-05-20", "--until", "2024-05-19"],
            "wanted the earlier day first",
        ),
    ],
)
def test_export_that_cannot_be_says_what_is_wanted(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    code, shown, error = run(*(one.replace("DIR", folder) for one in arguments))
    assert (code, shown) == (2, "")
    assert says in error
    assert os.listdir(tmp_path) == ["empty"]
    assert os.listdir(tmp_path / "empty") == []


def test_export_that_fails_leaves_the_earlier_file(
    folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.export import export

    def fail(*_: object, **__: object) -> None:
        raise OSError("lost")

    monkeypatch.setattr(export, "write_csv", fail)
    file = tmp_path / "events.csv"
    file.write_text("earlier")
    assert run(folder, "--format", "gdelt", "-o", str(file))[0] == 1
    assert os.listdir(tmp_path) == ["events.csv"]
    assert file.read_text() == "earlier"


def test_export_notebook_writes_a_zip_file(folder: str, tmp_path: Path) -> None:
    file = tmp_path / "news.zip"
    code, _, error = run(folder, "--format", "notebook", "-o", str(file))
    assert (code, os.listdir(tmp_path)) == (0, ["news.zip"])
    assert error.startswith(f"{file}: ")
    with ZipFile(file) as bundle:
        assert bundle.testzip() is None
        assert {"newsbeam.ipynb", "README.md", "events.parquet"} <= set(bundle.namelist())


def test_export_columns_of_the_notebook_are_those_of_the_tables() -> None:
    code, shown, _ = run("--columns", "notebook")
    assert code == 0
    assert "| `trigger.lemma` | VARCHAR |" in shown
